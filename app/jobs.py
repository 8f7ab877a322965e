"""Jobs: generations that outlive the command which asked for them, worked one after the other by one process.

Whoever works the jobs of a home holds its shift, a lock that the system frees however that process ends: a job that
is processing while nobody holds the shift was lost and is queued anew. The store is owned for writing only to begin
a job and to keep what came of it, never while the model writes.

The window works jobs on its own thread with its own worker: `begin_shift`, then `take_up` for the next request to
its worker and `settle` for the reply, and `give_back` for what it leaves undone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlite_utils import Database

from app import generating
from app.generating import Answer, Ask, Author, Scribe, Told
from app.lock import HomeLock
from app.paths import Home
from app.store import jobs as store
from app.store.jobs import Job, Status
from app.vault import Vault
from app.writing import writer
from engine import protocol
from engine.domain import micros
from engine.problems import Problem, SottoIsOpen, WorkerDied, rebuilt

#: How long somebody who wants jobs worked waits for another Sotto that writes and works none.
PATIENCE_S = 60.0
#: How long a result waits to be kept, before its job is left to whoever comes next.
SETTLE_WITHIN_S = 60.0
#: How often somebody who waits looks whether a job is over.
LOOK_S = 0.2

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Work:
    """A job that was begun, and the author who is to answer it."""

    job_id: str
    ask: Ask
    by: Author

    @property
    def wish(self) -> protocol.Generate:
        """The request to the worker (ticket 0), which holds `by.model` with `by.adapters`."""
        return generating.wish(self.ask, self.by)


class _Error(msgspec.Struct, frozen=True):
    code: str
    facts: protocol.Facts


def add(db: Database, ask: Ask, *, now: datetime) -> str:
    """Queue a generation; returns the job's id."""
    return store.add(db, msgspec.json.encode(ask), conversation_id=ask.conversation_id, now_us=micros(now))


def result(job: Job) -> Answer | None:
    """What a completed job came to."""
    return None if job.result is None else msgspec.json.decode(job.result, type=Answer)


def error(job: Job) -> Problem | None:
    """Why a job failed."""
    if job.error is None:
        return None
    why = msgspec.json.decode(job.error, type=_Error)
    return rebuilt(why.code, why.facts)


def begin_shift(db: Database, home: Home, *, now: datetime) -> HomeLock | None:
    """The right to work jobs, until it is released; None while another process has it.

    Jobs that others began and did not finish are queued anew, or fail as `WorkerDied` after two attempts.
    """
    try:
        shift = HomeLock(home.shift)
    except SottoIsOpen:
        return None
    store.requeue_lost(db, _told(WorkerDied(tries=store.MAX_ATTEMPTS)), now_us=micros(now))
    return shift


def take_up(db: Database, home: Home, *, now: datetime) -> Work | None:
    """Begin the next job that needs the model; None if no job is queued. Only with the shift.

    Jobs whose answer is at hand are completed, and those that no model can answer fail, by the way.
    """
    while (job := store.claim(db, owner_pid=os.getpid(), now_us=micros(now))) is not None:
        ask = msgspec.json.decode(job.request, type=Ask)
        try:
            by = generating.author(home)
        except Problem as problem:
            store.fail(db, job.id, _told(problem), now_us=micros(now))
            continue
        found = generating.known(db, ask, by, now=now)
        if found is None:
            return Work(job.id, ask, by)
        store.finish(db, job.id, msgspec.json.encode(found), now_us=micros(now))
    return None


def settle(db: Database, work: Work, outcome: Answer | Problem, *, now: datetime) -> None:
    """Keep what came of a job; nothing, if it was called off meanwhile."""
    if isinstance(outcome, Problem):
        store.fail(db, work.job_id, _told(outcome), now_us=micros(now))
        return
    if store.finish(db, work.job_id, msgspec.json.encode(outcome), now_us=micros(now)):
        generating.keep(db, work.ask, work.by, outcome, now=now)


def give_back(db: Database, work: Work) -> None:
    """Leave a job that was begun to whoever takes up the next one."""
    store.give_back(db, work.job_id)


def is_worked(home: Home) -> bool:
    """Whether some process has the shift."""
    try:
        HomeLock(home.shift).release()
    except SottoIsOpen:
        return True
    return False


def is_left_alone(vault: Vault) -> bool:
    """Whether jobs are queued and nobody works them."""
    return store.any_queued(vault.db) and not is_worked(vault.home)


def work_through(vault: Vault, *, now: Now, until: str | None = None, on_fallback: Told | None = None) -> int:
    """Work jobs until none is queued, or the one named `until` is over; returns how many needed the model.

    0 at once if another process works them.

    Raises:
        SottoIsOpen: another Sotto writes: at once before the first job, after `SETTLE_WITHIN_S` when a result is to
            be kept. That job is queued anew by the next shift.
    """
    n_worked = 0
    shift, work = _begun(vault, now)
    try:
        with Scribe(vault.home, on_fallback) as scribe:
            while work is not None:
                outcome = _outcome(vault, scribe, work)
                n_worked += 1
                with writer(vault, within_s=SETTLE_WITHIN_S) as db:
                    settle(db, work, outcome, now=now())
                    work = None if work.job_id == until else take_up(db, vault.home, now=now())
                    if work is None and shift is not None:
                        shift.release()  # before anybody can add a job, so that none is left without a runner
    except KeyboardInterrupt:
        if work is not None:
            with suppress(SottoIsOpen), writer(vault, within_s=1.0) as db:
                give_back(db, work)
        raise
    finally:
        if shift is not None:
            shift.release()
    return n_worked


def wait_for(
    vault: Vault, job_id: str, *, now: Now, patience_s: float = PATIENCE_S, on_fallback: Told | None = None
) -> Job:
    """The job once it is over; worked here, after those before it, if nobody else does.

    Raises:
        NoSuchJob: no such id.
        SottoIsOpen: another Sotto wrote for longer than `patience_s` and did not work it.
    """
    until = time.monotonic() + patience_s
    while not (job := store.get(vault.db, job_id)).is_over:
        try:
            worked = work_through(vault, now=now, until=job_id, on_fallback=on_fallback) > 0
        except SottoIsOpen:
            worked = False
            if time.monotonic() > until:
                raise
        if worked or is_worked(vault.home):
            until = time.monotonic() + patience_s
        if not worked:
            time.sleep(LOOK_S)
    return job


def _begun(vault: Vault, now: Now) -> tuple[HomeLock | None, Work | None]:
    with writer(vault) as db:
        shift = begin_shift(db, vault.home, now=now())
        if shift is None:
            return None, None
        try:
            work = take_up(db, vault.home, now=now())
        except BaseException:
            shift.release()
            raise
        if work is None:
            shift.release()
        return shift, work


def _outcome(vault: Vault, scribe: Scribe, work: Work) -> Answer | Problem:
    """What comes of a job; it is stopped once it is called off, which is asked of the store while the model writes."""

    def called_off() -> bool:
        return store.status(vault.db, work.job_id) is not Status.PROCESSING

    try:
        return scribe.write(work.ask, work.by, cancelled=called_off)
    except Problem as problem:
        return problem


def _told(problem: Problem) -> bytes:
    return msgspec.json.encode(_Error(problem.code, problem.facts))
