"""Jobs that other programs left in the store, worked by the window's own worker while nobody waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import msgspec

from app import generating, jobs
from app.inference import Inference
from app.inference_child import Answer
from app.jobs import Work
from app.lock import HomeLock
from app.vault import Vault
from engine import protocol
from engine.problems import Cancelled, ModelFailed, Problem


class JobShift:
    """One job at a time; methods are called on the mailbox's thread only.

    Attributes:
        expects: whether a job may be queued; nobody but the window can add one while it is open, but another process
            may have been at work on one when it opened, and left it.
        busy: whether one is under way.
    """

    def __init__(
        self, vault: Vault, inference: Inference, *, look: Callable[[], None], clock: Callable[[], datetime]
    ) -> None:
        """`look` lets `inference` use the model that is in use at that moment."""
        self._vault = vault
        self._inference = inference
        self._look = look
        self._now = clock
        self._shift: HomeLock | None = None
        self._work: Work | None = None
        self.expects = True

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._work is not None

    def take_up(self, done: Callable[[], None]) -> None:
        """Begin the next job; `done` is called when it is over; `busy` says whether there was one."""
        if self._shift is None:
            self._shift = jobs.begin_shift(self._vault.db, self._vault.home, now=self._now())
        work = None
        if self._shift is not None:
            self._look()
            work = self._work = jobs.take_up(self._vault.db, self._vault.home, now=self._now())
        if work is None:
            self.expects = False
            self._release()
            return
        wish = work.wish

        def answered(answer: Answer) -> None:
            self._settle(work, answer)
            done()

        self._inference.generate(lambda ticket: msgspec.structs.replace(wish, ticket=ticket), answered, background=True)

    def stop(self) -> None:
        """Leave what is under way to whoever comes next."""
        if self._work is not None:
            jobs.give_back(self._vault.db, self._work)
            self._work = None
        self._release()

    def _settle(self, work: Work, answer: Answer) -> None:
        self._work = None
        if isinstance(answer, Cancelled):
            jobs.give_back(self._vault.db, work)
            return
        outcome: generating.Answer | Problem
        if isinstance(answer, protocol.Generated):
            made = generating.answer(answer, work.by)
            outcome = replace(made, model_version=self._inference.version)  # adapters may have been refused
        else:
            outcome = answer if isinstance(answer, Problem) else ModelFailed(step="reply")
        jobs.settle(self._vault.db, work, outcome, now=self._now())

    def _release(self) -> None:
        if self._shift is not None:
            self._shift.release()
            self._shift = None
