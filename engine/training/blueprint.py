"""The network that a GGUF file describes, as transformers builds it; what would be served otherwise is refused.

Read from the file's own metadata and tensors, because transformers' reading of GGUF leaves things out without a word:
`rope_freqs.weight` (Llama 3.1 and later), long-context factors, head sizes. Whatever is not understood here refuses
the file: an adapter trained on another network than the one that is served looks fine and is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from transformers import LlamaConfig, PretrainedConfig, Qwen2Config, Qwen3Config

from engine.llm import gguf_directory
from engine.problems import BaseRefused, ModelMissing, ModelRefused

#: GGUF's architecture, and the configuration of the network it names. Mistral's files call themselves llama.
CONFIGS: dict[str, Callable[..., PretrainedConfig]] = {
    "llama": LlamaConfig,
    "qwen2": Qwen2Config,
    "qwen3": Qwen3Config,
}
#: Architectures whose rows of queries and keys llama.cpp keeps pairwise.
PAIRED = frozenset({"llama"})
#: Metadata that change what is computed and that these networks do not have.
STRANGE = (
    "expert_count",
    "embedding_scale",
    "residual_scale",
    "logit_scale",
    "attention.scale",
    "attn_logit_softcapping",
    "final_logit_softcapping",
    "attention.clamp_kqv",
    "attention.max_alibi_bias",
)
#: Tensors of every layer: matrices, which may have a bias, and norms, which have none.
MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
NORMS = ("attn_norm", "ffn_norm")
NORMS_OF_HEADS = ("attn_q_norm", "attn_k_norm")
EMBEDDING, OUTPUT = "token_embd.weight", "output.weight"
ROPE_FACTORS = "rope_freqs.weight"


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A network and where its numbers lie.

    Attributes:
        tensors: by their names in the file.
        rope_factors: what each frequency of the rotary embedding is divided by, or None.
        tied: whether the embedding is the output matrix too.
    """

    path: Path
    arch: str
    config: Any
    tensors: dict[str, Any]
    rope_factors: np.ndarray | None
    tied: bool

    @property
    def names(self) -> Any:
        """gguf's map from transformers' names of tensors to the file's."""
        return _names(self.arch, self.config.num_hidden_layers)


@cache
def _names(arch: str, n_layers: int) -> Any:
    kind = next(kind for kind, name in gguf.MODEL_ARCH_NAMES.items() if name == arch)
    return gguf.get_tensor_name_map(kind, n_layers)


def read(path: Path) -> Blueprint:
    """The blueprint of a file.

    Raises:
        BaseRefused: `reason` unreadable, arch, mixture, long_context, rope, heads, strange_value (which),
            missing_tensor or unknown_tensor (which).
    """
    try:
        gguf_directory.read(path)  # has limits, which gguf's own reader has not
        reader = gguf.GGUFReader(path, "c")  # copy on write: mapped, and torch may hold it
    except (ModelMissing, ModelRefused, ValueError, OSError, KeyError, IndexError, OverflowError, MemoryError) as error:
        raise BaseRefused(reason="unreadable", error=type(error).__name__) from None
    values = {name: field.contents for name, field in reader.fields.items()}
    arch = str(values.get("general.architecture", lambda: "")())
    if arch not in CONFIGS:
        raise BaseRefused(reason="arch", arch=arch[:40])
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    found = _Values(values, arch)
    _refuse_strange(found, tensors)
    tied = OUTPUT not in tensors
    config = _config(found, tensors, tied=tied)
    _refuse_unknown(tensors, arch, config.num_hidden_layers)
    return Blueprint(path, arch, config, tensors, _factors(tensors), tied)


class _Values:
    """Metadata of one architecture."""

    def __init__(self, values: dict[str, Any], arch: str) -> None:
        self._values, self.arch = values, arch

    def get(self, key: str) -> Any:
        """A value of the architecture; None where there is none."""
        held = self._values.get(f"{self.arch}.{key}")
        return None if held is None else held()

    def number(self, key: str) -> int:
        """A value that must be there, one for all layers."""
        value = self.get(key)
        if not _is_count(value):
            raise BaseRefused(reason="strange_value", key=f"{self.arch}.{key}")
        return int(value)


def _is_count(value: object) -> bool:
    """Whether it is a whole number above 0; GGUF has truth values too, which Python takes for numbers."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _refuse_strange(found: _Values, tensors: dict[str, Any]) -> None:
    if found.get("expert_count"):
        raise BaseRefused(reason="mixture")
    for key in STRANGE:
        if found.get(key):
            raise BaseRefused(reason="strange_value", key=f"{found.arch}.{key}")
    if found.get("attention.causal") is False:
        raise BaseRefused(reason="strange_value", key=f"{found.arch}.attention.causal")
    if any(name.startswith("rope_factors_") for name in tensors):
        raise BaseRefused(reason="long_context")


def _config(found: _Values, tensors: dict[str, Any], *, tied: bool) -> Any:
    width, heads = found.number("embedding_length"), found.number("attention.head_count")
    kv_heads = found.get("attention.head_count_kv") or heads
    head = found.get("attention.key_length") or width // heads
    if not _is_count(kv_heads) or not _is_count(head) or heads % kv_heads:
        raise BaseRefused(reason="heads")
    if found.get("attention.value_length") not in (None, head) or found.get("rope.dimension_count") not in (None, head):
        raise BaseRefused(reason="heads")
    if EMBEDDING not in tensors:
        raise BaseRefused(reason="missing_tensor", name=EMBEDDING)
    return CONFIGS[found.arch](
        vocab_size=int(tensors[EMBEDDING].shape[-1]),
        hidden_size=width,
        intermediate_size=found.number("feed_forward_length"),
        num_hidden_layers=found.number("block_count"),
        num_attention_heads=heads,
        num_key_value_heads=kv_heads,
        head_dim=head,
        hidden_act="silu",
        max_position_embeddings=found.number("context_length"),
        rms_norm_eps=float(found.get("attention.layer_norm_rms_epsilon") or 1e-5),
        rope_parameters=_rope(found),
        tie_word_embeddings=tied,
        use_cache=False,
    )


def _rope(found: _Values) -> dict[str, Any]:
    """transformers' rope parameters; the kinds that llama.cpp computes the same way.

    As llama.cpp reads them (llama-model.cpp): a file that gives a factor and no kind means "linear".
    """
    base = {"rope_theta": float(found.get("rope.freq_base") or 10_000.0)}
    kind = found.get("rope.scaling.type") or "linear"
    factor = float(found.get("rope.scaling.factor") or found.get("rope.scale_linear") or 0.0)
    if kind == "none" or (kind in ("linear", "yarn") and factor in (0.0, 1.0)):
        return base | {"rope_type": "default"}
    if kind == "linear":
        return base | {"rope_type": "linear", "factor": factor}
    original = found.get("rope.scaling.original_context_length")
    if kind != "yarn" or not original or any(found.get(f"rope.scaling.{key}") for key in _YARN):
        raise BaseRefused(reason="rope", kind=str(kind)[:40])
    return base | {"rope_type": "yarn", "factor": factor, "original_max_position_embeddings": int(original)}


#: Settings of yarn beside the usual ones.
_YARN = (
    "attn_factor",
    "yarn_log_multiplier",
    "yarn_ext_factor",
    "yarn_attn_factor",
    "yarn_beta_fast",
    "yarn_beta_slow",
)


def _factors(tensors: dict[str, Any]) -> np.ndarray | None:
    held = tensors.get(ROPE_FACTORS)
    return None if held is None else np.array(held.data, dtype=np.float32)


def _refuse_unknown(tensors: dict[str, Any], arch: str, n_layers: int) -> None:
    """A tensor that no layer of the network takes would be served and not trained with."""
    for name in sorted(tensors.keys() - set(_known(arch, n_layers))):
        raise BaseRefused(reason="unknown_tensor", name=name[:64])


def _known(arch: str, n_layers: int) -> Iterator[str]:
    """Names of everything that the network computes with."""
    yield from (EMBEDDING, OUTPUT, "output_norm.weight")
    if arch == "llama":
        yield ROPE_FACTORS
    for layer in range(n_layers):
        for name in MATRICES:
            yield from (f"blk.{layer}.{name}.weight", f"blk.{layer}.{name}.bias")
        for name in NORMS + (NORMS_OF_HEADS if arch == "qwen3" else ()):
            yield f"blk.{layer}.{name}.weight"
