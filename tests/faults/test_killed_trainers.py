"""The real trainer, killed at moments that nobody chose: the job comes to the same end, or fails and leaves nothing."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TRAINING = Path(__file__).parents[1] / "engine" / "training"
if str(TRAINING) not in sys.path:
    sys.path.append(str(TRAINING))

import learning_bench  # noqa: E402 - found on the path above
from learning_bench import KEY, MODEL, workers  # noqa: E402
from random_files import Files  # noqa: E402
from real_jobs import bench_on, snapshot  # noqa: E402
from small_jobs import Run  # noqa: E402

from app import trainer_child  # noqa: E402
from app.child import Child  # noqa: E402
from app.learning import Workers  # noqa: E402
from app.store import adapters, trainings  # noqa: E402
from app.store.adapters import State  # noqa: E402
from app.store.jobs import Status  # noqa: E402
from app.training_files import JobFiles  # noqa: E402
from app.vault import Vault  # noqa: E402
from engine.problems import TrainingFailed  # noqa: E402
from engine.training.messages import Begin  # noqa: E402
from engine.training.values import Trained  # noqa: E402
from tests.app import test_adapters  # noqa: E402

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"),
    pytest.mark.timeout(240),
    pytest.mark.faults,  # `tests/app/learning/test_killed.py` kills scripted ones each time
    pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"),
]
#: Each starts two or three trainers.
SEEDS = range(12)
#: A job of eight steps tells so many messages; between two of them lie some hundredths of a second.
N_MESSAGES, BETWEEN_S = 13, 0.05


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Files(tmp_path_factory.mktemp("random")).plain("llama")


@pytest.fixture(scope="module")
def whole(base: Path) -> Trained:
    """What a job that nothing stops comes to."""
    return Run(base).train()


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(6) as opened:
        yield opened


class Killed:
    """Real trainers, of which the first ones are ended by kill -9 at a moment that is drawn."""

    def __init__(self, draw: random.Random, times: int) -> None:
        self._draw, self._times = draw, times
        self.started = 0

    def __call__(self, begin: Begin) -> Child:
        self.started += 1
        child = trainer_child.start(begin)
        if self.started > self._times:
            return child
        moment = self._draw.randrange(N_MESSAGES), self._draw.uniform(0, BETWEEN_S)
        return _Doomed(child, *moment)  # type: ignore[return-value]  # it does all that a child does


class _Doomed:
    """A child that is killed so long after so many messages, whatever it does then."""

    def __init__(self, child: Child, n_messages: int, then_s: float) -> None:
        self._child, self._left, self._then_s = child, n_messages, then_s

    def receive(self, timeout_s: float | None = None) -> bytes | None:
        said = self._child.receive(timeout_s if self._left else self._then_s)
        if self._left == 0:
            os.kill(self._child.pid or 0, signal.SIGKILL)
        self._left -= said is not None
        return said

    def __getattr__(self, name: str) -> object:
        return getattr(self._child, name)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_comes_to_the_same_end_or_fails_and_leaves_nothing(
    vault: Vault, base: Path, whole: Trained, seed: int
) -> None:
    bench = bench_on(vault, base)
    test_adapters.use(vault, test_adapters.made(vault, b"GGUF in use"))
    job = bench.job()
    JobFiles(vault.home, job.id, KEY).put_snapshot(snapshot())
    draw = random.Random(seed)
    at_work = Killed(draw, times=1 + seed % 2)
    over = bench.run(job, Workers(at_work, workers().gate), look_s=0.2)
    made = adapters.of_job(vault.db, job.id)
    if over.status is Status.COMPLETED:
        assert made is not None
        assert made.state is State.OFFERED
        assert tuple(trainings.losses(vault.db, job.id, held=True)) == whole.held_losses
        assert tuple(trainings.losses(vault.db, job.id, held=False)) == whole.losses
    else:
        assert isinstance(over.problem, TrainingFailed)
        assert over.problem.facts == {"reason": "trainer_died"}
        assert made is None
        assert at_work.started == 2
    assert test_adapters.loaded(vault) == b"GGUF in use"
    assert adapters.used_on(vault.db, MODEL, job.base_sha256) is not None
    assert not list(vault.home.training.rglob("*.gguf*"))
