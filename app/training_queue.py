"""Asking for a training job: what has to be there for one, and the job that waits to go on before a new one."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlite_utils import Database

from app import adapters, harvest, nightly, sealed, training, voices
from app.manifest import Entry
from app.paths import Home
from app.settings import Settings
from app.store import trainings
from app.store.trainings import Job
from engine.domain import micros
from engine.llm import catalogue
from engine.problems import BaseRefused, TooFewSamples, TrainingFailed
from engine.training.values import Parameters

USUAL = Parameters()


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
    """The job that waits to go on, or a new one.

    Raises:
        ModelMissing: no model of this machine is in use. BaseRefused: `reason` arch: it cannot learn.
        TrainingFailed: `reason` parts: what trains is not installed.
        TooFewSamples: `needed`, `have`.
    """
    if training.part(home) is not training.Part.INSTALLED:
        raise TrainingFailed(reason="parts")
    waiting = trainings.unfinished(db)
    if waiting is not None:
        return waiting
    entry = adapters.model_of(home)
    check(db, entry, settings=settings)
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


def check(db: Database, entry: Entry, *, settings: Settings) -> None:
    """Whether a model can learn, and from enough; problems as in `wanted`."""
    if entry.arch not in catalogue.TRAINABLE:
        raise BaseRefused(reason="arch", arch=entry.arch)
    have = harvest.collected(db, settings=settings).all
    if have < nightly.ALL_EXAMPLES:
        raise TooFewSamples(needed=nightly.ALL_EXAMPLES, have=have)


def needs_bytes(file_bytes: int) -> int:
    """Memory that training on a file of this size takes."""
    return int(training.BASE_BYTES + training.FILE_SHARE * file_bytes)
