"""The directory of a GGUF file: its metadata and where its tensors lie; the weights are not read.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little-endian.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine.problems import ModelMissing, ModelRefused

MAGIC = b"GGUF"
UINT32, FLOAT32, STRING, ARRAY = 4, 6, 8, 9
#: struct codes of the plain value types by their number.
PLAIN = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
#: Limits no real file reaches: beyond them the file is damaged or hostile.
MAX_KEYS, MAX_TENSORS, MAX_STRING, MAX_ITEMS, MAX_DIMS = 10_000, 100_000, 16 << 20, 10_000_000, 4
MAX_LAYERS, MAX_ALIGNMENT = 10_000, 1 << 20
#: Of each element type (ggml's number): numbers in a block, bytes of it. From ggml's type_traits.
BLOCKS = {
    0: (1, 4),  # F32
    1: (1, 2),  # F16
    2: (32, 18),  # Q4_0
    3: (32, 20),  # Q4_1
    6: (32, 22),  # Q5_0
    7: (32, 24),  # Q5_1
    8: (32, 34),  # Q8_0
    9: (32, 40),  # Q8_1
    10: (256, 84),  # Q2_K
    11: (256, 110),  # Q3_K
    12: (256, 144),  # Q4_K
    13: (256, 176),  # Q5_K
    14: (256, 210),  # Q6_K
    15: (256, 292),  # Q8_K
    16: (256, 66),  # IQ2_XXS
    17: (256, 74),  # IQ2_XS
    18: (256, 98),  # IQ3_XXS
    19: (256, 50),  # IQ1_S
    20: (32, 18),  # IQ4_NL
    21: (256, 110),  # IQ3_S
    22: (256, 82),  # IQ2_S
    23: (256, 136),  # IQ4_XS
    24: (1, 1),  # I8
    25: (1, 2),  # I16
    26: (1, 4),  # I32
    27: (1, 8),  # I64
    28: (1, 8),  # F64
    29: (256, 56),  # IQ1_M
    30: (1, 2),  # BF16
    34: (256, 54),  # TQ1_0
    35: (256, 66),  # TQ2_0
    39: (32, 17),  # MXFP4
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor's entry.

    Attributes:
        shape: as the file has it, columns first.
        type: ggml's number of the element type.
        start: byte position in the file.
    """

    name: str
    shape: tuple[int, ...]
    type: int
    start: int

    @property
    def n_bytes(self) -> int:
        """Bytes of its numbers; 0 of a type that is not in `BLOCKS`.

        Raises:
            Damaged: its rows are no whole blocks.
        """
        block, block_bytes = BLOCKS.get(self.type, (1, 0))
        if self.shape[0] % block:
            raise Damaged
        return math.prod(self.shape) // block * block_bytes


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything before the weights.

    Attributes:
        values: the metadata; of an array only its length, or `Summed`.
        kinds: the number of each value's type.
    """

    values: dict[str, object]
    kinds: dict[str, int]
    tensors: tuple[Tensor, ...]
    file_bytes: int


class Summed(int):
    """A figure that was given layer by layer, added up."""


class Damaged(Exception):  # noqa: N818 - becomes a ModelRefused
    """A count or length that cannot be."""


def whole(value: object) -> int:
    """A figure as a whole number.

    Raises:
        Damaged: it is a text, infinite or not a number.
    """
    if isinstance(value, int | float) and math.isfinite(value):
        return int(value)
    raise Damaged


def read(path: Path) -> Directory:
    """The directory of any GGUF file, whether model or adapter.

    Raises:
        ModelMissing: no such file.
        ModelRefused: `reason` is one of unreadable, not_gguf, big_endian, version, damaged, truncated.
    """
    try:
        with path.open("rb") as file:
            return _Reader(file, path.stat().st_size).read()
    except FileNotFoundError:
        raise ModelMissing(path=str(path)) from None
    except OSError as error:
        raise ModelRefused(reason="unreadable", path=str(path), errno=error.errno or 0) from None
    except (struct.error, UnicodeDecodeError, Damaged):
        raise ModelRefused(reason="damaged", path=str(path)) from None
    except ModelRefused as problem:
        raise ModelRefused(path=str(path), **problem.facts) from None


class _Reader:
    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size

    def read(self) -> Directory:
        magic = self._bytes(4) if self._size >= 4 else b""
        if magic != MAGIC:
            raise ModelRefused(reason="not_gguf")
        version = self._number("I")
        if version not in (2, 3):
            big_endian = version > 0xFFFF
            raise ModelRefused(reason="big_endian" if big_endian else "version", version=int(version))
        n_tensors, n_keys = int(self._number("Q")), int(self._number("Q"))
        if n_tensors > MAX_TENSORS or n_keys > MAX_KEYS:
            raise Damaged
        keys = [self._key() for _ in range(n_keys)]
        values = {name: value for name, _, value in keys}
        kinds = {name: kind for name, kind, _ in keys}
        alignment = values.get("general.alignment", 32)
        if len(values) != n_keys or kinds.get("general.alignment", UINT32) != UINT32 or not isinstance(alignment, int):
            raise Damaged
        return Directory(values, kinds, self._tensors(n_tensors, alignment), self._size)

    def _bytes(self, n: int) -> bytes:
        data = self._file.read(n)
        if len(data) != n:
            raise ModelRefused(reason="truncated")
        return data

    def _number(self, code: str) -> int | float:
        value: int | float = struct.unpack("<" + code, self._bytes(struct.calcsize("<" + code)))[0]
        return value

    def _string(self) -> str:
        length = int(self._number("Q"))
        if length > MAX_STRING:
            raise Damaged
        return self._bytes(length).decode("utf-8")

    def _key(self) -> tuple[str, int, object]:
        """(name, number of the type, value)."""
        name, kind = self._string(), int(self._number("I"))
        return name, kind, self._value(kind, summed=name.endswith(".attention.head_count_kv"))

    def _value(self, kind: int, *, summed: bool) -> object:
        """A value; of an array only its length, or (`summed`) the sum of its numbers."""
        if kind == STRING:
            return self._string()
        if kind == ARRAY:
            return self._sum() if summed else self._array()
        if kind not in PLAIN:
            raise Damaged
        return self._number(PLAIN[kind])

    def _array(self) -> int:
        kind, n = int(self._number("I")), int(self._number("Q"))
        if n > MAX_ITEMS:
            raise Damaged
        if kind == STRING:
            for _ in range(n):
                self._skip(int(self._number("Q")))
        elif kind in PLAIN:
            self._skip(n * struct.calcsize("<" + PLAIN[kind]))
        else:
            raise Damaged
        return n

    def _sum(self) -> Summed:
        kind, n = int(self._number("I")), int(self._number("Q"))
        if n > MAX_LAYERS or kind not in PLAIN:
            raise Damaged
        return Summed(sum(whole(self._number(PLAIN[kind])) for _ in range(n)))

    def _skip(self, n: int) -> None:
        if n > self._size - self._file.tell():
            raise ModelRefused(reason="truncated")
        self._file.seek(n, 1)

    def _tensors(self, n: int, alignment: int) -> tuple[Tensor, ...]:
        """The tensors, once every one lies within the file (of an unknown type: begins within it)."""
        entries = [self._entry() for _ in range(n)]
        if not 0 < alignment <= MAX_ALIGNMENT or len({entry.name for entry in entries}) != n:
            raise Damaged
        begin = -(-self._file.tell() // alignment) * alignment
        if any(begin + entry.start + max(1, entry.n_bytes) > self._size for entry in entries):
            raise ModelRefused(reason="truncated")
        return tuple(Tensor(entry.name, entry.shape, entry.type, begin + entry.start) for entry in entries)

    def _entry(self) -> Tensor:
        """One tensor; its `start` counts from where the weights begin."""
        name, n_dims = self._string(), int(self._number("I"))
        if not 0 < n_dims <= MAX_DIMS:
            raise Damaged
        shape = tuple(int(self._number("Q")) for _ in range(n_dims))
        return Tensor(name, shape, int(self._number("I")), int(self._number("Q")))
