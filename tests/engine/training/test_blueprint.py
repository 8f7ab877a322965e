"""A file that would be served otherwise than it is trained is refused, and for a reason that has a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from mutations import mutants
from random_files import SHAPES, Files, Shape, changed, write

from engine.problems import BaseRefused
from engine.training import blueprint
from engine.training.base import open_base

PLAIN = SHAPES["llama"]
SEEDS = [*range(20), *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(20, 200))]


def refusal(path: Path) -> dict[str, Any]:
    with pytest.raises(BaseRefused) as refused:
        open_base(path)
    return refused.value.facts


REFUSED: dict[str, tuple[Shape, dict[str, Any], dict[str, Any]]] = {
    "mixture": (PLAIN, {"values": {"expert_count": 8}}, {"reason": "mixture"}),
    "long context": (
        PLAIN,
        {"extra": {"rope_factors_long.weight": np.ones(8), "rope_factors_short.weight": np.ones(8)}},
        {"reason": "long_context"},
    ),
    "longrope": (changed("llama", rope="longrope", rope_factor=4.0), {}, {"reason": "rope", "kind": "longrope"}),
    "yarn without its context": (
        changed("llama", rope="yarn", rope_factor=4.0),
        {},
        {"reason": "rope", "kind": "yarn"},
    ),
    "yarn of its own": (
        SHAPES["llama yarn"],
        {"values": {"rope.scaling.attn_factor": 0.5}},
        {"reason": "rope", "kind": "yarn"},
    ),
    "rope factors of another size": (
        PLAIN,
        {"extra": {"rope_freqs.weight": np.ones(5)}},
        {"reason": "rope", "kind": "factors"},
    ),
    "rope factors where none are read": (
        SHAPES["qwen3"],
        {"extra": {"rope_freqs.weight": np.ones(16)}},
        {"reason": "unknown_tensor", "name": "rope_freqs.weight"},
    ),
    "unknown tensor": (
        PLAIN,
        {"extra": {"blk.0.attn_q_norm.weight": np.ones(16)}},
        {"reason": "unknown_tensor", "name": "blk.0.attn_q_norm.weight"},
    ),
    "bias of a norm": (
        PLAIN,
        {"extra": {"blk.1.attn_norm.bias": np.ones(64)}},
        {"reason": "unknown_tensor", "name": "blk.1.attn_norm.bias"},
    ),
    "layer too many": (
        PLAIN,
        {"extra": {"blk.2.attn_q.weight": np.ones((64, 64))}},
        {"reason": "unknown_tensor", "name": "blk.2.attn_q.weight"},
    ),
    "scale of attention": (
        PLAIN,
        {"values": {"attention.scale": 0.25}},
        {"reason": "strange_value", "key": "llama.attention.scale"},
    ),
    "scale of logits": (
        PLAIN,
        {"values": {"logit_scale": 0.5}},
        {"reason": "strange_value", "key": "llama.logit_scale"},
    ),
    "both ways": (
        PLAIN,
        {"values": {"attention.causal": False}},
        {"reason": "strange_value", "key": "llama.attention.causal"},
    ),
    "heads of two sizes": (PLAIN, {"values": {"attention.key_length": 32}}, {"reason": "shape"}),
    "values of another size": (PLAIN, {"values": {"attention.value_length": 8}}, {"reason": "heads"}),
    "half turned": (PLAIN, {"values": {"rope.dimension_count": 8}}, {"reason": "heads"}),
    "heads that do not divide": (changed("llama", kv_heads=3), {}, {"reason": "heads"}),
    "keys of every layer by itself": (
        changed("llama", kv_heads=0),
        {"values": {"attention.head_count_kv": [2, 1]}},
        {"reason": "heads"},
    ),
    "capped logits": (
        PLAIN,
        {"values": {"final_logit_softcapping": 30.0}},
        {"reason": "strange_value", "key": "llama.final_logit_softcapping"},
    ),
    "scale of embeddings": (
        PLAIN,
        {"values": {"embedding_scale": 12.0}},
        {"reason": "strange_value", "key": "llama.embedding_scale"},
    ),
    "missing tensor": (PLAIN, {"without": ("blk.1.ffn_up.weight",)}, {"reason": "missing_tensor"}),
    "missing embedding": (PLAIN, {"without": ("token_embd.weight",)}, {"reason": "missing_tensor"}),
    "other shape": (PLAIN, {"extra": {"blk.0.ffn_up.weight": np.ones((96, 32))}}, {"reason": "shape"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_by_name(tmp_path: Path, name: str) -> None:
    shape, made, wanted = REFUSED[name]
    facts = refusal(write(tmp_path / "odd.gguf", shape, **made))
    assert {key: facts.get(key) for key in wanted} == wanted


def test_an_architecture_that_we_cannot_train_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "odd.gguf", changed("llama", arch="phi3"))
    assert refusal(path) == {"reason": "arch", "arch": "phi3"}


def test_a_kind_of_number_that_cannot_be_unpacked_is_refused(files: Files, tmp_path: Path) -> None:
    """One that llama.cpp knows and we do not: the entry of a tensor's type says TQ1_0."""
    data = bytearray(files.packed("wide", "Q8_0").read_bytes())
    name = b"blk.1.ffn_up.weight"
    at = data.index(name) + len(name) + 4 + 2 * 8
    assert data[at] == 8
    data[at] = 35  # TQ2_0 takes fewer bytes, so that everything still lies within the file
    (tmp_path / "odd.gguf").write_bytes(data)
    assert refusal(tmp_path / "odd.gguf")["reason"] == "type"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"GGUF",
        lambda data: data[:1000],
        lambda data: b"junk" + data[4:],
        lambda data: data[:-4096],
    ],
    ids=["empty", "magic only", "cut in the head", "other magic", "cut at the end"],
)
def test_an_unreadable_file_is_refused(files: Files, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(damage(files.plain("llama").read_bytes()))
    assert refusal(path)["reason"] == "unreadable"


#: Every way in which a base is refused.
REASONS = {
    "unreadable", "arch", "mixture", "long_context", "rope", "heads", "strange_value", "missing_tensor",
    "unknown_tensor", "type", "shape",
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_file_is_refused_or_opened(files: Files, tmp_path: Path, seed: int) -> None:
    """That it is the file we know is for its hash to say."""
    path = tmp_path / "mutant.gguf"
    path.write_bytes(mutants(files.plain("llama").read_bytes(), seed))
    try:
        opened = open_base(path)
    except BaseRefused as problem:
        reason = problem.facts["reason"]
    else:
        reason = "opened"
        assert {one.dtype for one in opened.parameters()} == {torch.float32}
        assert opened.config.num_hidden_layers >= 1
    assert reason in REASONS | {"opened"}


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.gguf")["reason"] == "unreadable"


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "odd"])
def test_what_we_train_is_accepted(files: Files, name: str) -> None:
    plan = blueprint.read(files.plain(name))
    assert plan.arch == SHAPES[name].arch
    assert plan.tied == SHAPES[name].tied
