"""One reply to two turns: what was put off, and what was asked since."""

from __future__ import annotations

from collections.abc import Sequence

from engine.domain import Move, StyleProfile, Theme
from engine.reply import phrase_bank
from engine.reply.candidates import Candidate
from engine.reply.reading import Reading

_BOTH_ANSWERED = 0.85


def with_open(now: Sequence[Candidate], earlier: Reading | None, profile: StyleProfile, tongue: str) -> list[Candidate]:
    """Replies that settle what was put off and answer the new turn, a bubble each; none if nothing is open."""
    if earlier is None:
        return []
    owed = phrase_bank.candidates(earlier.occasion, earlier.slots, profile, tongue)
    firsts = [*_best(owed, Move.AGREE, 3), *_best(owed, Move.DECLINE, 2)]
    seconds = [one for move in (Move.BOUNDARY, Move.DECLINE, Move.ASK) for one in _best(now, move, 1)]
    return [
        Candidate(
            (*first.bubbles, *second.bubbles),
            first.move,
            second.theme if first.theme is Theme.BRIEF else first.theme,
            _BOTH_ANSWERED,
            first.confidence,
            "phrase_bank",
            (*first.sources, *second.sources),
        )
        for first in firsts
        for second in seconds
        if not (first.text.endswith("?") and second.text.endswith("?"))
    ]


def _best(candidates: Sequence[Candidate], move: Move, n: int) -> list[Candidate]:
    return sorted((one for one in candidates if one.move is move), key=lambda one: -one.relevance)[:n]
