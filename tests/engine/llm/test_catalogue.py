"""The catalogue is whole: every model can be shown, and a known file is recognised by its hash."""

from __future__ import annotations

import re

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
