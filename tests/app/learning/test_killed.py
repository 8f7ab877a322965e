"""A job whose trainer or app is killed goes on to the same end, and no half adapter is left."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from dying_trainers import Killed, killing
from learning_bench import MODEL, Bench, made_by, workers

from app import adapters as adapters_of_home
from app.learning import Workers
from app.store import adapters, trainings
from app.store.jobs import Status
from engine.problems import TrainingFailed
from tests.app import test_adapters

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(240)]
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("seed", range(5))
def test_a_trainer_that_is_killed_goes_on_to_the_same_end(bench: Bench, end: str, seed: int) -> None:
    kill_and_compare(bench, end, seed)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(5, 55))
def test_a_trainer_that_is_killed_anywhere_goes_on_to_the_same_end(bench: Bench, end: str, seed: int) -> None:
    kill_and_compare(bench, end, seed)


def kill_and_compare(bench: Bench, end: str, seed: int) -> None:
    """Killed twice, anywhere: 12 steps tell 19 messages, every third of them something to keep."""
    draw = random.Random(seed)
    before = in_use(bench)
    at_work = Killed(draw.randrange(0, 19), draw.randrange(0, 19))
    job = bench.run(bench.job(), Workers(at_work, workers().gate))
    if job.status is Status.COMPLETED:
        assert made_by(bench, job.id) == end
    else:  # nothing was kept between two deaths
        assert isinstance(job.problem, TrainingFailed)
        assert job.problem.facts == {"reason": "trainer_died"}
        assert adapters.of_job(bench.vault.db, job.id) is None
    assert in_use(bench) == before
    assert not list(bench.vault.home.training.rglob("*.gguf"))


def in_use(bench: Bench) -> bytes:
    """The plain bytes of the adapter in use; the first time it is put to use."""
    if adapters.in_use(bench.vault.db, MODEL) is None:
        test_adapters.use(bench.vault, test_adapters.made(bench.vault, b"GGUF in use"))
    content = test_adapters.loaded(bench.vault)
    assert content is not None
    return content


def test_two_deaths_with_something_kept_between_end_no_job(bench: Bench, end: str) -> None:
    at_work = Killed(5, 6)
    job = bench.run(bench.job(), Workers(at_work, workers().gate))
    assert (job.status, at_work.started) == (Status.COMPLETED, 3)
    assert made_by(bench, job.id) == end


def test_a_trainer_that_dies_twice_with_nothing_kept_between_is_given_up(bench: Bench) -> None:
    job = bench.run(bench.job(), killing(1, 1))
    assert isinstance(job.problem, TrainingFailed)
    assert job.problem.facts == {"reason": "trainer_died"}


@pytest.mark.parametrize("seed", range(5))
def test_an_app_that_is_killed_goes_on_after_its_next_start(bench: Bench, end: str, seed: int) -> None:
    kill_app_and_compare(bench, end, seed)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(5, 55))
def test_an_app_that_is_killed_anywhere_goes_on_after_its_next_start(bench: Bench, end: str, seed: int) -> None:
    kill_app_and_compare(bench, end, seed)


def kill_app_and_compare(bench: Bench, end: str, seed: int) -> None:
    """Killed at its n-th look, wherever that is: choosing examples, training, or measuring."""
    job, home = bench.job(), bench.vault.home
    looks = str(random.Random(seed).randrange(1, 60))
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.learning_kills", home.root, bench.vault.key.hex(), job.id, looks],
        cwd=ROOT,
        check=False,
    )
    assert done.returncode in (-signal.SIGKILL, 0)
    adapters_of_home.sweep(home, bench.vault.db)
    assert not list(home.training.rglob("*.gguf"))
    assert bench.run(trainings.get(bench.vault.db, job.id)).status is Status.COMPLETED
    assert made_by(bench, job.id) == end
    assert set(bench.files()) - {"lock"} == {f"adapters/{job.id}.sealed"}
