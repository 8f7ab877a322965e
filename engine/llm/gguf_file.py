"""What a GGUF file says of itself, and whether we may load it; the weights are not read.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little-endian. A parser
is no integrity check: mutated weights load silently, so every file is also compared with its recorded
SHA-256.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine.problems import ModelMissing, ModelRefused

MAGIC = b"GGUF"
STRING, ARRAY = 8, 9
#: struct codes of the plain value types by their number.
PLAIN = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
#: Limits no real file reaches: beyond them the file is damaged or hostile.
MAX_KEYS, MAX_TENSORS, MAX_STRING, MAX_ITEMS, MAX_DIMS = 10_000, 100_000, 16 << 20, 10_000_000, 4
#: Architectures that do not continue texts.
ENCODERS = frozenset(
    {
        "bert",
        "modern-bert",
        "nomic-bert",
        "nomic-bert-moe",
        "neo-bert",
        "jina-bert-v2",
        "jina-bert-v3",
        "eurobert",
        "gemma-embedding",
        "t5encoder",
        "clip",
        "wavtokenizer-dec",
    }
)
FILE_TYPES = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    7: "Q8_0",
    10: "Q2_K",
    12: "Q3_K_M",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    32: "BF16",
}


@dataclass(frozen=True, slots=True)
class GgufFile:
    """A model file's own words.

    Attributes:
        quant: usual name of the quantisation, or "file type N".
        n_ctx_train: longest context it was trained for, 0 if it does not say.
        chat_template: the Jinja template, "" for a base model.
        n_params: sum of all tensors' elements.
    """

    arch: str
    name: str
    quant: str
    n_ctx_train: int
    n_layers: int
    n_tensors: int
    n_params: int
    n_vocab: int
    chat_template: str
    licence: str
    file_bytes: int

    @property
    def is_encoder(self) -> bool:
        """Whether it embeds and cannot write."""
        return self.arch in ENCODERS


def check(path: Path, *, writes: bool = True) -> GgufFile:
    """Read the header of `path`.

    Args:
        writes: whether a model that continues texts is wanted (else any architecture will do).

    Raises:
        ModelMissing: no such file. ModelRefused: `reason` is one of not_gguf, big_endian, version, damaged,
        truncated, not_a_model (an adapter
            or projector), in_parts, no_architecture, no_tokenizer, embeds_only.
    """
    try:
        with path.open("rb") as file:
            found = _Reader(file, path.stat().st_size).read()
    except FileNotFoundError:
        raise ModelMissing(path=str(path)) from None
    except OSError as error:
        raise ModelRefused(reason="unreadable", path=str(path), errno=error.errno or 0) from None
    except (struct.error, UnicodeDecodeError, _Damaged):
        raise ModelRefused(reason="damaged", path=str(path)) from None
    except ModelRefused as problem:
        raise ModelRefused(path=str(path), **problem.facts) from None
    if writes and found.is_encoder:
        raise ModelRefused(reason="embeds_only", path=str(path), arch=found.arch)
    return found


class _Damaged(Exception):  # noqa: N818 - becomes a ModelRefused
    """A count or length that cannot be."""


class _Reader:
    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size

    def read(self) -> GgufFile:
        magic = self._bytes(4) if self._size >= 4 else b""
        if magic != MAGIC:
            raise ModelRefused(reason="not_gguf")
        version = self._number("I")
        if version not in (2, 3):
            big_endian = version > 0xFFFF
            raise ModelRefused(reason="big_endian" if big_endian else "version", version=int(version))
        n_tensors, n_keys = int(self._number("Q")), int(self._number("Q"))
        if n_tensors > MAX_TENSORS or n_keys > MAX_KEYS:
            raise _Damaged
        values = dict(self._key() for _ in range(n_keys))
        arch = str(values.get("general.architecture", ""))
        _refuse_other_kinds(values, arch, n_tensors)
        n_params = self._tensors(n_tensors, int(_whole(values.get("general.alignment", 32))))
        file_type = _whole(values.get("general.file_type", -1))
        return GgufFile(
            arch=arch,
            name=str(values.get("general.name", "")),
            quant=FILE_TYPES.get(file_type, f"file type {file_type}"),
            n_ctx_train=_whole(values.get(f"{arch}.context_length", 0)),
            n_layers=_whole(values.get(f"{arch}.block_count", 0)),
            n_tensors=n_tensors,
            n_params=n_params,
            n_vocab=_whole(values.get("tokenizer.ggml.tokens", 0)),
            chat_template=str(values.get("tokenizer.chat_template", "")),
            licence=str(values.get("general.license", "")),
            file_bytes=self._size,
        )

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
            raise _Damaged
        return self._bytes(length).decode("utf-8")

    def _key(self) -> tuple[str, object]:
        name = self._string()
        return name, self._value(int(self._number("I")))

    def _value(self, kind: int) -> object:
        """A value; of an array only its length."""
        if kind == STRING:
            return self._string()
        if kind == ARRAY:
            return self._array()
        if kind not in PLAIN:
            raise _Damaged
        return self._number(PLAIN[kind])

    def _array(self) -> int:
        kind, n = int(self._number("I")), int(self._number("Q"))
        if n > MAX_ITEMS:
            raise _Damaged
        if kind == STRING:
            for _ in range(n):
                self._skip(int(self._number("Q")))
        elif kind in PLAIN:
            self._skip(n * struct.calcsize("<" + PLAIN[kind]))
        else:
            raise _Damaged
        return n

    def _skip(self, n: int) -> None:
        if n > self._size - self._file.tell():
            raise ModelRefused(reason="truncated")
        self._file.seek(n, 1)

    def _tensors(self, n: int, alignment: int) -> int:
        """Elements of all tensors, once every one begins within the file."""
        total, last = 0, 0
        for _ in range(n):
            self._string()
            n_dims = int(self._number("I"))
            if not 0 < n_dims <= MAX_DIMS:
                raise _Damaged
            elements = 1
            for _ in range(n_dims):
                elements *= int(self._number("Q"))
            self._number("I")
            last = max(last, int(self._number("Q")))
            total += elements
        if alignment <= 0 or alignment > 1 << 20:
            raise _Damaged
        start = -(-self._file.tell() // alignment) * alignment
        if start + last >= self._size:
            raise ModelRefused(reason="truncated")
        return total


def _refuse_other_kinds(values: dict[str, object], arch: str, n_tensors: int) -> None:
    kind = values.get("general.type", "model")
    if kind != "model":
        raise ModelRefused(reason="not_a_model", kind=str(kind)[:40])
    if _whole(values.get("split.count", 1)) > 1:
        raise ModelRefused(reason="in_parts")
    if not arch or n_tensors == 0:
        raise ModelRefused(reason="no_architecture")
    if "tokenizer.ggml.model" not in values:
        raise ModelRefused(reason="no_tokenizer", arch=arch[:40])


def _whole(value: object) -> int:
    if isinstance(value, (int, float)):
        return int(value)
    raise _Damaged
