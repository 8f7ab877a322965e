"""A process that makes a model of an adapter and is killed at a named step: argv is home, key, adapter, step."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import merging
from app.paths import Home
from app.store import connection


@dataclass
class Open:
    """The books of a process that alone has the store."""

    db: Any

    def read(self, act: Any) -> Any:
        return act(self.db)

    def write(self, act: Any) -> Any:
        return act(self.db)


def main(root: str, key: str, adapter: str, at: str) -> None:
    home = Home(Path(root))
    db = connection.open_writer(home.database, bytes.fromhex(key))

    def passed(step: str) -> None:
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    merging.merge(home, Open(db), merging.wanted(home, db, int(adapter)), "F16", passed=passed)


if __name__ == "__main__":
    main(*sys.argv[1:])
