"""How alike to known scams the other side's words are: a linear model that adjusts what the patterns say.

    grams       sum of w over a window's pieces / sqrt(number of pieces) + b        (`engine.judge.risk_grams`)
    meaning     u . mean of the window's MiniLM vectors + v . the last of them + w . mean of the owner's + c, where
                vectors are known: whoever is asked for money or a code by a stranger answers unlike a friend
    logit       a + g grams, or a' + g' grams + e meaning
    likeness    1 / (1 + exp(-logit)): the probability that the window is a scam where scams are as common as not

Learnt by `packaging/make_risk_model.py` from invented scams and ordinary talk (packaging/risk_lessons), the UCI SMS
Spam Collection, the BothBosu scam dialogues and, as ordinary talk, Topical-Chat. Left out on purpose: number of turns,
who speaks how much, lengths; they tell the corpora apart, not scams from life. Whole judgement, with vectors, by a
model learnt without one source and weighed on it: without BothBosu, red are all of 200 of its scams and 40 of its 200
ordinary calls (parcels announced, insurance sold); without UCI, 0.68 of its spam and 42 of its 4,827 ham messages.
Talk of a kind it never saw is where it errs. `engine.judge.risk_scores` lets it add to what patterns found, cues count
only beside it, and by itself (`engine.judge.flagging.READS_LIKE`) it needs meaning, more than one message of theirs
and nobody who tells of a scam.
"""

from __future__ import annotations

import io
import math
from bisect import bisect_left, bisect_right
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
#: A window of fewer words than this says too little to be held more alike than so.
FEW_WORDS = 6
FEW_AT_MOST = 0.7
#: A window's meaning is known where this share of its messages has vectors.
KNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a window of messages [first, last) is like a scam, in [0, 1].

    Attributes:
        informed: whether meaning was known, not words alone.
    """

    probability: float
    first: int
    last: int
    informed: bool = False


@dataclass(frozen=True, slots=True)
class Likenesses:
    """Of all windows of a conversation: the long ones, and the short ones within them; each oldest first.

    Attributes:
        each: (n,) float64, how alike every message is by itself, for ranking.
    """

    long: list[Likeness]
    near: list[Likeness]
    each: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What the model learnt.

    Attributes:
        pieces: (BUCKETS,) float32, by bucket.
        meaning: (3, 384) float32, by dimension of a MiniLM vector: of all their messages, the last one, the owner's.
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
    folded: Sequence[str],
    vectors: Sequence[NDArray[np.float32] | None] = (),
    own: Sequence[tuple[int, NDArray[np.float32]]] = (),
    *,
    weights: Weights | None = None,
) -> Likenesses:
    """Likeness of every window of messages of the other side.

    Of n long windows each is held n times less likely beforehand (ln n off the logit): years of talk must not look like
    a scam because they were looked at so often.

    Args:
        folded: their texts, oldest first, folded.
        vectors: for each text its MiniLM unit vector (384,) or None; empty if none is known.
        own: vectors of the owner's messages, oldest first, each with how many of theirs came before it.
    """
    if not folded:
        return Likenesses([], [], np.zeros(0))
    learnt = weights or shipped()
    found = grams(folded)
    sums = np.bincount(found.owners, learnt.pieces[found.buckets], minlength=len(folded))
    counts = np.bincount(found.owners, minlength=len(folded))
    prefix = np.concatenate([[0.0], np.cumsum(sums)]), np.concatenate([[0], np.cumsum(counts)])
    long, near = _windows(len(folded), WINDOW, HOP), _windows(len(folded), NEAR, NEAR_HOP)
    rare = float(np.log(len(long)))
    words = np.concatenate([[0], np.cumsum([len(text.split()) for text in folded])])
    said = _Said(learnt, prefix, words, vectors, own)
    return Likenesses(
        [_window(said, first, last, rare) for first, last in long],
        [_window(said, first, last, 0.0) for first, last in near],
        _each(said),
    )


def meaning_of(theirs: Sequence[NDArray[np.float32]], own: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """(3 * 384,): the mean of their vectors, the last of them, the mean of the owner's (zeros if none)."""
    nothing = np.zeros_like(theirs[-1])
    mean, answer = (np.mean(vectors, axis=0) if vectors else nothing for vectors in (theirs, own))
    return np.concatenate([mean, theirs[-1], answer])


@dataclass(frozen=True, slots=True)
class _Said:
    learnt: Weights
    prefix: tuple[NDArray[np.float64], NDArray[np.int64]]
    words: NDArray[np.int64]
    vectors: Sequence[NDArray[np.float32] | None]
    own: Sequence[tuple[int, NDArray[np.float32]]]


def _window(said: _Said, first: int, last: int, rare: float) -> Likeness:
    sums, counts = said.prefix
    part = float(sums[last] - sums[first]) / max(1.0, float(counts[last] - counts[first])) ** 0.5
    known = [vector for vector in said.vectors[first:last] if vector is not None]
    informed = bool(known) and len(known) >= KNOWN * (last - first)
    if informed:
        bias, of_grams, of_meaning = said.learnt.together
        begin, end = bisect_left(said.own, first, key=_place), bisect_right(said.own, last, key=_place)
        answers = [vector for _, vector in said.own[begin:end]]
        meaning = float(meaning_of(known, answers) @ said.learnt.meaning.ravel())
        logit = bias + of_grams * part + of_meaning * meaning
    else:
        bias, of_grams = said.learnt.alone
        logit = bias + of_grams * part
    probability = 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, logit - rare))))
    if said.words[last] - said.words[first] < FEW_WORDS:
        probability = min(probability, FEW_AT_MOST)
    return Likeness(probability, first, last, informed)


def _place(answer: tuple[int, NDArray[np.float32]]) -> int:
    return answer[0]


def _each(said: _Said) -> NDArray[np.float64]:
    sums, counts = (np.diff(total) for total in said.prefix)
    _bias, of_grams, of_meaning = said.learnt.together
    alone = said.learnt.meaning[0] + said.learnt.meaning[1]
    meant = [0.0 if vector is None else float(vector @ alone) for vector in said.vectors] or [0.0] * len(sums)
    return np.asarray(of_grams * sums / np.sqrt(np.maximum(1, counts)) + of_meaning * np.array(meant), dtype=float)


def _windows(count: int, size: int, hop: int) -> list[tuple[int, int]]:
    starts = range(0, max(1, count - size + hop), hop)
    return [(start, min(start + size, count)) for start in starts]
