"""Vectors for commands that work without them too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import text_vectors
from app.paths import home
from engine.judge.triage import triage
from tests.engine.judge.triage_examples import EXAMPLES
from tests.engine.judge.triage_examples_abroad import ABROAD
from tests.stores import throwaway

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)


def test_blank_texts_start_nothing(tmp_path: Path) -> None:
    assert text_vectors.of(tmp_path / "home", ["", "  \n"]) == [None, None]
    assert not (tmp_path / "home").exists()


def test_a_home_that_cannot_be_made_gives_no_vectors(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    assert text_vectors.of(file / "home", ["hello"]) == [None]


def test_equal_texts_have_equal_vectors_of_length_one(tmp_path: Path) -> None:
    first, blank, again, long = text_vectors.of(tmp_path / "home", ["call me", "", "call me", "x" * 100_000])
    assert blank is None
    assert first is not None
    assert again is not None
    assert long is not None
    assert first.shape == (384,)
    assert (first == again).all()
    assert float(first @ first) == pytest.approx(1.0, abs=1e-4)
    assert float(long @ long) == pytest.approx(1.0, abs=1e-4)


def test_examples_of_triage_hold_with_their_vectors_too(tmp_path: Path) -> None:
    examples = (*EXAMPLES, *ABROAD)
    vectors = text_vectors.of(tmp_path / "home", [example.text for example in examples])
    for example, vector in zip(examples, vectors, strict=True):
        found = triage(example.text, now=NOW, embedding=vector)
        assert found.priority in example.bands, example.text
        assert example.action is None or found.needs_action is example.action, example.text


def test_vectors_come_in_the_order_of_their_texts_whether_known_or_new(tmp_path: Path) -> None:
    with text_vectors.Embedder(home(tmp_path / "home")) as embedder:
        first = embedder.vectors(["call me", "see you"])
        again = embedder.vectors(["see you", "call me", "call me"])
    assert (again == first[[1, 0, 0]]).all()


def test_a_question_to_a_store_with_no_vectors_has_none(tmp_path: Path) -> None:
    with throwaway() as vault:
        assert text_vectors.of_question(vault, "what did Ines say?") is None
