"""Reply lists scored."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.evals import reply
from engine.problems import BadFile

FILE = Path("lists.jsonl")


def _rows(*values: object) -> list[tuple[int, object]]:
    return list(enumerate(values, start=1))


def _by_length(context: Sequence[str], candidates: Sequence[str]) -> list[float]:
    return [float(len(text)) for text in candidates]


def test_the_place_of_the_first_positive_makes_the_figures() -> None:
    first = {"context": ["hi"], "positives": ["bbbbbb"], "negatives": ["a", "cc"]}
    third = {"context": ["hi"], "positives": ["b"], "negatives": ["aaaa", "cccccc"]}
    assert reply.score(_rows(first, third), path=FILE, similarity=_by_length) == {"n": 2, "r@1": 0.5, "mrr": 0.6667}


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
