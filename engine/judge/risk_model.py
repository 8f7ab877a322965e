"""How alike to known scams the other side's words are: a linear model that adjusts what the patterns say.

    grams       sum of w over a window's pieces / sqrt(number of pieces) + b        (`engine.judge.risk_grams`)
    meaning     u . mean of the window's MiniLM vectors + c, where vectors are known
    logit       a + g grams, or a' + g' grams + e meaning
    likeness    1 / (1 + exp(-logit)): the probability that the window is a scam where scams are as common as not

Learnt by `packaging/make_risk_model.py` from invented scams and ordinary talk (packaging/risk_lessons), the UCI SMS
Spam Collection, the BothBosu scam dialogues and, as ordinary talk, Topical-Chat. Left out on purpose: number of turns,
who speaks how much, lengths; they tell the corpora apart, not scams from life. Learnt without UCI, red finds 0.58 of
UCI's spam instead of 0.79 (a half not learnt from, both); learnt without BothBosu, it accuses 126 of 398 ordinary calls
of that corpus, and 1 of them learnt with the other half. Talk of a kind it never saw is where it errs, so it is no
verdict by itself: `engine.judge.risk_scores` lets it add to what patterns found, and cues count only beside it.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from engine.judge.risk_grams import grams

#: Messages of the other side weighed together, and how far the next window begins after the last. The long windows hold
#: a story, the short ones say where in them it is told.
WINDOW = 24
HOP = 12
NEAR = 6
NEAR_HOP = 2
#: A window's meaning is known where this share of its messages has vectors.
KNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a window of messages [first, last) is like a scam, in [0, 1]."""

    probability: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Likenesses:
    """Of all windows of a conversation: the long ones, and the short ones within them; each oldest first."""

    long: list[Likeness]
    near: list[Likeness]


@dataclass(frozen=True, slots=True)
class Weights:
    """What the model learnt.

    Attributes:
        pieces: (BUCKETS,) float32, by bucket.
        meaning: (384,) float32, by dimension of a MiniLM vector.
        alone: (a, g) of the logit without vectors; the biases of both parts are in a.
        together: (a', g', e) of the logit with vectors.
    """

    pieces: NDArray[np.float32]
    meaning: NDArray[np.float32]
    alone: tuple[float, float]
    together: tuple[float, float, float]


@cache
def shipped() -> Weights:
    """The weights of `resources/judge/risk_model.npz`."""
    raw = resources.files("resources").joinpath("judge", "risk_model.npz").read_bytes()
    with np.load(io.BytesIO(raw), allow_pickle=False) as file:
        pieces = file["pieces"].astype(np.float32) * np.float32(file["step"])
        alone, together = (tuple(float(x) for x in file[name]) for name in ("alone", "together"))
        return Weights(
            pieces, file["meaning"].astype(np.float32), (alone[0], alone[1]), (together[0], together[1], together[2])
        )


def likeness(
    folded: Sequence[str], vectors: Sequence[NDArray[np.float32] | None] = (), *, weights: Weights | None = None
) -> Likenesses:
    """Likeness of every window of messages of the other side.

    Of n long windows each is held n times less likely beforehand (ln n off the logit): years of talk must not look like
    a scam because they were looked at so often.

    Args:
        folded: their texts, oldest first, folded.
        vectors: for each text its MiniLM unit vector (384,) or None; empty if none is known.
    """
    if not folded:
        return Likenesses([], [])
    learnt = weights or shipped()
    found = grams(folded)
    sums = np.bincount(found.owners, learnt.pieces[found.buckets], minlength=len(folded))
    counts = np.bincount(found.owners, minlength=len(folded))
    prefix = np.concatenate([[0.0], np.cumsum(sums)]), np.concatenate([[0], np.cumsum(counts)])
    long, near = _windows(len(folded), WINDOW, HOP), _windows(len(folded), NEAR, NEAR_HOP)
    rare = float(np.log(len(long)))
    return Likenesses(
        [_window(learnt, prefix, vectors, first, last, rare) for first, last in long],
        [_window(learnt, prefix, vectors, first, last, 0.0) for first, last in near],
    )


def _window(
    learnt: Weights,
    prefix: tuple[NDArray[np.float64], NDArray[np.int64]],
    vectors: Sequence[NDArray[np.float32] | None],
    first: int,
    last: int,
    rare: float,
) -> Likeness:
    sums, counts = prefix
    part = float(sums[last] - sums[first]) / max(1.0, float(counts[last] - counts[first])) ** 0.5
    logit = _logit(learnt, part, vectors[first:last]) - rare
    return Likeness(1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, logit)))), first, last)


def _logit(learnt: Weights, part: float, vectors: Sequence[NDArray[np.float32] | None]) -> float:
    known = [vector for vector in vectors if vector is not None]
    if known and len(known) >= KNOWN * len(vectors):
        bias, of_grams, of_meaning = learnt.together
        return bias + of_grams * part + of_meaning * float(np.mean(known, axis=0) @ learnt.meaning)
    bias, of_grams = learnt.alone
    return bias + of_grams * part


def _windows(count: int, size: int, hop: int) -> list[tuple[int, int]]:
    starts = range(0, max(1, count - size + hop), hop)
    return [(start, min(start + size, count)) for start in starts]
