"""sotto ask and sotto reminder as outside programs use them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from tests.app.commands.shapes import Strict, SuggestionsShape
from tests.app.commands.shell import Shell


class SentenceShape(Strict):
    text: str
    sources: list[int]


class SourceShape(Strict):
    number: int
    message_id: str
    conversation_id: str
    name: str
    quote: str
    sent_at: str


class ReminderShape(Strict):
    reminder_id: str
    text: str
    conversation_id: str | None
    name: str
    due_at: str
    zone: str
    state: str
    made_at: str
    source: str


class AnswerShape(Strict):
    intent: str
    answer: str
    sentences: list[SentenceShape]
    sources: list[SourceShape]
    sure: bool
    mode: str
    reminder: ReminderShape | None
    suggestions: SuggestionsShape | None
    elapsed_ms: int


class TurnShape(Strict):
    turn_id: str
    question: str
    intent: str
    answer: str
    asked_at: str


def ask(sotto: Shell, question: str) -> AnswerShape:
    return AnswerShape.model_validate(sotto("ask", question).document)


def test_every_kind_of_question_has_the_same_document(read: Shell) -> None:
    found = ask(read, "what did Ines say about outfits?")
    assert (found.intent, found.sure, found.mode) == ("find", True, "no-model")
    assert [one.number for one in found.sources] == list(range(1, len(found.sources) + 1))
    assert ask(read, "hi").intent == "chit_chat"
    assert ask(read, "who is waiting?").intent == "status"
    assert ask(read, "where do we park?").intent == "general_query"
    reminded = ask(read, "remind me to answer Ines tomorrow at 9am").reminder
    assert reminded is not None
    assert (reminded.text, reminded.name, reminded.state) == ("Answer Ines", "Ines Calloway", "open")
    drafted = ask(read, "write to Ines that I'm late").suggestions
    assert drafted is not None
    assert drafted.options

    turns = TypeAdapter(list[TurnShape]).validate_python(read("ask", "--history").document)
    assert [turn.intent for turn in turns] == ["draft", "remind", "general_query", "status", "chit_chat", "find"]
    told = read("ask", "--summary").document
    assert told["turns"] == 6
    assert "what did Ines say about outfits?" in told["summary"] or "lately" in told["summary"]
    assert read("ask", "--clear").document == {"cleared": 6}
    assert read("ask", "--history").document == []


def test_reminders_are_added_listed_moved_done_and_taken_away(read: Shell) -> None:
    made = ReminderShape.model_validate(read("reminder", "add", "call Ines tomorrow at 10:00").document)
    assert (made.text, made.name, made.source) == ("Call Ines", "Ines Calloway", "command")
    listed = TypeAdapter(list[ReminderShape]).validate_python(read("reminder", "list").document)
    assert listed == [made]
    moved = ReminderShape.model_validate(read("reminder", "snooze", made.reminder_id, "in 3 days").document)
    assert moved.due_at > made.due_at
    assert ReminderShape.model_validate(read("reminder", "done", made.reminder_id).document).state == "done"
    assert read("reminder", "list").document == []
    assert len(read("reminder", "list", "--all").document) == 1
    assert read("reminder", "delete", made.reminder_id).document == {"deleted": made.reminder_id}
    assert read("reminder", "list", "--all").document == []


def test_problems_are_named_with_a_next_step(read: Shell) -> None:
    for arguments, problem in (
        (("reminder", "add", "call Ines"), "UnclearDate"),
        (("reminder", "add", "call Ines yesterday"), "UnclearDate"),
        (("reminder", "add", "call the lab every Monday"), "UnclearDate"),
        (("reminder", "delete", "99"), "NoSuchReminder"),
        (("reminder", "done", "nothing"), "NoSuchReminder"),
        (("reminder", "add", "call Ines tomorrow", "--conversation", "98765"), "NoSuchConversation"),
    ):
        told = read(*arguments)
        assert (told.code, told.problem["problem"]) == (1, problem)
        assert told.problem["next"]


@pytest.mark.parametrize("arguments", [("ask",), ("ask", " "), ("ask", "hi", "--clear"), ("reminder", "add")])
def test_wrong_usage_is_exit_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert Shell(tmp_path / "home", capsys)(*arguments).code == 2


def test_nothing_that_was_asked_is_written_to_the_log(read: Shell, tmp_path: Path) -> None:
    ask(read, "what did Ines say about outfits?")
    read("reminder", "add", "call Ines")
    for path in (tmp_path / "home" / "logs").glob("*"):
        assert re.search(r"outfits|Ines", path.read_text(encoding="utf-8")) is None
