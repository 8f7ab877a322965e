"""Finding messages by words and meaning: over everything, or inside the conversations with one contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app.store import candidates, passages, search, vectors
from engine.memory import query, ranking
from engine.memory.query import Query

#: Matches of each kind that are ranked; with 400 instead of 50 LoCoMo gains 0.005 (hit@10) for twice the time.
DEPTH = 60


def meaning(db: Database, text: str) -> str:
    """What to make the vector of a question from: its words without the names of people (`engine.memory.query`)."""
    return query.read(text, candidates.people(db)).meaning


def find(
    db: Database,
    text: str,
    *,
    limit: int,
    vector: NDArray[np.float32] | None = None,
    contact_id: int | None = None,
    least_cosine: float = -1.0,
) -> list[tuple[int, float]]:
    """Messages that answer `text` as (message_id, score), best first; larger is better.

    Args:
        vector: (384,) unit vector of `meaning(db, text)`; None to search by words only.
        contact_id: only what was said in the direct conversations with this contact.
        least_cosine: what is less near than this is found by its words only.
    """
    people = candidates.people(db)
    asked = query.read(text, people)
    inside = None if contact_id is None else candidates.conversations_of(db, contact_id)
    if inside is not None and not inside:
        return []
    rankings = [_by_words(db, asked, max(limit, DEPTH), inside)]
    if vector is not None:
        near = vectors.nearest(db, vector, k=max(limit, DEPTH), contact_id=contact_id)
        rankings.append(_of_turns(db, [pair for pair in near if pair[1] >= least_cosine]))
    return _ranked(db, asked, rankings, people, inside)[:limit]


def _by_words(db: Database, asked: Query, depth: int, inside: Sequence[int] | None) -> list[tuple[int, float]]:
    hits = search.any_of(db, asked.words, limit=depth, unfinished=asked.unfinished, conversation_ids=inside)
    return ranking.spread(hits, candidates.beside(db, [message_id for message_id, _score in hits]))


def _of_turns(db: Database, near: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    words = passages.words(db, [passage_id for passage_id, _cosine in near])
    return ranking.of_turns((words.get(passage_id, ()), cosine) for passage_id, cosine in near)


def _ranked(
    db: Database,
    asked: Query,
    rankings: Sequence[Sequence[tuple[int, float]]],
    people: Mapping[str, frozenset[int]],
    inside: Sequence[int] | None,
) -> list[tuple[int, float]]:
    fused = ranking.fused(rankings)
    known = candidates.candidates(db, [message_id for message_id, _score in fused], inside)
    return ranking.weighed(fused, known, asked, people)
