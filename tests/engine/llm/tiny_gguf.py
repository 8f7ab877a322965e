"""Tiny language models written by the tests: real GGUF files, really decoded, and what they say is known.

One llama layer whose attention and feed-forward are zero, one-hot embeddings and an output matrix that
maps each token to its successor: it says its script, piece by piece, whatever the prompt was, and ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gguf
import numpy as np

CONTROL = ("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")
EOS = 2
LAYERS, HEADS, FEED = 1, 4, 32


def write(
    path: Path,
    script: Sequence[str],
    *,
    loops: bool = False,
    certainty: float = 1.0,
    template: str | None = None,
    n_ctx_train: int = 65536,
    arch: str = "llama",
    control: Sequence[str] = (),
    defined: Sequence[str] = (),
) -> Path:
    """A model that says `script` (different pieces; "<0xF0>" is a byte) and ends, or `loops`.

    Args:
        control: pieces that are control tokens.
        defined: user-defined tokens, which llama.cpp finds in every text.
        certainty: 1 leaves no choice; at 0.1 sampling goes astray.
    """
    control = [*CONTROL, *control]
    tokens = [*control, *(f"<0x{byte:02X}>" for byte in range(256)), *defined, " "]
    tokens += [piece for piece in script if piece not in tokens]
    width = -(-len(tokens) // (HEADS * 8)) * HEADS * 8
    writer = gguf.GGUFWriter(path, arch)
    writer.add_name("tiny")
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(n_ctx_train)
    writer.add_embedding_length(width)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(width // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    _add_vocabulary(writer, tokens, len(control), len(defined), template)
    for name, values in _weights(tokens, script, width, loops=loops, certainty=certainty).items():
        writer.add_tensor(name, values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_vocabulary(
    writer: gguf.GGUFWriter, tokens: Sequence[str], n_control: int, n_defined: int, template: str | None
) -> None:
    kinds = [gguf.TokenType.CONTROL] * n_control + [gguf.TokenType.BYTE] * 256
    kinds += [gguf.TokenType.USER_DEFINED] * n_defined
    kinds += [gguf.TokenType.NORMAL] * (len(tokens) - len(kinds))
    kinds[0] = gguf.TokenType.UNKNOWN
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token.replace(" ", "\u2581") for token in tokens])
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(EOS)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    if template is not None:
        writer.add_chat_template(template)


def _weights(
    tokens: Sequence[str], script: Sequence[str], width: int, *, loops: bool, certainty: float
) -> dict[str, np.ndarray]:
    ids = [tokens.index(piece) for piece in script]
    successor = np.full(len(tokens), ids[0])
    successor[ids] = [*ids[1:], ids[0] if loops else EOS]
    output = np.zeros((len(tokens), width))
    output[successor, np.arange(len(tokens))] = certainty
    zeros = {
        "attn_q": (width, width),
        "attn_k": (width, width),
        "attn_v": (width, width),
        "attn_output": (width, width),
        "ffn_gate": (FEED, width),
        "ffn_up": (FEED, width),
        "ffn_down": (width, FEED),
    }
    weights = {f"blk.0.{name}.weight": np.zeros(shape) for name, shape in zeros.items()}
    ones = ("blk.0.attn_norm.weight", "blk.0.ffn_norm.weight", "output_norm.weight")
    weights |= {name: np.ones(width) for name in ones}
    return weights | {"token_embd.weight": np.eye(len(tokens), width), "output.weight": output}
