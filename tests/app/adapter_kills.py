"""A process that puts an adapter to use, or goes back, and is killed at a named step: argv is home, key, act, step.

The act is the number of an adapter, or "back".
"""

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


def main(root: str, key: str, act: str, at: str) -> None:
    home = Home(Path(root))
    db = connection.open_writer(home.database, bytes.fromhex(key))

    def passed(step: str) -> None:
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    if act == "back":
        adapters.roll_back(home, db, "tiny", now=datetime.now(UTC), passed=passed)
    else:
        adapters.deploy(home, db, int(act), "tiny", How.PERSON, now=datetime.now(UTC), passed=passed)


if __name__ == "__main__":
    main(*sys.argv[1:])
