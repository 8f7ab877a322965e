"""The course of one training job: take the examples, train, measure, keep what came out; stopped and resumed anywhere.

It runs on a thread or in a process of its own and touches the store for moments only. What is done lies encrypted
beside the store (`app.training_files`), so whoever takes the job up goes on where it was, after a kill as after a stop.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from app import (
    examples_taken,
    gate_child,
    harvest,
    job_merging,
    logs,
    manifest,
    parts,
    trainer_child,
    training_files,
    wakefulness,
)
from app.books import Books
from app.checkpoints import Checkpoint
from app.child import Child, ChildGone
from app.examples_taken import Taking
from app.measuring import Measuring
from app.nightly import Reason
from app.paths import Home
from app.store import adapters, trainings
from app.store.adapters import Adapter
from app.store.connection import transaction
from app.store.trainings import Job
from app.training_files import JobFiles, Outcome, Snapshot
from app.working import Halted, Over, Working
from engine.domain import micros
from engine.problems import BaseRefused, DiskFull, Problem, SealBroken, SottoIsOpen, TrainingFailed, rebuilt
from engine.training.gate_messages import Examined
from engine.training.messages import Begin, Done, Failed, Saved, Stopped
from engine.training.values import Progress

#: A trainer that dies so often with nothing kept in between is not started again.
DEATHS = 2
#: Share of the whole that each stage ends with.
PREPARED, TRAINED = 0.05, 0.85
#: Problems of a state that cannot be gone on from: the one before it is tried.
_STATE = ("checkpoint", "other_job")
#: Those of a card that fails in the midst of a job, and what is said of one under which a trainer may have died.
_CARD_FULL, _CARD_DIED = "card_memory", "card_died"


@dataclass(frozen=True, slots=True)
class Workers:
    """How the processes are started, and how the computer is kept awake meanwhile."""

    trainer: Callable[[Begin], Child]
    gate: Callable[[gate_child.Request], Child] = gate_child.start
    awake: Callable[[], AbstractContextManager[None]] = nullcontext


def usual(home: Home) -> Workers:
    """The real ones; the trainer runs where the parts of training are."""
    return Workers(
        lambda begin: trainer_child.start(begin, interpreter=parts.interpreter(home)), awake=wakefulness.awake
    )


class Course:
    """One job under way; `run` returns when it is over or has to wait."""

    def __init__(
        self,
        home: Home,
        books: Books,
        job_id: str,
        taking: Taking,
        *,
        halt: Callable[[], str],
        now: Callable[[], datetime],
        tell: Callable[[Job], None] = lambda _job: None,
        workers: Workers | None = None,
        look_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        halt: asked every `look_s`: why it has to stop now, "" while it may go on.
        tell: hears how far it is.
        """
        self._home, self._books, self._taking, self._now = home, books, taking, now
        self._workers = workers or usual(home)
        self._job = books.read(lambda db: trainings.get(db, job_id))
        self._files = JobFiles(home, job_id, self._job.key)
        self._working = Working(books, job_id, halt=halt, tell=tell, look_s=look_s, clock=clock)
        self._measuring = Measuring(home, books, self._working, self._workers.gate)

    def run(self) -> Job:
        """To its end, or until it has to stop; returns the job as it stands then.

        Raises:
            SottoIsOpen: another process keeps the store for itself; the job waits with what was kept of it.
        """
        if not self._books.write(lambda db: trainings.begin(db, self._job.id, now_us=self._now_us())):
            return self._read()
        try:
            with self._workers.awake():
                self._go()
        except Halted as halted:
            reason = halted.reason
            self._books.write(lambda db: trainings.wait(db, self._job.id, reason))
        except Over:
            pass  # cancelled, or somebody was erased
        except SottoIsOpen:
            raise
        except DiskFull:
            self._books.write(lambda db: trainings.wait(db, self._job.id, Reason.DISK))
        except Problem as problem:
            self._fail(problem)
        with suppress(DiskFull):
            self._working.count_work()
        job = self._read()
        if job.is_over:
            made = self._books.read(lambda db: adapters.of_job(db, job.id))
            self._files.remove(adapter=made is None)
        self._working.tell_now()
        return job

    def _go(self) -> None:
        if (made := self._books.read(lambda db: adapters.of_job(db, self._job.id))) is None:
            base = base_of(self._home, self._job)
            snapshot = self._snapshot(base)
            outcome = self._files.outcome() or self._train(snapshot, base)
            if not outcome.sha256:
                raise TrainingFailed(reason="no_gain")
            used = self._measuring.used(self._job)
            made = self._keep(outcome, self._examine(snapshot, outcome, base, used), used)
        job = self._read()
        if not job.is_over and _merges(job, made):
            job_merging.run(self._home, self._books, self._working, self._job.id, made, now_us=self._now_us)

    # ---- examples -----------------------------------------------------------------------------------------------

    def _snapshot(self, base: str) -> Snapshot:
        try:
            return self._files.snapshot()
        except SealBroken as broken:
            if broken.facts.get("reason") != "missing":
                raise TrainingFailed(reason="examples") from None
        self._working.move(stage="preparing")
        taken = examples_taken.take(
            self._books, self._job, base, self._taking, look=self._working.look, now=self._now(),
            rehearse=lambda request: self._measuring.rehearse(request, share=(0.0, PREPARED)),
        )  # fmt: skip
        self._working.look(at_once=True)
        self._files.put_snapshot(taken)
        return taken

    # ---- training -----------------------------------------------------------------------------------------------

    def _train(self, snapshot: Snapshot, base: str) -> Outcome:
        """Start trainers until one comes to its end."""
        kept, avoids, may_choose = self._files.checkpoints(), "", self._job.parameters.device == "auto"
        self._working.move(stage="training")
        with training_files.place_for_adapter(self._home) as plain:
            while True:
                if may_choose and not avoids and self._read().deaths:
                    avoids = _CARD_DIED  # it may end a process in place of raising
                begin = Begin(
                    base, self._job.base_sha256, str(plain), snapshot.learnt, snapshot.held, self._job.parameters,
                    resumes=bool(kept), notes={"sotto.job": self._job.id}, avoids=avoids,
                )  # fmt: skip
                try:
                    return self._outcome(self._followed(begin, kept), plain)
                except ChildGone:
                    self._count_death()
                    kept = self._files.checkpoints()
                except TrainingFailed as problem:
                    reason = str(problem.facts.get("reason"))
                    if reason in (_CARD_FULL, _CARD_DIED) and may_choose and not avoids:
                        kept, avoids = self._files.checkpoints(), reason
                    elif reason in _STATE and kept:
                        logs.event("checkpoint_refused", job=self._job.id)
                        kept = kept[1:]
                    else:
                        raise

    def _followed(self, begin: Begin, kept: Sequence[Checkpoint]) -> Done:
        """What one trainer comes to that goes on from the newest of what was kept; its states are kept on the way.

        Raises:
            ChildGone: it died. Halted, Over: it had to stop. Problem: as it told.
        """
        child = self._workers.trainer(begin)
        try:
            if kept:
                self._give(child, kept[0])
            told = self._working.messages(child, stop=trainer_child.stop)
            for data in told:
                match said := trainer_child.heard(data):
                    case Progress():
                        self._progressed(said)
                    case Saved():
                        self._files.put_checkpoint(said.step, trainer_child.state_of(said, told))
                        self._working.kept()
                    case Done():
                        return said
                    case Stopped():
                        break
                    case Failed():
                        raise rebuilt(said.code, said.facts)
        finally:
            child.stop()
        raise Halted(self._working.halting or "stopped")

    def _give(self, child: Child, checkpoint: Checkpoint) -> None:
        """Send a trainer its state; there is nothing to keep of one that has to stop meanwhile."""
        try:
            trainer_child.give(child, checkpoint.pieces(), self._working.messages(child, stop=None))
        except SealBroken:  # it was whole when it was looked for
            raise TrainingFailed(reason="checkpoint") from None

    def _progressed(self, said: Progress) -> None:
        share = PREPARED + (TRAINED - PREPARED) * said.step / max(1, said.steps)
        self._working.progress(said, share)

    def _outcome(self, done: Done, plain: Path) -> Outcome:
        trained = done.trained
        if trained.left:
            logs.event("card_left", job=self._job.id, why=trained.left)
        outcome = self._files.put_outcome(trained, done.sha256, plain) if done.sha256 else Outcome(trained, "", 0)
        self._books.write(lambda db: trainings.replace_losses(db, self._job.id, trained.losses, trained.held_losses))
        return outcome

    def _count_death(self) -> None:
        logs.event("trainer_died", job=self._job.id)
        deaths = self._read().deaths + 1
        self._working.move(deaths=deaths)
        if deaths >= DEATHS:
            raise TrainingFailed(reason="trainer_died")

    # ---- measuring ----------------------------------------------------------------------------------------------

    def _examine(self, snapshot: Snapshot, outcome: Outcome, base: str, used: Adapter | None) -> Examined:
        self._working.move(stage="checking", eta_s=None)
        ends = job_merging.BEGINS if self._job.merges else 1.0
        return self._measuring.examine(self._job, snapshot, outcome, base, used, share=(TRAINED, ends))

    def _keep(self, outcome: Outcome, examined: Examined, used: Adapter | None) -> Adapter:
        """Note the adapter; the job is over with that, unless a model is to be made of it."""

        def note(db: Database) -> Adapter | None:
            with transaction(db):
                job = trainings.get(db, self._job.id)
                if job.is_over:  # cancelled, or words that it learnt from went
                    raise Over
                if harvest.end_barred(db, self._taking.settings):
                    return None
                made = adapters.add(
                    db, job_id=job.id, model_id=job.model_id, base_sha256=job.base_sha256, sha256=outcome.sha256,
                    n_bytes=outcome.n_bytes, key=job.key, verdict=examined.verdict, pairs=examined.pairs,
                    n_learnt=job.n_learnt, now_us=self._now_us(), beside=None if used is None else used.id,
                )  # fmt: skip
                if not _merges(job, made):
                    trainings.complete(db, job.id, str(made.id), now_us=self._now_us())
            return made

        if (made := self._books.write(note)) is None:
            raise Over
        return made

    def _fail(self, problem: Problem) -> None:
        logs.event("training_failed", problem=problem.code, reason=str(problem.facts.get("reason", "")))
        self._books.write(lambda db: trainings.fail(db, self._job.id, problem, now_us=self._now_us()))

    def _read(self) -> Job:
        return self._books.read(lambda db: trainings.get(db, self._job.id))

    def _now_us(self) -> int:
        return micros(self._now())


def _merges(job: Job, made: Adapter) -> bool:
    """Whether a model is to be made of it too."""
    return job.merges and made.verdict.passed


def base_of(home: Home, job: Job) -> str:
    """Where the model's file lies that a job trains on.

    Raises:
        BaseRefused: `reason` missing.
    """
    found = manifest.lying(manifest.read(home), job.base_sha256)
    if found is None:
        raise BaseRefused(reason="missing")
    return found.path
