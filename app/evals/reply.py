"""Choosing a reply, scored: good and bad replies to a context are ranked together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from engine.problems import BadFile
from engine.reply.ranking import fitness

#: Similarity of each candidate to a context (turns, oldest first): one number a candidate, larger is nearer.
Similarity = Callable[[Sequence[str], Sequence[str]], Sequence[float]]


class Row(msgspec.Struct, forbid_unknown_fields=False):
    """A line of the file; a context is turns, oldest first."""

    context: list[str]
    positives: list[str]
    negatives: list[str]


def score(
    rows: Iterable[tuple[int, Any]], *, path: Path, similarity: Similarity | None = None
) -> dict[str, float | int]:
    """{"n", "r@1", "mrr"} over (line number, decoded line) pairs; lines without a positive are not counted.

    r@1 is the share of lists whose first-ranked candidate is a positive, mrr the mean of 1 / rank of the first
    positive. Ties go to the negative, so that a rank that cannot tell them apart earns nothing.

    Raises:
        BadFile: a line has another form; facts are path and line.
    """
    ranks = []
    for number, value in rows:
        row = _row(value, path, number)
        if row.positives:
            candidates = [*row.negatives, *row.positives]
            scores = rank(row.context, candidates, similarity)
            best = max(scores[len(row.negatives) :])
            ranks.append(1 + sum(one >= best for one in scores[: len(row.negatives)]))
    n = len(ranks)
    return {
        "n": n,
        "r@1": round(sum(place == 1 for place in ranks) / n, 4) if n else 0.0,
        "mrr": round(sum(1 / place for place in ranks) / n, 4) if n else 0.0,
    }


def rank(context: Sequence[str], candidates: Sequence[str], similarity: Similarity | None) -> list[float]:
    """The shipped score of each candidate as the next turn; without embeddings by words and form alone."""
    nothing = [0.0] * len(candidates)
    near = similarity(context, candidates) if similarity is not None else nothing
    before = similarity(context[:-1], candidates) if similarity is not None and len(context) > 1 else nothing
    return [fitness(context, *scored) for scored in zip(candidates, near, before, strict=True)]


def _row(value: object, path: Path, line: int) -> Row:
    try:
        return msgspec.convert(value, Row)
    except msgspec.ValidationError:
        raise BadFile(path=str(path), line=line, why="not_a_reply_list") from None
