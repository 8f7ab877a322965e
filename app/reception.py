"""How drafts of an adapter are received beside those of what was used before it: changed and rejected more often?"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import msgspec
from sqlite_utils import Database

from app import adapters, model_rows
from app.manifest import Entry
from app.paths import Home
from app.store import adapters as stored
from app.store import reception
from app.store.adapters import How
from engine.problems import ModelMissing

#: Decisions on drafts of each before anything is said of it.
LEAST = 30
#: By how much the share has to be larger, and how surely: one-sided, about 99 %, for it is looked at each day.
MORE, SURE_Z = 0.05, 2.33


@dataclass(frozen=True, slots=True)
class Received:
    """Decisions on drafts, and how many of them changed or rejected the draft."""

    n: int
    unwanted: int

    @property
    def share(self) -> float:
        """In [0, 1]."""
        return self.unwanted / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Worse:
    """An adapter that is received worse than what was before it (None: the model alone)."""

    adapter_id: int
    before: int | None


def is_worse(now: Received, before: Received) -> bool:
    """Whether drafts are changed and rejected more often by now, and hardly by chance (z-test of two proportions)."""
    if min(now.n, before.n) < LEAST or now.share - before.share < MORE:
        return False
    pooled = (now.unwanted + before.unwanted) / (now.n + before.n)
    return (now.share - before.share) / sqrt(pooled * (1 - pooled) * (1 / now.n + 1 / before.n)) >= SURE_Z


def worse(home: Home, db: Database) -> Worse | None:
    """The adapter in use, if it came to use by itself and is received worse; the person judges what they chose."""
    try:
        entry = adapters.model_of(home)
    except ModelMissing:
        return None
    use = stored.in_use(db, entry.id)
    if use is None or use.adapter_id is None or use.how is not How.AUTOMATIC:
        return None
    before = stored.before(db, entry.id)
    now, then = (_received(home, db, entry, one) for one in (use.adapter_id, before))
    return Worse(use.adapter_id, before) if is_worse(now, then) else None


def _received(home: Home, db: Database, entry: Entry, adapter_id: int | None) -> Received:
    refs = () if adapter_id is None else (adapters.ref_of(home, stored.get(db, adapter_id)),)
    version = model_rows.version(msgspec.structs.replace(entry, adapters=refs))
    return Received(*reception.counts(db, version))
