"""sotto triage and sotto eval triage: one text, many, and figures on a labelled file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.main import run
from engine.domain import Priority
from engine.judge.intent import INTENTS
from engine.judge.tone import TONES
from engine.judge.topic import TOPICS
from tests.app.commands.shapes import Strict, TriageShape


class Batch(Strict):
    results: list[TriageShape]
    total: int


class Figures(Strict):
    n: int
    auc: float | None
    f1: float | None


def told(home: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert run(["--home", str(home), *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_file_of_odd_texts_comes_back_whole_and_sorted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [
        "no rush at all",
        "",
        "👍",
        "Sarah, call me ASAP!!!",
        "x" * 100_000,
        "\u202emy server is down",
        "متى نلتقي؟",
    ]
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join(json.dumps({"text": text}) for text in texts), encoding="utf-8")
    found = Batch.model_validate(told(tmp_path / "home", capsys, "triage", "--file", file))
    assert found.total == len(texts)
    assert sorted(one.raw_message for one in found.results) == sorted(texts)
    urgency = [one.adjusted_urgency for one in found.results]
    assert urgency == sorted(urgency, reverse=True)
    assert {one.raw_message for one in found.results[:2]} == {"Sarah, call me ASAP!!!", "\u202emy server is down"}
    for one in found.results:
        assert one.priority in set(Priority)
        assert (one.intent in INTENTS, one.emotional_tone in TONES, one.topic in TOPICS) == (True, True, True)


def test_a_class_of_contact_moves_urgency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ("triage", "could you send the contract", "--contact-class")
    client = TriageShape.model_validate(told(tmp_path / "home", capsys, *said, "client"))
    friend = TriageShape.model_validate(told(tmp_path / "home", capsys, *said, "friend"))
    assert client.urgency_score == friend.urgency_score
    assert client.adjusted_urgency > friend.adjusted_urgency


def test_an_unusable_home_stops_no_judgement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("no folder")
    found = TriageShape.model_validate(told(tmp_path / "file" / "home", capsys, "triage", "my server is down"))
    assert found.needs_action


@pytest.mark.parametrize("field", ["needs_reply", "urgent"])
def test_figures_have_the_keys_programs_rely_on(tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str) -> None:
    rows = [{"text": "Call me now, it is urgent!", field: True}, {"text": "thanks, lovely evening", field: False}]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    figures = Figures.model_validate(told(tmp_path / "home", capsys, "eval", "triage", "--data", file))
    assert figures == Figures(n=2, auc=1.0, f1=1.0)


@pytest.mark.parametrize(
    "typed", [("triage", "--file"), ("risk", "--file"), ("memory", "inject", "--file"), ("style", "learn", "--file")]
)
def test_json_nested_without_end_is_a_bad_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]
) -> None:
    file = tmp_path / "deep.json"
    file.write_text("[" * 100_000, encoding="utf-8")
    monkeypatch.setenv("SOTTO_HOME", str(tmp_path / "home"))
    assert run([*typed, str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["problem"] in ("BadFile", "StoreMissing")


def test_a_batch_keeps_the_ids_it_was_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text('{"message_id": "a", "text": "thanks!"}\n{"message_id": "b", "text": "call me ASAP"}\n')
    assert run(["triage", "--file", str(file), "--json"]) == 0
    assert [one["message_id"] for one in json.loads(capsys.readouterr().out)["results"]] == ["b", "a"]


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["triage", "--file", str(tmp_path / "none.jsonl"), "--json"]) == 1
    assert "There is no file" in json.loads(capsys.readouterr().err)["what"]
