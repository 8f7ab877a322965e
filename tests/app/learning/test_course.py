"""A job's course to its end: what it makes, what it tells, and why it fails."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeVar

import learning_bench
import learning_targets
import msgspec
import pytest
from learning_bench import NAMES, NOW, Bench, workers
from sqlite_utils import Database

from app import training_files
from app.books import Lent
from app.examples_taken import Taking
from app.learning import Course
from app.measuring import Measuring
from app.settings import Settings
from app.store import adapters, learnt_words, trainings
from app.store.adapters import State
from app.store.jobs import Status
from app.vault import Vault
from app.working import Working
from engine.problems import BaseRefused, TrainingFailed

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(240)]


def test_a_job_comes_to_an_adapter_that_is_offered(bench: Bench) -> None:
    before = bench.use(bench.adapter(bench.job(), b"GGUF before"))
    job = bench.job()
    assert (job.status, job.progress) == (Status.QUEUED, 0)
    over = bench.run(job)
    assert (over.status, over.progress, over.error) == (Status.COMPLETED, 100, "")
    made = adapters.get(bench.vault.db, int(over.output))
    assert (made.state, made.verdict.passed, made.n_learnt) == (State.OFFERED, True, over.n_learnt)
    assert [pair.after for pair in made.pairs] == ["yo"]
    assert made.beside == before.id, "what was in use when it was measured"
    assert over.n_learnt + over.n_held == 60
    assert over.n_held >= 7
    assert trainings.losses(bench.vault.db, job.id, held=True)[0] == (0, 3.0)
    assert trainings.contacts(bench.vault.db, job.id) == {1, 2, 3}


@pytest.mark.parametrize("change", ["UPDATE adapter SET stale = 1", "UPDATE adapter SET sha256 = 'of another file'"])
def test_what_learnt_from_words_that_are_gone_or_is_damaged_is_not_measured_beside(bench: Bench, change: str) -> None:
    used = bench.use(bench.adapter(bench.job(), b"GGUF before"))
    job = bench.job()
    working = Working(bench.books, job.id, halt=lambda: "", tell=bench.told.append, look_s=1.0, clock=time.monotonic)
    measuring = Measuring(bench.vault.home, bench.books, working, workers().gate)
    assert measuring.used(job) == used
    bench.vault.db.conn.execute(change)
    assert measuring.used(job) is None


def test_what_was_told_on_the_way_never_falls(bench: Bench) -> None:
    bench.run(bench.job())
    told = [job.progress for job in bench.told]
    assert told == sorted(told)
    assert told[-1] == 100
    assert {job.stage for job in bench.told} >= {"preparing", "training", "checking"}


def test_only_an_encrypted_adapter_is_left_of_a_job(bench: Bench) -> None:
    job = bench.run(bench.job())
    assert bench.files() == [f"adapters/{job.id}.sealed"]
    made = adapters.get(bench.vault.db, int(job.output))
    content = training_files.adapter_file(bench.vault.home, job.id).read_bytes()
    assert b"GGUF" not in content
    with training_files.plain_adapter(bench.vault.home, job.id, key=made.key, sha256=made.sha256) as plain:
        assert plain.read_bytes().startswith(b"GGUF")
        assert plain.stat().st_mode & 0o077 == 0
    assert not plain.exists()


def test_nothing_of_the_examples_lies_in_the_clear_while_it_trains(bench: Bench) -> None:
    seen: list[bytes] = []

    def halt() -> str:
        root = bench.vault.home.training
        seen.extend(path.read_bytes() for path in root.rglob("*.sealed"))
        return ""

    bench.run(bench.job(), halt=halt)
    words = bench.vault.db.conn.execute("SELECT output FROM sample").fetchall()
    assert seen
    assert not any(word.encode() in content for (word,) in words for content in seen)


def test_an_adapter_that_the_gate_refuses_is_kept_with_the_reason(bench: Bench) -> None:
    bench.parameters = msgspec.structs.replace(bench.parameters, notes=("refuse",))
    job = bench.run(bench.job())
    assert job.status is Status.COMPLETED
    made = adapters.get(bench.vault.db, int(job.output))
    assert (made.state, made.verdict.reasons) == (State.REFUSED, ("leak",))


def test_a_gate_that_dies_lets_nobody_pass(bench: Bench) -> None:
    job = bench.run(bench.job(), workers(gate=learning_targets.gate_that_dies))
    made = adapters.get(bench.vault.db, int(job.output))
    assert (made.state, made.verdict.reasons) == (State.REFUSED, ("gate_died",))


@pytest.mark.parametrize(
    ("trainer", "problem"),
    [
        (learning_targets.fail_for_memory, TrainingFailed(reason="memory")),
        (learning_targets.learn_nothing, TrainingFailed(reason="no_gain")),
        (learning_targets.die_at_once, TrainingFailed(reason="trainer_died")),
    ],
)
def test_a_job_that_fails_says_why_and_leaves_nothing(
    bench: Bench, trainer: learning_bench.Target, problem: TrainingFailed
) -> None:
    job = bench.run(bench.job(), workers(trainer))
    assert job.status is Status.FAILED
    assert job.problem is not None
    assert (job.problem.code, job.problem.facts) == (problem.code, problem.facts)
    assert bench.files() == []
    assert adapters.listing(bench.vault.db) == []


@pytest.mark.parametrize("trainer", [learning_targets.die_on_the_card, learning_targets.fail_for_the_card])
def test_a_job_whose_card_fails_goes_on_without_it(bench: Bench, trainer: learning_bench.Target) -> None:
    """From what was kept, where something was; by name a card is not left."""
    job = bench.run(bench.job(), workers(trainer))
    assert (job.status, job.error) == (Status.COMPLETED, "")
    bench.parameters = msgspec.structs.replace(bench.parameters, device="cuda")
    assert bench.run(bench.job(), workers(trainer)).status is Status.FAILED


def test_a_model_whose_file_is_gone_is_not_trained(bench: Bench) -> None:
    job = bench.job()
    (bench.vault.home.models / "base.gguf").unlink()
    over = bench.run(job)
    assert isinstance(over.problem, BaseRefused)


_T = TypeVar("_T")


class Interrupting(Lent):
    """Books in which something comes before the writing that `when` knows by its name."""

    def __init__(self, vault: Vault, when: str, act: Callable[[Database], object]) -> None:
        super().__init__(vault)
        self._when, self._act = when, act

    def write(self, act: Callable[[Database], _T]) -> _T:
        if self._when in act.__qualname__:
            super().write(self._act)
        return super().write(act)


@pytest.mark.parametrize("when", ["_keep", "_chosen"])
def test_words_that_go_just_before_something_is_noted_leave_nothing(bench: Bench, when: str) -> None:
    job = bench.job()

    def gone(db: Database) -> None:
        trainings.cancel(db, job.id, now_us=1)
        learnt_words.forget_job(db, job.id)

    over = Course(
        bench.vault.home, Interrupting(bench.vault, when, gone), job.id, Taking(Settings(), NAMES),
        halt=lambda: "", now=lambda: NOW, workers=workers(), look_s=0.02,
    ).run()  # fmt: skip
    assert over.status is Status.CANCELLED
    assert adapters.of_job(bench.vault.db, job.id) is None
    for table in ("training_words", "training_contact"):
        assert bench.vault.db.conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert bench.files() == []
