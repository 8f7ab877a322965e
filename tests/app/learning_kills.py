"""A process that works on a job and is killed once it has looked so often: argv is home, key, job, looks."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
from learning_bench import SLOW, Bench

from app.lock import HomeLock
from app.paths import Home
from app.store import connection, trainings
from app.vault import Vault


def main(root: str, key: str, job_id: str, looks: str) -> None:
    home, secret = Home(Path(root)), bytes.fromhex(key)
    vault = Vault(connection.open_writer(home.database, secret), home, secret, lock=HomeLock(home.root / "test.lock"))
    left = int(looks)

    def halt() -> str:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return ""

    Bench(vault, SLOW).run(trainings.get(vault.db, job_id), halt=halt)


if __name__ == "__main__":
    main(*sys.argv[1:])
