"""LoRA adapters for the tiny trained llama: one that answers in another style, and files to be refused."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import gguf
import numpy as np
import tiny_trained

if TYPE_CHECKING:
    from tiny_llama import Llama

ALPHA, RANK = 16.0, 8
STEPS, RATE = 110, 2e-2

Pairs = Mapping[str, tuple[np.ndarray, np.ndarray]]


@cache
def casual_pairs(folder: Path) -> Pairs:
    """The low-rank matrices that make `tiny_trained.trained(folder)` answer as `tiny_trained.casual`, trained once."""
    return tiny_trained.once(folder, "casual-pairs", lambda _shared: _casual_pairs(tiny_trained.trained(folder)))


def _casual_pairs(base: tiny_trained.Trained) -> Pairs:
    import torch
    from tiny_llama import train_lora

    with torch.random.fork_rng():
        torch.manual_seed(11)
        lessons = tiny_trained.lessons(base.tokenizer, tiny_trained.casual, steps=STEPS, seed=2)
        return train_lora(base.network, lessons, rank=RANK, alpha=ALPHA, rate=RATE)


def write(
    path: Path,
    pairs: Pairs,
    *,
    arch: str = "llama",
    alpha: float = ALPHA,
    kind: str = "lora",
    dtype: type[np.floating] = np.float32,
    values: Mapping[str, str] | None = None,
) -> Path:
    """An adapter file; `pairs` are (a: rank by columns, b: rows by rank) by the name of the base's matrix."""
    writer = gguf.GGUFWriter(path, arch)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, kind)
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, alpha)
    for key, value in (values or {}).items():
        writer.add_string(key, value)
    for name, (a, b) in pairs.items():
        writer.add_tensor(f"{name}.lora_a", np.ascontiguousarray(a, dtype=dtype))
        writer.add_tensor(f"{name}.lora_b", np.ascontiguousarray(b, dtype=dtype))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def changed(pairs: Pairs, change: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]) -> Pairs:
    """Every pair after `change(a, b)`."""
    return {name: change(a.copy(), b.copy()) for name, (a, b) in pairs.items()}


def without_effect(pairs: Pairs) -> Pairs:
    """As a fresh adapter is: b is zero."""
    return changed(pairs, lambda a, b: (a, b * 0))


def with_one_bad_number(pairs: Pairs, number: float = np.nan) -> Pairs:
    """The last number of the last matrix is not finite."""
    name = list(pairs)[-1]
    a, b = pairs[name][0], pairs[name][1].copy()
    b[-1, -1] = number
    return {**pairs, name: (a, b)}


def of_other_shapes(pairs: Pairs) -> Pairs:
    """As for a base twice as wide."""
    return changed(pairs, lambda a, b: (np.concatenate([a, a], axis=1), np.concatenate([b, b])))


def corrupt(path: Path, good: Path) -> Path:
    """`good` with an impossible count of tensors."""
    data = bytearray(good.read_bytes())
    struct.pack_into("<Q", data, 8, 1 << 60)
    path.write_bytes(data)
    return path


def renamed(pairs: Pairs, old: str, new: str) -> Pairs:
    """For matrices of other names."""
    return {name.replace(old, new): pair for name, pair in pairs.items()}


@contextmanager
def attached(network: Llama, pairs: Pairs) -> Iterator[None]:
    """The network of the training with these pairs, as long as the context lasts."""
    import torch
    from tiny_llama import linears, unpaired

    adapted = linears(network)
    for name, (a, b) in pairs.items():
        adapted[name].lora = (torch.tensor(a), torch.tensor(unpaired(b, name)), ALPHA / RANK)
    try:
        yield
    finally:
        for linear in adapted.values():
            linear.lora = None
