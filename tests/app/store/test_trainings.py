"""Training jobs in the store: their status words, what is forgotten, and what goes with a person."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from app.store import trainings
from app.store.jobs import Status
from app.store.trainings import KEPT, Job
from engine.problems import NoSuchJob, TrainingFailed
from engine.training.values import Parameters


def add(db: Database, at: int = 0) -> Job:
    return trainings.add(
        db, model_id="tiny", base_sha256="ab", parameters=Parameters(rank=8), key=bytes(32), by_hand=False,
        merges=False, now_us=at,
    )  # fmt: skip


def test_a_job_is_queued_then_processing_then_completed(db: Database) -> None:
    job = add(db)
    assert (job.status, job.progress, job.parameters.rank) == (Status.QUEUED, 0, 8)
    assert trainings.begin(db, job.id, now_us=5)
    assert trainings.move(db, job.id, done=0.5, step=3, steps=6, stage="training")
    under_way = trainings.get(db, job.id)
    assert (under_way.status, under_way.progress, under_way.begun_us) == (Status.PROCESSING, 50, 5)
    assert trainings.unfinished(db) == under_way
    assert trainings.complete(db, job.id, "7", now_us=9)
    over = trainings.get(db, job.id)
    assert (over.status, over.progress, over.output, over.stage, over.ended_us) == (Status.COMPLETED, 100, "7", "", 9)
    assert trainings.unfinished(db) is None


def test_what_is_over_stays_so(db: Database) -> None:
    job = add(db)
    assert trainings.cancel(db, job.id, now_us=1)
    assert not trainings.cancel(db, job.id, now_us=2)
    assert not trainings.begin(db, job.id, now_us=2)
    assert not trainings.move(db, job.id, step=1)
    assert not trainings.complete(db, job.id, "1", now_us=2)
    trainings.wait(db, job.id, "present")
    assert trainings.get(db, job.id).status is Status.CANCELLED
    with pytest.raises(NoSuchJob):
        trainings.cancel(db, "none", now_us=1)


def test_a_failure_keeps_its_problem(db: Database) -> None:
    job = add(db)
    trainings.fail(db, job.id, TrainingFailed(reason="memory"), now_us=1)
    problem = trainings.get(db, job.id).problem
    assert isinstance(problem, TrainingFailed)
    assert problem.facts == {"reason": "memory"}


def test_a_job_that_waits_says_why_and_counts_as_begun_once(db: Database) -> None:
    job = add(db)
    trainings.begin(db, job.id, now_us=5)
    trainings.wait(db, job.id, "battery")
    assert (trainings.get(db, job.id).status, trainings.get(db, job.id).reason) == (Status.QUEUED, "battery")
    trainings.begin(db, job.id, now_us=8)
    assert (trainings.get(db, job.id).begun_us, trainings.get(db, job.id).reason) == (5, "")


def test_progress_never_reads_as_done_before_the_end(db: Database) -> None:
    job = add(db)
    trainings.move(db, job.id, done=1.0)
    assert trainings.get(db, job.id).progress == 99


def test_old_jobs_are_forgotten_with_their_losses(db: Database) -> None:
    first = add(db)
    trainings.put_losses(db, first.id, [(1, 2.0)], held=False)
    trainings.cancel(db, first.id, now_us=1)
    for at in range(KEPT + 1):
        trainings.cancel(db, add(db, at).id, now_us=at)
    assert len(trainings.listing(db, limit=500)) <= KEPT + 1
    with pytest.raises(NoSuchJob):
        trainings.get(db, first.id)
    assert trainings.losses(db, first.id, held=False) == []


def test_the_course_of_the_loss_replaces_what_was_noted_on_the_way(db: Database) -> None:
    job = add(db)
    trainings.put_losses(db, job.id, [(3, 9.0)], held=True)
    trainings.replace_losses(db, job.id, [(1, 2.0), (2, 1.5)], [(0, 3.0)])
    assert trainings.losses(db, job.id, held=False) == [(1, 2.0), (2, 1.5)]
    assert trainings.losses(db, job.id, held=True) == [(0, 3.0)]
