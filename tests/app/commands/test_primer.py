"""sotto primer as outside programs use it: one document with every field, whatever was said."""

# ruff: noqa: E501 - an example on one line reads better than a broken one

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from app.commands.main import cli, run
from app.commands.session import Session
from app.vault import Vault
from engine.brief import Stage
from tests.app.commands.shapes import Strict


class FlagShape(Strict):
    pattern_name: str
    severity: str
    matched_text: str
    message_id: str


class BadActorShape(Strict):
    level: str
    combined_risk: float
    scam_risk: float
    freeloader_score: float
    time_waste_score: float
    manipulation_score: float
    certainty: str
    should_block: bool
    recommendation: str
    flags: list[FlagShape]
    counter_evidence: list[str]


class PromiseShape(Strict):
    by: str
    text: str
    what: str
    message_id: str
    made_at: str
    due_at: str | None
    due_text: str
    state: str
    overdue: bool
    confidence: float


class PrimerShape(Strict):
    summary: str
    summary_sources: list[str]
    mood: str
    positive_signals: list[str]
    negative_signals: list[str]
    conversation_stage: str
    suggested_actions: list[str]
    recommended_tone: str
    risk_level: str
    bad_actor_analysis: BadActorShape
    open_promises: list[PromiseShape]


class DocumentShape(Strict):
    conversation_id: str
    primer: PrimerShape
    generated_at: str
    mode: str


def told(arguments: list[str], capture: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    code = run([*arguments, "--json"])
    said = capture.readouterr()
    return code, json.loads(said.out) if said.out else json.loads(said.err)


def written(folder: Path, *lines: str) -> Path:
    rows = [
        {"direction": "outgoing" if line.startswith("> ") else "incoming", "text": line.removeprefix("> ")}
        for line in lines
    ]
    file = folder / "talk.json"
    file.write_text(json.dumps({"messages": rows}), encoding="utf-8")
    return file


def test_a_brief_of_a_file_has_every_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(
        tmp_path,
        "Could we do Saturday at 2pm?",
        "> Yes, that works! I'll send the invoice tomorrow",
        "Great! Could you do it for 150? My agent will pay you with a cheque for more, wire him the rest",
    )
    code, document = told(["primer", "--file", str(file)], capsys)
    found = DocumentShape.model_validate(document)
    assert code == 0
    assert "Could you do it for 150?" in found.primer.summary
    assert set(found.primer.summary_sources) <= {"0", "1", "2"}
    assert found.primer.open_promises[0].what == "send the invoice"
    assert found.primer.risk_level == found.primer.bad_actor_analysis.level
    assert found.mode == "no-model"


@pytest.mark.parametrize(
    "lines",
    [(), ("",), ("a",), ("🙂🙂🙂",), ("x " * 50_000,), ("هل أنت متاح يوم السبت؟",), ("Hi", "> 你好吗？", "¿Qué tal?"), ("\u202e{}[]\"\\ <b>",)],
)  # fmt: skip
def test_odd_conversations_have_a_brief_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: tuple[str, ...]
) -> None:
    code, document = told(["primer", "--file", str(written(tmp_path, *lines))], capsys)
    found = DocumentShape.model_validate(document)
    assert code == 0
    assert found.primer.conversation_stage in list(Stage)


def test_a_file_of_many_has_a_document_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "talks.jsonl"
    row = '{"conversation_id": "%s", "messages": [{"direction": "incoming", "text": "How much is it?"}]}\n'
    file.write_text(row % "a" + row % "b", encoding="utf-8")
    code, document = told(["primer", "--file", str(file)], capsys)
    assert code == 0
    assert [DocumentShape.model_validate(one).conversation_id for one in document] == ["a", "b"]


def test_a_stored_conversation_has_a_brief(asked_vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(None, True, Console(file=io.StringIO()), Console(file=io.StringIO()), open_vault=asked_vault)
    cli(["primer", "1"], prog_name="sotto", standalone_mode=False, obj=session)
    found = DocumentShape.model_validate(json.loads(capsys.readouterr().out))
    assert "Could you do Saturday?" in found.primer.summary


def test_a_brief_for_people_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "How much is a session?", "> 180. I'll send the prices tomorrow")
    assert run(["primer", "--file", str(file)]) == 0
    assert "I'll send the prices tomorrow" in capsys.readouterr().out


def test_no_conversation_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, document = told(["primer"], capsys)
    assert (code, document["problem"]) == (2, "WrongUsage")
