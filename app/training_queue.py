"""Asking for a training job: what has to be there for one, and the job that waits to go on before a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
from sqlite_utils import Database

from app import adapters, harvest, logs, manifest, nightly, sealed, training, training_files, voices
from app.lock import HomeLock
from app.manifest import Entry
from app.paths import Home
from app.settings import Settings
from app.store import trainings
from app.store.jobs import Status
from app.store.trainings import Job
from engine.domain import micros
from engine.llm import catalogue
from engine.problems import (
    BaseRefused,
    HomeUnwritable,
    JobWaits,
    SottoIsOpen,
    TooFewExamples,
    TrainingFailed,
)
from engine.training.values import Parameters

USUAL = Parameters()
#: Why a job waits whose process ended without a word.
BROKEN_OFF = "broken_off"


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for, as far as they asked for something.

    Attributes:
        merges: a whole model is to be made too.
        given: settings of `Parameters` by their names.
    """

    merges: bool = False
    given: Mapping[str, object] = field(default_factory=dict)

    def other_than(self, job: Job) -> str:
        """The first of them that a job has otherwise, "" if it is as was asked."""
        if self.merges and not job.merges:
            return "merge"
        return next((name for name, value in self.given.items() if getattr(job.parameters, name) != value), "")


NONE = Options()


def recover(home: Home, db: Database) -> None:
    """Put right what a crash left: files that nothing needs, and a job that is said to be under way with nobody at it,
    which waits to go on. Nothing while somebody trains, or where the home cannot be written to.
    """
    adapters.sweep(home, db)
    put_back(home, db)


def put_back(home: Home, db: Database) -> None:
    """A job that is said to be under way with nobody at it waits to go on; nothing as for `recover`."""
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
    options: Options = NONE,
    now: datetime,
) -> Job:
    """The job that waits to go on, or a new one, for whoever is alone at it; problems as in `check`."""
    left = trainings.unfinished(db)
    if left is not None and left.status is Status.PROCESSING:
        trainings.wait(db, left.id, BROKEN_OFF)
    give_up_stuck(home, db, settings=settings, now=now)
    found = check(home, db, settings=settings, options=options)
    if found is not None:
        return found
    entry = base(home)
    return trainings.add(
        db,
        model_id=entry.id,
        base_sha256=entry.sha256,
        parameters=msgspec.structs.replace(USUAL, **options.given, style=voices.profile_for(db, None)),
        key=sealed.new_key(),
        by_hand=by_hand,
        merges=options.merges,
        now_us=micros(now),
    )


def check(home: Home, db: Database, *, settings: Settings, options: Options = NONE) -> Job | None:
    """Whether everything is there that a job needs; the job that waits to go on, if there is one.

    Raises:
        JobWaits: it was asked for with other options.
        ModelMissing, BaseRefused: see `base`.
        TrainingFailed: `reason` parts: what trains is not installed.
        TooFewExamples: `needed`, `examples`.
    """
    need_parts(home)
    found = waiting(home, db)
    if found is None:
        base(home)
        have = harvest.collected(db, settings=settings).all
        if have < nightly.ALL_EXAMPLES:
            raise TooFewExamples(needed=nightly.ALL_EXAMPLES, examples=have)
    elif other := options.other_than(found):
        raise JobWaits(id=found.id, option=other.replace("_", " "))
    return found


def give_up_stuck(home: Home, db: Database, *, settings: Settings, now: datetime) -> Job | None:
    """A job that waits and cannot go on is over; returns it, None if there was none.

    It failed if its model is gone, and is called off if it took words from which nothing is to be learnt by now.
    """
    stuck = trainings.unfinished(db)
    if stuck is None or stuck.status is not Status.QUEUED:
        return None
    if harvest.end_barred(db, settings):
        return trainings.get(db, stuck.id)
    if waiting(home, db) is not None:
        return None
    logs.event("training_failed", problem=BaseRefused.__name__, reason="missing")
    trainings.fail(db, stuck.id, BaseRefused(reason="missing"), now_us=micros(now))
    return stuck


def waiting(home: Home, db: Database) -> Job | None:
    """The job that waits to go on, or is under way; None also for one that cannot, as its model is gone."""
    found = trainings.unfinished(db)
    return found if found is not None and manifest.lying(manifest.read(home), found.base_sha256) else None


def need_parts(home: Home) -> None:
    """Raises `TrainingFailed`, `reason` parts, where what trains is not installed."""
    if training.part(home) is not training.Part.INSTALLED:
        raise TrainingFailed(reason="parts")


def base(home: Home) -> Entry:
    """The model that would learn.

    Raises:
        ModelMissing: no model of this machine is in use.
        BaseRefused: `reason` arch: it cannot learn; missing: its file is gone.
    """
    entry = adapters.model_of(home)
    if not Path(entry.path).is_file():
        raise BaseRefused(reason="missing")
    if entry.arch not in catalogue.TRAINABLE:
        raise BaseRefused(reason="arch", arch=entry.arch)
    return entry
