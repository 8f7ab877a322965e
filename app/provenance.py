"""Where the facts in a draft come from: what was said or told before the message it answers, with its own words.

A figure, a time, a name or a place that was said just now needs no source; one that stands nowhere in the
conversation is `Option.unsourced`. What lies between is recalled, and the person can see where from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from string import ascii_lowercase

from sqlite_utils import Database

from app import remembering
from app.replies import READS
from app.store import conversations
from app.store.threads import recent
from engine.domain import Message, Option
from engine.memory.turns import turns
from engine.remembered import Fact as Known
from engine.reply.facts import Found, facts

#: What was said so shortly before the turn at hand stands before the person's eyes.
IN_SIGHT = timedelta(hours=12)
#: Two facts from one place, so many characters apart, are one span.
NEAR = 14
#: Spans that one draft shows, and characters of a quote.
MOST, LONGEST = 4, 200
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass(frozen=True, slots=True)
class Recalled:
    """A span of a draft and where it comes from.

    Attributes:
        letter: stands behind the span in the window, and is never sent.
        start, end: code points of the draft.
        quote: the sentence it was said in, verbatim. said_by: "" for the person themselves.
        message_id: 0 where the message is gone. fact_id: what is kept of it, None if nothing is.
    """

    letter: str
    start: int
    end: int
    quote: str
    said_by: str
    said_at: datetime
    message_id: int
    fact_id: int | None


@dataclass(frozen=True, slots=True)
class _Place:
    keys: frozenset[str]
    quote: str
    said_by: str
    said_at: datetime
    message_id: int
    fact_id: int | None


def recalled(
    db: Database, conversation_id: int, options: Sequence[Option], *, now: datetime
) -> dict[str, tuple[Recalled, ...]]:
    """The recalled spans of each draft by its id, in reading order.

    Raises:
        NoSuchConversation: no such id.
    """
    row = conversations.get(db, conversation_id)
    if row.switched_off:
        return {}
    said = recent(db, conversation_id, limit=READS, until=now)
    known = remembering.facts(db, row.contact_id) if row.contact_id and not row.is_group else []
    at_hand, places = _places(said, known, row.name)
    return {option.response_id: spans(option, places, at_hand) for option in options}


def spans(option: Option, places: Sequence[_Place], at_hand: frozenset[str]) -> tuple[Recalled, ...]:
    """The recalled spans of one draft; `places` the best first, `at_hand` what their newest turn says itself."""
    found: list[Recalled] = []
    for fact in facts(option.text):
        if fact.keys & at_hand or _is_unsourced(fact, option):
            continue
        place = next((one for one in places if one.keys & fact.keys), None)
        if place is None:
            continue
        last = found[-1] if found else None
        if last is not None and last.quote == place.quote and _is_near(option.text, last.end, fact.start):
            found[-1] = replace(last, end=fact.end)
        elif len(found) < MOST:
            found.append(_recalled(_letter(found, place), fact, place))
    return tuple(found)


def _letter(found: Sequence[Recalled], place: _Place) -> str:
    """The same place has the same letter."""
    again = next((one.letter for one in found if one.quote == place.quote), None)
    return again or ascii_lowercase[len({one.letter for one in found})]


def _recalled(letter: str, fact: Found, place: _Place) -> Recalled:
    return Recalled(
        letter, fact.start, fact.end, place.quote, place.said_by, place.said_at, place.message_id, place.fact_id
    )


def _is_near(text: str, end: int, start: int) -> bool:
    return start - end <= NEAR and not re.search(r"[.!?\n]", text[end:start])


def _is_unsourced(fact: Found, option: Option) -> bool:
    return any(start < fact.end and fact.start < end for start, end in option.unsourced)


def _places(said: Sequence[Message], known: Sequence[Known], name: str) -> tuple[frozenset[str], list[_Place]]:
    """What was said just now, and everything older that says a fact, the newest first; kept facts lead."""
    cut = turns(said)
    newest = {one.message_id for one in cut[-1].messages} if cut and not cut[-1].from_me else set()
    if newest:
        newest |= {one.message_id for one in said if one.sent_at > cut[-1].messages[0].sent_at - IN_SIGHT}
    at_hand = _keys(one.text for one in said if one.message_id in newest) | _keys([name])
    kept = {one.message_id: one.fact_id for one in known if one.message_id and one.superseded_by is None}
    told = [
        _Place(_keys([one.text, one.value]), _cut(one.text), name, one.said_at, int(one.message_id or 0), one.fact_id)
        for one in known
        if one.superseded_by is None and one.message_id not in newest
    ]
    heard = [
        _Place(
            frozenset(keys), _cut(sentence), "" if one.from_me else one.sender or name, one.sent_at,
            int(one.message_id), kept.get(one.message_id),
        )
        for one in reversed(said)
        if one.message_id not in newest
        for sentence in _SENTENCE.findall(one.text)
        if (keys := _keys([sentence]))
    ]  # fmt: skip
    return at_hand, told + heard


def _keys(texts: Iterable[str]) -> frozenset[str]:
    """Facts only: that a word occurred before is no source."""
    return frozenset(key for text in texts for fact in facts(text) for key in fact.keys)


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
