"""Adapters whose directory or numbers lie, each in one place: what a mutation of a whole file seldom hits."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from pathlib import Path

from engine.llm import gguf_directory
from engine.llm.gguf_directory import Tensor

#: Where a GGUF file counts its tensors and its values.
N_TENSORS, N_VALUES = 8, 16
NOT_FINITE = (float("nan"), float("inf"), float("-inf"))
HUGE = (0, 1 << 31, (1 << 32) - 1, 1 << 40, 1 << 60, (1 << 63) - 1, (1 << 64) - 1)
Way = Callable[[bytes, Tensor, random.Random], bytes]


def lies(path: Path, seed: int) -> tuple[str, bytes]:
    """The way and the file; every way comes once in as many seeds."""
    draw = random.Random(seed)
    tensor = draw.choice(gguf_directory.read(path).tensors)
    name = list(WAYS)[seed % len(WAYS)]
    content = path.read_bytes()
    changed = WAYS[name](content, tensor, draw)
    assert changed != content
    return name, changed


def number(data: bytes, tensor: Tensor, draw: random.Random) -> bytes:
    """One number of float32 is none."""
    return put(data, tensor.start + 4 * draw.randrange(tensor.n_bytes // 4), "<f", draw.choice(NOT_FINITE))


def numbers(data: bytes, tensor: Tensor, draw: random.Random) -> bytes:
    """A tensor is noise, or enormous."""
    if draw.random() < 0.5:
        noise = b"".join(struct.pack("<f", draw.uniform(-9, 9)) for _ in range(tensor.n_bytes // 4))
    else:
        noise = struct.pack("<f", draw.choice((1e30, -3e38))) * (tensor.n_bytes // 4)
    return data[: tensor.start] + noise + data[tensor.start + tensor.n_bytes :]


def renamed(data: bytes, tensor: Tensor, draw: random.Random) -> bytes:
    """A name is another one of the same length."""
    at = place(data, tensor) + 8
    byte = at + draw.randrange(len(tensor.name))
    return put(data, byte, "<B", (data[byte] + 1 + draw.randrange(255)) % 256)


def long_name(data: bytes, tensor: Tensor, draw: random.Random) -> bytes:
    """A name is longer than the file, or has no length."""
    return put(data, place(data, tensor), "<Q", draw.choice(HUGE))


def dimensions(data: bytes, tensor: Tensor, draw: random.Random) -> bytes:
    """A tensor has more dimensions than there are."""
    return put(data, after_name(data, tensor), "<I", draw.choice((0, 5, 4096, (1 << 32) - 1)))


def size(data: bytes, tensor: Tensor, draw: random.Random) -> bytes:
    """A tensor is as wide as no memory."""
    return put(data, after_name(data, tensor) + 4, "<Q", draw.choice(HUGE))


def kind(data: bytes, tensor: Tensor, draw: random.Random) -> bytes:
    """Numbers are of a type that there is not, or that adapters are not of."""
    return put(data, after_type(data, tensor), "<I", draw.choice((2, 12, 24, 39, 255, (1 << 32) - 1)))


def offset(data: bytes, tensor: Tensor, draw: random.Random) -> bytes:
    """A tensor lies outside the file, or athwart."""
    return put(data, after_type(data, tensor) + 4, "<Q", draw.choice((7, *HUGE[1:])))


def count(data: bytes, _tensor: Tensor, draw: random.Random) -> bytes:
    """There are more tensors or values than there are."""
    return put(data, draw.choice((N_TENSORS, N_VALUES)), "<Q", draw.choice(HUGE))


def cut(data: bytes, tensor: Tensor, draw: random.Random) -> bytes:
    """The file ends within a tensor."""
    return data[: tensor.start + draw.randrange(tensor.n_bytes)]


WAYS: dict[str, Way] = {
    "a number": number,
    "numbers": numbers,
    "a name": renamed,
    "a name's length": long_name,
    "dimensions": dimensions,
    "a size": size,
    "a type": kind,
    "a place": offset,
    "a count": count,
    "the end": cut,
}


def place(data: bytes, tensor: Tensor) -> int:
    """Where the directory tells of a tensor: the length of its name, the name, its shape, type and place."""
    name = tensor.name.encode()
    return data.index(struct.pack("<Q", len(name)) + name)


def after_name(data: bytes, tensor: Tensor) -> int:
    return place(data, tensor) + 8 + len(tensor.name)


def after_type(data: bytes, tensor: Tensor) -> int:
    (n_dimensions,) = struct.unpack_from("<I", data, at := after_name(data, tensor))
    return int(at + 4 + 8 * n_dimensions)


def put(data: bytes, at: int, code: str, value: float) -> bytes:
    changed = bytearray(data)
    struct.pack_into(code, changed, at, value)
    return bytes(changed)
