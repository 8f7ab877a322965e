"""sotto contact, as outside programs use it."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from tests.app.commands.shapes import Strict
from tests.app.commands.shell import Shell


class ContactShape(Strict):
    contact_id: str
    name: str
    addresses: list[str]
    contact_class: str
    class_set_by: str
    class_confidence: float
    muted: bool
    switched_off: bool
    conversations: int
    messages: int
    last_message_at: str | None
    usual_reply_s: float | None


def listed(shell: Shell) -> dict[str, ContactShape]:
    rows = TypeAdapter(list[ContactShape]).validate_python(shell("contact", "list").document)
    return {row.name or row.addresses[0]: row for row in rows}


def shown(shell: Shell, *arguments: object) -> ContactShape:
    return ContactShape.model_validate(shell("contact", *arguments).document)


def test_list_shows_who_is_what_and_how_soon_they_are_answered(read: Shell) -> None:
    people = listed(read)
    assert (people["Mum"].contact_class, people["Mum"].class_set_by) == ("family", "guess")
    assert people["Ines Calloway"].contact_class == "client"
    assert people["Ines Calloway"].messages > 40
    assert people["Ines Calloway"].usual_reply_s
    assert people["Ines Calloway"].last_message_at
    assert 0.6 <= people["Ines Calloway"].class_confidence <= 1
    only = read("contact", "list", "--class", "family").document
    assert {one["contact_class"] for one in only} == {"family"}


def test_classify_stands_over_the_guess_and_is_taken_back(read: Shell) -> None:
    ines = listed(read)["Ines Calloway"].contact_id
    said = shown(read, "classify", ines, "friend")
    assert (said.contact_class, said.class_set_by, said.class_confidence) == ("friend", "person", 1.0)
    assert listed(read)["Ines Calloway"] == said
    back = shown(read, "classify", ines, "--undo")
    assert (back.contact_class, back.class_set_by) == ("client", "guess")


def test_merge_and_split_take_each_other_back(read: Shell) -> None:
    people = listed(read)
    one, other = people["Ines Calloway"], people["Maya Quill"]
    both = shown(read, "merge", one.contact_id, other.contact_id)
    assert both.addresses == [*one.addresses, *other.addresses]
    assert (both.conversations, both.messages) == (2, one.messages + other.messages)
    assert "Maya Quill" not in listed(read)
    fresh = shown(read, "split", one.contact_id, other.addresses[0])
    assert (fresh.name, fresh.addresses, fresh.messages) == ("Maya Quill", other.addresses, other.messages)
    assert listed(read)["Ines Calloway"].addresses == one.addresses


def test_somebody_switched_off_is_out_of_the_inbox_and_muting_is_shown_until_taken_back(read: Shell) -> None:
    ines = listed(read)["Ines Calloway"].contact_id
    assert shown(read, "switch-off", ines).switched_off
    assert "Ines Calloway" not in [row["name"] for row in read("inbox").document]
    assert not shown(read, "switch-off", ines, "--undo").switched_off
    assert "Ines Calloway" in [row["name"] for row in read("inbox").document]
    assert shown(read, "mute", ines).muted
    assert not shown(read, "mute", ines, "--undo").muted


def test_what_cannot_be_done_is_a_problem_with_a_next_step(read: Shell) -> None:
    for arguments, problem in (
        (("mute", "9999"), "NoSuchContact"),
        (("switch-off", "9999"), "NoSuchContact"),
        (("classify", "9999", "work"), "NoSuchContact"),
        (("merge", "1", "1"), "SameContact"),
        (("merge", "1", "9999"), "NoSuchContact"),
        (("split", "1", "nobody@example.com"), "NothingToSplit"),
    ):
        told = read("contact", *arguments)
        assert (told.code, told.problem["problem"]) == (1, problem)
        assert told.problem["next"]


@pytest.mark.parametrize(
    "arguments",
    [("classify", "1"), ("classify", "1", "enemy"), ("classify", "1", "work", "--undo"), ("split", "1"), ()],
)
def test_wrong_usage_is_exit_code_two(sotto: Shell, arguments: tuple[str, ...]) -> None:
    assert sotto("contact", *arguments).code == 2
