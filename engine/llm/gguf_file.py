"""What a GGUF file says of itself, and whether we may load it; the weights are not read.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little-endian. A parser
is no integrity check: mutated weights load silently, so every file is also compared with its recorded
SHA-256.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path

from engine.llm import gguf_directory
from engine.llm.architectures import ENCODERS, supported
from engine.llm.gguf_directory import Damaged, Directory, Summed, whole
from engine.problems import ModelMissing, ModelRefused

#: Bytes of a number in the f16 cache.
F16_BYTES = 2
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
        kv_bytes_per_token: of an f16 cache without a sliding window, 0 if it does not say.
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
    kv_bytes_per_token: int

    @property
    def is_encoder(self) -> bool:
        """Whether it embeds and cannot write."""
        return self.arch in ENCODERS


def check(path: Path, *, writes: bool = True) -> GgufFile:
    """Read the header of `path`.

    Args:
        writes: whether a model that continues texts is wanted (else any architecture will do).

    Raises:
        ModelMissing: no such file.
        ModelRefused: `reason` is one of unreadable, not_gguf, big_endian, version, damaged, truncated, adapter,
            not_a_model (a projector or vocabulary), in_parts, no_architecture, no_tokenizer, embeds_only,
            unsupported (this llama.cpp does not know the architecture).
    """
    try:
        found = _described(gguf_directory.read(path))
    except ModelMissing:
        raise ModelMissing(reason="no_file", path=str(path)) from None
    except Damaged:
        raise ModelRefused(reason="damaged", path=str(path)) from None
    except ModelRefused as problem:
        raise ModelRefused(**{"path": str(path), **problem.facts}) from None
    if writes and found.is_encoder:
        raise ModelRefused(reason="embeds_only", path=str(path), arch=found.arch[:40])
    if not supported(found.arch):
        raise ModelRefused(reason="unsupported", path=str(path), arch=found.arch[:40])
    return found


def _described(found: Directory) -> GgufFile:
    values = found.values
    arch = str(values.get("general.architecture", ""))
    _refuse_other_kinds(values, arch, len(found.tensors))
    file_type = whole(values.get("general.file_type", -1))
    return GgufFile(
        arch=arch,
        name=str(values.get("general.name", "")),
        quant=FILE_TYPES.get(file_type, f"file type {file_type}"),
        n_ctx_train=whole(values.get(f"{arch}.context_length", 0)),
        n_layers=whole(values.get(f"{arch}.block_count", 0)),
        n_tensors=len(found.tensors),
        n_params=sum(prod(tensor.shape) for tensor in found.tensors),
        n_vocab=whole(values.get("tokenizer.ggml.tokens", 0)),
        chat_template=str(values.get("tokenizer.chat_template", "")),
        licence=str(values.get("general.license", "")),
        file_bytes=found.file_bytes,
        kv_bytes_per_token=_kv_bytes_per_token(values, arch),
    )


def _refuse_other_kinds(values: dict[str, object], arch: str, n_tensors: int) -> None:
    kind = values.get("general.type", "model")
    if kind == "adapter":
        raise ModelRefused(reason="adapter")
    if kind != "model":
        raise ModelRefused(reason="not_a_model", kind=str(kind)[:40])
    if whole(values.get("split.count", 1)) > 1:
        raise ModelRefused(reason="in_parts")
    if not arch or n_tensors == 0:
        raise ModelRefused(reason="no_architecture")
    if "tokenizer.ggml.model" not in values:
        raise ModelRefused(reason="no_tokenizer", arch=arch[:40])


def _kv_bytes_per_token(values: dict[str, object], arch: str) -> int:
    """Keys and values of all layers for one token: heads times their widths."""

    def told(name: str, otherwise: int = 0) -> int:
        return whole(values.get(f"{arch}.{name}", otherwise))

    n_heads = values.get(f"{arch}.attention.head_count", 0)
    heads = whole(n_heads) if isinstance(n_heads, int) else 0
    width = told("embedding_length") // heads if heads else 0
    key_and_value = told("attention.key_length", width) + told("attention.value_length", width)
    kv_heads = values.get(f"{arch}.attention.head_count_kv", heads)
    in_all = kv_heads if isinstance(kv_heads, Summed) else whole(kv_heads) * told("block_count")
    return in_all * key_and_value * F16_BYTES
