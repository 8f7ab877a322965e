"""What a model says when nothing is clever: a fresh context for each text, one token a decode, the likeliest each time.

Also random models of small real shapes (attention with shared key heads, a recurrent one) whose next token depends on
all that came before.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gguf
import llama_cpp as llama
import numpy as np

from engine.llm.llamacpp import Batch, load_weights, put, tokenize

WIDTH, LAYERS, HEADS, KV_HEADS, FEED, N_VOCAB = 64, 2, 4, 2, 128, 320
CONTROL = ("<unk>", "<s>", "</s>")


def greedy(path: Path, tokens: Sequence[int], n: int) -> tuple[list[int], list[float]]:
    """The next `n` tokens and their log-probabilities, or fewer if the text ends."""
    weights = load_weights(str(path), gpu_layers=0)
    params = llama.llama_context_default_params()
    put(params, n_ctx=1024, n_threads=1, n_threads_batch=1, flash_attn_type=llama.LLAMA_FLASH_ATTN_TYPE_DISABLED)
    context = llama.llama_init_from_model(weights, params)
    vocab = llama.llama_model_get_vocab(weights)
    n_vocab = llama.llama_vocab_n_tokens(vocab)
    batch = Batch(1)
    found: list[int] = []
    logprobs: list[float] = []
    try:
        for position, token in enumerate([*tokens]):
            _decode(context, batch, token, position)
        while len(found) < n:
            row = np.ctypeslib.as_array(llama.llama_get_logits_ith(context, -1), shape=(n_vocab,)).astype(np.float64)
            token = int(row.argmax())
            if llama.llama_vocab_is_eog(vocab, token):
                break
            found.append(token)
            logprobs.append(float(row[token] - row.max() - np.log(np.exp(row - row.max()).sum())))
            _decode(context, batch, token, len(tokens) + len(found) - 1)
    finally:
        batch.close()
        llama.llama_free(context)
        llama.llama_model_free(weights)
    return found, logprobs


def plain_tokens(path: Path, text: str) -> list[int]:
    """Tokens of a text in the middle of others, by llama.cpp alone."""
    weights = load_weights(str(path), gpu_layers=0)
    ids = tokenize(llama.llama_model_get_vocab(weights), text, add_special=False, parse_special=False)
    llama.llama_model_free(weights)
    return ids


def _decode(context: object, batch: Batch, token: int, position: int) -> None:
    batch.clear()
    batch.add(token, position, 0, wanted=True)
    assert llama.llama_decode(context, batch.native) == 0


def write_llama(path: Path, *, quantised: bool = False, adds_space: bool = False, seed: int = 3) -> Path:
    """Random weights, F32 or Q8_0; every byte is a token."""
    writer = gguf.GGUFWriter(path, "llama")
    _describe(writer, adds_space=adds_space)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    kv = WIDTH // HEADS * KV_HEADS
    shapes = {"attn_q": (WIDTH, WIDTH), "attn_k": (kv, WIDTH), "attn_v": (kv, WIDTH), "attn_output": (WIDTH, WIDTH)}
    shapes |= {"ffn_gate": (FEED, WIDTH), "ffn_up": (FEED, WIDTH), "ffn_down": (WIDTH, FEED)}
    draw = np.random.default_rng(seed)
    for layer in range(LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(WIDTH, dtype=np.float32))
        for name, shape in shapes.items():
            _add(writer, f"blk.{layer}.{name}.weight", _random(draw, shape, 2.0), quantised=quantised)
    return _finish(writer, path, draw, quantised=quantised)


def write_mamba(path: Path, *, seed: int = 3) -> Path:
    """A recurrent model with random weights: it has one state a sequence, which cannot be cut back."""
    inner, state, rank, kernel = 2 * WIDTH, 16, 4, 4
    writer = gguf.GGUFWriter(path, "mamba")
    _describe(writer)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_ssm_conv_kernel(kernel)
    writer.add_ssm_inner_size(inner)
    writer.add_ssm_state_size(state)
    writer.add_ssm_time_step_rank(rank)
    writer.add_layer_norm_rms_eps(1e-5)
    draw = np.random.default_rng(seed)
    shapes = {
        "ssm_in.weight": (2 * inner, WIDTH),
        "ssm_conv1d.weight": (inner, kernel),
        "ssm_x.weight": (rank + 2 * state, inner),
        "ssm_dt.weight": (inner, rank),
        "ssm_out.weight": (WIDTH, inner),
    }
    for layer in range(LAYERS):
        at = f"blk.{layer}."
        writer.add_tensor(f"{at}attn_norm.weight", np.ones(WIDTH, dtype=np.float32))
        writer.add_tensor(f"{at}ssm_conv1d.bias", np.zeros(inner, dtype=np.float32))
        writer.add_tensor(f"{at}ssm_dt.bias", np.zeros(inner, dtype=np.float32))
        steps = np.tile(np.arange(1, state + 1, dtype=np.float32), (inner, 1))
        writer.add_tensor(f"{at}ssm_a", -steps)
        writer.add_tensor(f"{at}ssm_d", np.ones(inner, dtype=np.float32))
        for name, shape in shapes.items():
            writer.add_tensor(f"{at}{name}", _random(draw, shape, 2.0))
    return _finish(writer, path, draw, quantised=False)


def _describe(writer: gguf.GGUFWriter, *, adds_space: bool = False) -> None:
    tokens = [*CONTROL, *(f"<0x{byte:02X}>" for byte in range(256)), "\u2581"]
    tokens += [f"{chr(97 + i)}" for i in range(26)] + [f"\u2581{chr(97 + i)}" for i in range(26)]
    tokens += [f"unused{i}" for i in range(N_VOCAB - len(tokens))]
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    kinds += [gguf.TokenType.BYTE] * 256
    kinds += [gguf.TokenType.NORMAL] * (N_VOCAB - len(kinds))
    writer.add_name("random")
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * N_VOCAB)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(adds_space)


def _finish(writer: gguf.GGUFWriter, path: Path, draw: np.random.Generator, *, quantised: bool) -> Path:
    _add(writer, "token_embd.weight", _random(draw, (N_VOCAB, WIDTH), 8.0), quantised=quantised)
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, dtype=np.float32))
    _add(writer, "output.weight", _random(draw, (N_VOCAB, WIDTH), 3.0), quantised=quantised)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add(writer: gguf.GGUFWriter, name: str, values: np.ndarray, *, quantised: bool) -> None:
    if quantised:
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    else:
        writer.add_tensor(name, values)


def _random(draw: np.random.Generator, shape: tuple[int, ...], deviation: float) -> np.ndarray:
    return (draw.standard_normal(shape) * deviation / np.sqrt(shape[-1])).astype(np.float32)
