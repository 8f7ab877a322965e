"""An adapter as llama.cpp applies it computes what peft computed with it; what it could not say is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from bare_llama import BareLlama
from mutations import mutants
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from random_files import Files, ids
from safetensors.torch import load, save

from engine.llm import adapter_file, gguf_directory
from engine.llm.adapters import Adapters
from engine.problems import AdapterRefused
from engine.protocol import AdapterFile
from engine.training import adapter_gguf
from engine.training.adapter_gguf import Scaling, write
from engine.training.base import open_base
from engine.training.network import TARGETS

RANK, ALPHA = 8, 16.0
SEEDS = [*range(20), *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(20, 200))]
#: (kind of base, largest difference of a logit), TRAINING §6: of the base alone it is about the same.
BASES = (("Q8_0", 0.06), ("Q4_K_M", 0.12))


def learnt(path: Path, **settings: Any) -> tuple[Any, bytes]:
    """(the network in peft with a random adapter that changes a lot, the adapter)."""
    config: dict[str, Any] = {"r": RANK, "lora_alpha": ALPHA, "target_modules": list(TARGETS), "bias": "none"}
    network = get_peft_model(open_base(path), LoraConfig(**config | settings, task_type="CAUSAL_LM"))
    with torch.no_grad():
        for held in (held for held in network.parameters() if held.requires_grad):
            held.data = torch.randn_like(held, dtype=torch.float32) * 0.5 * held.shape[-1] ** -0.5
    return network.eval(), save(dict(get_peft_model_state_dict(network)))


def in_peft(network: Any, tokens: list[int]) -> np.ndarray:
    with torch.no_grad():
        found: np.ndarray = network(input_ids=torch.tensor([tokens])).logits[0].numpy()
    return found


def in_llama(base: Path, adapter: Path | None, tokens: list[int]) -> np.ndarray:
    with BareLlama(base) as llama:
        adapters = Adapters(llama.weights, llama.context, llama.vocab, path=str(base))
        try:
            if adapter is not None:
                adapters.use([AdapterFile(path=str(adapter))], clear=llama.clear)
            return llama.logits(tokens)
        finally:
            adapters.close()


def apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max())


@pytest.mark.parametrize("name", ["llama", "llama tied", "llama with rope factors", "qwen2", "qwen3"])
def test_it_computes_what_peft_computes(files: Files, tmp_path: Path, name: str) -> None:
    base, tokens = files.plain(name), ids(40)
    network, adapter = learnt(base)
    n = write(adapter, base, tmp_path / "a.gguf", scaling=Scaling(ALPHA), base_sha256="", half=False)
    wanted = in_peft(network, tokens)
    assert n == 2 * len(TARGETS)
    assert apart(wanted, in_llama(base, None, tokens)) > 0.5  # it changes a lot
    assert apart(wanted, in_llama(base, tmp_path / "a.gguf", tokens)) < 1e-3


def test_in_half_precision_it_is_close(files: Files, tmp_path: Path) -> None:
    base, tokens = files.plain("llama"), ids(40)
    network, adapter = learnt(base)
    write(adapter, base, tmp_path / "a.gguf", scaling=Scaling(ALPHA), base_sha256="")
    assert apart(in_peft(network, tokens), in_llama(base, tmp_path / "a.gguf", tokens)) < 5e-3


@pytest.mark.parametrize(("kind", "tolerance"), BASES)
@pytest.mark.parametrize("name", ["wide", "wide qwen2"])
def test_over_a_packed_base_it_is_within_llama_cpps_own_rounding(
    files: Files, tmp_path: Path, name: str, kind: str, tolerance: float
) -> None:
    base, tokens = files.packed(name, kind), ids(40)
    network, adapter = learnt(base)
    write(adapter, base, tmp_path / "a.gguf", scaling=Scaling(ALPHA), base_sha256="")
    wanted = in_peft(network, tokens)
    assert apart(wanted, in_llama(base, None, tokens)) > 3 * tolerance
    assert apart(wanted, in_llama(base, tmp_path / "a.gguf", tokens)) < tolerance


def test_without_the_order_of_the_file_it_is_another_adapter(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the tests above could not tell whether rows of queries and keys are put in order."""
    base, tokens = files.plain("llama"), ids(40)
    network, adapter = learnt(base)
    monkeypatch.setattr(adapter_gguf, "PAIRED", frozenset[str]())
    write(adapter, base, tmp_path / "a.gguf", scaling=Scaling(ALPHA), base_sha256="", half=False)
    assert apart(in_peft(network, tokens), in_llama(base, tmp_path / "a.gguf", tokens)) > 0.5


def test_in_files_of_qwen_rows_are_in_the_order_of_transformers(files: Files, tmp_path: Path) -> None:
    base = files.plain("qwen2")
    _, adapter = learnt(base)
    write(adapter, base, tmp_path / "a.gguf", scaling=Scaling(ALPHA), base_sha256="", half=False)
    held = {tensor.name: tensor.data for tensor in gguf.GGUFReader(tmp_path / "a.gguf").tensors}
    b = load(adapter)["base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight"]
    np.testing.assert_array_equal(held["blk.0.attn_q.weight.lora_b"], b.numpy())


@pytest.mark.parametrize(
    ("settings", "scaling"),
    [
        ({"use_rslora": True}, Scaling(ALPHA, rank_stabilised=True)),
        (
            {"alpha_pattern": {"model.layers.0.self_attn.q_proj": 64}},
            Scaling(ALPHA, alphas={"model.layers.0.self_attn.q_proj": 64.0}),
        ),
        ({"rank_pattern": {"model.layers.1.mlp.down_proj": 2}}, Scaling(ALPHA)),
    ],
    ids=["rank stabilised", "alpha pattern", "rank pattern"],
)
def test_other_scales_are_kept(files: Files, tmp_path: Path, settings: dict[str, Any], scaling: Scaling) -> None:
    base, tokens = files.plain("llama"), ids(40)
    network, adapter = learnt(base, **settings)
    write(adapter, base, tmp_path / "a.gguf", scaling=scaling, base_sha256="", half=False)
    assert apart(in_peft(network, tokens), in_llama(base, tmp_path / "a.gguf", tokens)) < 1e-3
    if scaling != Scaling(ALPHA):
        write(adapter, base, tmp_path / "b.gguf", scaling=Scaling(ALPHA), base_sha256="", half=False)
        assert apart(in_peft(network, tokens), in_llama(base, tmp_path / "b.gguf", tokens)) > 0.05


def test_the_file_says_what_it_was_trained_on(files: Files, tmp_path: Path) -> None:
    base = files.plain("llama")
    _, adapter = learnt(base)
    write(adapter, base, tmp_path / "a.gguf", scaling=Scaling(ALPHA), base_sha256="ab" * 32, notes={"sotto.job": "7"})
    header = adapter_file.check(tmp_path / "a.gguf", gguf_directory.read(base), base_sha256="ab" * 32)
    assert (header.base_sha256, header.rank, header.alpha, header.n_matrices) == ("ab" * 32, RANK, ALPHA, 14)
    assert gguf_directory.read(tmp_path / "a.gguf").values["sotto.job"] == "7"


# ---- what is refused -----------------------------------------------------------------------------------------------

Q = "base_model.model.model.layers.0.self_attn.q_proj"


def refused(adapter: bytes, base: Path, out: Path, **given: Any) -> dict[str, Any]:
    with pytest.raises(AdapterRefused) as problem:
        write(adapter, base, out, scaling=given.pop("scaling", Scaling(ALPHA)), base_sha256="", **given)
    assert not out.exists()
    return problem.value.facts


ADDED: dict[str, tuple[str, dict[str, torch.Tensor]]] = {
    "direction and size": ("kind", {f"{Q}.lora_magnitude_vector.weight": torch.ones(64)}),
    "a bias": ("kind", {f"{Q}.base_layer.bias": torch.ones(64)}),
    "a bias of the pair": ("kind", {f"{Q}.lora_B.bias": torch.ones(64)}),
    "a whole module": ("kind", {"base_model.model.lm_head.weight": torch.ones(264, 64)}),
    "an embedding": ("kind", {"base_model.model.model.embed_tokens.lora_embedding_A": torch.ones(8, 264)}),
    "a foreign name": ("kind", {"model.layers.0.self_attn.q_proj.lora_A.weight": torch.ones(8, 64)}),
    "half a pair": ("unpaired", {"base_model.model.lm_head.lora_A.weight": torch.ones(8, 64)}),
    "a layer that is not there": (
        "unknown_tensor",
        {
            "base_model.model.model.layers.5.mlp.up_proj.lora_A.weight": torch.ones(8, 64),
            "base_model.model.model.layers.5.mlp.up_proj.lora_B.weight": torch.ones(96, 8),
        },
    ),
    "another shape": ("shape", {f"{Q}.lora_A.weight": torch.ones(8, 32)}),
    "two ranks": ("shape", {f"{Q}.lora_A.weight": torch.ones(4, 64)}),
    "no rank": ("shape", {f"{Q}.lora_A.weight": torch.ones(0, 64), f"{Q}.lora_B.weight": torch.ones(64, 0)}),
    "no number": ("not_finite", {f"{Q}.lora_A.weight": torch.full((8, 64), float("nan"))}),
    "more than half precision holds": ("not_finite", {f"{Q}.lora_B.weight": torch.full((64, 8), 1e6)}),
    "numbers of another kind": ("damaged", {f"{Q}.lora_A.weight": torch.ones(8, 64, dtype=torch.bfloat16)}),
}


@pytest.mark.parametrize("name", ADDED)
def test_what_a_file_cannot_say_is_refused_by_name(files: Files, tmp_path: Path, name: str) -> None:
    base = files.plain("llama")
    reason, added = ADDED[name]
    tensors = load(learnt(base)[1]) | added
    assert refused(save(tensors), base, tmp_path / "a.gguf")["reason"] == reason


def test_weights_split_into_direction_and_size_are_refused(files: Files, tmp_path: Path) -> None:
    """As peft itself writes them, over a base whose numbers it can read."""
    base = files.plain("llama")
    _, adapter = learnt(base, use_dora=True)
    assert refused(adapter, base, tmp_path / "a.gguf")["reason"] == "kind"


def test_an_adapter_of_another_base_is_refused(files: Files, tmp_path: Path) -> None:
    _, adapter = learnt(files.plain("wide"))
    assert refused(adapter, files.plain("llama"), tmp_path / "a.gguf")["reason"] == "shape"


@pytest.mark.parametrize("alpha", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_that_is_none_is_refused(files: Files, tmp_path: Path, alpha: float) -> None:
    _, adapter = learnt(files.plain("llama"))
    facts = refused(adapter, files.plain("llama"), tmp_path / "a.gguf", scaling=Scaling(alpha))
    assert facts["reason"] == "scale"


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:7], lambda data: data[:-1]])
def test_half_an_adapter_is_refused(files: Files, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    base = files.plain("llama")
    assert refused(damage(learnt(base)[1]), base, tmp_path / "a.gguf")["reason"] == "damaged"


@pytest.fixture(scope="module")
def good(files: Files) -> bytes:
    return learnt(files.plain("llama"))[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_adapter_is_refused_or_a_whole_file_of_the_same_shapes(
    files: Files, tmp_path: Path, good: bytes, seed: int
) -> None:
    """A flipped bit within a number is for whoever sealed the bytes; here it must be a number still."""
    base, out = files.plain("llama"), tmp_path / "a.gguf"
    reason = outcome(mutants(good, seed), base, out)
    assert reason in {"", "damaged", "kind", "unpaired", "unknown_tensor", "shape", "not_finite"}
    assert out.exists() == (not reason)
    assert reason or adapter_file.check(out, gguf_directory.read(base)).rank <= RANK


def outcome(adapter: bytes, base: Path, out: Path) -> str:
    try:
        write(adapter, base, out, scaling=Scaling(ALPHA), base_sha256="")
    except AdapterRefused as problem:
        return str(problem.facts["reason"])
    return ""
