"""Scores over outside rows: exact figures on rows whose answer is known."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from app.evals import curves, risk, triage
from engine.problems import BadFile
from tests.engine.judge.conversations import HARMFUL, HARMLESS, NOW
from tests.quality import triage as synthetic


def lines(*rows: object) -> list[str]:
    return [json.dumps(row) for row in rows]


def conversation(texts: list[str], label: str) -> dict[str, object]:
    said = [
        {"direction": "outgoing" if t.startswith("> ") else "incoming", "text": t.removeprefix("> ")} for t in texts
    ]
    return {"messages": said, "label": label}


def test_risk_prints_the_keys_programs_rely_on() -> None:
    rows = [conversation(texts, "scam") for _, texts in HARMFUL] + [
        conversation(texts, "normal") for _, texts in HARMLESS
    ]
    found = risk.score(lines(*rows), now=NOW)
    assert list(found) == ["n", "recall", "fpr", "precision", "auc", "recall_at_fpr_1pct"]
    assert found["n"] == len(rows)
    assert (found["recall"], found["fpr"], found["precision"]) == (1.0, 0.0, 1.0)


def test_a_label_that_contradicts_the_verdict_costs() -> None:
    rows = [conversation(HARMFUL[0][1], "normal"), conversation(HARMLESS[0][1], "scam")]
    found = risk.score(lines(*rows), now=NOW)
    assert (found["recall"], found["fpr"], found["auc"]) == (0.0, 1.0, 0.0)


def test_figures_without_a_denominator_are_none() -> None:
    found = risk.score(lines(conversation(HARMLESS[0][1], "normal")), now=NOW)
    assert (found["recall"], found["auc"], found["precision"], found["recall_at_fpr_1pct"]) == (None, None, None, None)
    assert risk.score([], now=NOW)["n"] == 0


def test_triage_scores_both_kinds_of_rows() -> None:
    found = triage.score(
        lines(
            {"text": "Could you send me the contract?", "needs_reply": True},
            {"text": "thanks!", "needs_reply": False},
        ),
        now=NOW,
    )
    assert found == {"n": 2, "auc": 1.0, "f1": 1.0}
    found = triage.score(
        lines({"text": "call me ASAP!!! urgent", "urgent": True}, {"text": "no rush at all", "urgent": False}), now=NOW
    )
    assert found == {"n": 2, "auc": 1.0, "f1": 1.0}


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        '{"text": 3, "needs_reply": true}',
        '{"text": "x"}',
        '{"text": "x", "urgent": "yes"}',
    ],
)
def test_a_bad_triage_line_is_named(bad: str) -> None:
    with pytest.raises(BadFile) as caught:
        triage.score(['{"text": "hi", "urgent": false}', "", bad], now=NOW)
    assert caught.value.facts["line"] == 3


@pytest.mark.parametrize(
    "bad",
    [
        '{"messages": [], "label": "spam"}',
        '{"label": "scam"}',
        '{"messages": [{"direction": "up", "text": "x"}], "label": "scam"}',
        '{"messages": [{"direction": "incoming"}], "label": "scam"}',
    ],
)
def test_a_bad_risk_line_is_named(bad: str) -> None:
    with pytest.raises(BadFile) as caught:
        risk.score([bad], now=NOW)
    assert caught.value.facts["line"] == 1


def test_curves_on_small_known_cases() -> None:
    assert curves.auc([0.1, 0.4, 0.4, 0.9], [False, True, False, True]) == pytest.approx(0.875)
    assert curves.recall_at_fpr([0.9, 0.8, 0.5, 0.7], [True, True, True, False], 0.01) == pytest.approx(2 / 3)
    assert curves.auc([1.0], [True]) is None


def test_triage_asks_for_the_vectors_of_each_text_once() -> None:
    asked: list[list[str]] = []

    def vectors(texts: Sequence[str]) -> list[None]:
        asked.append(list(texts))
        return [None] * len(texts)

    rows = lines(
        {"text": "hi", "needs_reply": False}, {"text": "hi", "urgent": False}, {"text": "help!", "urgent": True}
    )
    assert triage.score(rows, now=NOW, vectors=vectors) == triage.score(rows, now=NOW)
    assert asked == [["hi", "help!"]]


def test_our_own_triage_set_is_told_apart() -> None:
    urgent = triage.score(synthetic.lines("urgent"), now=NOW)
    asks = triage.score(synthetic.lines("needs_reply"), now=NOW)
    assert urgent["n"] + asks["n"] >= 300
    assert min(urgent["auc"], asks["auc"]) >= 0.97
    assert min(urgent["f1"], asks["f1"]) >= 0.9
