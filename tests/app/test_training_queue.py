"""What is there before a training job: what a crash left is put right, and what is lacking is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import learning_bench
import msgspec
import pytest
from learning_bench import Bench

from app import manifest, training_queue
from app.lock import HomeLock
from app.settings import Settings
from app.store import learnt_words, trainings
from app.store.jobs import Status
from app.training_files import lock_of
from app.training_queue import Options
from app.wording import nights as words
from app.wording.problems import sentence
from engine.domain import micros
from engine.problems import BaseRefused, JobWaits, ModelMissing, TooFewExamples
from engine.training.values import Parameters
from tests.app.store.conftest import versions


@pytest.fixture
def bench() -> Iterator[Bench]:
    with learning_bench.filled() as vault:
        yield Bench(vault)


def begun(bench: Bench) -> trainings.Job:
    """A job that a process works on, with files of its own and some that nobody knows."""
    job = bench.job()
    trainings.begin(bench.vault.db, job.id, now_us=micros(learning_bench.NOW))
    for name in (f"{job.id}/examples.sealed", "0123456789ab/examples.sealed", "open/999999999-left.gguf"):
        path = bench.vault.home.training / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left")
    return job


def test_a_job_whose_process_is_gone_waits_to_go_on(bench: Bench) -> None:
    job = begun(bench)
    training_queue.recover(bench.vault.home, bench.vault.db)
    waiting = trainings.get(bench.vault.db, job.id)
    assert (waiting.status, waiting.reason) == (Status.QUEUED, training_queue.BROKEN_OFF)
    assert words.waits(waiting.reason) == "It was broken off."
    assert set(bench.files()) == {f"{job.id}/examples.sealed", "lock"}


def test_a_job_that_waits_with_words_nothing_is_learnt_from_any_more_makes_room_for_a_new_one(bench: Bench) -> None:
    job, home, db = bench.job(), bench.vault.home, bench.vault.db
    assert learnt_words.put(db, job.id, versions(db, 1), groups=False, edits=True)
    assert training_queue.give_up_stuck(home, db, settings=Settings(), now=learning_bench.NOW) is None
    db.conn.execute("UPDATE conversation SET filter = 'junk' WHERE id = 2")
    assert training_queue.give_up_stuck(home, db, settings=Settings(), now=learning_bench.NOW) is None
    db.conn.execute("UPDATE conversation SET filter = 'junk' WHERE id = 1")
    over = training_queue.give_up_stuck(home, db, settings=Settings(), now=learning_bench.NOW)
    assert over is not None
    assert (over.id, over.status) == (job.id, Status.CANCELLED)


def test_one_that_somebody_works_on_is_left_alone(bench: Bench) -> None:
    job = begun(bench)
    alone = HomeLock(lock_of(bench.vault.home))
    training_queue.recover(bench.vault.home, bench.vault.db)
    alone.release()
    assert trainings.get(bench.vault.db, job.id).status is Status.PROCESSING
    assert "0123456789ab/examples.sealed" in bench.files()


def test_where_nothing_was_trained_there_is_nothing_to_put_right(bench: Bench) -> None:
    training_queue.recover(bench.vault.home, bench.vault.db)
    assert bench.files() == []


def test_too_few_examples_are_told_with_both_numbers(bench: Bench) -> None:
    with pytest.raises(TooFewExamples) as told:
        training_queue.wanted(
            bench.vault.home, bench.vault.db, settings=Settings(), by_hand=True, now=learning_bench.NOW
        )
    assert told.value.facts == {"needed": 200, "examples": 60}
    assert sentence(told.value).what == "Training needs 200 examples and has 60. Nothing was trained."


def test_a_model_that_cannot_learn_is_told_before_anything_is_looked_at(bench: Bench) -> None:
    home = bench.vault.home
    (entry,) = manifest.read(home).models
    assert training_queue.base(home) == entry
    manifest.write(home, manifest.Manifest(active=entry.id, models=(msgspec.structs.replace(entry, arch="gemma2"),)))
    with pytest.raises(BaseRefused):
        training_queue.base(home)
    manifest.write(home, manifest.Manifest(active=None, models=(entry,)))
    with pytest.raises(ModelMissing):
        training_queue.base(home)


def test_a_job_that_waits_is_never_gone_on_with_otherwise_than_it_was_begun(bench: Bench) -> None:
    home, db = bench.vault.home, bench.vault.db
    bench.parameters = Parameters(rank=8)
    job = bench.job()

    def asked(options: Options) -> trainings.Job:
        return training_queue.wanted(
            home, db, settings=Settings(), by_hand=True, options=options, now=learning_bench.NOW
        )

    assert asked(Options()).id == job.id
    assert asked(Options(given={"rank": 8})).id == job.id
    for options, which in (
        (Options(given={"rank": 16}), "rank"),  # what is usual, and yet not what it was begun with
        (Options(given={"rank": 8, "epochs": 5}), "epochs"),
        (Options(merges=True), "merge"),
    ):
        with pytest.raises(JobWaits) as told:
            asked(options)
        assert told.value.facts == {"id": job.id, "option": which}
        assert sentence(told.value).what == (
            f"A training waits to go on that was begun with other options ({which}). Nothing was changed."
        )
    assert [one.id for one in trainings.listing(db)] == [job.id]


@pytest.mark.parametrize("gone", ["file", "entry"])
def test_a_job_whose_model_is_gone_fails_and_holds_nothing_up(gone: str) -> None:
    with learning_bench.filled(230) as vault:
        home, db = vault.home, vault.db
        stuck = Bench(vault).job()
        if gone == "file":  # and so is whoever worked on it
            trainings.begin(db, stuck.id, now_us=micros(learning_bench.NOW))
        (entry,) = manifest.read(home).models
        other = home.models / "other.gguf"
        other.write_bytes(b"GGUF another")
        new = msgspec.structs.replace(entry, id="other", path=str(other), sha256="ab" * 32)
        manifest.write(home, manifest.Manifest(active="other", models=(new,) if gone == "entry" else (entry, new)))
        if gone == "file":
            Path(entry.path).unlink()
        job = training_queue.wanted(home, db, settings=Settings(), by_hand=False, now=learning_bench.NOW)
        assert job.model_id == "other"
        over = trainings.get(db, stuck.id)
        assert (over.status, over.problem and over.problem.facts) == (Status.FAILED, {"reason": "missing"})
