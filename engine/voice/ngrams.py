"""What a text is made of, as places in a table of counts: groups of characters, words, word pairs, and its shape.

Six families share one table of `SLOTS` counters by hashing, so that a person's writing and the background of others
are two arrays of fixed size, whatever the history. The shape of a text keeps case, spaces, digits and signs and
forgets which letters they were.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Places = NDArray[np.int64]

#: Counters of one table. On 26 authors of the NUS corpus 2^16, 2^18 and 2^20 differ by less than 0.004 in AUC.
BITS = 18
SLOTS = 1 << BITS
#: Sizes of the character groups, then words, word pairs, and groups of five of the shape.
CHARACTERS = (2, 3, 4)
FAMILIES = len(CHARACTERS) + 3
_WORDS, _PAIRS, _SHAPES = range(len(CHARACTERS), FAMILIES)
_SHAPE_GROUP = 5
#: Code points of one text that are looked at: nobody's voice needs more, and a text may be of any length.
MOST = 2000

_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]+")
_LETTER = re.compile(r"[^\W\d_]")
_LONG_WORD, _LOUD_WORD, _NUMBER = map(re.compile, (r"a{4,}", r"A{2,}", r"\d+"))


def places(text: str) -> tuple[Places, ...]:
    """The places of a text in the table, each once, one array a family.

    What a text says twice counts once: a habit shows in how many texts it is in.
    """
    text = text[:MOST].strip()
    if not text:
        return tuple(np.empty(0, np.int64) for _ in range(FAMILIES))
    codes = _codes(f"\x02{text}\x03")
    tokens = ["\x02", *_TOKEN.findall(text), "\x03"]
    hashed = np.array([zlib.crc32(token.encode("utf-8", "surrogatepass")) for token in tokens], np.uint64)
    return (
        *(_places(codes, size, family) for family, size in enumerate(CHARACTERS)),
        _places(hashed[1:-1], 1, _WORDS),
        _places(hashed, 2, _PAIRS),
        _places(_codes(f"\x02{shape(text)}\x03"), _SHAPE_GROUP, _SHAPES),
    )


def counted(texts: Sequence[str]) -> tuple[Counts, Counts]:
    """In how many texts each place occurs: (SLOTS,), and the sums by family: (FAMILIES,)."""
    table, sums = np.zeros(SLOTS, np.int64), np.zeros(FAMILIES, np.int64)
    found = [places(text) for text in texts]
    for family in range(FAMILIES):
        together = [one[family] for one in found]
        if together:
            joined = np.concatenate(together)
            sums[family] = len(joined)
            table += np.bincount(joined, minlength=SLOTS)
    return table, sums


def shape(text: str) -> str:
    """A text without its letters: `Hi Kim, 3pm?` → `Aa Aaa, 9aa?`; long words and loud ones are cut short."""
    bare = _LETTER.sub(lambda hit: "A" if hit.group().isupper() else "a", text)
    bare = _LOUD_WORD.sub("AA", _LONG_WORD.sub("aaaa", bare))
    return _NUMBER.sub("9", bare)


def _codes(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)


def _places(codes: NDArray[np.uint64], size: int, family: int) -> Places:
    """Places of all runs of `size` codes; multiply-and-shift hashing, salted by the family."""
    n = len(codes) - size + 1
    if n < 1:
        return np.empty(0, np.int64)
    hashed = np.full(n, 7919 * (family + 1), np.uint64)
    for at in range(size):
        hashed = _mixed(hashed * np.uint64(1000003) + codes[at : at + n])
    return np.unique(hashed >> np.uint64(64 - BITS)).astype(np.int64)


def _mixed(hashed: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashed = (hashed ^ (hashed >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    return hashed ^ (hashed >> np.uint64(29))
