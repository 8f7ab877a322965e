"""The command line as outside programs use it: one JSON document on stdout, problems on stderr, exit 0, 1 or 2."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from app.commands.main import take_globals
from tests.app.commands.shapes import (
    HitShape,
    InboxShape,
    MessageShape,
    RiskShape,
    SuggestionsShape,
    SyncShape,
    TriageShape,
)
from tests.app.commands.shell import Shell


def test_sync_counts_every_row_once(sotto: Shell, demo_folder: Path) -> None:
    told = sotto("sync", "--source", demo_folder / "chat.db", "--no-index")
    report = SyncShape.model_validate(told.document)
    assert report.imported == report.seen > 1500
    assert (report.updated, report.removed, report.quarantined) == (0, 0, 0)
    again = SyncShape.model_validate(sotto("sync", "--source", demo_folder / "chat.db", "--no-index").document)
    assert (again.imported, again.updated, again.removed) == (0, 0, 0)


def test_inbox_lists_who_needs_an_answer_first(read: Shell) -> None:
    rows = TypeAdapter(list[InboxShape]).validate_python(read("inbox").document)
    states = [row.state for row in rows]
    assert states == sorted(states, key=["needs_reply", "waiting", "later", "done"].index)
    assert {"Ines Calloway", "Bea Lindqvist"} <= {row.name for row in rows[:5]}
    assert rows[0].reason
    assert rows[0].waiting_seconds is not None
    assert len(read("inbox", "--limit", 3).document) == 3


def test_messages_come_oldest_first_with_tapbacks_on_their_message(read: Shell) -> None:
    first = read("inbox").document[0]
    lines = TypeAdapter(list[MessageShape]).validate_python(read("messages", first["conversation_id"]).document)
    times = [line.sent_at for line in lines]
    assert times == sorted(times)
    assert {line.direction for line in lines} == {"incoming", "outgoing"}
    assert not any(line.kind == "tapback" for line in lines)
    newest = read("messages", first["conversation_id"], "--limit", 2).document
    assert [line["message_id"] for line in newest] == [line.message_id for line in lines[-2:]]


def test_search_finds_words_without_an_embedder(read: Shell) -> None:
    hits = TypeAdapter(list[HitShape]).validate_python(read("search", "parking studio").document)
    assert hits
    assert "park" in hits[0].text.lower()


def test_a_store_whose_key_was_lost_gets_it_back_from_the_printed_key(
    read: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = read("recovery", "key").document["recovery_key"]
    (tmp_path / "home" / "keystore.db").unlink()
    lost = read("inbox")
    assert (lost.code, lost.problem["problem"]) == (1, "StoreKeyMissing")
    assert "sotto recovery restore" in lost.problem["next"]
    monkeypatch.setattr("sys.stdin", io.StringIO("nonsense\n"))
    assert read("recovery", "restore").problem["problem"] == "RecoveryKeyWrong"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{key.lower()}\n"))
    assert read("recovery", "restore").code == 0
    assert read("inbox").document


@pytest.mark.parametrize("text", ['"', "a AND OR", "NEAR(", "text:*", "'; DROP TABLE message; --", "\x00", "🦜" * 50])
def test_search_survives_what_people_type(read: Shell, text: str) -> None:
    assert read("search", text).code == 0


def test_suggest_more_and_feedback_belong_together(read: Shell) -> None:
    first = read("inbox").document[0]["conversation_id"]
    made = SuggestionsShape.model_validate(read("suggest", first, "--count", 8).document)
    assert made.total_count == len(made.options) > 3
    assert made.mode == "past_replies"
    assert made.fallback_reason == "no_model"
    assert {"decline", "defer"} & {option.move for option in made.options[:3]}
    rest = SuggestionsShape.model_validate(read("more", made.request_id).document)
    assert [option.response_id for option in rest.options] == [option.response_id for option in made.options[3:]]
    noted = read("feedback", made.options[0].response_id, "edit", "--text", "sunday works, see you then x").document
    assert noted["verb"] == "edit"
    assert noted["quality"] == 1.0


def test_triage_has_every_field(sotto: Shell) -> None:
    urgent = TriageShape.model_validate(sotto("triage", "Sarah, call me ASAP!!!").document)
    calm = TriageShape.model_validate(sotto("triage", "no rush at all").document)
    assert urgent.priority == "urgent"
    assert calm.priority == "low"
    assert urgent.reasons


def test_triage_of_a_file_is_sorted_by_urgency(sotto: Shell, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "no rush at all"}\n{"text": "call me ASAP!!!"}\n', encoding="utf-8")
    found = sotto("triage", "--file", file).document
    assert found["total"] == 2
    assert [one["message_id"] for one in found["results"]] == ["1", "0"]


def test_risk_of_a_file_quotes_what_they_wrote(sotto: Shell, tmp_path: Path) -> None:
    said = "I will send a cheque for more, keep your fee and send the balance to my agent by wire today"
    file = tmp_path / "talk.json"
    file.write_text(json.dumps({"messages": [{"direction": "incoming", "text": said}]}), encoding="utf-8")
    risk = RiskShape.model_validate(sotto("risk", "--file", file).document)
    assert risk.red_flags
    for flag in risk.red_flags:
        assert said[flag.span[0] : flag.span[1]] == flag.matched_text


def test_risk_of_a_stored_conversation(read: Shell) -> None:
    riskiest = max(read("inbox").document, key=lambda row: row["risk"])
    risk = RiskShape.model_validate(read("risk", riskiest["conversation_id"]).document)
    assert risk.combined_risk == pytest.approx(riskiest["risk"], abs=0.05)


def test_doctor_names_what_is_missing(sotto: Shell) -> None:
    told = sotto("doctor")
    assert told.code == 0
    assert told.document["permission"] == "absent"
    assert [one["problem"] for one in told.document["problems"]] == ["StoreMissing"]
    assert set(told.document) == {
        "permission", "lineage", "unknown_kinds", "undecodable", "quarantined", "orphans", "store_ok", "model",
        "gpu", "disk_free_bytes", "last_sync_at", "sockets_opened", "problems",
    }  # fmt: skip


def test_doctor_examines_a_store(read: Shell) -> None:
    found = read("doctor").document
    assert found["permission"] == "granted"
    assert found["store_ok"] is True
    assert found["orphans"] == 1
    assert found["last_sync_at"]
    assert found["sockets_opened"] == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("inbox",), "StoreMissing"),
        (("sync", "--source", "nowhere/chat.db"), "SourceMissing"),
        (("triage", "--file", "nowhere.jsonl"), "BadFile"),
        (("risk", "--file", os.devnull), "BadFile"),
        (("model", "use", "no-such-model"), "ModelMissing"),
    ],
)
def test_a_problem_is_named_on_stderr_with_a_next_step(sotto: Shell, arguments: tuple[str, ...], problem: str) -> None:
    told = sotto(*arguments)
    assert told.code == 1
    assert told.out == ""
    assert told.problem["problem"] == problem
    assert told.problem["what"]
    assert told.problem["next"]


def test_unknown_ids_are_problems(read: Shell) -> None:
    assert read("messages", 987654).problem["problem"] == "NoSuchConversation"
    assert read("suggest", 987654).problem["problem"] == "NoSuchConversation"
    assert read("more", "nothing").problem["problem"] == "NoSuchRequest"
    assert read("feedback", "nothing", "accept").problem["problem"] == "NoSuchResponse"


def test_without_keychain_and_passphrase_nothing_is_written(sotto: Shell, demo_folder: Path, tmp_path: Path) -> None:
    told = sotto("sync", "--source", demo_folder / "chat.db", passphrase=None)
    assert told.code == 1
    assert told.problem["problem"] in {"PassphraseMissing", "KeychainUnavailable"}
    assert not (tmp_path / "home" / "sotto.db").exists()


def test_a_wrong_passphrase_opens_nothing(read: Shell) -> None:
    assert read("inbox", passphrase="another one entirely").problem["problem"] == "PassphraseWrong"


@pytest.mark.parametrize(
    "arguments", [("no-such-command",), ("suggest",), ("sync", "--no-such-option"), ("inbox", "--home", "")]
)
def test_wrong_usage_is_exit_code_two(sotto: Shell, arguments: tuple[str, ...]) -> None:
    assert sotto(*arguments).code == 2


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("suggest", "1", "--count", "99"), "--count"),
        (("suggest", "1", "--theme", "grumpy"), "--theme"),
        (("suggest", "first"), "conversation"),
        (("generate",), "--prompt"),
        (("generate", "--prompt", "x", "--temperature", "nan"), "--temperature"),
    ],
)
def test_wrong_usage_names_what_is_wrong(sotto: Shell, arguments: tuple[str, ...], names: str) -> None:
    told = sotto(*arguments).problem
    assert told["problem"] == "WrongUsage"
    assert names in told["what"]
    assert "error" not in told["what"]


def test_globals_are_found_wherever_they_stand() -> None:
    rest, home, as_json = take_globals(["inbox", "--json", "--home", "x", "--limit", "3"])
    assert (rest, home, as_json) == (["inbox", "--limit", "3"], Path("x"), True)
    rest, _home, as_json = take_globals(["triage", "--", "--json"])
    assert (rest, as_json) == (["triage", "--", "--json"], False)
