"""A training job under way in the window: on a thread of its own and alone in its home, until it is over or stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from app import logs, training_files
from app.books import Posted
from app.learning import Course
from app.lock import HomeLock
from app.mailbox import Mailbox
from app.store import trainings
from app.vault import Vault
from engine.problems import AlreadyTraining, Problem, SottoIsOpen, TrainingFailed

#: Makes the course of a job with its books, and with what says why it has to stop, "" while it may go on.
Maker = Callable[[Posted, Callable[[], str]], Course]
#: How long a job may take to end with the window.
END_WITHIN_S = 8.0


class TrainingShift:
    """One job at a time; methods are called on the mailbox's thread, unless they say otherwise.

    Attributes:
        running: whether a job is under way here.
    """

    def __init__(
        self, vault: Vault, mailbox: Mailbox, *, ended: Callable[[str], None], now_us: Callable[[], int]
    ) -> None:
        """`ended` hears that the job is under way no more, on the mailbox's thread."""
        self._vault, self._mailbox, self._tell_ended, self._now_us = vault, mailbox, ended, now_us
        self._thread: threading.Thread | None = None
        self._lock: HomeLock | None = None
        self._told_to_stop = ""

    @property
    def running(self) -> bool:
        """Whether a job is under way here."""
        return self._thread is not None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else trains in this home from now on, until the job that is begun within is over.

        Raises:
            AlreadyTraining: somebody does.
        """
        if self.running:
            raise AlreadyTraining
        try:
            self._lock = HomeLock(training_files.lock_of(self._vault.home))
        except SottoIsOpen:
            raise AlreadyTraining from None
        try:
            yield
        finally:
            if not self.running:
                self._free_lock()

    def begin(self, job_id: str, make: Maker) -> None:
        """Work on a job; only for whoever is `alone`."""
        self._told_to_stop = ""
        books = Posted(self._vault, self._mailbox)
        self._thread = threading.Thread(
            target=self._work, args=(job_id, books, make), name="sotto-training", daemon=True
        )
        self._thread.start()

    def stop(self, reason: str) -> None:
        """Stop what is under way and keep what was done."""
        self._told_to_stop = reason

    def wait_for_end(self) -> None:
        """Wait until the job that was stopped is over; from any thread but the mailbox's."""
        if (thread := self._thread) is not None:
            thread.join(END_WITHIN_S)

    def _work(self, job_id: str, books: Posted, make: Maker) -> None:
        """The top of the job's thread."""
        try:
            with closing(books):
                make(books, lambda: self._told_to_stop).run()
        except Problem as problem:
            logs.event("training_broken_off", problem=problem.code)
        except Exception as bug:  # noqa: BLE001 - the top of this thread
            logs.bug(bug)
            self._mailbox.post(lambda: self._fail(job_id))
        finally:
            self._mailbox.post(lambda: self._ended(job_id))

    def _fail(self, job_id: str) -> None:
        """A mistake of ours would come again each time the job goes on."""
        trainings.fail(self._vault.db, job_id, TrainingFailed(reason="bug"), now_us=self._now_us())

    def _ended(self, job_id: str) -> None:
        self._thread = None
        self._free_lock()
        self._tell_ended(job_id)

    def _free_lock(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None
