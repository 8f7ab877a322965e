"""Whether a Hugging Face folder holds the very model that a GGUF file was made from.

Architecture, shapes, rotary embedding, tokens, norms, biases, and rows of every matrix within what the file's
quantisation loses. Only safetensors are read, and nothing is fetched or run from the folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

import gguf
import llama_cpp as llama
import msgspec
import numpy as np
import torch
from gguf import GGMLQuantizationType as Kind
from safetensors import safe_open
from transformers import AutoConfig, AutoTokenizer

from engine.llm.llamacpp import load_weights, tokenize
from engine.problems import BaseRefused
from engine.training.base import in_halves, name_in_file, rotary
from engine.training.blueprint import Blueprint

#: What transformers calls the networks of GGUF's architectures.
KINDS = {"llama": {"llama", "mistral"}, "qwen2": {"qwen2"}, "qwen3": {"qwen3"}}
SIZES = (
    "vocab_size",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
)
#: Texts whose tokens must agree.
PROBES = (
    "Hey, could you do Saturday at 3:30? 😊",
    "I'll send the 2nd invoice (£1,250.00) tomorrow…\nThanks!",
    "Grüße aus Köln, até amanhã, ¿qué tal? 我们明天见",
)
#: Most of the length of a row that may be different, by the kind of the file's blocks; other weights differ by 1.4.
TOLERANCES = {
    **dict.fromkeys((Kind.F32, Kind.F16, Kind.BF16), 0.01),
    Kind.Q8_0: 0.02,
    Kind.Q6_K: 0.04,
    **dict.fromkeys((Kind.Q5_K, Kind.Q5_0, Kind.Q5_1), 0.08),
    **dict.fromkeys((Kind.Q4_K, Kind.Q4_0, Kind.Q4_1, Kind.IQ4_NL, Kind.IQ4_XS), 0.15),
}
LARGEST_TOLERANCE = 0.35
#: Rows of a matrix that are compared, and the matrices of each layer.
ROWS = 8
MATRICES = (
    *(f"self_attn.{name}_proj" for name in ("q", "k", "v", "o")),
    *(f"mlp.{name}_proj" for name in ("gate", "up", "down")),
)
#: transformers' names of what llama.cpp computes between the matrices of the feed-forward part.
ACTS = ("silu", "swish")

#: transformers leaves these without types.
_config_of = cast(Callable[..., Any], AutoConfig.from_pretrained)
_tokenizer_of = cast(Callable[..., Any], AutoTokenizer.from_pretrained)


def check(folder: Path, plan: Blueprint) -> None:
    """Hold a folder against a file, as far as it can be told without loading it.

    Raises:
        BaseRefused: `reason` "folder", or "other_folder" with `what`: arch, sizes, tokens, norms, biases or weights.
    """
    with _theirs():
        config = _config_of(folder, local_files_only=True)
        if config.model_type not in KINDS[plan.arch]:
            raise _other("arch", is_now=str(config.model_type)[:40])
        _check_sizes(config, plan)
    with _theirs():
        tokenizer = _tokenizer_of(folder, local_files_only=True)
    _check_tokens(tokenizer, plan.path)
    with ExitStack() as files:
        weights = _Weights(folder, files)
        _check_norms(weights, plan)
        _check_biases(weights, config, plan)
        _check_matrices(weights, plan)


@contextmanager
def _theirs() -> Iterator[None]:
    """Whatever goes wrong while the folder is read is said of the folder."""
    try:
        yield
    except (BaseRefused, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - foreign, and read by four libraries that fail in ways of their own
        raise BaseRefused(reason="folder", error=type(error).__name__) from None


def _other(what: str, **facts: str) -> BaseRefused:
    return BaseRefused(reason="other_folder", what=what, **facts)


def _check_sizes(config: Any, plan: Blueprint) -> None:
    for name in SIZES:
        if getattr(config, name) != getattr(plan.config, name):
            raise _other("sizes", of=name)
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    if head != plan.config.head_dim:
        raise _other("sizes", of="head_dim")
    if abs(config.rms_norm_eps - plan.config.rms_norm_eps) > 0.01 * plan.config.rms_norm_eps:
        raise _other("sizes", of="rms_norm_eps")
    if plan.tied and not config.tie_word_embeddings:
        raise _other("sizes", of="tie_word_embeddings")
    if config.hidden_act not in ACTS:
        raise _other("sizes", of="hidden_act")
    if getattr(config, "use_sliding_window", False):  # llama.cpp looks at everything
        raise _other("sizes", of="use_sliding_window")


def _check_tokens(tokenizer: Any, base: Path) -> None:
    weights = load_weights(str(base), gpu_layers=0, vocab_only=True)
    try:
        vocab = llama.llama_model_get_vocab(weights)
        for text in PROBES:
            served = tokenize(vocab, text, add_special=False, parse_special=False)
            with _theirs():
                theirs = list(tokenizer(text, add_special_tokens=False)["input_ids"])
            if theirs != served:
                raise _other("tokens")
    finally:
        llama.llama_model_free(weights)


def _check_norms(weights: _Weights, plan: Blueprint) -> None:
    for name in _norms(plan):
        theirs, served = weights.rows(f"{name}.weight", None), _served(plan, f"{name}.weight", None)[0]
        if not _same(theirs, served):
            raise _other("norms", of=name)


def _check_biases(weights: _Weights, config: Any, plan: Blueprint) -> None:
    """What transformers would add, by the configuration, is what is served; what it adds and nobody serves is zero."""
    for name in _projections(plan):
        kind = "attention_bias" if ".self_attn." in name else "mlp_bias"
        usual = plan.arch == "qwen2" and name.endswith(("q_proj", "k_proj", "v_proj"))
        adds, bias = bool(getattr(config, kind, usual)), f"{name}.bias"
        serves = name_in_file(plan, bias) in plan.tensors
        if (serves and not adds) or adds != weights.has(bias):
            raise _other("biases", of=name)
        if adds:
            theirs = weights.rows(bias, None)
            if not _same(theirs, _served(plan, bias, None)[0] if serves else np.zeros_like(theirs)):
                raise _other("biases", of=name)


def _check_matrices(weights: _Weights, plan: Blueprint) -> None:
    for name in ("model.embed_tokens", *(() if plan.tied else ("lm_head",)), *_projections(plan)):
        shape = weights.shape(f"{name}.weight")
        rows = np.linspace(0, shape[0] - 1, ROWS).astype(int)
        held = plan.tensors[name_in_file(plan, f"{name}.weight")]
        if shape != [int(n) for n in reversed(held.shape)]:
            raise _other("weights", of=name)
        theirs = weights.rows(f"{name}.weight", rows)
        served, kind = _served(plan, f"{name}.weight", rows)
        most = TOLERANCES.get(Kind(kind), LARGEST_TOLERANCE)
        if not np.linalg.norm(theirs - served) <= most * np.linalg.norm(theirs):  # nor if it is no number
            raise _other("weights", of=name)


def _same(theirs: np.ndarray, served: np.ndarray) -> bool:
    """Whether vectors are the same, but for the kind of number they are kept in."""
    return theirs.shape == served.shape and bool(np.abs(theirs - served).max() <= 0.01 * np.abs(served).max())


def _norms(plan: Blueprint) -> Iterator[str]:
    yield "model.norm"
    for layer in range(plan.config.num_hidden_layers):
        yield f"model.layers.{layer}.input_layernorm"
        yield f"model.layers.{layer}.post_attention_layernorm"
        if plan.arch == "qwen3":
            yield from (f"model.layers.{layer}.self_attn.{one}_norm" for one in ("q", "k"))


def _projections(plan: Blueprint) -> Iterator[str]:
    for layer in range(plan.config.num_hidden_layers):
        yield from (f"model.layers.{layer}.{name}" for name in MATRICES)


def _served(plan: Blueprint, name: str, rows: np.ndarray | None) -> tuple[np.ndarray, int]:
    """(numbers of the file in transformers' order, the kind of their blocks)."""
    held = plan.tensors[name_in_file(plan, name)]
    data = in_halves(plan, name, held.data)
    chosen_rows = data if rows is None else data[rows]
    return gguf.quants.dequantize(chosen_rows, held.tensor_type).astype(np.float32), int(held.tensor_type)


class _Weights:
    """The safetensors of a folder, one file or several, open as long as `files`."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        self._folder, self._stack = folder, files
        self._files: dict[str, str] = {}
        self._open: dict[str, Any] = {}
        index = folder / "model.safetensors.index.json"
        with _theirs():
            if index.exists():
                self._files = msgspec.json.decode(index.read_bytes(), type=_Index).weight_map

    def has(self, name: str) -> bool:
        """Whether there is such a tensor."""
        if self._files:
            return name in self._files
        return name in self._opened(name).keys()  # noqa: SIM118 - it is no dictionary

    def shape(self, name: str) -> list[int]:
        """Rows first."""
        with _theirs():
            return list(self._opened(name).get_slice(name).get_shape())

    def rows(self, name: str, rows: np.ndarray | None) -> np.ndarray:
        """Some rows of a matrix, or all of a vector, in float32."""
        with _theirs():
            file = self._opened(name)
            if rows is None:
                return cast(np.ndarray, file.get_tensor(name).float().numpy())
            part = file.get_slice(name)
            return np.concatenate([part[int(row) : int(row) + 1].float().numpy() for row in rows])

    def _opened(self, name: str) -> Any:
        held = Path(self._files.get(name, "model.safetensors")).name  # never outside the folder
        if held not in self._open:
            with _theirs():
                self._open[held] = self._stack.enter_context(safe_open(self._folder / held, framework="pt"))
        return self._open[held]


class _Index(msgspec.Struct):
    """Which file holds which tensor."""

    weight_map: dict[str, str]


def check_rotary(model: Any, plan: Blueprint) -> None:
    """Hold the rotary embedding of the loaded folder against the file's; problems as `check`."""
    theirs, served = model.model.rotary_emb, rotary(model, plan)
    one, other = theirs.inv_freq.float().cpu(), served.inv_freq.float()
    if one.shape != other.shape or not torch.allclose(one, other, rtol=1e-3, atol=0.0):
        raise _other("rope")
    if abs(theirs.attention_scaling - served.attention_scaling) > 1e-3:
        raise _other("rope")
