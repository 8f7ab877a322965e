"""sotto send as outside programs use it; nothing here has Messages."""

from __future__ import annotations

import sys

import pytest

from tests.app.commands.shapes import Strict
from tests.app.commands.shell import Shell


class SendShape(Strict):
    conversation_id: str
    response_id: str
    name: str
    text: str
    reach: str
    concerns: list[str]
    outcome: str


@pytest.fixture
def draft(read: Shell) -> tuple[str, str]:
    """A conversation and a draft for it."""
    row = next(one for one in read("inbox").document if one["name"] == "Ines Calloway")
    made = read("suggest", row["conversation_id"]).document
    return row["conversation_id"], made["options"][0]["response_id"]


def test_a_dry_run_says_what_would_go_and_sends_nothing(read: Shell, draft: tuple[str, str]) -> None:
    conversation, response = draft
    told = read("send", conversation, "--response", response, "--dry-run")
    assert told.code == 0
    shape = SendShape.model_validate(told.document)
    assert (shape.conversation_id, shape.response_id, shape.outcome) == (conversation, response, "dry_run")
    assert shape.name == "Ines Calloway"
    assert shape.text
    assert shape.reach == "copy"


def test_sending_is_off_until_the_person_switches_it_on(read: Shell, draft: tuple[str, str]) -> None:
    conversation, response = draft
    told = read("send", conversation, "--response", response)
    assert told.code == 1
    assert told.problem["problem"] == "CannotSend"
    assert "Nothing was sent" in told.problem["what"]


def test_a_draft_of_another_conversation_is_refused(read: Shell, draft: tuple[str, str]) -> None:
    conversation, response = draft
    other = str(int(conversation) % 3 + 1)
    assert other != conversation
    assert read("send", other, "--response", response, "--dry-run").problem["problem"] == "NoSuchResponse"


def test_without_a_draft_nothing_is_sent(read: Shell) -> None:
    assert read("send", "1").code == 2
    assert read("send", "1", "--response", "none", "--dry-run").problem["problem"] == "NoSuchResponse"


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has Messages of its own")
def test_the_demo_is_never_sent_from(read: Shell, draft: tuple[str, str]) -> None:
    conversation, response = draft
    assert read("send", conversation, "--response", response, "--anyway").problem["problem"] == "CannotSend"
