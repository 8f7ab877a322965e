"""Damage to binary files, the same for the same seed: what discs, half downloads and hostile hands do."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

#: Bytes at the begin of a GGUF file that hold most of its counts and lengths.
HEAD = 4096
HUGE = (0, 1, 0x7F, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 40, (1 << 63) - 1, (1 << 64) - 1)


def mutants(data: bytes, seed: int) -> bytes:
    """One mutant of `data`, never equal to it; every way of damage comes once in seven seeds."""
    draw = random.Random(seed)
    changed = WAYS[seed % len(WAYS)](data, draw)
    return changed if changed != data else flipped(data, draw)


def flipped(data: bytes, draw: random.Random) -> bytes:
    """One bit anywhere is the other way round."""
    return _with(data, at := draw.randrange(len(data)), bytes([data[at] ^ 1 << draw.randrange(8)]))


def flipped_head(data: bytes, draw: random.Random) -> bytes:
    """Up to eight bits near the begin."""
    for _ in range(draw.randint(1, 8)):
        at = draw.randrange(min(HEAD, len(data)))
        data = _with(data, at, bytes([data[at] ^ 1 << draw.randrange(8)]))
    return data


def truncated(data: bytes, draw: random.Random) -> bytes:
    """The end is missing."""
    return data[: draw.randrange(len(data))]


def blown_up(data: bytes, draw: random.Random) -> bytes:
    """A count or length near the begin is enormous, or nothing."""
    at = draw.randrange(0, max(1, min(HEAD, len(data) - 8)))
    code = draw.choice(("<I", "<Q"))
    return _with(data, at, struct.pack(code, draw.choice(HUGE) % (1 << 8 * struct.calcsize(code))))


def swapped(data: bytes, draw: random.Random) -> bytes:
    """Two blocks changed places."""
    size = draw.choice((8, 64, 512, 4096))
    n = max(2, len(data) // size)
    one, other = (draw.randrange(n) * size for _ in range(2))
    first, second = data[one : one + size], data[other : other + size]
    if len(first) != len(second):
        return data
    return _with(_with(data, one, second), other, first)


def erased(data: bytes, draw: random.Random) -> bytes:
    """A block was never written, or is all ones."""
    size = min(len(data), draw.choice((4, 32, 512, 4096)))
    return _with(data, draw.randrange(len(data) - size + 1), bytes([draw.choice((0, 0xFF))]) * size)


def grown(data: bytes, draw: random.Random) -> bytes:
    """Bytes were put in between, so that everything after lies elsewhere."""
    at = draw.randrange(len(data))
    return data[:at] + draw.randbytes(draw.randint(1, 64)) + data[at:]


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped,
    flipped_head,
    truncated,
    blown_up,
    swapped,
    erased,
    grown,
)


def _with(data: bytes, at: int, piece: bytes) -> bytes:
    return (data[:at] + piece + data[at + len(piece) :])[: len(data)]
