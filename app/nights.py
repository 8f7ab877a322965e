"""Nights of training while the window is open: nudged by the hour, decided by a row, stopped when anybody is back.

A nudge only looks (`look`): what is so is gathered, `app.nightly.consider` decides, and the night's row is claimed
before anything begins. A job runs on a thread of its own beside the conductor's; what it asks of the store is posted.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app import adapters, events, logs, night_facts, nightly, reception, training_queue
from app.books import Posted
from app.events import Event
from app.examples_taken import Taking, names_key
from app.inference import Inference
from app.learning import Course, Workers
from app.mailbox import Mailbox
from app.night_facts import Probes
from app.nightly import Facts, Reason, Train, Wait
from app.schedule import Schedule
from app.settings import Settings
from app.store import adapters as stored
from app.store import nights, trainings
from app.store.adapters import How, State
from app.store.jobs import Status
from app.store.trainings import Job
from app.swapping import Swapping
from app.training_shift import TrainingShift
from app.vault import Vault
from engine.domain import micros
from engine.problems import (
    AdapterRefused,
    CannotTrainNow,
    DiskFull,
    Problem,
)

_DAILY, _AGAIN = "training", "training again"
#: Why a job of the window is stopped: by the person, or because the window closes.
STOPPED, END = "stopped", "end"
#: After an interruption it is looked again so much later.
AGAIN = timedelta(minutes=5)


class Nights:
    """Methods are called on the mailbox's thread only.

    Attributes:
        running: whether a job is under way here.
    """

    def __init__(
        self,
        vault: Vault,
        mailbox: Mailbox,
        inference: Inference,
        swapping: Swapping,
        *,
        settings: Callable[[], Settings],
        paused: Callable[[], bool],
        announce: Callable[[Event], None],
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        probes: Probes | None = None,
        workers: Workers | None = None,
        wake: Callable[[], None] = lambda: None,
        look_s: float = 1.0,
    ) -> None:
        """Nothing is looked at before `start`; `wake` is called when a job is under way no more."""
        self._vault, self._db, self._home = vault, vault.db, vault.home
        self._mailbox, self._inference, self._swapping = mailbox, inference, swapping
        self._settings, self._paused, self._announce = settings, paused, announce
        self._now, self._zone, self._look_s = clock, zone, look_s
        self._probes, self._workers, self._wake = probes or Probes(), workers, wake
        self._schedule = Schedule(mailbox.post, clock, zone=zone)
        self._shift = TrainingShift(vault, mailbox, ended=self._ended, now_us=lambda: micros(clock()))
        self._night: date | None = None
        self._train_at = ""

    @property
    def running(self) -> bool:
        """Whether a job is under way here."""
        return self._shift.running

    def start(self) -> None:
        """Put right what a crash left, and look: a night may have begun while nothing ran."""
        try:
            self._swapping.start()
            training_queue.recover(self._home, self._db)
        except Problem as problem:  # a full disk, say; the next start puts it right
            logs.event("nights_not_put_right", problem=problem.code)
        self._schedule.start()
        self.plan()

    def plan(self) -> None:
        """Another hour may have been chosen."""
        train_at = night_facts.hour_of(self._settings())
        if train_at is None:
            self._schedule.cancel(_DAILY)
            self._schedule.cancel(_AGAIN)
        else:
            self._schedule.daily(_DAILY, train_at, self.look)
        self.look()

    def look(self) -> None:
        """Begin, or go on, if everything is so; else look again when that may have changed."""
        try:
            self._look()
        except Problem as problem:  # a full disk, say, or a folder that cannot be read just now
            logs.event("night_not_looked_at", problem=problem.code)
            self._schedule.at(_AGAIN, self._now() + AGAIN, self.look)

    def _look(self) -> None:
        self._give_up_worse()
        facts = self._gather(by_hand=False)
        found = nightly.consider(facts)
        if isinstance(found, Train) and self._give_up_stuck():
            facts = self._gather(by_hand=False)
            found = nightly.consider(facts)
        if isinstance(found, Train):
            self._begin_night(found)
            return
        if found.until is not None:
            self._schedule.at(_AGAIN, found.until, self.look)
        self._note(found, facts)

    def begin_by_hand(self, *, merges: bool = False) -> None:
        """Train now, or go on with what was stopped.

        Raises:
            CannotTrainNow: `reason` says which condition does not hold. AlreadyTraining: another process does.
            JobWaits, ModelMissing, BaseRefused, TrainingFailed, TooFewExamples: see `training_queue.check`.
        """
        settings, options = self._settings(), training_queue.Options(merges=merges)
        self._give_up_stuck()
        training_queue.check(self._home, self._db, settings=settings, options=options)
        found = nightly.consider(self._gather(by_hand=True))
        if isinstance(found, Wait):
            raise CannotTrainNow(reason=str(found.reason))
        with self._shift.alone():
            job = training_queue.wanted(
                self._home, self._db, settings=settings, by_hand=True, options=options, now=self._now()
            )
            self._run(job, by_hand=True)

    def pause(self) -> None:
        """Stop what is under way and keep what was done.

        Raises:
            AlreadyTraining: another process is at it, which stops by itself only.
        """
        if not self.running:
            with self._shift.alone():
                return
        self._shift.stop(STOPPED)

    def cancel(self, job_id: str) -> None:
        """Call a job off; nothing is kept of it.

        Raises:
            NoSuchJob: no such id.
        """
        trainings.cancel(self._db, job_id, now_us=micros(self._now()))
        if not self.running:
            adapters.sweep(self._home, self._db)
        self._announce(events.TrainingChanged(job_id))

    def see(self) -> None:
        """The person was shown the morning report."""
        if (newest := nights.newest(self._db, by=self._latest())) is not None:
            nights.see(self._db, newest.date)

    def stop(self) -> None:
        """Nudge no more; a job that is under way keeps what was done and goes on another time."""
        self._schedule.stop()
        self._shift.stop(END)

    def wait_for_end(self) -> None:
        """Wait until the job that was stopped is over; from any thread but the mailbox's."""
        self._shift.wait_for_end()

    # ---- one night ----------------------------------------------------------------------------------------------

    def _begin_night(self, found: Train) -> None:
        try:
            with self._shift.alone():
                job = training_queue.wanted(
                    self._home, self._db, settings=self._settings(), by_hand=False, now=self._now()
                )
                claimed = nights.claim(self._db, found.night, job.id, now_us=micros(self._now()))
                if claimed or found.resume:
                    self._night = found.night
                    self._run(job, by_hand=False)
                else:  # this date had its run
                    trainings.cancel(self._db, job.id, now_us=micros(self._now()))
        except Problem as problem:
            logs.event("night_not_begun", problem=problem.code)
            self._night = None
            self._schedule.at(_AGAIN, self._now() + AGAIN, self.look)

    def _run(self, job: Job, *, by_hand: bool) -> None:
        began, taking = self._now(), Taking(self._settings(), names_key(self._vault))
        writes = night_facts.next_state(self._home, job)

        def hindered() -> str:
            busy = not by_hand and not self._inference.idle
            now = night_facts.of_now(
                self._probes, self._home, self._now().astimezone(self._zone),
                train_at=night_facts.hour_of(self._settings()), by_hand=by_hand, busy=busy,
                writes_bytes=writes,
            )  # fmt: skip
            return str(nightly.go_on(now, began=began) or "")

        def course(books: Posted, told: Callable[[], str]) -> Course:
            return Course(
                self._home, books, job.id, taking, halt=lambda: told() or hindered(), now=self._now,
                tell=lambda one: self._announce_from_afar(events.TrainingChanged(one.id)), workers=self._workers,
                look_s=self._look_s,
            )  # fmt: skip

        self._shift.begin(job.id, course)
        self._inference.rest_at_once(True)

    def _ended(self, job_id: str) -> None:
        self._inference.rest_at_once(False)
        self._wake()
        night, self._night = self._night, None
        job = trainings.get(self._db, job_id)
        self._announce(events.TrainingChanged(job_id))
        if not job.is_over:
            self._schedule.at(_AGAIN, self._now() + AGAIN, self.look)
            with suppress(DiskFull):
                if job.status is Status.PROCESSING:  # not even that it waits could be noted
                    trainings.wait(self._db, job_id, training_queue.BROKEN_OFF)
                if night is not None:
                    nights.put_reason(self._db, night, job.reason)
            return
        if job.status is Status.COMPLETED:
            self._made(stored.of_job(self._db, job_id), at_night=night is not None)
        with suppress(DiskFull):
            adapters.prune(self._home, self._db)

    def _made(self, adapter: stored.Adapter | None, *, at_night: bool) -> None:
        """Something came of it: it is offered, or used at once where the person wants that."""
        if adapter is None:
            return
        wanted = self._settings().use_better_adapter and adapter.state is State.OFFERED and not adapter.stale
        try:
            if wanted and adapter.model_id == adapters.model_of(self._home).id:
                self._swapping.use(adapter.id, How.AUTOMATIC)
        except Problem as problem:
            logs.event("adapter_not_used", problem=problem.code)
        self._announce(events.AdaptersChanged())
        if at_night:
            self._announce(events.MorningReport(adapter.id))

    def _give_up_stuck(self) -> bool:
        """A job whose model is gone fails before another one is begun; returns whether there was one."""
        if self.running:
            return False
        training_queue.put_back(self._home, self._db)
        stuck = training_queue.give_up_stuck(self._home, self._db, settings=self._settings(), now=self._now())
        if stuck is None:
            return False
        self._announce(events.TrainingChanged(stuck.id))
        return True

    def _give_up_worse(self) -> None:
        """What came to use by itself goes by itself, where its drafts are changed and rejected more than before."""
        try:
            found = reception.worse(self._home, self._db)
            if found is None:
                return
            logs.event("adapter_received_worse", id=found.adapter_id)
            self._swapping.use(found.before, How.ROLLED_BACK)
            self._announce(events.WishFailed(AdapterRefused(reason="received_worse", id=found.adapter_id)))
        except Problem as problem:
            logs.event("adapter_not_used", problem=problem.code)

    # ---- what is so ---------------------------------------------------------------------------------------------

    def _gather(self, *, by_hand: bool) -> Facts:
        return night_facts.gather(
            self._db, self._home, self._probes, self._settings(), self._now().astimezone(self._zone), by_hand=by_hand,
            busy=not self._inference.idle, paused=self._paused(), running=self.running,
        )  # fmt: skip

    def _note(self, found: Wait, facts: Facts) -> None:
        """Remember why a night is not trained for, so that the morning can say so."""
        night = nightly.night_of(facts.now, facts.train_at) if facts.train_at else None
        if night is not None and found.reason not in (Reason.DONE_TONIGHT, Reason.RUNNING):
            last = nights.newest(self._db, by=night)
            before = last if last is not None and last.date == night else None
            if before is None or (before.begun_us == 0 and nightly.tells_more(found.reason, before.reason)):
                nights.put_reason(self._db, night, str(found.reason))
        self._announce(events.TrainingWaits(str(found.reason)))

    def _latest(self) -> date:
        """A later date was written by a clock that was wrong."""
        return (self._now().astimezone(self._zone) + nightly.AHEAD).date()

    def _announce_from_afar(self, event: Event) -> None:
        self._mailbox.post(lambda: self._announce(event))
