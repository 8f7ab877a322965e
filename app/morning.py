"""The morning report: what came of the last night, and pairs to compare without knowing which is which."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sqlite_utils import Database

from app.store import adapters, nights, trainings
from app.store.adapters import Adapter, State
from app.store.nights import Night
from app.store.trainings import Job


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
    """What came of a night.

    Attributes:
        job: None where nothing was begun; `night.reason` says why.
        made: the adapter, None where none came of it. before: the one in use, None for the model alone.
        asks: whether the person is to choose between the two.
    """

    night: Night
    job: Job | None
    made: Adapter | None
    before: Adapter | None
    pairs: tuple[Blind, ...]
    asks: bool


def report(db: Database) -> Morning | None:
    """Of the newest night; None if there never was one."""
    night = nights.newest(db)
    if night is None:
        return None
    job = trainings.get(db, night.job_id) if night.job_id else None
    made = adapters.of_job(db, night.job_id) if night.job_id else None
    use = None if made is None else adapters.in_use(db, made.model_id)
    known = {one.id: one for one in adapters.listing(db)}
    before = known.get(use.adapter_id) if use is not None and use.adapter_id is not None else None
    return Morning(
        night=night,
        job=job,
        made=made,
        before=before,
        pairs=() if made is None else blind(made),
        asks=made is not None and made.state is State.OFFERED,
    )


def blind(made: Adapter) -> tuple[Blind, ...]:
    """Its pairs, each in an order of chance that stays the same."""
    draw = random.Random(made.sha256)  # noqa: S311 - an order, no secret
    found = []
    for pair in made.pairs:
        first_is_new = draw.random() < 0.5
        replies = (pair.after, pair.before) if first_is_new else (pair.before, pair.after)
        found.append(Blind(pair.input, *replies, first_is_new))
    return tuple(found)
