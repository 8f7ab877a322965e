"""The catalogue is whole: every model can be shown, and a known file is recognised by its hash."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.llm import catalogue


def test_every_model_has_what_is_shown_before_a_download() -> None:
    models = catalogue.known()
    assert len({model.id for model in models}) == len(models) == 30
    for model in models:
        assert model.title
        assert model.licence
        assert model.files, model.id
        assert model.role in ("chat", "embedding")
        for file in model.files:
            assert file.repo.count("/") == 1
            assert file.filename.endswith(".gguf")
            assert file.sha256 == "" or re.fullmatch("[0-9a-f]{64}", file.sha256)


def test_the_default_for_8_gb_can_learn() -> None:
    model = next(model for model in catalogue.known() if model.id == "qwen3-4b-instruct-2507")
    file = model.file("Q4_K_M")
    assert file is not None
    assert (model.trainable, model.arch, file.size_bytes) == (True, "qwen3", 2_497_281_120)
    assert catalogue.by_sha256(file.sha256) == (model, file)
    assert catalogue.by_sha256("0" * 64) is None


def test_a_file_that_was_deleted_since_is_fetched_from_its_own_revision() -> None:
    model = catalogue.by_id("gemma-4-e4b-it")
    assert model is not None
    revisions = {file.quant: file.revision[:8] for file in model.files}
    assert revisions == {"Q4_K_M": "2714b551", "Q8_0": "b8093469", "Q4_0": "b8093469"}


def test_a_mirror_has_a_revision_and_a_hash_of_its_own() -> None:
    model = catalogue.by_id("qwen3-4b-instruct-2507")
    assert model is not None
    own, mirror = model.places("Q8_0")
    assert (own.repo, own.sha256, own.exact) == ("unsloth/Qwen3-4B-Instruct-2507-GGUF", "", True)
    assert (mirror.repo, mirror.revision[:8], mirror.exact) == (
        "bartowski/Qwen_Qwen3-4B-Instruct-2507-GGUF",
        "ae44f08e",
        False,
    )
    assert mirror.sha256
    assert model.file("Q8_0") == own


@pytest.mark.parametrize(
    ("ram_gb", "vram_gb", "model_id", "quant"),
    [
        (3.8, 0, "qwen2.5-1.5b-instruct", "Q4_K_M"),
        (6.8, 0, "qwen2.5-1.5b-instruct", "Q4_K_M"),
        (7.6, 0, "qwen3-4b-instruct-2507", "Q4_K_M"),
        (8, 0, "qwen3-4b-instruct-2507", "Q4_K_M"),
        (15.5, 0, "qwen3-4b-instruct-2507", "Q8_0"),
        (24, 0, "qwen3-4b-instruct-2507", "Q8_0"),
        (31.1, 0, "qwen3-8b", "Q4_K_M"),
        (128, 0, "qwen3-8b", "Q4_K_M"),
        (8, 7.996, "qwen3-4b-instruct-2507", "Q8_0"),
        (8, 11.99, "qwen3-8b", "Q4_K_M"),
        (16, 15.99, "qwen3-8b", "Q4_K_M"),
        (32, 7.996, "qwen3-8b", "Q4_K_M"),
        (16, 23.99, "mistral-small-3.2-24b-instruct-2506", "Q4_K_M"),
    ],
)
def test_the_default_follows_the_memory(ram_gb: float, vram_gb: float, model_id: str, quant: str) -> None:
    model, its_quant = catalogue.default_for(ram_gb, vram_gb)
    assert (model.id, its_quant) == (model_id, quant)
    assert model.trainable
    assert model.offered
    file = model.file(its_quant)
    assert file is not None
    needs = catalogue.fit(file.size_bytes, model.kv_bytes_per_token, 4096)
    assert needs < max(ram_gb, vram_gb) * (1 << 30)


def test_every_default_of_the_file_is_a_model_of_it() -> None:
    keys = {key for *_memory, key, _quant in catalogue.TIERS}
    assert keys <= set(catalogue._catalogue().defaults)
    assert catalogue.usual_quant() == "Q4_K_M"


def test_memory_is_the_file_the_cache_and_a_little() -> None:
    model = catalogue.by_id("qwen3-4b-instruct-2507")
    assert model is not None
    whole = catalogue.fit(2_497_281_120, model.kv_bytes_per_token, model.n_ctx_train)
    assert whole - 2_497_281_120 == pytest.approx(38.7e9 + 0.5e9, rel=0.01)
    assert catalogue.fit(1000, 10, 5) == 500_001_050


def test_a_context_shrinks_until_it_fits() -> None:
    gib = 1 << 30
    assert catalogue.context_within(16 * gib, 4 * gib, 524_288, at_most=4096) == 4096
    small = catalogue.context_within(6 * gib, 4 * gib, 524_288, at_most=4096)
    assert 2048 < small < 4096
    assert small % 256 == 0
    assert catalogue.fit(4 * gib, 524_288, small) <= 6 * gib < catalogue.fit(4 * gib, 524_288, small + 256)
    assert catalogue.context_within(1 * gib, 4 * gib, 524_288, at_most=4096) == 512
    assert catalogue.context_within(1 * gib, 4 * gib, 0, at_most=2048) == 2048


def test_what_is_offered_is_fit_for_work() -> None:
    offered = {model.id for model in catalogue.known() if model.offered}
    also = {"ministral-3-3b-instruct-2512", "mistral-7b-instruct-v0.3", "llama-2-7b-chat", "phi-2"}
    assert also | {"llama-3.2-3b-instruct", "gemma-3-4b-it", "lfm2.5-1.2b-instruct"} <= offered
    assert offered.isdisjoint({"smollm3-3b", "smollm2-360m-instruct", "granite-4.2-3b", "nomic-embed-text-v1.5"})
    for licence in ("cc-by-nc-4.0", "MRL", "qwen-research", "non-commercial"):
        assert not replace(catalogue.known()[0], licence=licence).offered


def test_what_is_to_be_said_beside_a_model() -> None:
    warnings = {model.id: model.warnings for model in catalogue.known()}
    assert warnings["qwen3-4b-instruct-2507"] == ()
    assert warnings["qwen2.5-1.5b-instruct"] == ("poor_quality",)
    assert warnings["ministral-3-8b-instruct-2512"] == ("cannot_learn",)
    assert warnings["lfm2.5-1.2b-instruct"] == ("poor_quality", "cannot_learn", "terms")
    assert warnings["phi-2"] == ("cannot_learn", "superseded")
    assert "terms" in warnings["gemma-3-4b-it"]


def test_what_is_known_of_the_weights_behind_a_model() -> None:
    gated = {model.id: model.base_gated for model in catalogue.known()}
    assert (gated["qwen3-8b"], gated["llama-2-7b-chat"], gated["gemma-4-e2b-it"]) == (False, True, None)
    model = catalogue.by_id("qwen3-8b")
    assert model is not None
    assert (model.base, len(model.base_revision)) == ("Qwen/Qwen3-8B", 40)
