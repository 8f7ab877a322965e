"""Tiny random networks as GGUF files, of every architecture and with everything special that files come with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import gguf
import llama_cpp as llama
import numpy as np

CONTROL = ("<unk>", "<s>", "</s>")
N_VOCAB = len(CONTROL) + 256 + 5
#: How llama.cpp's quantiser calls the kinds.
KINDS = {
    "Q8_0": llama.LLAMA_FTYPE_MOSTLY_Q8_0,
    "Q4_K_M": llama.LLAMA_FTYPE_MOSTLY_Q4_K_M,
    "Q5_0": llama.LLAMA_FTYPE_MOSTLY_Q5_0,
    "F16": llama.LLAMA_FTYPE_MOSTLY_F16,
    "BF16": llama.LLAMA_FTYPE_MOSTLY_BF16,
}


@dataclass(frozen=True)
class Shape:
    """A network; `head` 0 is width / heads."""

    arch: str = "llama"
    width: int = 64
    layers: int = 2
    heads: int = 4
    kv_heads: int = 2
    head: int = 0
    feed: int = 96
    tied: bool = False
    biases: bool = False
    rope_factors: bool = False
    rope: str = ""
    rope_factor: float = 0.0
    original: int = 0
    n_vocab: int = N_VOCAB
    rope_base: float = 10_000.0
    epsilon: float = 1e-5

    @property
    def head_size(self) -> int:
        return self.head or self.width // self.heads


SHAPES = {
    "llama": Shape(),
    "llama tied": Shape(tied=True),
    "llama with biases": Shape(biases=True),
    "llama with rope factors": Shape(rope_factors=True),
    "llama linear": Shape(rope="linear", rope_factor=4.0),
    "llama linear without a word": Shape(rope_factor=4.0),
    "llama yarn": Shape(rope="yarn", rope_factor=4.0, original=16),
    "llama of another base": Shape(rope_base=500_000.0),
    "llama of an untold base": Shape(rope_base=0.0),
    "llama of another epsilon": Shape(epsilon=0.3),
    "llama with large heads": Shape(head=32),
    "llama with as many keys": Shape(kv_heads=4),
    "qwen2": Shape("qwen2", biases=True, tied=True),
    "qwen3": Shape("qwen3", head=32),
    "qwen3 tied": Shape("qwen3", tied=True),
    "qwen3 of another base": Shape("qwen3", rope_base=1_000_000.0),
    "wide": Shape(width=256, heads=8, feed=512),
    "wide qwen2": Shape("qwen2", width=256, heads=8, feed=512, biases=True),
    "odd": Shape(width=96, heads=3, kv_heads=1, feed=160),
}


class Files:
    """Files by the names of `SHAPES`, written when they are wanted first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cache  # noqa: B019 - lives as long as the session
    def plain(self, name: str) -> Path:
        """All numbers in F32."""
        return write(self.folder / f"{name.replace(' ', '-')}.gguf", SHAPES[name])

    @cache  # noqa: B019
    def packed(self, name: str, kind: str) -> Path:
        """Quantised by llama.cpp."""
        return quantised(self.plain(name), self.folder / f"{name.replace(' ', '-')}-{kind}.gguf", kind)


def quantised(source: Path, out: Path, kind: str) -> Path:
    """What llama.cpp's own quantiser makes of a file."""
    params = llama.llama_model_quantize_default_params()
    params.ftype, params.nthread = KINDS[kind], 1
    assert llama.llama_model_quantize(str(source).encode(), str(out).encode(), params) == 0
    return out


def write(
    path: Path,
    shape: Shape,
    *,
    values: dict[str, Any] | None = None,
    name: str = "random",
    extra: dict[str, np.ndarray] | None = None,
    without: tuple[str, ...] = (),
    seed: int = 7,
    template: str = "",
    alignment: int = 0,
    vocabulary: Callable[[Any], None] | None = None,
) -> Path:
    """A file of this shape; `values` are further metadata of its architecture, `extra` further tensors."""
    writer = gguf.GGUFWriter(path, shape.arch)
    if alignment:
        writer.add_custom_alignment(alignment)
    writer.add_name(name)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(4096)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed)
    writer.add_head_count(shape.heads)
    if shape.kv_heads:
        writer.add_head_count_kv(shape.kv_heads)
    if shape.head:
        writer.add_key_length(shape.head)
        writer.add_value_length(shape.head)
    if shape.rope_base:
        writer.add_rope_freq_base(shape.rope_base)
    if shape.rope:
        writer.add_string(f"{shape.arch}.rope.scaling.type", shape.rope)
    if shape.rope_factor:
        writer.add_rope_scaling_factor(shape.rope_factor)
    if shape.original:
        writer.add_rope_scaling_orig_ctx_len(shape.original)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    for key, value in (values or {}).items():
        add = {
            bool: writer.add_bool, int: writer.add_uint32, float: writer.add_float32, str: writer.add_string,
            list: writer.add_array,
        }  # fmt: skip
        add[type(value)](f"{shape.arch}.{key}", value)
    if vocabulary is None:
        _add_vocabulary(writer, shape.n_vocab, template)
    else:
        vocabulary(writer)
    for name, numbers in {**tensors(shape, seed), **(extra or {})}.items():
        if name not in without:
            writer.add_tensor(name, np.ascontiguousarray(numbers, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def tensors(shape: Shape, seed: int) -> dict[str, np.ndarray]:
    """Random numbers of such sizes that logits are some units large and attention looks at several tokens."""
    draw = np.random.default_rng(seed)
    kv, q = shape.kv_heads * shape.head_size, shape.heads * shape.head_size
    layer = {
        "attn_q": (q, shape.width),
        "attn_k": (kv, shape.width),
        "attn_v": (kv, shape.width),
        "attn_output": (shape.width, q),
        "ffn_gate": (shape.feed, shape.width),
        "ffn_up": (shape.feed, shape.width),
        "ffn_down": (shape.width, shape.feed),
    }
    made = {"token_embd.weight": draw.normal(0, 1, (shape.n_vocab, shape.width))}
    if shape.tied:
        made["token_embd.weight"] *= 0.15
    else:
        made["output.weight"] = draw.normal(0, shape.width**-0.5, (shape.n_vocab, shape.width))
    norms = {"attn_norm": shape.width, "ffn_norm": shape.width}
    if shape.arch == "qwen3":
        norms |= {"attn_q_norm": shape.head_size, "attn_k_norm": shape.head_size}
    for i in range(shape.layers):
        for name, (rows, columns) in layer.items():
            made[f"blk.{i}.{name}.weight"] = draw.normal(0, 0.8 * columns**-0.5, (rows, columns))
            if shape.biases and name in ("attn_q", "attn_k", "attn_v"):
                made[f"blk.{i}.{name}.bias"] = draw.normal(0, 0.5, rows)
        made |= {f"blk.{i}.{name}.weight": draw.uniform(0.5, 1.5, size) for name, size in norms.items()}
    made["output_norm.weight"] = draw.uniform(0.5, 1.5, shape.width)
    if shape.rope_factors:
        made["rope_freqs.weight"] = np.geomspace(1, 8, shape.head_size // 2)
    return made


def _add_vocabulary(writer: gguf.GGUFWriter, n_vocab: int, template: str) -> None:
    tokens = [*CONTROL, *(f"<0x{byte:02X}>" for byte in range(256))]
    tokens += ["\u2581", *(f"\u2581{letter}" for letter in "abcdefghijklmnop")][: n_vocab - len(tokens)]
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    kinds += [gguf.TokenType.BYTE] * 256
    kinds += [gguf.TokenType.NORMAL] * (len(tokens) - len(kinds))
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    if template:
        writer.add_chat_template(template)


def ids(n: int = 48, seed: int = 1) -> list[int]:
    """Random tokens behind the beginning of a text."""
    return [1, *np.random.default_rng(seed).integers(len(CONTROL), N_VOCAB, n - 1).tolist()]


def changed(name: str, **fields: Any) -> Shape:
    """A shape of `SHAPES` with some fields else."""
    return replace(SHAPES[name], **fields)
