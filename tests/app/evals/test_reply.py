"""Reply lists scored."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.evals import reply
from engine.problems import BadFile

FILE = Path("lists.jsonl")


def _rows(*values: object) -> list[tuple[int, object]]:
    return list(enumerate(values, start=1))


def _meant(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors planted so that "near" texts lie by everything said, "far" ones across it."""
    found = np.zeros((len(texts), 384), np.float32)
    for row, text in zip(found, texts, strict=True):
        row[0], row[1] = (0.9, 0.44) if "near" in text else (0.0, 1.0) if "far" in text else (1.0, 0.0)
    return found


def test_the_place_of_the_first_positive_makes_the_figures() -> None:
    first = {"context": ["hm"], "positives": ["near it"], "negatives": ["far it", "far off"]}
    third = {"context": ["hm"], "positives": ["far it"], "negatives": ["near it", "near by"]}
    assert reply.score(_rows(first, third), path=FILE, vectors=_meant) == {"n": 2, "r@1": 0.5, "mrr": 0.6667}


def test_texts_of_many_lists_are_embedded_together() -> None:
    calls: list[int] = []

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        calls.append(len(texts))
        return _meant(texts)

    row = {"context": ["a", "b", "c", "d", "e", ""], "positives": ["near"], "negatives": ["far"]}
    reply.score(_rows(*[row] * 3), path=FILE, vectors=counting)
    assert calls[0] == 3 * 6
    assert max(calls[1:]) <= 4


def test_a_tie_earns_nothing() -> None:
    row = {"context": ["hi"], "positives": ["same"], "negatives": ["same"]}
    assert reply.score(_rows(row), path=FILE)["r@1"] == 0.0


def test_without_embeddings_words_decide() -> None:
    row = {
        "context": ["do you like giraffes?"],
        "positives": ["i love giraffes, they are so tall"],
        "negatives": ["the guitar was invented long ago", "no clue about politics"],
    }
    assert reply.score(_rows(row), path=FILE)["r@1"] == 1.0


def test_lists_without_a_positive_are_not_counted() -> None:
    empty = {"context": [], "positives": [], "negatives": ["a"]}
    assert reply.score(_rows(empty), path=FILE) == {"n": 0, "r@1": 0.0, "mrr": 0.0}


def test_a_bad_line_is_named() -> None:
    good = {"context": [], "positives": ["a"], "negatives": []}
    with pytest.raises(BadFile) as caught:
        reply.score(_rows(good, {"context": "hi"}), path=FILE)
    assert caught.value.facts["line"] == 2
