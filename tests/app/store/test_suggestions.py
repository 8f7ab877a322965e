"""Suggestions are kept, fit or do not fit, and remember what became of them."""

from __future__ import annotations

import dataclasses

import pytest

from app.store import suggestions
from engine.domain import Option, Suggestions
from engine.problems import NoSuchRequest, NoSuchResponse
from tests import drafts


def option(number: str) -> Option:
    return drafts.option(number, "Yes, 😀\nsee you", sources=("3",), unsourced=((0, 3),), origin="past_reply")


def made(request: str, count: int = 4, conversation: int = 1) -> Suggestions:
    return drafts.suggestions(
        [option(f"{request}-{place}") for place in range(count)], request_id=request,
        conversation_id=str(conversation), mode="past_replies", has_more=count > 3, fallback_reason="no",
    )  # fmt: skip


@pytest.fixture
def asked(db, rows):
    """A conversation with one question, and its newest message."""
    conversation = rows.conversation(rows.contact())
    return conversation, rows.message(conversation, "Friday?")


def keep(db, asked, request: str = "r1", made_us: int = 1) -> None:
    conversation, newest = asked
    suggestions.add(
        db,
        made(request, conversation=conversation),
        conversation_id=conversation,
        through_message_id=newest,
        made_us=made_us,
    )


def test_a_request_comes_back_as_it_was_kept(db, asked):
    keep(db, asked)
    found = suggestions.get_request(db, "r1")
    assert found.options == made("r1").options
    assert (found.mode, found.total_count, found.has_more, found.fallback_reason) == (
        "past_replies",
        4,
        True,
        "no",
    )
    assert suggestions.get_option(db, "r1-2") == option("r1-2")
    assert suggestions.conversation_of(db, "r1-2") == asked[0]


def test_further_options_of_a_request_follow_those_it_has(db, asked):
    keep(db, asked)
    more = made("r1", count=6, conversation=asked[0])
    suggestions.add(db, more, conversation_id=asked[0], through_message_id=asked[1])
    assert [one.response_id for one in suggestions.get_request(db, "r1").options] == [f"r1-{n}" for n in range(6)]


def test_the_newest_set_is_shown_while_nothing_was_said_since(db, rows, asked):
    assert suggestions.current(db, asked[0]) is None
    keep(db, asked, "r1", 1)
    keep(db, asked, "r2", 2)
    found = suggestions.current(db, asked[0])
    assert found is not None
    assert found.request_id == "r2"
    rows.message(asked[0], "", kind="tapback")
    assert suggestions.current(db, asked[0]) is not None, "a tapback is no answer"
    rows.message(asked[0], "or Saturday?")
    assert suggestions.current(db, asked[0]) is None


def test_options_are_withdrawn_once_the_person_answered_elsewhere(db, rows, asked):
    keep(db, asked)
    other = rows.conversation(rows.contact())
    suggestions.add(db, made("r9"), conversation_id=other, through_message_id=rows.message(other, "Hi"), made_us=1)
    assert suggestions.withdraw_answered(db) == []
    rows.message(asked[0], "Yes", from_me=True)
    assert suggestions.withdraw_answered(db) == [asked[0]]
    assert suggestions.withdraw_answered(db) == []
    assert suggestions.current(db, asked[0]) is None
    assert suggestions.get_option(db, "r1-0").text, "it can still be decided on"
    assert suggestions.current(db, other) is not None


def test_what_is_not_there_is_a_problem(db):
    with pytest.raises(NoSuchRequest):
        suggestions.get_request(db, "x")
    with pytest.raises(NoSuchResponse):
        suggestions.get_option(db, "x")
    with pytest.raises(NoSuchResponse):
        suggestions.conversation_of(db, "x")


def test_a_decision_and_its_sample_are_remembered(db, asked):
    keep(db, asked)
    suggestions.decide(db, "r1-0", asked[0], verb="reject", reason="too_long", text=None, decided_us=1)
    suggestions.decide(db, "r1-1", asked[0], verb="edit", reason=None, text="Yes", decided_us=2)
    suggestions.add_sample(
        db,
        asked[0],
        option_id="r1-1",
        source="edited",
        sample_input="Them: Friday?\nMe:",
        output="Yes",
        quality=1.0,
        made_us=2,
    )
    assert suggestions.decisions(db, asked[0]) == [("r1-0", "reject", "too_long"), ("r1-1", "edit", None)]
    assert db.conn.execute("SELECT source, output, quality FROM sample").fetchall() == [("edited", "Yes", 1.0)]


def test_options_made_from_a_message_go_with_it(db, asked):
    keep(db, asked)
    suggestions.forget_quotes(db, [4, 5])
    assert len(suggestions.get_request(db, "r1").options) == 4
    suggestions.forget_quotes(db, [3])
    with pytest.raises(NoSuchRequest):
        suggestions.get_request(db, "r1")
    assert db.execute("SELECT count(*) FROM option").fetchone() == (0,)


def test_options_that_answer_a_turn_go_when_any_message_of_it_changes(db, rows, asked):
    conversation, first = asked
    last = rows.message(conversation, "and a second one")
    suggestions.add(db, made("r7"), conversation_id=conversation, through_message_id=last)
    suggestions.forget_quotes(db, [first])
    with pytest.raises(NoSuchRequest):
        suggestions.get_request(db, "r7")


def test_options_stay_when_something_changes_that_was_answered_already(db, rows, asked):
    conversation, first = asked
    rows.message(conversation, "Yes", from_me=True)
    last = rows.message(conversation, "And Sunday?")
    suggestions.add(db, made("r7"), conversation_id=conversation, through_message_id=last)
    suggestions.forget_quotes(db, [first])
    assert suggestions.get_request(db, "r7").options


def test_how_often_past_replies_stood_in_for_a_model_is_told(db, asked):
    assert suggestions.fallback_rate(db, 0) is None
    for number, reason in enumerate((None, "WorkerDied", "no_model", None)):
        one = dataclasses.replace(made(f"r{number}"), fallback_reason=reason, silent_reason=None)
        suggestions.add(
            db, one, conversation_id=asked[0], through_message_id=None, made_us=number + 1, background=number == 3
        )
    assert suggestions.fallback_rate(db, 0) == pytest.approx(1 / 3)
    assert suggestions.fallback_rate(db, 3) == 0.0
    assert suggestions.recent_requests(db, 9, since_us=2**62) == []
    recent = suggestions.recent_requests(db, 2)
    assert [(one.fallback_reason, one.background) for one in recent] == [(None, True), ("no_model", False)]
