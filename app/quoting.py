"""From one question to the messages that answer it, with how sure that is. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import desk, searching
from app.store import asked, passages, search, vectors
from app.store.asked import Said, Within
from engine.ask import answers
from engine.ask.answers import Candidate, Weighed
from engine.ask.queries import Query, Wants
from engine.domain import micros

#: Messages looked at over everything, and inside one person's conversations.
LOOKED_AT, LOOKED_AT_INSIDE = 200, 60
#: Messages that are counted at most.
MOST_COUNTED = 2_000

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Quotes:
    """What was found.

    Attributes:
        said: the messages to quote, in the order they are quoted.
        sure: they answer; else they are only the closest.
        count: how many messages there are, for "how often"; None for other questions.
    """

    said: tuple[Said, ...]
    sure: bool
    count: int | None = None


def find(db: Database, query: Query, vector: Vector | None) -> Quotes:
    """The messages that answer a question best.

    Args:
        vector: (384,) unit vector of what the question means, None to go by words.
    """
    found = _find(db, query, within(query), vector)
    if not found.said and query.period is not None and not query.period.sure:
        wider = _find(db, query, within(query, everywhen=True), vector)  # "on Saturday" may be what it is about
        return Quotes(wider.said, wider.sure and not query.only_days, wider.count)
    return replace(found, sure=False) if query.only_days and query.period is None else found


def within(query: Query, *, everywhen: bool = False) -> Within:
    """What a question restricts its answer to."""
    period = None if everywhen else query.period
    return Within(
        contacts=query.contacts,
        from_me=query.from_me,
        since_us=0 if period is None else micros(period.since),
        until_us=2**62 if period is None else micros(period.until),
    )


def _find(db: Database, query: Query, inside: Within, vector: Vector | None) -> Quotes:
    if query.wants is Wants.COUNT:
        return _counted(db, query, inside)
    if not query.terms:
        limit = 1 if query.wants is not Wants.QUOTES else answers.MOST_QUOTES
        oldest = query.wants is Wants.FIRST
        restricted = bool(query.contacts or query.period is not None or query.wants is not Wants.QUOTES)
        said = asked.newest(db, inside, limit=limit, oldest=oldest) if restricted else []
        return Quotes(tuple(reversed(said)), bool(said))
    said = asked.said(db, _hits(db, query, vector), inside)
    weighed = answers.weigh(query.terms, list(_candidates(db, said, vector)))
    by_id = {one.message_id: one for one in said}
    if query.wants is not Wants.QUOTES:
        return _outermost(query, weighed, by_id)
    chosen = answers.quoted(weighed)
    quotes = [by_id[one.key] for one in chosen]
    return Quotes(tuple(_answered(db, query, quotes)), bool(chosen) and chosen[0].sure)


def _hits(db: Database, query: Query, vector: Vector | None) -> list[int]:
    """Messages that may answer, over everything and then inside the conversations of whoever was named."""
    found = [hit.message_id for hit in desk.search_everything(db, query.text, limit=LOOKED_AT, vector=vector)]
    for contact_id in query.contacts:
        near = searching.find(db, query.text, limit=LOOKED_AT_INSIDE, vector=vector, contact_id=contact_id)
        found += [message_id for message_id, _score in near]
    return list(dict.fromkeys(found))


def _candidates(db: Database, said: Sequence[Said], vector: Vector | None) -> Iterable[Candidate]:
    cosines: dict[int, float] = {}
    if vector is not None:
        turns = passages.of_messages(db, [one.message_id for one in said])
        known = vectors.of(db, turns)
        for passage_id, ids in passages.message_ids(db, turns).items():
            if passage_id in known:
                cosine = float(known[passage_id] @ vector)
                cosines |= dict.fromkeys(ids, cosine)
    return [Candidate(one.message_id, one.text, cosines.get(one.message_id)) for one in said]


def _outermost(query: Query, weighed: Sequence[Weighed], by_id: dict[int, Said]) -> Quotes:
    """The last or first message that says so for sure, else the closest."""
    sure = [by_id[one.key] for one in weighed if one.sure]
    if not sure:
        return Quotes(tuple(by_id[one.key] for one in weighed[:1]), sure=False)
    pick = min if query.wants is Wants.FIRST else max
    return Quotes((pick(sure, key=lambda one: one.sent_us),), sure=True)


def _counted(db: Database, query: Query, inside: Within) -> Quotes:
    if query.messages or not query.terms:
        return Quotes((), sure=True, count=asked.count(db, inside))
    ids = [message_id for message_id, _score in search.full_text(db, " ".join(query.terms), limit=MOST_COUNTED)]
    said = asked.said(db, ids, inside)
    meant = [one for one in said if answers.coverage(query.terms, one.text) >= answers.SURE_WORDS]
    meant.sort(key=lambda one: -one.sent_us)
    return Quotes(tuple(meant[: answers.MOST_QUOTES - 1]), sure=True, count=len(meant))


def _answered(db: Database, query: Query, quotes: list[Said]) -> list[Said]:
    """With what the other side said next, where the best quote is itself a question."""
    if quotes and query.from_me is None and quotes[0].text.rstrip().endswith("?"):
        follows = asked.after(db, quotes[0].message_id)
        if follows is not None and all(follows.message_id != one.message_id for one in quotes):
            return [quotes[0], follows, *quotes[1 : answers.MOST_QUOTES - 1]]
    return quotes
