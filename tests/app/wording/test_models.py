"""The words around models exist for every code, and keep to the rules of all words."""

from __future__ import annotations

import re
import string

import pytest

import engine.problems
from app.wording import models, problems
from engine.llm import catalogue
from engine.problems import DownloadFailed, ModelMissing, ModelRefused


@pytest.mark.parametrize("key", models.REASONS)
def test_the_words_of_a_reason_are_plain_and_short(key: tuple[str, str]) -> None:
    assert hasattr(engine.problems, key[0])
    for text in models.REASONS[key]:
        assert text.endswith(".")
        assert not re.search(r"\b(AI|I|please|oops|sorry|error|failed|invalid)\b|!", text)
        assert len(text) <= 130
        holes = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert holes <= set(problems.WITHOUT)


def test_a_reason_says_more_than_its_problem() -> None:
    assert "split" in problems.sentence(ModelRefused(reason="in_parts", path="/m.gguf")).what
    assert "xyz" in problems.sentence(ModelRefused(reason="unsupported", arch="xyz")).what
    assert "download qwen3-8b" in problems.sentence(ModelMissing(reason="not_here", id="qwen3-8b")).next
    assert problems.sentence(DownloadFailed(reason="unheard_of")) == problems.SENTENCES["DownloadFailed"]


def test_every_licence_and_warning_of_the_catalogue_has_words() -> None:
    for known in catalogue.known():
        assert known.licence in models.LICENCES
        for code in known.warnings:
            assert models.warning(code)
    assert "revenue" in models.licence("lfm1.0")
    assert "Gemma" in models.licence("gemma")
    assert (models.licence("mpl-2.0"), models.licence("")) == ("mpl-2.0", "not stated")


def test_a_model_that_works_or_does_not_is_told_without_codes() -> None:
    assert models.standing("ok", "tiny@12345678", "CPU") == "tiny@12345678 works. It runs on CPU."
    assert "sotto model reload" in models.standing("failed", "tiny@12345678", "CPU")
    assert "past replies" in models.standing("no_model", "", "CPU")


def test_sizes_are_read_by_people() -> None:
    assert [models.size(n) for n in (386_404_992, 2_497_281_120)] == ["386 MB", "2.5 GB"]
