"""A job on a full disk, in a folder that takes nothing, beside a store that is locked, over a base that changes, with a
clock that jumps: told with a sentence, and nothing of it or of what is in use is lost."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import learning_bench
import msgspec
import pytest
import room_targets
from learning_bench import KEY, NOW, SLOW, Bench, workers
from room_targets import LARGE, ROOM
from sqlite_utils import Database

from app import adapters as of_home
from app import gate_child, nightly, sealed, training_files
from app.books import Books
from app.examples_taken import Taking
from app.learning import Course, Workers
from app.nightly import Facts, Reason
from app.settings import Settings
from app.store import adapters, trainings
from app.store.jobs import Status
from app.store.trainings import Job
from app.training_files import JobFiles
from app.wording import problems
from engine.domain import micros
from engine.problems import DiskFull, HomeUnwritable, SealBroken, SottoIsOpen
from engine.training.gate_messages import Examine
from engine.training.messages import Begin
from engine.training.values import Trained
from tests.app import test_adapters

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no process"), pytest.mark.timeout(120)]
_T = TypeVar("_T")


@pytest.fixture
def bench() -> Iterator[Bench]:
    with learning_bench.filled() as vault:
        test_adapters.use(vault, test_adapters.made(vault, b"GGUF in use"))
        yield Bench(vault, msgspec.structs.replace(SLOW, warmup=0.02))


@contextmanager
def full_disk() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def end_of(bench: Bench, job: Job) -> str:
    made = adapters.of_job(bench.vault.db, job.id)
    assert made is not None
    return made.sha256


def in_use(bench: Bench) -> bytes | None:
    return test_adapters.loaded(bench.vault)


def left_over(bench: Bench) -> list[Path]:
    root = bench.vault.home.training
    return [*root.rglob("*.new"), *root.rglob("*.gguf")]


# ---- no room --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at_work",
    [
        workers(room_targets.with_large_states),
        workers(room_targets.with_a_large_adapter),
        workers(gate=room_targets.with_large_answers),
    ],
    ids=["a checkpoint", "the adapter", "the examples"],
)
def test_what_finds_no_room_waits_for_it_and_goes_on(bench: Bench, at_work: Workers) -> None:
    job = bench.job()
    with full_disk():
        waiting = bench.run(job, at_work)
    assert (waiting.status, waiting.reason) == (Status.QUEUED, Reason.DISK)
    assert left_over(bench) == []
    assert in_use(bench) == b"GGUF in use"
    assert bench.run(waiting).status is Status.COMPLETED
    assert end_of(bench, job)


def test_a_full_disk_costs_no_checkpoint_that_was_kept(bench: Bench) -> None:
    home = bench.vault.home
    files = JobFiles(home, "0123456789ab", KEY)
    for step in (2, 4):
        files.put_checkpoint(step, [b"state"])
    with full_disk(), pytest.raises(DiskFull) as told:
        files.put_checkpoint(6, [bytes(LARGE)])
    assert [one.step for one in files.checkpoints()] == [4, 2]
    assert left_over(bench) == []
    assert "full" in problems.sentence(told.value).what


def test_a_full_disk_lets_no_half_adapter_be_loaded(bench: Bench) -> None:
    with (
        full_disk(),
        pytest.raises(DiskFull),
        sealed.as_plain([bytes(LARGE)], training_files.fresh_plain(bench.vault.home)),
    ):
        pytest.fail("half of it was given out")
    assert left_over(bench) == []


# ---- a folder that takes nothing ------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_written_ends_the_job_and_says_so(bench: Bench) -> None:
    job = bench.job()
    (bench.vault.home.training / job.id).write_bytes(b"in the way")
    over = bench.run(job)
    assert isinstance(over.problem, HomeUnwritable)
    assert "can’t write" in problems.sentence(over.problem).what
    assert in_use(bench) == b"GGUF in use"
    assert adapters.of_job(bench.vault.db, job.id) is None


def test_no_place_for_plain_files_ends_the_job_and_leaves_what_is_in_use(bench: Bench) -> None:
    job = bench.job()
    folder = bench.vault.home.training / "open"
    if folder.exists():
        folder.rmdir()
    folder.write_bytes(b"in the way")
    over = bench.run(job)
    assert isinstance(over.problem, HomeUnwritable)
    folder.unlink()
    assert in_use(bench) == b"GGUF in use"


def test_a_training_folder_that_is_none_stops_no_start(bench: Bench) -> None:
    home = bench.vault.home
    (home.training / "lock").mkdir()
    of_home.sweep(home, bench.vault.db)
    assert in_use(bench) == b"GGUF in use"


# ---- a store that is locked -----------------------------------------------------------------------------------------


class LockedFrom:
    """Books that somebody else keeps for himself from the n-th writing on."""

    def __init__(self, books: Books, n_writings: int) -> None:
        self._books, self._left = books, n_writings

    def read(self, act: Callable[[Database], _T]) -> _T:
        return self._books.read(act)

    def write(self, act: Callable[[Database], _T]) -> _T:
        if self._left == 0:
            raise SottoIsOpen(path="sotto.db")
        self._left -= 1
        return self._books.write(act)

    def note(self, act: Callable[[Database], _T]) -> _T | None:
        try:
            return self.write(act)
        except SottoIsOpen:
            return None


@pytest.mark.parametrize(
    "n_writings", [0, 4, 9, *(pytest.param(n, marks=pytest.mark.faults) for n in (1, 2, 3, 5, 6, 7, 8, 10, 11, 12))]
)
def test_a_job_whose_store_is_locked_goes_on_later(bench: Bench, n_writings: int) -> None:
    job = bench.job()
    course = Course(
        bench.vault.home, LockedFrom(bench.books, n_writings), job.id, Taking(Settings(), learning_bench.NAMES),
        halt=lambda: "", now=lambda: NOW, workers=workers(), look_s=0.02,
    )  # fmt: skip
    with pytest.raises(SottoIsOpen):
        course.run()
    assert not trainings.get(bench.vault.db, job.id).is_over
    assert left_over(bench) == []
    assert bench.run(job).status is Status.COMPLETED
    assert in_use(bench) == b"GGUF in use"


# ---- what lies there changes ----------------------------------------------------------------------------------------


def test_a_base_that_is_replaced_in_the_middle_of_the_night_ends_the_job(bench: Bench) -> None:
    """The gate's own process compares the file; nothing that was learnt on another one is offered."""
    job = bench.job()

    def replaced(begin: Begin) -> object:
        Path(begin.base).write_bytes(b"GGUF another base")
        return workers().trainer(begin)

    def gate(request: gate_child.Request) -> object:
        return gate_child.start(request) if isinstance(request, Examine) else workers().gate(request)

    over = bench.run(job, Workers(replaced, gate))  # type: ignore[arg-type]  # they are children
    assert (over.status, adapters.of_job(bench.vault.db, job.id)) == (Status.FAILED, None)
    assert over.problem is not None
    assert over.problem.code in ("ModelRefused", "BaseRefused")
    assert problems.sentence(over.problem).what
    assert in_use(bench) == b"GGUF in use"


def test_an_adapter_in_use_that_is_damaged_stops_no_night(bench: Bench) -> None:
    """It is not measured against; it cannot be loaded either."""
    used = adapters.listing(bench.vault.db)[0]
    training_files.adapter_file(bench.vault.home, used.job_id).write_bytes(b"damaged")
    job = bench.run(bench.job())
    assert job.status is Status.COMPLETED


def test_an_adapter_that_is_damaged_before_it_is_measured_is_trained_again(bench: Bench) -> None:
    job = bench.job()

    def stops_measuring() -> str:
        return "present" if any(one.stage == "checking" for one in bench.told) else ""

    waiting = bench.run(job, halt=stops_measuring)
    assert waiting.reason == "present"
    made = training_files.adapter_file(bench.vault.home, job.id)
    assert JobFiles(bench.vault.home, job.id, KEY).outcome() is not None
    made.write_bytes(made.read_bytes()[:-1])
    bench.told.clear()
    assert bench.run(job).status is Status.COMPLETED
    with training_files.plain_adapter(bench.vault.home, job.id, key=KEY, sha256=end_of(bench, job)):
        pass


def test_a_trainer_that_told_of_another_file_than_it_wrote_makes_no_adapter(tmp_path: Path) -> None:
    files = JobFiles(learning_bench.home_at(tmp_path), "0123456789ab", KEY)
    plain = tmp_path / "a.gguf"
    done = learning_bench.hash_of(b"GGUF")
    trained = Trained(b"", 4, 8.0, 3.0, 2.0, 1, 1, 8, 4, 9, 1.0)
    for content, reason in ((None, "missing"), (b"GGUG", "damaged")):
        if content is not None:
            plain.write_bytes(content)
        with pytest.raises(SealBroken) as told:
            files.put_outcome(trained, done, plain)
        assert told.value.facts == {"reason": reason}
    assert files.outcome() is None


# ---- clocks ---------------------------------------------------------------------------------------------------------


def facts(now: datetime, **changed: object) -> Facts:
    return Facts(now=now, train_at=time(5, 0), **changed)  # type: ignore[arg-type]  # its fields


def test_a_clock_that_is_set_back_hides_nobody_who_is_back() -> None:
    began = NOW
    set_back = NOW - timedelta(minutes=5)
    assert nightly.go_on(facts(set_back, idle_s=1.0), began=began) is Reason.PRESENT
    assert nightly.go_on(facts(set_back, idle_s=900.0), began=began) is None


def test_a_disk_that_fills_up_stops_a_night() -> None:
    assert nightly.go_on(facts(NOW, free_disk_bytes=10**8), began=NOW) is Reason.DISK


def test_a_job_of_a_clock_that_was_wrong_hides_no_new_examples(bench: Bench) -> None:
    job = bench.run(bench.job())
    db = bench.vault.db
    db.conn.execute("UPDATE training_job SET asked_us = ? WHERE id = ?", (micros(NOW + timedelta(days=4000)), job.id))
    assert trainings.last_completed_us(db, by_us=micros(NOW)) <= micros(NOW)
    assert trainings.last_completed_us(db) > micros(NOW)
