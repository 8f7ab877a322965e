"""Memory of each contact: episodes cut and facts read in the background, recalled and forgotten when asked.

Everything here takes exactly one contact; only `app.desk.search_everything` looks across contacts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import searching
from app.store import candidates, cutting, memories, passages, segments, vectors
from app.store import facts as known_facts
from app.store.characters import whole
from app.store.connection import transaction
from app.store.facts import Deleted
from app.store.memories import ME, Stored
from engine.domain import Message, micros, moment
from engine.memory import query, ranking
from engine.memory.facts import told
from engine.memory.gist import gist
from engine.problems import NoSuchMemory
from engine.remembered import Fact, Memory, MemoryStats, Said

#: Matches that are looked at for what they belong to.
NEAREST = 60
#: What is less like the question than this was not about it, unless it shares words.
LEAST_COSINE = 0.3
#: The second and third match of a segment count this much beside its best.
ALSO = 0.3

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recalled:
    """`memories` are the best; `total_found` counts those that were not shown too."""

    memories: tuple[Memory, ...]
    total_found: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What `forget` took away: how many memories, and the marks with which `take_back` brings segments back."""

    deleted: int
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question to the memory of one contact."""

    words: tuple[str, ...]
    text: str
    vector: Vector | None


def step(db: Database, *, now: datetime) -> bool:
    """Cut the next piece of one conversation and read the facts in it; returns whether there may be more.

    Args:
        now: what is dated later tells nothing yet.
    """
    conversation_id = segments.uncut_of(db)
    if conversation_id is None:
        return False
    _remember(db, conversation_id, now)
    return True


def _remember(db: Database, conversation_id: int, now: datetime) -> None:
    with transaction(db):
        piece = segments.cut(db, conversation_id)
        found = [
            (int(message.message_id), micros(message.sent_at), fact)
            for message in piece.messages
            if not message.from_me and message.sent_at <= now
            for fact in told(message.text)
        ]
        known_facts.add(db, piece.contact_id, conversation_id, found)


def catch_up(db: Database, contact_id: int, *, now: datetime) -> None:
    """Cut everything that was said with one contact, turns and segments, without waiting for the background."""
    mine = set(candidates.conversations_of(db, contact_id))
    for conversation_id in mine & set(cutting.uncut(db)):
        cutting.cut(db, conversation_id)
    while waiting := segments.uncut_of(db, contact_id):
        _remember(db, waiting, now)


def recall(db: Database, contact_id: int, text: str, *, vector: Vector | None = None, top_k: int = 3) -> list[Memory]:
    """The episodes with this contact that answer a question, best first, each with all its messages.

    Args:
        vector: (384,) unit vector of `app.searching.meaning(db, text)`; None to search by words only.
    """
    return list(find(db, ME, str(contact_id), text, vector=vector, top_k=top_k).memories)


def find(
    db: Database, user_id: str, contact_key: str, text: str, *, vector: Vector | None = None, top_k: int = 3
) -> Recalled:
    """`recall` for a script: also what was stored from outside, for any user and any name of a contact."""
    user_id, contact_key, text = whole(user_id), whole(contact_key), whole(text)
    contact_id = memories.known_contact(db, user_id, contact_key)
    if contact_id is not None and candidates.is_switched_off(db, contact_id):
        return Recalled((), 0)
    asked = _Asked(query.read(text, candidates.people(db)).words, text, vector)
    owner_ids = memories.owners(db, user_id, contact_key)
    own = {} if contact_id is None else _segments(db, contact_id, asked)
    stored, cosines = _stored(db, owner_ids, asked)
    ranked = sorted(
        [*((score, "s", one) for one, score in own.items()), *((score, "m", one) for one, score in stored.items())],
        key=lambda found: (-found[0], found[1], found[2]),
    )
    shown: list[Memory] = []
    for _score, kind, one in ranked[: max(0, top_k)]:
        if kind == "m":
            shown += memories.get(db, [one], owner_ids, _similarity(db, one, asked, cosines))
        elif contact_id is not None:
            shown += _episode(db, contact_id, one, asked)
    return Recalled(tuple(shown), len(ranked))


def _segments(db: Database, contact_id: int, asked: _Asked) -> dict[int, float]:
    """Segments of a contact by score: their best message, and a little of the next two."""
    hits = searching.find(
        db, asked.text, limit=NEAREST, vector=asked.vector, contact_id=contact_id, least_cosine=LEAST_COSINE
    )
    where = segments.of_messages(db, contact_id, [message_id for message_id, _score in hits])
    scores: dict[int, list[float]] = {}
    for message_id, score in hits:
        if message_id in where:
            scores.setdefault(where[message_id], []).append(score)
    return {one: found[0] + ALSO * sum(found[1:3]) for one, found in scores.items()}


def _stored(db: Database, owner_ids: Sequence[int], asked: _Asked) -> tuple[dict[int, float], dict[int, float]]:
    """Stored memories by score, and their cosines where there are vectors."""
    rankings = [memories.by_words(db, owner_ids, asked.words, limit=NEAREST)]
    cosines: dict[int, float] = {}
    if asked.vector is not None:
        near = memories.by_meaning(db, owner_ids, asked.vector, limit=NEAREST)
        cosines = dict(near)
        rankings.append([(one, cosine) for one, cosine in near if cosine >= LEAST_COSINE])
    return dict(ranking.fused(rankings)), cosines


def _similarity(db: Database, memory_id: int, asked: _Asked, cosines: dict[int, float]) -> dict[int, float]:
    words = ranking.coverage(asked.words, memories.words(db, memory_id))
    return {memory_id: _bounded(max(cosines.get(memory_id, 0.0), 0.0 if memory_id in cosines else words))}


def _episode(db: Database, contact_id: int, segment_id: int, asked: _Asked) -> list[Memory]:
    found = segments.get(db, [segment_id], contact_id=contact_id).get(segment_id)
    if found is None:
        return []
    said = segments.messages(db, segment_id)
    return [
        Memory(
            memory_id=f"s{segment_id}",
            user_id=ME,
            contact_id=str(contact_id),
            conversation_id=str(found.conversation_id),
            summary=found.summary,
            similarity_score=_bounded(_likeness(db, said, asked)),
            stored_at=moment(found.ended_us),
            messages=tuple(_said(message) for message in said),
            metadata={"conversation_id": str(found.conversation_id)},
            written_by=found.written_by,
        )
    ]


def _likeness(db: Database, said: Sequence[Message], asked: _Asked) -> float:
    """Cosine of the question to the nearest turn of a segment; without vectors the share of its words found there."""
    turns = passages.of_messages(db, [int(message.message_id) for message in said])
    known = {} if asked.vector is None else vectors.of(db, turns)
    if asked.vector is None or not known:
        return ranking.coverage(asked.words, "\n".join(message.text for message in said))
    return max(float(vector @ asked.vector) for vector in known.values())


def _bounded(score: float) -> float:
    return round(max(0.0, min(1.0, score)), 4)


def _said(message: Message) -> Said:
    return Said(
        message_id=message.message_id,
        direction="outgoing" if message.from_me else "incoming",
        text=message.text,
        sent_at=message.sent_at,
    )


def store(db: Database, user_id: str, contact_key: str, stored: Stored, *, now: datetime) -> Memory:
    """Remember messages that a script hands in, with its summary or their gist.

    They are found by words at once, by meaning as soon as they are embedded (`app.indexing`).
    """
    user_id, contact_key = whole(user_id), whole(contact_key)
    messages = tuple(_storable_message(one) for one in stored.messages)
    summary = whole(stored.summary).strip() or gist([one.text for one in messages])
    words = "\n".join(one.text for one in messages if one.text)
    conversation_id = None if stored.conversation_id is None else whole(stored.conversation_id)
    metadata = {whole(key): _storable_value(value) for key, value in stored.metadata.items()}
    kept = Stored(conversation_id, summary, words or summary, messages, metadata, stored.written_by)
    memory_id = memories.add(db, user_id, contact_key, kept, now_us=micros(now))
    (memory,) = memories.get(db, [memory_id], memories.owners(db, user_id, contact_key), {memory_id: 1.0})
    return memory


def _storable_message(one: Said) -> Said:
    return replace(
        one,
        message_id=whole(one.message_id),
        direction=whole(one.direction),
        text=whole(one.text),
        sender=whole(one.sender),
    )


def _storable_value(value: object) -> object:
    match value:
        case str():
            return whole(value)
        case Mapping():
            return {_storable_value(key): _storable_value(one) for key, one in value.items()}
        case list() | tuple():
            return [_storable_value(one) for one in value]
        case _:
            return value


def forget(db: Database, memory_id: str) -> Forgotten:
    """Forget one memory: a stored one is removed, of a segment what was read from its messages, which stay.

    Raises:
        NoSuchMemory: no such id.
    """
    kind, number = memory_id[:1], memory_id[1:]
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise NoSuchMemory(id=memory_id)
    if kind == "s" and (marks := segments.forget(db, [int(number)])):
        return Forgotten(1, tuple(marks))
    if kind == "m" and memories.delete(db, [int(number)]):
        return Forgotten(1)
    raise NoSuchMemory(id=memory_id)


def forget_all(db: Database, user_id: str, contact_key: str) -> Forgotten:
    """Forget every memory of one contact; facts are not memories and stay."""
    user_id, contact_key = whole(user_id), whole(contact_key)
    contact_id = memories.known_contact(db, user_id, contact_key)
    with transaction(db):
        marks = [] if contact_id is None else segments.forget(db, segments.all_of(db, contact_id))
        gone = memories.delete(db, memories.ids_of(db, user_id=user_id, contact_key=contact_key))
    return Forgotten(len(marks) + gone, tuple(marks))


def take_back(db: Database, forgotten: Forgotten) -> None:
    """Remember again what `forget` took away, as far as its messages are there; stored memories are gone."""
    segments.remember(db, forgotten.marks)


def facts(db: Database, contact_id: int) -> list[Fact]:
    """What is known of one contact, what holds first (`app.store.facts.of_contact`)."""
    return known_facts.of_contact(db, contact_id)


def forget_fact(db: Database, fact_id: int) -> Deleted:
    """Forget a fact for good; `app.store.facts.restore` takes it back.

    Raises:
        NoSuchFact: no such id.
    """
    return known_facts.delete(db, fact_id)


def stats(db: Database, *, user_id: str | None = None, contact_key: str | None = None) -> MemoryStats:
    """What there is to recall: of everybody, of one user, or of one of their contacts."""
    user_id = None if user_id is None else whole(user_id)
    contact_key = None if contact_key is None else whole(contact_key)
    n, pairs, n_bytes, times = memories.totals(db, user_id, contact_key)
    if user_id in (None, ME):
        contact_id = None if contact_key is None else memories.known_contact(db, ME, contact_key)
        if contact_key is None or contact_id is not None:
            found = segments.totals(db, contact_id)
            n, n_bytes = n + found.n, n_bytes + found.n_bytes
            pairs |= {(ME, str(one)) for one in found.contact_ids}
            times += found.times
    return MemoryStats(
        total_memories=n,
        unique_users=len({user for user, _contact in pairs}),
        unique_contacts=len(pairs),
        index_size_bytes=n_bytes,
        oldest_memory=moment(min(times)) if times else None,
        newest_memory=moment(max(times)) if times else None,
    )
