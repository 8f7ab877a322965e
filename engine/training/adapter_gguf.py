"""peft's low-rank tensors → a GGUF LoRA for the very file they were trained on.

Architecture, head counts, names and shapes come from that file, so what is written fits it or is refused. Rows of
`lora_B` of queries and keys are put into llama.cpp's pairwise order where the architecture needs it: without that,
llama.cpp computes something else and tells nobody. llama.cpp scales by alpha / rank of each pair; other scales (rank
stabilised, patterns) are multiplied into `lora_B`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from engine.llm.adapter_file import BASE_SHA256
from engine.problems import AdapterRefused
from engine.training import blueprint as blueprints
from engine.training.blueprint import PAIRED, Blueprint

PREFIX = "base_model.model."
A, B = ".lora_A.weight", ".lora_B.weight"

Array = np.ndarray


@dataclass(frozen=True, slots=True)
class Scaling:
    """How peft scales what a pair computes.

    Attributes:
        rank_stabilised: by alpha / sqrt(rank) in place of alpha / rank.
        alphas: alpha of single modules, by their names.
    """

    alpha: float
    rank_stabilised: bool = False
    alphas: Mapping[str, float] = field(default_factory=dict)

    def of(self, module: str, rank: int) -> float:
        """The factor of one module."""
        alpha = self.alphas.get(module, self.alpha)
        return alpha / math.sqrt(rank) if self.rank_stabilised else alpha / rank


def write(
    adapter: bytes,
    base: Path,
    out: Path,
    *,
    scaling: Scaling,
    base_sha256: str,
    half: bool = True,
    notes: Mapping[str, str] | None = None,
) -> int:
    """Write `out`; returns how many matrices it changes.

    Args:
        adapter: safetensors with peft's names.
        half: as float16, else as float32.
        notes: further values by their keys, of where it comes from.

    Raises:
        AdapterRefused: `reason` damaged, kind (something else than plain low-rank pairs), unpaired, unknown_tensor,
            shape, scale or not_finite; nothing is written. BaseRefused: of the base.
        OSError: it cannot be written; nothing is left of it.
    """
    plan = blueprints.read(base)
    tensors = _tensors(plan, _pairs(adapter), scaling, np.float16 if half else np.float32)
    writer = gguf.GGUFWriter(out, plan.arch)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, scaling.alpha)
    for key, value in {**(notes or {}), BASE_SHA256: base_sha256}.items():
        writer.add_string(key, value)
    for name, numbers in tensors.items():
        writer.add_tensor(name, numbers)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
    except BaseException:
        with suppress(OSError):  # a file in memory has no name that could be removed
            out.unlink(missing_ok=True)
        raise
    return len(tensors) // 2


def _tensors(
    plan: Blueprint, pairs: Mapping[str, tuple[Array, Array]], scaling: Scaling, kind: type[np.floating]
) -> dict[str, Array]:
    """What the file holds, by its names."""
    if not 0 < scaling.alpha < math.inf:
        raise AdapterRefused(reason="scale")
    held: dict[str, Array] = {}
    for module, (a, b) in sorted(pairs.items()):
        name = matrix_of(plan, module, a, b)
        rank = a.shape[0]
        b = b * (scaling.of(module, rank) / (scaling.alpha / rank))
        with np.errstate(over="ignore"):  # told below
            held[f"{name}.lora_a"] = np.ascontiguousarray(a.astype(kind))
            held[f"{name}.lora_b"] = np.ascontiguousarray(in_file_order(plan, module, b).astype(kind))
        if not all(np.isfinite(held[f"{name}.lora_{half}"]).all() for half in "ab"):
            raise AdapterRefused(reason="not_finite", tensor=module[:80])
    return held


def matrix_of(plan: Blueprint, module: str, a: Array, b: Array) -> str:
    """The file's name of the matrix that a pair changes.

    Raises:
        AdapterRefused: there is none, or of another shape.
    """
    name = plan.names.get_name(f"{module}.weight", try_suffixes=(".weight",))
    held = plan.tensors.get(name)
    if held is None:
        raise AdapterRefused(reason="unknown_tensor", tensor=module[:80])
    shape = tuple(int(n) for n in reversed(held.shape))
    if (b.shape[0], a.shape[1]) != shape or a.shape[0] != b.shape[1] or not a.shape[0]:
        raise AdapterRefused(reason="shape", tensor=module[:80])
    return str(name)


def in_file_order(plan: Blueprint, module: str, rows: Array) -> Array:
    """Rows of a module's output in the order of the file."""
    if plan.arch not in PAIRED or not module.endswith((".q_proj", ".k_proj")):
        return rows
    config = plan.config
    return pairwise(rows, config.num_attention_heads if module.endswith(".q_proj") else config.num_key_value_heads)


def pairwise(rows: Array, n_heads: int) -> Array:
    """Rows of queries or keys from two halves of a head to pairs; the inverse of `engine.training.base.by_halves`."""
    return rows.reshape(n_heads, 2, -1, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def _pairs(adapter: bytes) -> dict[str, tuple[Array, Array]]:
    """(A, B) in float32 by the module's name."""
    try:
        tensors = load(adapter)
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError):  # a type that numpy lacks, too
        raise AdapterRefused(reason="damaged") from None
    halves: dict[str, dict[str, Array]] = {A: {}, B: {}}
    for name, numbers in tensors.items():
        half = next((end for end in (A, B) if name.endswith(end)), None)
        if half is None or not name.startswith(PREFIX) or numbers.ndim != 2:
            raise AdapterRefused(reason="kind", tensor=name[:80])
        halves[half][name.removeprefix(PREFIX).removesuffix(half)] = numbers.astype(np.float32)
    if not halves[A] or halves[A].keys() != halves[B].keys():
        raise AdapterRefused(reason="unpaired")
    return {module: (a, halves[B][module]) for module, a in halves[A].items()}
