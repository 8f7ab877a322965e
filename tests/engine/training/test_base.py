"""The network in torch is the network that llama.cpp serves, whatever is special about the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from bare_llama import BareLlama
from random_files import SHAPES, Files, changed, ids, write

from engine.training.base import open_base

#: (kind, largest difference of a logit): TRAINING's figures at this size; llama.cpp also quantises what goes in.
PACKED_KINDS = (("F16", 3e-3), ("BF16", 5e-2), ("Q8_0", 0.1), ("Q4_K_M", 0.35), ("Q5_0", 0.35))


def in_llama(path: Path, tokens: list[int]) -> np.ndarray:
    with BareLlama(path) as served:
        return served.logits(tokens)


def in_torch(path: Path, tokens: list[int]) -> np.ndarray:
    with torch.no_grad():
        return open_base(path)(input_ids=torch.tensor([tokens])).logits[0].numpy()


def apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max())


@pytest.mark.parametrize("name", [name for name in SHAPES if "wide" not in name])
def test_its_logits_are_llama_cpps(files: Files, name: str) -> None:
    path, tokens = files.plain(name), ids(80)
    found = in_torch(path, tokens)
    assert found.std() > 0.5  # or a tolerance would say nothing
    assert apart(found, in_llama(path, tokens)) < 1e-4


@pytest.mark.parametrize(("kind", "tolerance"), PACKED_KINDS)
@pytest.mark.parametrize("name", ["wide", "wide qwen2"])
def test_packed_files_are_within_llama_cpps_own_rounding(files: Files, name: str, kind: str, tolerance: float) -> None:
    path, tokens = files.packed(name, kind), ids(40)
    found, served = in_torch(path, tokens), in_llama(path, tokens)
    assert apart(found, served) < tolerance


@pytest.mark.parametrize("name", ["llama", "qwen2", "qwen3", "wide Q4_K_M"])
def test_in_bfloat16_it_is_still_what_llama_cpp_serves(files: Files, name: str) -> None:
    """Eight bits of a number are kept: logits of a standard deviation of about 1 are off by some hundredths."""
    shape, _, kind = name.partition(" Q")
    path, tokens = files.packed(shape, f"Q{kind}") if kind else files.plain(name), ids(60)
    with torch.no_grad():
        found = open_base(path, dtype=torch.bfloat16)(input_ids=torch.tensor([tokens])).logits[0].float().numpy()
    served = in_llama(path, tokens)
    assert np.linalg.norm(found - served) < 0.04 * np.linalg.norm(served)
    assert np.linalg.norm(found - in_torch(path, tokens)) > 0  # it was no float32


def test_rows_that_are_no_multiple_of_256_may_be_packed_too(files: Files) -> None:
    """llama.cpp falls back to Q5_0 and Q8_0 there."""
    path, tokens = files.packed("odd", "Q4_K_M"), ids(40)
    assert apart(in_torch(path, tokens), in_llama(path, tokens)) < 0.35


def test_rope_factors_matter(files: Files) -> None:
    """The same numbers without the factors are another network, so that the test above can fail."""
    tokens = ids(80)
    assert apart(in_torch(files.plain("llama with rope factors"), tokens), in_torch(files.plain("llama"), tokens)) > 0.3


SPECIAL = (
    "llama linear", "llama yarn", "llama with biases", "llama of another base", "llama of another epsilon",
)  # fmt: skip


@pytest.mark.parametrize("name", SPECIAL)
def test_what_is_special_changes_the_logits(files: Files, name: str) -> None:
    tokens = ids(80)
    assert apart(in_torch(files.plain(name), tokens), in_torch(files.plain("llama"), tokens)) > 0.3


def test_a_factor_without_a_kind_scales_as_llama_cpp_does(files: Files) -> None:
    tokens = ids(80)
    told, untold = files.plain("llama linear"), files.plain("llama linear without a word")
    assert apart(in_torch(told, tokens), in_torch(untold, tokens)) == 0.0


def test_a_kind_of_none_scales_nothing(files: Files, tmp_path: Path) -> None:
    path = write(tmp_path / "none.gguf", changed("llama", rope="none", rope_factor=4.0))
    tokens = ids(80)
    assert apart(in_torch(path, tokens), in_torch(files.plain("llama"), tokens)) == 0.0
    assert apart(in_torch(path, tokens), in_llama(path, tokens)) < 1e-4


def test_a_window_that_is_not_served_is_not_trained_with(files: Files, tmp_path: Path) -> None:
    """Mistral 7B's first files name one; llama.cpp looks at everything all the same."""
    tokens = ids(80)
    for name in ("llama", "qwen2", "qwen3"):
        path = write(tmp_path / "window.gguf", SHAPES[name], values={"attention.sliding_window": 8})
        assert apart(in_torch(path, tokens), in_llama(path, tokens)) < 1e-4


@pytest.mark.parametrize("name", ["mistral", "Phi-3 mini", "phi3"])
def test_what_a_file_is_called_changes_nothing(files: Files, tmp_path: Path, name: str) -> None:
    """Others take an architecture from it."""
    path, tokens = write(tmp_path / "named.gguf", SHAPES["llama"], name=name), ids(30)
    assert apart(in_torch(path, tokens), in_torch(files.plain("llama"), tokens)) == 0.0


def test_an_output_matrix_of_its_own_is_not_the_embedding(files: Files) -> None:
    """And a tied one is: the logits above say that neither is taken for the other."""
    tied, own = open_base(files.plain("llama tied")), open_base(files.plain("llama"))
    assert torch.equal(tied.lm_head.weight, tied.model.embed_tokens.weight)
    assert not torch.equal(own.lm_head.weight, own.model.embed_tokens.weight)


def test_what_is_opened_is_a_plain_network_that_can_learn(files: Files) -> None:
    """transformers marks what it reads from GGUF by itself as quantised, which its trainers refuse."""
    model = open_base(files.packed("wide", "Q4_K_M"))
    assert not hasattr(model, "hf_quantizer")
    assert getattr(model.config, "quantization_config", None) is None
    assert model.config.use_cache is False


def test_nothing_of_the_base_can_be_learnt(files: Files) -> None:
    model = open_base(files.packed("wide", "Q8_0"))
    assert not any(held.requires_grad for held in model.parameters())


def test_the_blocks_stay_as_they_are_in_the_file(files: Files) -> None:
    path = files.packed("wide", "Q4_K_M")
    held = sum(each.numel() * each.element_size() for each in open_base(path).parameters())
    assert held < 1.05 * path.stat().st_size


def test_bfloat16_computes_about_the_same(files: Files) -> None:
    path, tokens = files.packed("wide", "Q8_0"), ids(30)
    with torch.no_grad():
        found = open_base(path, dtype=torch.bfloat16)(input_ids=torch.tensor([tokens])).logits[0].float().numpy()
    assert apart(found, in_torch(path, tokens)) < 0.4
