"""Texts as hashed pieces of words: what a linear model weighs, made with array arithmetic alone.

A text is folded, its numbers and links are replaced by marks, and every run of LETTERS characters, every word and every
pair of neighbouring words becomes a bucket in [0, BUCKETS). Runs are hashed by differences of prefix sums of
c_i p^i mod 2^64, which need no loop over characters (Karp and Rabin 1987).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

BUCKET_BITS = 16
BUCKETS = 1 << BUCKET_BITS
LETTERS = (4, 5)

#: Read of each text: what a scam wants it says early or in many messages.
READ_CHARS = 1_500

_LINK = re.compile(
    r"(?:https?|hxxps?)://\S+|www\.\S+|\b(?:[a-z0-9-]{1,63}(?:\.|\[\.\])){1,4}[a-z]{2,9}(?:/\S*)?(?![\w@.])"
)
_NUMBER = re.compile(r"\d[\d.,:/ ()-]{0,20}\d|\d")
_BREAK = re.compile(r"[^\w$£€@§#!?]+")
_END = 10
_SPACE = 32
_FACTOR = 0x9E3779B97F4A7C15
_INVERSE = pow(_FACTOR, -1, 1 << 64)
_MIX = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Grams:
    """Pieces of several texts.

    Attributes:
        buckets: (m,) int64 in [0, BUCKETS).
        owners: (m,) int64, which text each piece is from.
    """

    buckets: NDArray[np.int64]
    owners: NDArray[np.int64]


def grams(folded: Sequence[str]) -> Grams:
    """The pieces of folded texts (small letters, plain quotes)."""
    joined = "\n".join(f" {marked(text)} " for text in folded)
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    owner = np.cumsum(codes == _END).astype(np.int64)
    prefix, inverse = _prefix(codes)
    starts: list[NDArray[np.int64]] = []
    ends: list[NDArray[np.int64]] = []
    for length in LETTERS:
        first = np.arange(max(0, len(codes) - length + 1), dtype=np.int64)
        starts.append(first)
        ends.append(first + length)
    spaces = np.flatnonzero(codes == _SPACE)
    for words in (1, 2):
        if len(spaces) > words:
            starts.append(spaces[:-words])
            ends.append(spaces[words:] + 1)
    start, end = np.concatenate(starts), np.concatenate(ends)
    inside = (owner[start] == owner[end - 1]) & (codes[start] != _END)
    start, end = start[inside], end[inside]
    keys = (prefix[end] - prefix[start]) * inverse[start]
    keys ^= keys >> np.uint64(29)
    keys *= _MIX
    return Grams((keys >> np.uint64(64 - BUCKET_BITS)).astype(np.int64), owner[start])


def marked(folded: str) -> str:
    """A folded text with links as §, numbers as #, and single spaces between words."""
    text = _NUMBER.sub(" # ", _LINK.sub(" § ", folded[:READ_CHARS]))
    return _BREAK.sub(" ", text.replace("!", " ! ").replace("?", " ? ")).strip()


def _prefix(codes: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Prefix sums of c_i p^i, one longer than the codes, and p^-i."""
    powers, inverse = _powers(1 << max(10, len(codes).bit_length()))
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * powers[: len(codes)], out=sums[1:])
    return sums, inverse


@cache
def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    def of(base: int) -> NDArray[np.uint64]:
        steps = np.full(count, base, dtype=np.uint64)
        steps[0] = 1
        return np.cumprod(steps, dtype=np.uint64)

    return of(_FACTOR), of(_INVERSE)
