"""Asking for a training job: what has to be there for one, and the job that waits to go on before a new one."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlite_utils import Database

from app import adapters, harvest, nightly, sealed, training, training_files, voices
from app.lock import HomeLock
from app.manifest import Entry
from app.paths import Home
from app.settings import Settings
from app.store import trainings
from app.store.jobs import Status
from app.store.trainings import Job
from engine.domain import micros
from engine.llm import catalogue
from engine.problems import BaseRefused, HomeUnwritable, SottoIsOpen, TooFewExamples, TrainingFailed
from engine.training.values import Parameters

USUAL = Parameters()
#: Why a job waits whose process ended without a word.
BROKEN_OFF = "broken_off"


def recover(home: Home, db: Database) -> None:
    """Put right what a crash left: files that nothing needs, and a job that is said to be under way with nobody at it,
    which waits to go on. Nothing while somebody trains, or where the home cannot be written to.
    """
    adapters.sweep(home, db)
    job = trainings.unfinished(db)
    if job is None or job.status is not Status.PROCESSING:
        return
    try:
        alone = HomeLock(training_files.lock_of(home))
    except (SottoIsOpen, HomeUnwritable, OSError):
        return
    trainings.wait(db, job.id, BROKEN_OFF)
    alone.release()


def wanted(
    home: Home,
    db: Database,
    *,
    settings: Settings,
    by_hand: bool,
    merges: bool = False,
    parameters: Parameters = USUAL,
    now: datetime,
) -> Job:
    """The job that waits to go on, or a new one; problems as in `check`."""
    waiting = check(home, db, settings=settings)
    if waiting is not None:
        return waiting
    entry = base(home)
    return trainings.add(
        db,
        model_id=entry.id,
        base_sha256=entry.sha256,
        parameters=msgspec.structs.replace(parameters, style=voices.profile_for(db, None)),
        key=sealed.new_key(),
        by_hand=by_hand,
        merges=merges,
        now_us=micros(now),
    )


def check(home: Home, db: Database, *, settings: Settings) -> Job | None:
    """Whether everything is there that a job needs; the job that waits to go on, if there is one.

    Raises:
        ModelMissing: no model of this machine is in use. BaseRefused: `reason` arch: it cannot learn.
        TrainingFailed: `reason` parts: what trains is not installed.
        TooFewExamples: `needed`, `examples`.
    """
    need_parts(home)
    waiting = trainings.unfinished(db)
    if waiting is None:
        base(home)
        have = harvest.collected(db, settings=settings).all
        if have < nightly.ALL_EXAMPLES:
            raise TooFewExamples(needed=nightly.ALL_EXAMPLES, examples=have)
    return waiting


def need_parts(home: Home) -> None:
    """Raises `TrainingFailed`, `reason` parts, where what trains is not installed."""
    if training.part(home) is not training.Part.INSTALLED:
        raise TrainingFailed(reason="parts")


def base(home: Home) -> Entry:
    """The model that would learn.

    Raises:
        ModelMissing: no model of this machine is in use. BaseRefused: `reason` arch: it cannot learn.
    """
    entry = adapters.model_of(home)
    if entry.arch not in catalogue.TRAINABLE:
        raise BaseRefused(reason="arch", arch=entry.arch)
    return entry
