"""Model files of real shapes with random weights: what decoding costs does not depend on what the weights say.

A llama-architecture GGUF is written tensor by tensor from a pool of random rows that repeat in random order, so that a
gigabyte takes a few seconds and some megabytes of memory. Tokenising is real: a SentencePiece vocabulary of letter
groups, with every byte as a fallback.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Kind
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

#: Different rows of each width; the rows of a matrix are drawn from them.
POOL = 1024
#: Bytes written at a time.
PIECE = 16 << 20
CONTROL = ("<unk>", "<s>", "</s>")
BOS, EOS = 1, 2
#: Controls and single bytes have embeddings of zeros: their logit is 0, far below the 40 highest of thousands, so that
#: no text ends, or ends within a character.
N_UNSAID = len(CONTROL) + 256
EMBEDDING = "token_embd.weight"
LETTERS = "etaoinshrdlcumwfgypbvkjxqz"


@dataclass(frozen=True, slots=True)
class Shape:
    """The measures of a llama-architecture model.

    Attributes:
        n_kv: heads of keys and values.
    """

    n_layers: int
    width: int
    n_heads: int
    n_kv: int
    feed: int
    n_vocab: int
    rope_base: float

    @property
    def head(self) -> int:
        """Width of one head."""
        return self.width // self.n_heads


#: SmolLM2-135M, Llama-3.2-1B and Llama-3.2-3B as their files describe them, with their whole vocabularies and tied
#: embeddings: at 1B a fifth of every step goes into 128,256 logits. `tiny` is for tests. All in Q8_0. Measured on two
#: cores: 150m 8 ms and 1b 48 ms a step; 1b in Q4_K_M 25 ms, but rows of 576 values cannot be cut into K-quants' blocks.
SHAPES = {
    "tiny": Shape(2, 64, 4, 2, 128, 2048, 1e4),
    "150m": Shape(30, 576, 9, 3, 1536, 49152, 1e5),
    "1b": Shape(16, 2048, 32, 8, 8192, 128256, 5e5),
    "3b": Shape(28, 3072, 24, 8, 8192, 128256, 5e5),
}


def write(path: Path, shape: str, *, seed: int = 0) -> Path:
    """Write the model file named by a key of `SHAPES`; equal seeds give equal files.

    Raises:
        KeyError: no such shape.
        OSError: it cannot be written.
    """
    wanted = SHAPES[shape]
    layout = list(tensors(wanted))
    writer = gguf.GGUFWriter(path, "llama")
    _describe(writer, wanted, shape)
    for name, rows, columns, kind in layout:
        n_bytes = rows * _row_bytes(columns, kind)
        stored = (rows, _row_bytes(columns, kind)) if kind is not Kind.F32 else (columns,)
        dtype = np.dtype(np.float32) if kind is Kind.F32 else np.dtype(np.uint8)
        writer.add_tensor_info(name, stored, dtype, n_bytes, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    pools = _Pools(np.random.default_rng(seed))
    with path.open("ab") as file:
        for name, rows, columns, kind in layout:
            _align(file)
            for number, piece in enumerate(pools.matrix(rows, columns, kind)):
                if name == EMBEDDING and number == 0:
                    piece[:N_UNSAID] = 0
                piece.tofile(file)
        _align(file)
    return path


def tensors(shape: Shape) -> Iterator[tuple[str, int, int, Kind]]:
    """(name, rows, columns, packing) in the order of the file."""
    width, kv = shape.width, shape.n_kv * shape.head
    yield EMBEDDING, shape.n_vocab, width, Kind.Q8_0
    yield "output_norm.weight", 1, width, Kind.F32
    for layer in range(shape.n_layers):
        for name, rows, columns, kind in (
            ("attn_norm", 1, width, Kind.F32),
            ("attn_q", width, width, Kind.Q8_0),
            ("attn_k", kv, width, Kind.Q8_0),
            ("attn_v", kv, width, Kind.Q8_0),
            ("attn_output", width, width, Kind.Q8_0),
            ("ffn_norm", 1, width, Kind.F32),
            ("ffn_gate", shape.feed, width, Kind.Q8_0),
            ("ffn_up", shape.feed, width, Kind.Q8_0),
            ("ffn_down", width, shape.feed, Kind.Q8_0),
        ):
            yield f"blk.{layer}.{name}.weight", rows, columns, kind


def _describe(writer: Any, shape: Shape, name: str) -> None:
    writer.add_name(f"random {name}")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(8192)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.n_layers)
    writer.add_feed_forward_length(shape.feed)
    writer.add_head_count(shape.n_heads)
    writer.add_head_count_kv(shape.n_kv)
    writer.add_rope_dimension_count(shape.head)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(1e-5)
    tokens = _vocabulary(shape.n_vocab)
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    kinds += [gguf.TokenType.BYTE] * 256
    kinds += [gguf.TokenType.NORMAL] * (len(tokens) - len(kinds))
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(rank) for rank in range(len(tokens))])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(BOS)
    writer.add_eos_token_id(EOS)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)


def _vocabulary(size: int) -> list[str]:
    """Controls, bytes, characters, then strings of letters by length, each also at the beginning of a word.

    Every beginning of an entry is an entry too, so that SentencePiece's merging reaches all of them.
    """
    printable = [chr(code) for code in range(0x21, 0x7F)]
    found = [*CONTROL, *(f"<0x{byte:02X}>" for byte in range(256)), "\u2581", *printable]
    strings = ("".join(drawn) for length in itertools.count(2) for drawn in itertools.product(LETTERS, repeat=length))
    found += [f"\u2581{letter}" for letter in LETTERS]
    for string in strings:
        if len(found) >= size:
            break
        found += [string, f"\u2581{string}"]
    return found[:size]


class _Pools:
    """Random packed rows by width."""

    def __init__(self, draw: np.random.Generator) -> None:
        self._draw = draw
        self._rows: dict[int, Bytes] = {}

    def matrix(self, rows: int, columns: int, kind: Kind) -> Iterator[Bytes]:
        """The bytes of a matrix, `PIECE` at a time; vectors (F32) are ones."""
        if kind is Kind.F32:
            yield np.ones(rows * columns, dtype="<f4").view(np.uint8)
            return
        pool = self._pool(columns, kind)
        at_once = max(1, PIECE // pool.shape[1])
        for begin in range(0, rows, at_once):
            yield pool[self._draw.integers(0, POOL, min(at_once, rows - begin))]

    def _pool(self, columns: int, kind: Kind) -> Bytes:
        """Rows whose values have mean 0 and a standard deviation of 1 / √columns: uint8 (`POOL`, bytes)."""
        if columns not in self._rows:
            values = self._draw.normal(0, columns**-0.5, (POOL, columns)).astype(np.float32)
            self._rows[columns] = gguf.quants.quantize(values, kind)
        return self._rows[columns]


def _row_bytes(columns: int, kind: Kind) -> int:
    block, n_bytes = gguf.GGML_QUANT_SIZES[kind]
    return int(columns // block * n_bytes)


def _align(file: BinaryIO) -> None:
    file.write(bytes(-file.tell() % gguf.GGUF_DEFAULT_ALIGNMENT))
