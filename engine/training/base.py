"""The served GGUF file as a network that can be trained: its blocks stay packed (`engine.training.packed`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM

from engine.problems import BaseRefused
from engine.training import blueprint as blueprints
from engine.training.blueprint import PAIRED, Blueprint
from engine.training.packed import PACKED, PackedEmbedding, PackedLinear

#: ggml's numbers of the types that are numbers already.
PLAIN = {0: torch.float32, 1: torch.float16, 30: torch.bfloat16}
#: transformers leaves it without types.
_network_of = cast(Callable[..., Any], AutoModelForCausalLM.from_config)


def open_base(path: Path, *, device: str = "cpu", dtype: torch.dtype = torch.float32) -> Any:
    """A frozen transformers model for causal language modelling, computing in `dtype` on `device`.

    Raises:
        BaseRefused: the file cannot be trained as it is served (`engine.training.blueprint`), or `reason` "type": it
            holds blocks of a type that cannot be unpacked here.
    """
    return assemble(blueprints.read(path), device=device, dtype=dtype)


def assemble(plan: Blueprint, *, device: str, dtype: torch.dtype) -> Any:
    """The network of a blueprint with the file's numbers in it."""
    with torch.device("meta"):
        model = _network_of(plan.config, dtype=dtype)
    source = _Source(plan, device, dtype)
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.Linear):
            model.set_submodule(name, source.linear(name, module.weight.shape))
        elif isinstance(module, nn.Embedding):
            model.set_submodule(name, source.embedding(name, module.weight.shape))
    for name, parameter in list(model.named_parameters()):
        if parameter.is_meta:
            owner, _, leaf = name.rpartition(".")
            setattr(model.get_submodule(owner), leaf, source.parameter(name, parameter.shape))
    model.model.rotary_emb = rotary(model, plan).to(device)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    left = [name for name, held in (*model.named_parameters(), *model.named_buffers()) if held.is_meta]
    assert not left, left
    return model.eval()


class _Source:
    """The file's tensors as modules; each must have the shape that the network wants."""

    def __init__(self, plan: Blueprint, device: str, dtype: torch.dtype) -> None:
        self._plan, self._device, self._dtype = plan, device, dtype

    def linear(self, name: str, shape: torch.Size) -> nn.Linear:
        """The linear layer of this name; the output matrix of a tied network is its embedding."""
        held = "model.embed_tokens" if name == "lm_head" and self._plan.tied else name
        numbers, kind = self._read(f"{held}.weight", shape)
        bias = self.parameter(f"{name}.bias", shape[:1]) if self._has(f"{name}.bias") else None
        if kind is not None:
            return PackedLinear(numbers.to(self._device), kind, (shape[0], shape[1]), bias, self._dtype)
        layer = nn.Linear(shape[1], shape[0], bias=False, device="meta")
        layer.weight = self._frozen(numbers)
        layer.register_parameter("bias", bias)
        return layer

    def embedding(self, name: str, shape: torch.Size) -> nn.Embedding:
        """The embedding of this name."""
        numbers, kind = self._read(f"{name}.weight", shape)
        if kind is not None:
            return PackedEmbedding(numbers.to(self._device), kind, (shape[0], shape[1]), self._dtype)
        layer = nn.Embedding(shape[0], shape[1], device="meta")
        layer.weight = self._frozen(numbers)
        return layer

    def parameter(self, name: str, shape: torch.Size) -> nn.Parameter:
        """A vector: a norm or a bias."""
        numbers, kind = self._read(name, shape)
        if kind is not None:
            raise BaseRefused(reason="type", name=name, type=kind)
        return self._frozen(numbers)

    def _has(self, name: str) -> bool:
        return name_in_file(self._plan, name) in self._plan.tensors

    def _frozen(self, numbers: Tensor) -> nn.Parameter:
        return nn.Parameter(numbers.to(self._device, self._dtype), requires_grad=False)

    def _read(self, name: str, wanted: torch.Size) -> tuple[Tensor, int | None]:
        """(numbers, or bytes of packed rows; the type of the blocks or None)."""
        held = self._plan.tensors.get(name_in_file(self._plan, name))
        if held is None:
            raise BaseRefused(reason="missing_tensor", name=name)
        if tuple(int(n) for n in reversed(held.shape)) != tuple(wanted):
            raise BaseRefused(reason="shape", name=name)
        kind = int(held.tensor_type)
        if kind not in PACKED and kind not in PLAIN:
            raise BaseRefused(reason="type", name=name, type=kind)
        numbers = torch.from_numpy(np.ascontiguousarray(in_halves(self._plan, name, held.data)))
        if kind in PACKED:
            return numbers.view(torch.uint8), kind
        return numbers.view(PLAIN[kind]).view(wanted), None


def name_in_file(plan: Blueprint, name: str) -> str:
    """The file's name of a tensor that transformers calls `name`; "" where gguf knows none."""
    return plan.names.get_name(name, try_suffixes=(".weight", ".bias")) or ""


def in_halves(plan: Blueprint, name: str, rows: np.ndarray) -> np.ndarray:
    """Rows of the tensor that transformers calls `name` in transformers' order."""
    if plan.arch not in PAIRED or not (".q_proj." in name or ".k_proj." in name):
        return rows
    config = plan.config
    return by_halves(rows, config.num_attention_heads if ".q_proj." in name else config.num_key_value_heads)


def by_halves(rows: np.ndarray, n_heads: int) -> np.ndarray:
    """Rows of queries or keys from llama.cpp's pairwise order to transformers' two halves of a head.

    Rows stay whole, so this works on packed ones too; the inverse is `engine.training.adapter_gguf.pairwise`.
    """
    return rows.reshape(n_heads, -1, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def rotary(model: Any, plan: Blueprint) -> Any:
    """A rotary embedding of the model's kind as the file wants it, with its own factors; on the processor."""
    made = type(model.model.rotary_emb)(config=plan.config)
    if plan.rope_factors is not None:
        factors = torch.from_numpy(plan.rope_factors)
        for name in ("inv_freq", "original_inv_freq"):
            held = getattr(made, name, None)
            if isinstance(held, Tensor):
                if held.shape != factors.shape:
                    raise BaseRefused(reason="rope", kind="factors")
                held.copy_(held.float() / factors)
    return made
