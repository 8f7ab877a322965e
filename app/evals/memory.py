"""Finding what was said, scored: questions about a conversation and the messages that answer them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from engine.problems import BadFile

DEPTHS = (1, 5, 10)


class Said(msgspec.Struct):
    """A message of the conversation; `sent_at` is ISO 8601, or nothing that is used."""

    id: str | int
    speaker: str
    text: str
    sent_at: str | None = None


class Search(Protocol):
    """The shipped search over one conversation at a time.

    Attributes:
        latencies_ms: time of each search so far.
    """

    latencies_ms: list[float]

    def read(self, messages: Sequence[Said]) -> None:
        """Forget what was there and index these messages, oldest first."""

    def __call__(self, question: str) -> Sequence[str]:
        """Ids of single messages, best first."""


class Question(msgspec.Struct):
    """A question and the ids of every message that answers it."""

    q: str
    evidence: list[str | int]


class Row(msgspec.Struct):
    """A line of the file."""

    messages: list[Said]
    questions: list[Question]


def score(rows: Iterable[tuple[int, Any]], *, path: Path, search: Search) -> dict[str, float | int]:
    """{"n", "hit@1", "hit@5", "hit@10", "mrr", "p95_ms"} over (line number, decoded line) pairs.

    A hit is any evidence id among the first k messages; mrr takes the first evidence id, 0 if it is not found.
    Questions without evidence are not counted.

    Raises:
        BadFile: a line has another form; facts are path and line.
    """
    places: list[int | None] = []
    for number, value in rows:
        row = _row(value, path, number)
        search.read(row.messages)
        for question in row.questions:
            if question.evidence:
                places.append(_place(search(question.q), {str(one) for one in question.evidence}))
    n = len(places)
    figures: dict[str, float | int] = {"n": n}
    for depth in DEPTHS:
        figures[f"hit@{depth}"] = _share(sum(place is not None and place <= depth for place in places), n)
    figures["mrr"] = _share(sum(1 / place for place in places if place is not None), n)
    figures["p95_ms"] = round(_percentile(search.latencies_ms, 0.95), 2)
    return figures


def _place(found: Sequence[str], evidence: set[str]) -> int | None:
    return next((place for place, one in enumerate(found, start=1) if one in evidence), None)


def _share(part: float, n: int) -> float:
    return round(part / n, 4) if n else 0.0


def _percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; 0 of nothing."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)] if ranked else 0.0


def _row(value: object, path: Path, line: int) -> Row:
    try:
        return msgspec.convert(value, Row)
    except msgspec.ValidationError:
        raise BadFile(path=str(path), line=line, why="not_a_memory_row") from None
