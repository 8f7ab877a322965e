"""A job under way in the window: alone in its home, and nothing of it is left open when it is over."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator

import learning_bench
import pytest
from learning_bench import NAMES, NOW, Bench

from app.books import Posted
from app.examples_taken import Taking
from app.learning import Course
from app.lock import HomeLock
from app.mailbox import Mailbox
from app.settings import Settings
from app.store import trainings
from app.store.jobs import Status
from app.training_files import lock_of
from app.training_shift import TrainingShift
from app.vault import Vault
from engine.domain import micros
from engine.problems import AlreadyTraining


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled() as opened:
        yield opened


class ShiftBench:
    """A shift on a thread of its own."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.ended: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.books: list[Posted] = []
        self.mailbox = Mailbox("test-shift")
        self.mailbox.start()
        self.shift = TrainingShift(vault, self.mailbox, ended=self.ended.put, now_us=lambda: micros(NOW))

    def course(self, job_id: str) -> Callable[[Posted, Callable[[], str]], Course]:
        def make(books: Posted, told: Callable[[], str]) -> Course:
            self.books.append(books)
            return Course(
                self.vault.home, books, job_id, Taking(Settings(), NAMES), halt=told, now=lambda: NOW,
                workers=learning_bench.workers(), look_s=0.02,
            )  # fmt: skip

        return make

    def begin(self, make: Callable[[Posted, Callable[[], str]], Course], job_id: str) -> None:
        def act() -> None:
            with self.shift.alone():
                self.shift.begin(job_id, make)

        self.mailbox.post(act)
        assert self.ended.get(timeout=60) == job_id


@pytest.fixture
def bench(vault: Vault) -> Iterator[ShiftBench]:
    made = ShiftBench(vault)
    yield made
    assert made.mailbox.stop(10)


def test_when_a_job_is_over_its_books_are_closed_and_others_may_train(bench: ShiftBench, vault: Vault) -> None:
    job = Bench(vault).job()
    bench.begin(bench.course(job.id), job.id)
    assert trainings.get(vault.db, job.id).status is Status.COMPLETED
    with pytest.raises(Exception, match="closed database"):
        bench.books[0].read(lambda db: db.conn.execute("SELECT 1"))
    HomeLock(lock_of(vault.home)).release()
    assert not bench.shift.running


def test_a_mistake_of_ours_ends_the_job_and_closes_its_books(
    bench: ShiftBench, vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    job = Bench(vault).job()

    def make(books: Posted, _told: Callable[[], str]) -> Course:
        bench.books.append(books)
        raise RuntimeError

    bench.begin(make, job.id)
    caplog.clear()
    over = trainings.get(vault.db, job.id)
    assert (over.status, over.problem and over.problem.facts) == (Status.FAILED, {"reason": "bug"})
    with pytest.raises(Exception, match="closed database"):
        bench.books[0].read(lambda db: db.conn.execute("SELECT 1"))


def test_whoever_is_alone_and_begins_nothing_lets_others_train(bench: ShiftBench, vault: Vault) -> None:
    other = TrainingShift(vault, bench.mailbox, ended=bench.ended.put, now_us=lambda: 0)
    with bench.shift.alone(), pytest.raises(AlreadyTraining):
        other.alone().__enter__()
    HomeLock(lock_of(vault.home)).release()
