"""What the person is shown of a contact's memory: moments that fit the reply at hand, and facts that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlite_utils import Database

from app import remembering
from app.recalling import IN_SIGHT
from app.remembering import Vector
from app.store import candidates, conversations, passages, vectors
from app.store.memories import ME
from app.store.threads import recent
from engine.domain import Message
from engine.memory import query, ranking
from engine.memory.turns import Turn, turns
from engine.remembered import Fact, Memory, Said

#: Moments shown, and looked at for those that are not in sight anyway.
SHOWN, LOOKED_AT = 4, 10
#: Messages that are read for what is to be answered; characters of a question, and of a message quoted.
READS, QUESTION_CHARS, QUOTE_CHARS = 60, 400, 220
#: A moment less like what is to be answered than this is no help: by meaning, and by words alone.
LEAST_LIKE, LEAST_SHARED = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Quote:
    """What one side said, word for word; `message_id` is None where it stands in no thread."""

    from_me: bool
    text: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something recalled.

    Attributes:
        conversation_id: where it was said; None where it stands in no thread of ours.
        quotes: one or two messages that fit best, in their order; empty for a stored memory without words.
        summary: in few words. written: by a model.
        likeness: to what is to be answered, in [0, 1].
        message_ids: of the whole moment; drafts name their sources by them.
    """

    memory_id: str
    conversation_id: int | None
    at: datetime
    quotes: tuple[Quote, ...]
    summary: str
    written: bool
    likeness: float
    message_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Recollections:
    """What is recalled for a reply.

    Attributes:
        moments: the most alike first. n_moments: of this contact in all.
        why_none: "group", "not_read", "nothing_to_answer", "nothing_fits" or "".
    """

    moments: tuple[Moment, ...] = ()
    n_moments: int = 0
    facts: tuple[Fact, ...] = ()
    why_none: str = ""


def for_reply(db: Database, conversation_id: int, *, now: datetime) -> Recollections:
    """Moments of this contact alone that fit what they said last, and what is known of them. Writes nothing.

    Raises:
        NoSuchConversation: no such id.
    """
    row = conversations.get(db, conversation_id)
    contact_id = row.contact_id
    if row.is_group or not contact_id:
        return Recollections(why_none="group")
    if row.switched_off or candidates.is_switched_off(db, contact_id):
        return Recollections(why_none="not_read")
    messages = recent(db, conversation_id, limit=READS, until=now)
    theirs = [turn for turn in turns(messages) if not turn.from_me and turn.text]
    known = tuple(one for one in remembering.facts(db, contact_id) if one.superseded_by is None)
    n_moments = remembering.stats(db, user_id=ME, contact_key=str(contact_id)).total_memories
    if not theirs:
        return Recollections((), n_moments, known, "nothing_to_answer")
    found = _moments(db, contact_id, theirs[-1], {one.message_id for one in messages[-IN_SIGHT:]})
    return Recollections(found, n_moments, known, "" if found else "nothing_fits")


def _moments(db: Database, contact_id: int, turn: Turn, in_sight: set[str]) -> tuple[Moment, ...]:
    text, vector = turn.text[:QUESTION_CHARS], _vector(db, turn.messages)
    asked = query.read(text, candidates.people(db)).words
    memories = remembering.find(db, ME, str(contact_id), text, vector=vector, top_k=LOOKED_AT).memories
    old = [one for one in memories if not in_sight & {said.message_id for said in one.messages}]
    least = LEAST_SHARED if vector is None else LEAST_LIKE
    alike = sorted((one for one in old if one.similarity_score >= least), key=lambda one: -one.similarity_score)
    return tuple(_moment(db, one, asked, vector) for one in alike[:SHOWN])


def _vector(db: Database, said: Sequence[Message]) -> Vector | None:
    """The stored vector of a turn: nothing is embedded for a look at a panel."""
    known = vectors.of(db, passages.of_messages(db, [int(one.message_id) for one in said]))
    return next(iter(known.values()), None)


def _moment(db: Database, memory: Memory, asked: Sequence[str], vector: Vector | None) -> Moment:
    return Moment(
        memory_id=memory.memory_id,
        conversation_id=_number(memory.conversation_id),
        at=memory.stored_at if not memory.messages else memory.messages[0].sent_at or memory.stored_at,
        quotes=_quotes(db, memory, asked, vector),
        summary=memory.summary,
        written=bool(memory.written_by),
        likeness=memory.similarity_score,
        message_ids=frozenset(said.message_id for said in memory.messages),
    )


def _quotes(db: Database, memory: Memory, asked: Sequence[str], vector: Vector | None) -> tuple[Quote, ...]:
    """The message that fits best, and what the other side said next to it."""
    said = [one for one in memory.messages if one.text.strip()]
    if not said:
        return ()
    in_thread = memory.memory_id.startswith("s")
    fits = _fitness(db, said, asked, vector if in_thread else None)
    best = max(range(len(said)), key=lambda at: (fits[at], -at))
    other = next((at for at in (best + 1, best - 1) if 0 <= at < len(said) and _answers(said[at], said[best])), None)
    chosen = sorted({best} if other is None else {best, other})
    return tuple(_quote(said[at], in_thread=in_thread) for at in chosen)


def _answers(one: Said, other: Said) -> bool:
    return one.direction != other.direction


def _fitness(db: Database, said: Sequence[Said], asked: Sequence[str], vector: Vector | None) -> list[float]:
    """How well each message fits: by the vector of its turn where there is one, and by the words it shares."""
    by_words = [ranking.coverage(asked, one.text) for one in said]
    if vector is None:
        return by_words
    near: dict[int, float] = {}
    ids = [int(one.message_id) for one in said]
    for passage_id, known in vectors.of(db, passages.of_messages(db, ids)).items():
        cosine = float(np.dot(known, vector))
        near |= dict.fromkeys(passages.message_ids(db, [passage_id])[passage_id], cosine)
    return [near.get(message_id, 0.0) + words for message_id, words in zip(ids, by_words, strict=True)]


def _quote(said: Said, *, in_thread: bool) -> Quote:
    text = " ".join(said.text.split())
    shown = text if len(text) <= QUOTE_CHARS else f"{text[: QUOTE_CHARS - 1].rstrip()}…"
    return Quote(said.direction == "outgoing", shown, int(said.message_id) if in_thread else None)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
