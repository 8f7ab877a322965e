"""Hugging Face folders of real shapes with random weights, for what is opened from such a folder only.

Written a layer at a time in float16, from a pool of random rows for each width, as in `app.benches.shapes`; there is no
tokenizer in it, and the file of no model was made from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from app.benches.shapes import POOL, SHAPES, Shape

Half = np.ndarray[tuple[int, ...], np.dtype[np.float16]]


def write(folder: Path, shape: str, *, seed: int = 0) -> Path:
    """Write the network named by a key of `app.benches.shapes.SHAPES`; equal seeds give equal weights.

    Raises:
        KeyError: no such shape. OSError: it cannot be written.
    """
    from safetensors.numpy import save_file  # of the parts that train

    wanted, draw = SHAPES[shape], np.random.default_rng(seed)
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(_config(wanted)))
    pools: dict[int, Half] = {}
    places: dict[str, str] = {}
    for number, part in enumerate(_parts(wanted)):
        name = f"model-{number:05}.safetensors"
        save_file({held: _numbers(size, pools, draw) for held, size in part.items()}, folder / name, {"format": "pt"})
        places |= dict.fromkeys(part, name)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))
    return folder


def _config(shape: Shape) -> dict[str, object]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": shape.n_vocab,
        "hidden_size": shape.width,
        "intermediate_size": shape.feed,
        "num_hidden_layers": shape.n_layers,
        "num_attention_heads": shape.n_heads,
        "num_key_value_heads": shape.n_kv,
        "head_dim": shape.head,
        "hidden_act": "silu",
        "max_position_embeddings": 8192,
        "rms_norm_eps": 1e-5,
        "rope_parameters": {"rope_theta": shape.rope_base, "rope_type": "default"},
        "tie_word_embeddings": True,
        "dtype": "float16",
    }


def _parts(shape: Shape) -> Iterator[dict[str, tuple[int, ...]]]:
    """Names and sizes, file by file; the embedding is the output matrix too."""
    width, kv = shape.width, shape.n_kv * shape.head
    yield {"model.embed_tokens.weight": (shape.n_vocab, width), "model.norm.weight": (width,)}
    for layer in range(shape.n_layers):
        held = {
            "input_layernorm": (width,),
            "post_attention_layernorm": (width,),
            "self_attn.q_proj": (width, width),
            "self_attn.k_proj": (kv, width),
            "self_attn.v_proj": (kv, width),
            "self_attn.o_proj": (width, width),
            "mlp.gate_proj": (shape.feed, width),
            "mlp.up_proj": (shape.feed, width),
            "mlp.down_proj": (width, shape.feed),
        }
        yield {f"model.layers.{layer}.{name}.weight": size for name, size in held.items()}


def _numbers(size: tuple[int, ...], pools: dict[int, Half], draw: np.random.Generator) -> Half:
    """Norms are ones; matrices have a mean of 0 and a standard deviation of 1 / √columns."""
    if len(size) == 1:
        return np.ones(size, dtype=np.float16)
    rows, columns = size
    if columns not in pools:
        pools[columns] = draw.normal(0, columns**-0.5, (POOL, columns)).astype(np.float16)
    return pools[columns][draw.integers(0, POOL, rows)]
