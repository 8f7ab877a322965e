"""A child at work for a job: it is heard, looked after each second, stopped when it must, and its progress noted.

Stopping asks first, so that the state is kept; a child that does not answer in time is killed, which loses only what
came after the last state.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from sqlite_utils import Database

from app.books import Books
from app.child import Child, ChildGone
from app.store import trainings
from app.store.connection import transaction
from app.store.trainings import Job
from engine.training.values import Progress

#: How long a child that was asked to stop may take.
GRACE_S = 20.0
#: One that says nothing for so long hangs: to open a large model takes minutes on a slow machine, and from then on it
#: says every few seconds that it goes on.
SILENCE_S = 1800.0
#: A wait that took so many times as long was no silence of the child: the computer slept.
SLEPT = 5
#: Progress is noted in the store at every so manyth look.
NOTE_EVERY = 2


class Halted(Exception):  # noqa: N818 - it is news, not an error
    """It had to stop, and waits to go on; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Over(Exception):  # noqa: N818 - it is news, not an error
    """The job was cancelled meanwhile."""


class Working:
    """What is common to the children of one job.

    Attributes:
        halting: why the child was asked to stop, "" while it was not.
    """

    def __init__(
        self,
        books: Books,
        job_id: str,
        *,
        halt: Callable[[], str],
        tell: Callable[[Job], None],
        look_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`halt`: why it has to stop now, "" while it may go on."""
        self._books, self._job_id, self._halt, self._tell = books, job_id, halt, tell
        self._look_s, self._clock = look_s, clock
        self._looked_s = self._noted_s = float("-inf")
        self._counted_s = clock()
        self._losses: list[tuple[int, float]] = []
        self._held: list[tuple[int, float]] = []
        self._held_step: int | None = None
        self.halting = ""

    def look(self, *, at_once: bool = False) -> None:
        """Look whether it may go on, every `look_s`.

        Raises:
            Halted, Over.
        """
        if not at_once and self._clock() - self._looked_s < self._look_s:
            return
        self._looked_s = self._clock()
        if self._books.read(lambda db: trainings.get(db, self._job_id)).is_over:
            raise Over
        if self.halting or (reason := self._halt()):
            raise Halted(self.halting or reason)

    def messages(self, child: Child, *, stop: Callable[[Child], None] | None) -> Iterator[bytes]:
        """What the child says, until whoever hears it has heard enough.

        Args:
            stop: asks it to stop and say so; None for one that has nothing to keep.

        Raises:
            Halted: it had to stop and did not say so in time, or had nothing to keep.
            Over: the job is cancelled.
            ChildGone: it died, or hangs.
        """
        if self.halting:  # what was under way when it had to stop is kept, and nothing else begins
            raise Halted(self.halting)
        silent_s = ignored_s = 0.0
        begun = False
        while True:
            try:
                if not self.halting:
                    self.look()
            except Halted as halted:
                if stop is None or not begun:  # nothing came yet that could be kept
                    raise
                self.halting = halted.reason
                stop(child)
            since_s = self._clock()
            try:
                data = child.receive(self._look_s)
            except ChildGone:
                if self.halting:
                    raise Halted(self.halting) from None
                raise
            waited_s = min(self._clock() - since_s, SLEPT * self._look_s)
            silent_s += waited_s
            ignored_s += waited_s if self.halting else 0.0
            if data is not None:
                silent_s, begun = 0.0, True
                yield data
            elif ignored_s > GRACE_S:
                raise Halted(self.halting)
            elif silent_s > SILENCE_S:
                raise ChildGone(child.name, None)

    def progress(self, said: Progress, share: float) -> None:
        """Note how far training is, now and then."""
        if said.loss is not None:
            self._losses.append((said.step, said.loss))
        if said.held_loss is not None and said.held_step is not None and said.held_step != self._held_step:
            self._held_step = said.held_step
            self._held.append((said.held_step, said.held_loss))
        if self._clock() - self._noted_s >= NOTE_EVERY * self._look_s or said.step >= said.steps:
            eta_s = said.eta_s if said.step < said.steps else None
            self._write(may_wait=True, done=share, step=said.step, steps=said.steps, eta_s=eta_s)

    def move(self, **changed: object) -> None:
        """Note where the job is.

        Raises:
            Over: it is cancelled.
        """
        if set(changed) != {"done"} or self._clock() - self._noted_s >= NOTE_EVERY * self._look_s:
            self._write(may_wait=set(changed) == {"done"}, **changed)

    def kept(self) -> None:
        """Something was kept: a death behind it counts no more."""
        if self._books.read(lambda db: trainings.get(db, self._job_id)).deaths:
            self._write(deaths=0)

    def tell_now(self) -> None:
        """Tell where the job is."""
        self._tell(self._books.read(lambda db: trainings.get(db, self._job_id)))

    def count_work(self) -> None:
        """Note how long it was worked on since that was noted last; with what is noted next, if the store is taken."""
        self._books.note(self._add_work)

    def _add_work(self, db: Database) -> None:
        now_s = self._clock()
        trainings.add_work(db, self._job_id, now_s - self._counted_s)
        self._counted_s = now_s

    def _write(self, *, may_wait: bool = False, **changed: object) -> None:
        """Note it, with the losses since the last time; `may_wait`: with the next if the store is taken just now."""
        self._noted_s = self._clock()
        losses, held = self._losses, self._held
        self._losses, self._held = [], []

        def note(db: Database) -> bool:
            with transaction(db):  # one for all: each forces the disk
                trainings.put_losses(db, self._job_id, losses, held=False)
                trainings.put_losses(db, self._job_id, held, held=True)
                self._add_work(db)
                return trainings.move(db, self._job_id, **changed)

        done = self._books.note(note) if may_wait else self._books.write(note)
        if done is None:  # somebody else writes, for long perhaps: work goes on, and this is noted with the next
            self._losses, self._held = losses, held
        elif not done:
            raise Over
        self.tell_now()
