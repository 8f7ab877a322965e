"""A LoRA adapter in GGUF, checked against its base before llama.cpp sees it.

Names and shapes as llama.cpp reads them (src/llama-adapter.cpp): for a base matrix with `n` columns and `m` rows a
`.lora_a` of `n` by rank and a `.lora_b` of rank by `m`; for the token embedding the two are flipped. llama.cpp checks
less than this, and what it lets through can end the process at the first token.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.llm import gguf_directory
from engine.llm.gguf_directory import BLOCKS, FLOAT32, STRING, Directory, Tensor
from engine.problems import AdapterRefused, ModelMissing, ModelRefused

A, B = ".lora_a", ".lora_b"
TOKENS = "token_embd.weight"
#: Names the file that the adapter was trained on; adapters of others do not have it.
BASE_SHA256 = "sotto.base_sha256"
ALPHA = "adapter.lora.alpha"
MAX_RANK, MAX_ALPHA = 1024, 65536.0
#: Rank 256 on a model of 14 billion weights takes 2.1 GB, of 70 billion 6.6 GB.
MAX_BYTES = 8_000_000_000

#: Of each element type an adapter may have: the unsigned integer a block begins with and which of its bits are all set
#: where a number is infinite or NaN.
TYPES = {
    0: ("<u4", 0x7F800000),  # F32
    1: ("<u2", 0x7C00),  # F16
    8: ("<u2", 0x7C00),  # Q8_0: an F16 scale, then whole numbers
    30: ("<u2", 0x7F80),  # BF16
}


@dataclass(frozen=True, slots=True)
class AdapterHeader:
    """What an adapter that may be loaded says of itself.

    Attributes:
        base_sha256: of the file it was trained on, "" if it does not say.
        rank: the largest of its matrices.
        n_matrices: matrices of the base that it changes.
    """

    arch: str
    base_sha256: str
    alpha: float
    rank: int
    n_matrices: int
    file_bytes: int


def check(path: Path, base: Directory, *, base_sha256: str = "") -> AdapterHeader:
    """Read all of `path`, weights too.

    Args:
        base_sha256: hash of the base's file, "" if it is not known.

    Raises:
        AdapterRefused: `reason` is one of missing, unreadable, not_gguf, big_endian, version, damaged, truncated,
            too_large, not_an_adapter, kind, other_architecture, other_base, alpha, unpaired, unknown_tensor, shape,
            rank, weight_type, not_finite, changes_nothing.
    """
    try:
        found = gguf_directory.read(path)
        header = _checked(found, base, base_sha256)
        _check_weights(path, found.tensors)
    except ModelMissing:
        raise AdapterRefused(reason="missing", path=str(path)) from None
    except OSError as error:
        raise AdapterRefused(reason="unreadable", path=str(path), errno=error.errno or 0) from None
    except (ModelRefused, AdapterRefused) as problem:
        raise AdapterRefused(**{**problem.facts, "path": str(path)}) from None
    return header


def _checked(found: Directory, base: Directory, base_sha256: str) -> AdapterHeader:
    if found.file_bytes > MAX_BYTES:
        raise AdapterRefused(reason="too_large", bytes=found.file_bytes)
    arch, trained_on = _text(found, "general.architecture"), _text(found, BASE_SHA256)
    if _text(found, "general.type") != "adapter":
        raise AdapterRefused(reason="not_an_adapter")
    if _text(found, "adapter.type") != "lora" or "adapter.alora.invocation_tokens" in found.values:
        raise AdapterRefused(reason="kind")
    if arch != base.values.get("general.architecture"):
        raise AdapterRefused(reason="other_architecture", arch=arch[:40])
    if trained_on and base_sha256 and trained_on != base_sha256:
        raise AdapterRefused(reason="other_base")
    alpha = found.values.get(ALPHA)
    if found.kinds.get(ALPHA) != FLOAT32 or not isinstance(alpha, float) or not 0 < alpha <= MAX_ALPHA:
        raise AdapterRefused(reason="alpha")
    for tensor in found.tensors:
        _check_form(tensor)
    ranks = list(_ranks(found, {tensor.name: tensor for tensor in base.tensors}))
    return AdapterHeader(arch, trained_on, alpha, max(ranks), len(ranks), found.file_bytes)


def _text(found: Directory, key: str) -> str:
    value = found.values.get(key, "")
    return value if found.kinds.get(key) == STRING and isinstance(value, str) else ""


def _check_form(tensor: Tensor) -> None:
    """A type we can read, and numbers in it."""
    if tensor.type not in TYPES:
        raise AdapterRefused(reason="weight_type", type=tensor.type)
    if min(tensor.shape) < 1:
        raise AdapterRefused(reason="shape", tensor=tensor.name[:80])


def _ranks(found: Directory, base: Mapping[str, Tensor]) -> Iterator[int]:
    """The rank of each pair that fits its matrix of the base."""
    halves = {tensor.name: tensor for tensor in found.tensors}
    names = {name.removesuffix(A).removesuffix(B) for name in halves}
    if not names or any(name + A not in halves or name + B not in halves for name in names):
        raise AdapterRefused(reason="unpaired")
    if len(halves) != 2 * len(names):
        raise AdapterRefused(reason="unpaired")
    for name in sorted(names):
        if name not in base:
            raise AdapterRefused(reason="unknown_tensor", tensor=name[:80])
        matrix, a, b = (_four(each.shape) for each in (base[name], halves[name + A], halves[name + B]))
        rank = b[0]
        fits = (rank, matrix[1], rank, matrix[0]) if name == TOKENS else (matrix[0], rank, rank, matrix[1])
        if len(base[name].shape) < 2 or (a[0], a[1], b[0], b[1]) != fits or not a[2:] == b[2:] == matrix[2:]:
            raise AdapterRefused(reason="shape", tensor=name[:80])
        if rank > MAX_RANK:
            raise AdapterRefused(reason="rank", rank=rank)
        yield rank


def _four(shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape + (1,) * (4 - len(shape))


def _check_weights(path: Path, tensors: Sequence[Tensor]) -> None:
    """Every number is finite, and at least one product of a pair is not zero."""
    weighty: Counter[str] = Counter()
    for tensor in tensors:
        is_finite, is_weighty = _look_at_weights(path, tensor)
        if not is_finite:
            raise AdapterRefused(reason="not_finite", tensor=tensor.name[:80])
        weighty[tensor.name.removesuffix(A).removesuffix(B)] += is_weighty
    if max(weighty.values()) < 2:
        raise AdapterRefused(reason="changes_nothing")


def _look_at_weights(path: Path, tensor: Tensor) -> tuple[bool, bool]:
    """Whether all numbers of a tensor are finite, and whether any is not zero."""
    code, bits = TYPES[tensor.type]
    raw = np.fromfile(path, dtype=np.uint8, count=tensor.n_bytes, offset=tensor.start)
    if raw.size != tensor.n_bytes:
        raise AdapterRefused(reason="truncated")
    begins = raw.reshape(-1, BLOCKS[tensor.type][1])[:, : np.dtype(code).itemsize]
    numbers = np.ascontiguousarray(begins).view(code)
    return not ((numbers & bits) == bits).any(), bool((numbers << 1).any())  # the first bit is the sign
