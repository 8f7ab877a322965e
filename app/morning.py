"""The morning report: what came of the last training, and pairs to compare without knowing which is which."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time

from sqlite_utils import Database

from app import nightly
from app.store import adapters, nights, trainings
from app.store.adapters import Adapter, State
from app.store.nights import Night
from app.store.trainings import Job
from engine.domain import micros
from engine.problems import NoSuchJob


@dataclass(frozen=True, slots=True)
class Blind:
    """One turn and two replies to it, in an order of chance.

    Attributes:
        input: what was said before. first_is_new: which is which; to be shown after the choice only.
    """

    input: str
    first: str
    second: str
    first_is_new: bool


@dataclass(frozen=True, slots=True)
class Morning:
    """What came of a night, or of a training that the person asked for since.

    Attributes:
        night: None for a training by hand.
        job: None where nothing was begun, and `night.reason` says why; or where it is forgotten.
        made: the adapter, None where none came of it.
        before: number of the adapter that it was measured beside, None for the model alone; `before_there`: whether
            that one is not deleted since.
        used: number of the adapter that its model is used with now, None for the model alone.
        asks: whether the person is to choose between the two.
    """

    night: Night | None
    job: Job | None
    made: Adapter | None
    before: int | None
    before_there: bool
    used: int | None
    pairs: tuple[Blind, ...]
    asks: bool


def report(db: Database, *, now: datetime, train_at: time | None) -> Morning | None:
    """Of the newest night, or of what was made by hand since; None if there never was either.

    Args:
        now: aware, local; a night of a later date was noted by a clock that was wrong.
        train_at: the hour at which a night begins, None for never.
    """
    night, known = nights.newest(db, by=(now + nightly.AHEAD).date()), adapters.listing(db)
    newest = known[0] if known else None
    if newest is not None and (night is None or newest.job_id != night.job_id):
        since_us = 0 if night is None else night.begun_us or _start_us(night, now, train_at)
        if newest.state is State.OFFERED or newest.made_us > since_us:
            return _told(db, None, newest)
    if night is None:
        return None
    return _told(db, night, adapters.of_job(db, night.job_id) if night.job_id else None)


def blind(made: Adapter) -> tuple[Blind, ...]:
    """Its pairs, each in an order of chance that stays the same."""
    draw = random.Random(made.sha256)  # noqa: S311 - an order, no secret
    found = []
    for pair in made.pairs:
        first_is_new = draw.random() < 0.5
        replies = (pair.after, pair.before) if first_is_new else (pair.before, pair.after)
        found.append(Blind(pair.input, *replies, first_is_new))
    return tuple(found)


def _start_us(night: Night, now: datetime, train_at: time | None) -> int:
    """When a night began that was not trained for."""
    return micros(nightly.start_of(night.date, train_at or time.min, now))


def _told(db: Database, night: Night | None, made: Adapter | None) -> Morning:
    job_id = made.job_id if made is not None else night.job_id if night is not None else ""
    before = None if made is None else made.beside
    used = None if made is None else adapters.used_on(db, made.model_id, made.base_sha256)
    return Morning(
        night=night,
        job=_job(db, job_id),
        made=made,
        before=before,
        before_there=before is None or any(one.id == before for one in adapters.listing(db)),
        used=None if used is None else used.id,
        pairs=() if made is None else blind(made),
        asks=made is not None and made.state is State.OFFERED,
    )


def _job(db: Database, job_id: str) -> Job | None:
    try:
        return trainings.get(db, job_id) if job_id else None
    except NoSuchJob:
        return None
