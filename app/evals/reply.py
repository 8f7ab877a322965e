"""Choosing a reply, scored: good and bad replies to a context are ranked together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.problems import BadFile
from engine.reply import choice
from engine.reply.following import LAGS

#: Unit vectors of texts, (n, 384) float32.
Vectors = Callable[[Sequence[str]], NDArray[np.float32]]
#: Lists whose texts are embedded together.
AT_ONCE = 64


class Row(msgspec.Struct, forbid_unknown_fields=False):
    """A line of the file; a context is turns, oldest first."""

    context: list[str]
    positives: list[str]
    negatives: list[str]

    @property
    def turns(self) -> list[str]:
        """The turns of the context that somebody said something in."""
        return [turn for turn in self.context if turn.strip()]

    @property
    def candidates(self) -> list[str]:
        """Bad replies, then good ones."""
        return [*self.negatives, *self.positives]


def score(rows: Iterable[tuple[int, Any]], *, path: Path, vectors: Vectors | None = None) -> dict[str, float | int]:
    """{"n", "r@1", "mrr"} over (line number, decoded line) pairs; lines without a positive are not counted.

    r@1 is the share of lists whose first-ranked candidate is a positive, mrr the mean of 1 / rank of the first
    positive. Ties go to the negative, so that a rank that cannot tell them apart earns nothing. Without `vectors`
    words and form alone decide.

    Raises:
        BadFile: a line has another form; facts are path and line.
    """
    asked = (_row(value, path, number) for number, value in rows)
    ranks = [_place(row, vectors) for row in _prepared((row for row in asked if row.positives), vectors)]
    n = len(ranks)
    return {
        "n": n,
        "r@1": round(sum(place == 1 for place in ranks) / n, 4) if n else 0.0,
        "mrr": round(sum(1 / place for place in ranks) / n, 4) if n else 0.0,
    }


def _prepared(rows: Iterator[Row], vectors: Vectors | None) -> Iterator[Row]:
    """The rows, those of a portion embedded together before they are asked for one by one."""
    while portion := list(islice(rows, AT_ONCE)):
        if vectors is not None:
            vectors([text for row in portion for text in (*row.turns[-LAGS:], *row.candidates)])
        yield from portion


def _place(row: Row, vectors: Vectors | None) -> int:
    """The rank of the first positive, from 1."""
    turns, candidates = row.turns, row.candidates
    if vectors is None or not turns:
        scored = choice.scores(turns, None, candidates, None)
    else:
        known = np.zeros((len(turns), choice.DIMENSIONS), np.float32)
        known[-LAGS:] = vectors(turns[-LAGS:])
        scored = choice.scores(turns, known, candidates, vectors(candidates))
    n_bad = len(row.negatives)
    return 1 + int((scored[:n_bad] >= scored[n_bad:].max()).sum())


def _row(value: object, path: Path, line: int) -> Row:
    try:
        return msgspec.convert(value, Row)
    except msgspec.ValidationError:
        raise BadFile(path=str(path), line=line, why="not_a_reply_list") from None
