"""The morning report: what came of the last training, and pairs to compare without knowing which is which."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from app.store import adapters, nights, trainings
from app.store.adapters import Adapter, State
from app.store.nights import Night
from app.store.trainings import Job
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
        made: the adapter, None where none came of it. before: what it is compared with, None for the model alone.
        asks: whether the person is to choose between the two.
    """

    night: Night | None
    job: Job | None
    made: Adapter | None
    before: Adapter | None
    pairs: tuple[Blind, ...]
    asks: bool


def report(db: Database, *, by: date = date.max) -> Morning | None:
    """Of the newest night, or of what was made by hand since; None if there never was either.

    Args:
        by: a night of a later date was noted by a clock that was wrong.
    """
    night, known = nights.newest(db, by=by), adapters.listing(db)
    newest = known[0] if known else None
    if newest is not None and (night is None or newest.job_id != night.job_id):
        waits = newest.state is State.OFFERED or night is None or newest.made_us > night.begun_us > 0
        if waits:
            return _told(db, None, newest, known)
    if night is None:
        return None
    made = adapters.of_job(db, night.job_id) if night.job_id else None
    return _told(db, night, made, known)


def blind(made: Adapter) -> tuple[Blind, ...]:
    """Its pairs, each in an order of chance that stays the same."""
    draw = random.Random(made.sha256)  # noqa: S311 - an order, no secret
    found = []
    for pair in made.pairs:
        first_is_new = draw.random() < 0.5
        replies = (pair.after, pair.before) if first_is_new else (pair.before, pair.after)
        found.append(Blind(pair.input, *replies, first_is_new))
    return tuple(found)


def _told(db: Database, night: Night | None, made: Adapter | None, known: list[Adapter]) -> Morning:
    job_id = made.job_id if made is not None else night.job_id if night is not None else ""
    return Morning(
        night=night,
        job=_job(db, job_id),
        made=made,
        before=None if made is None else _before(db, made, known),
        pairs=() if made is None else blind(made),
        asks=made is not None and made.state is State.OFFERED,
    )


def _before(db: Database, made: Adapter, known: list[Adapter]) -> Adapter | None:
    """The one in use, or the one that this one followed."""
    use = adapters.in_use(db, made.model_id)
    number = None if use is None else use.adapter_id
    if number == made.id:
        number = adapters.before(db, made.model_id)
    return next((one for one in known if one.id == number), None)


def _job(db: Database, job_id: str) -> Job | None:
    try:
        return trainings.get(db, job_id) if job_id else None
    except NoSuchJob:
        return None
