"""An app that is killed while a job runs: its trainer ends by itself, the lock is free, and the next start goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

TRAINING = Path(__file__).parents[1] / "engine" / "training"
if str(TRAINING) not in sys.path:
    sys.path.append(str(TRAINING))

import learning_bench  # noqa: E402 - found on the path above
from learning_bench import KEY, NOW, SLOW, Bench, workers  # noqa: E402
from random_files import Files  # noqa: E402
from real_jobs import bench_on, snapshot  # noqa: E402
from small_jobs import SMALL  # noqa: E402

from app import adapters, training_files  # noqa: E402
from app.lock import HomeLock  # noqa: E402
from app.store import trainings  # noqa: E402
from app.store.adapters import State  # noqa: E402
from app.store.adapters import of_job as adapter_of  # noqa: E402
from app.store.jobs import Status  # noqa: E402
from app.store.trainings import Job  # noqa: E402
from app.training_files import JobFiles  # noqa: E402
from app.vault import Vault  # noqa: E402
from engine.domain import micros  # noqa: E402

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(240)]
ROOT = Path(__file__).parents[2]
#: A trainer notices the end of its pipe at once, one that looks at nothing some seconds later.
ENDS_WITHIN_S = 60.0


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(30) as opened:
        yield opened


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Files(tmp_path_factory.mktemp("random")).plain("llama")


def killed(vault: Vault, job: Job, kind: str) -> psutil.Process:
    """Start an app on the job and kill it once its trainer has told of a step; the trainer's process."""
    command = [sys.executable, "-m", "tests.faults.job_of_an_app", vault.home.root, vault.key.hex(), job.id, kind]
    app = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert app.stdout is not None
    try:
        trainer = psutil.Process(int(app.stdout.readline()))
    finally:
        app.kill()
        app.wait()
        app.stdout.close()
    return trainer


def ends_by_itself(trainer: psutil.Process) -> bool:
    return not psutil.wait_procs([trainer], timeout=ENDS_WITHIN_S)[1]


@pytest.mark.parametrize("kind", ["steady", pytest.param("deaf", marks=pytest.mark.faults)])
def test_its_trainer_ends_and_the_next_start_goes_on(vault: Vault, kind: str) -> None:
    bench = Bench(vault, msgspec.structs.replace(SLOW, epochs=4))
    job = bench.job()
    assert ends_by_itself(killed(vault, job, kind))
    HomeLock(training_files.lock_of(vault.home)).release()
    adapters.sweep(vault.home, vault.db)
    assert not list(vault.home.training.rglob("*.gguf"))
    left = trainings.get(vault.db, job.id)
    assert left.status is Status.PROCESSING
    assert bench.run(left, workers()).status is Status.COMPLETED
    made = adapter_of(vault.db, job.id)
    assert made is not None
    assert made.state is State.OFFERED


@pytest.mark.faults
@pytest.mark.parametrize("kind", ["real", "another interpreter's"])
def test_a_real_trainer_ends_with_its_app(vault: Vault, base: Path, kind: str) -> None:
    bench = bench_on(vault, base)
    bench.parameters = msgspec.structs.replace(SMALL, epochs=500)
    job = bench.job()
    files = JobFiles(vault.home, job.id, KEY)
    files.put_snapshot(snapshot())
    assert ends_by_itself(killed(vault, job, kind))
    HomeLock(training_files.lock_of(vault.home)).release()
    assert files.checkpoints()
    assert not list(vault.home.training.rglob("*.gguf"))
    trainings.cancel(vault.db, job.id, now_us=micros(NOW))
    adapters.sweep(vault.home, vault.db)
    assert bench.files() == ["lock"]
