"""A process that puts an adapter to use and is killed at a named step: argv is home, key, adapter, step."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from app import adapters
from app.paths import Home
from app.store import connection
from app.store.adapters import How


def main(root: str, key: str, adapter: str, at: str) -> None:
    home = Home(Path(root))
    db = connection.open_writer(home.database, bytes.fromhex(key))

    def passed(step: str) -> None:
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    adapters.deploy(home, db, int(adapter), "tiny", How.PERSON, now=datetime.now(UTC), passed=passed)


if __name__ == "__main__":
    main(*sys.argv[1:])
