"""Questions about a conversation scored."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.evals import memory
from engine.problems import BadFile

FILE = Path("memory.jsonl")


class Scripted:
    """A search that answers each question with a known list and takes a known time."""

    def __init__(self, answers: dict[str, list[str]]) -> None:
        self.answers = answers
        self.latencies_ms: list[float] = []
        self.rows: list[memory.Said] = []

    def read(self, messages: Sequence[memory.Said]) -> None:
        self.rows = list(messages)

    def __call__(self, question: str) -> list[str]:
        self.latencies_ms.append(float(len(self.latencies_ms) + 1))
        return self.answers[question]


ROW = {
    "messages": [{"id": at, "speaker": "a", "text": f"t{at}", "sent_at": "2026-01-01T00:00:00Z"} for at in range(12)],
    "questions": [
        {"q": "first", "evidence": [3]},
        {"q": "third", "evidence": [5, 9]},
        {"q": "never", "evidence": [7]},
        {"q": "asks nothing", "evidence": []},
    ],
}


def test_any_evidence_counts_at_its_place() -> None:
    search = Scripted({"first": ["3", "1"], "third": ["0", "1", "9", "5"], "never": ["0"]})
    assert memory.score([(1, ROW)], path=FILE, search=search) == {
        "n": 3,
        "hit@1": 0.3333,
        "hit@5": 0.6667,
        "hit@10": 0.6667,
        "mrr": 0.4444,
        "p95_ms": 3.0,
    }
    assert (search.rows[0].id, search.rows[0].speaker, search.rows[0].text) == (0, "a", "t0")


def test_a_bad_line_is_named() -> None:
    with pytest.raises(BadFile) as caught:
        memory.score([(4, {"messages": []})], path=FILE, search=Scripted({}))
    assert caught.value.facts["line"] == 4


def test_an_empty_file_has_no_figures_but_zeros() -> None:
    assert memory.score([], path=FILE, search=Scripted({}))["hit@1"] == 0.0
