"""An app that works on a job and says which process trains: argv is home, key, job, and how the trainer is.

It holds the lock of training as an app does, and goes on until it is killed.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "app"))
import learning_targets
from learning_bench import Bench, child_of, workers

from app import trainer_child, training_files
from app.child import Child
from app.learning import Workers
from app.lock import HomeLock
from app.paths import Home
from app.store import connection, trainings
from app.vault import Vault
from engine.training import messages
from engine.training.messages import Begin

STARTS = {
    "steady": child_of(learning_targets.train, messages.encode),  # type: ignore[arg-type]  # of these messages
    "deaf": child_of(learning_targets.never_stop, messages.encode),  # type: ignore[arg-type]  # of these messages
    "real": trainer_child.start,
    "another interpreter's": lambda begin: trainer_child.start(begin, interpreter=Path(sys.executable)),
}


def main(root: str, key: str, job_id: str, kind: str) -> None:
    home, secret = Home(Path(root)), bytes.fromhex(key)
    vault = Vault(connection.open_writer(home.database, secret), home, secret, lock=HomeLock(home.root / "test.lock"))
    alone = HomeLock(training_files.lock_of(home))
    bench = Bench(vault)
    started: list[Child] = []

    def start(begin: Begin) -> Child:
        started.append(STARTS[kind](begin))
        return started[-1]

    def halt() -> str:
        if any(job.step for job in bench.told):
            print(started[-1].pid, flush=True)
            bench.told.clear()
        return ""

    bench.run(trainings.get(vault.db, job_id), Workers(start, workers().gate), halt=halt)
    alone.release()


if __name__ == "__main__":
    main(*sys.argv[1:])
