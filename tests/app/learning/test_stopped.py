"""A job that is stopped waits and goes on to the same end, or ends and leaves nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable

import learning_targets
import msgspec
import pytest
from learning_bench import KEY, NOW, SLOW, Bench, made_by, workers

from app.child import Child
from app.store import adapters, erasure, trainings
from app.store.jobs import Status
from app.training_files import JobFiles
from app.working import Halted, Working
from engine.domain import micros
from engine.problems import Cancelled

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(240)]


def stopping_at(bench: Bench, step: int, reason: str = "present") -> Callable[[], str]:
    """Somebody comes back once this step was told."""
    return lambda: reason if any(job.step >= step for job in bench.told) else ""


def test_the_person_comes_back_and_it_goes_on_later_to_the_same_end(bench: Bench, end: str) -> None:
    bench.parameters = msgspec.structs.replace(bench.parameters, warmup=0.3)
    job = bench.job()
    waiting = bench.run(job, halt=stopping_at(bench, 1))
    assert (waiting.status, waiting.reason) == (Status.QUEUED, "present")
    kept = JobFiles(bench.vault.home, job.id, KEY).checkpoints()
    assert 1 <= kept[0].step <= 3
    assert not (bench.vault.home.training / "open").exists() or not list((bench.vault.home.training / "open").iterdir())
    over = bench.run(job)
    assert over.status is Status.COMPLETED
    assert trainings.unfinished(bench.vault.db) is None
    assert made_by(bench, job.id) == end


def test_a_trainer_that_does_not_stop_is_killed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.working.GRACE_S", 0.1)
    over = bench.run(bench.job(), workers(learning_targets.never_stop), halt=stopping_at(bench, 1))
    assert (over.status, over.reason) == (Status.QUEUED, "present")


def test_a_job_learns_from_what_there_was_when_it_began(bench: Bench, end: str) -> None:
    bench.parameters = SLOW
    job = bench.job()
    bench.run(job, halt=stopping_at(bench, 1))
    bench.vault.db.conn.execute("DELETE FROM sample WHERE id > 30")
    bench.run(job)
    assert made_by(bench, job.id) == end


def test_cancelling_stops_it_and_leaves_nothing(bench: Bench) -> None:
    bench.parameters = SLOW
    job = bench.job()

    def cancel_once_it_trains() -> str:
        if any(one.stage == "training" for one in bench.told):
            trainings.cancel(bench.vault.db, job.id, now_us=micros(NOW))
        return ""

    over = bench.run(job, halt=cancel_once_it_trains)
    assert over.status is Status.CANCELLED
    assert bench.files() == []
    assert bench.run(job).status is Status.CANCELLED


def test_erasing_somebody_ends_the_job_that_learns_from_them(bench: Bench) -> None:
    bench.parameters = SLOW
    job = bench.job()

    def erase_once_it_trains() -> str:
        if any(one.stage == "training" for one in bench.told) and 1 in trainings.contacts(bench.vault.db, job.id):
            erasure.erase(bench.vault.db, 1, now_us=micros(NOW))
        return ""

    over = bench.run(job, halt=erase_once_it_trains)
    assert over.status is Status.CANCELLED
    assert isinstance(over.problem, Cancelled)
    assert over.problem.facts == {"reason": "words_gone"}
    assert bench.files() == []


def test_nothing_comes_of_a_job_once_a_conversation_that_it_learnt_from_is_filtered(bench: Bench) -> None:
    job = bench.job()

    def filter_once_it_is_measured() -> str:
        if any(one.stage == "checking" for one in bench.told):
            bench.vault.db.conn.execute("UPDATE conversation SET filter = 'junk' WHERE id = 1")
        return ""

    over = bench.run(job, halt=filter_once_it_is_measured)
    assert over.status is Status.CANCELLED
    assert over.problem is not None
    assert over.problem.facts == {"reason": "words_barred"}
    assert adapters.listing(bench.vault.db) == []
    assert bench.files() == []


def test_once_it_has_to_stop_no_further_process_is_heard(bench: Bench) -> None:
    working = Working(bench.books, bench.job().id, halt=lambda: "", tell=bench.told.append, look_s=0.02)
    working.halting = "present"
    child = Child(learning_targets.train, name="trainer")
    try:
        with pytest.raises(Halted) as halted:
            next(iter(working.messages(child, stop=None)))
        assert halted.value.reason == "present"
    finally:
        child.stop(0.5)
