"""Where conversations stand: whose turn, how urgent, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from engine.domain import ContactClass, Kind, Message, Priority, Standing, State
from engine.judge.reply_window import BINS, CELLS, History, bin_of
from engine.judge.standing import is_closing, standing
from tests.engine.judge.conversations import NOW, said


def stand(*lines: str, ago: timedelta = timedelta(hours=2), **given: object) -> Standing:
    return judge(said(*lines, last=NOW - ago), **given)


def judge(messages: list[Message], **given: object) -> Standing:
    values = {"contact_class": ContactClass.CLIENT, "now": NOW, **given}
    return standing(messages, **values)  # type: ignore[arg-type] # keyword values are named by each test


def answers_within(seconds: float) -> History:
    """Somebody who has always answered this contact after so many waking seconds."""
    counts = np.zeros((CELLS, BINS))
    counts[:, bin_of(seconds)] = 40
    return History(counts, counts)


def test_an_open_question_needs_a_reply_and_says_why() -> None:
    found = stand("Are you free on Saturday?", history=answers_within(1500.0))
    assert found.state is State.NEEDS_REPLY
    assert found.waiting_since == NOW - timedelta(hours=2)
    codes = {r.code: r.facts for r in found.reasons}
    assert codes["asked"]["about"] == "Saturday"
    assert codes["asked"]["seconds"] == "7200"
    assert 1200 < float(codes["usual_reply"]["seconds"]) < 1800


@pytest.mark.parametrize(
    "text",
    [
        "ok thanks!",
        "Thank you so much ❤️",
        "👍",
        "Perfect, see you then",
        "merci beaucoup",
        "haha",
        "great, see you on Saturday!",
        "Danke!",
    ],
)
def test_a_closing_needs_no_reply(text: str) -> None:
    found = stand("What time?", "> At three", text)
    assert found.state is State.DONE
    assert [r.code for r in found.reasons] == ["closing_only"]


@pytest.mark.parametrize(
    "text", ["ok thanks, what time?", "thanks but I can't come", "👍 can you send the address", "ok", "?"]
)
def test_only_a_real_closing_is_one(text: str) -> None:
    assert is_closing(text) is (text == "ok")


def test_a_question_before_the_thanks_still_waits() -> None:
    found = stand("Could you send the contract by 15:00?", "thanks!")
    assert found.state is State.NEEDS_REPLY
    assert found.due_at is not None
    assert (found.due_at.hour, found.due_at.date()) == (15, NOW.date())


def test_what_was_taken_back_needs_no_reply() -> None:
    assert [r.code for r in stand("Where are you?", "never mind, found it").reasons] == ["taken_back"]


def test_my_question_waits_for_them_and_my_answer_settles_in_time() -> None:
    assert stand("Hi", "> Does Friday work for you?").state is State.WAITING
    assert stand("What time?", "> At three.").state is State.WAITING
    assert stand("What time?", "> At three.", ago=timedelta(days=4)).state is State.DONE
    assert stand("What time?", "> Thanks, see you then!").state is State.DONE


def test_done_holds_until_they_write_again() -> None:
    through = NOW - timedelta(hours=2)
    assert stand("Are you free?", done_through=through).state is State.DONE
    assert stand("Are you free?", ago=timedelta(hours=1), done_through=through).state is State.NEEDS_REPLY


def test_later_holds_until_its_time() -> None:
    assert stand("Are you free?", snoozed_until=NOW + timedelta(hours=1)).state is State.LATER
    assert stand("Are you free?", snoozed_until=NOW - timedelta(hours=1)).state is State.NEEDS_REPLY


def test_until_they_write_ends_with_their_words_and_not_with_mine() -> None:
    through = NOW - timedelta(hours=3)
    aside = stand("Are you free?", ago=timedelta(hours=3), snoozed_through=through)
    assert aside.state is State.LATER
    assert aside.reasons[0].code == "until_they_write"
    mine = stand("Are you free?", "> Which day suits you?", snoozed_through=NOW - timedelta(hours=2, minutes=2))
    assert mine.state is State.LATER
    assert stand("Are you free?", ago=timedelta(hours=1), snoozed_through=through).state is State.NEEDS_REPLY
    assert stand("ok thanks!", ago=timedelta(hours=3), snoozed_through=through).state is State.DONE


def test_tapbacks_stickers_and_codes_ask_for_nothing() -> None:
    question, heart = said("> Is Friday good?", "❤️", last=NOW)
    assert judge([question, replace(heart, kind=Kind.TAPBACK)]).state is State.WAITING
    assert judge([question, replace(heart, kind=Kind.STICKER, text="")]).state is State.DONE
    assert judge([replace(said("Your code is 123456")[0], one_time_code=True)]).state is State.DONE


def test_a_picture_without_words_waits_quietly() -> None:
    picture = replace(said("", last=NOW)[0], kind=Kind.ATTACHMENT, n_attachments=1)
    found = judge([picture])
    assert found.state is State.NEEDS_REPLY
    assert found.priority is Priority.LOW
    assert found.reasons[0].code == "sent_attachment"


def test_tomorrow_said_yesterday_is_today() -> None:
    found = stand("Can you come tomorrow at 16:00?", ago=timedelta(days=1))
    assert found.due_at is not None
    assert found.due_at.date() == NOW.date()


def test_an_urgent_client_comes_before_a_chatting_friend() -> None:
    urgent = stand("The website is down, please call me ASAP")
    friend = stand("We had such a nice dinner yesterday", contact_class=ContactClass.FRIEND)
    assert urgent.loss > friend.loss
    assert urgent.priority is Priority.URGENT


def test_the_closer_the_usual_window_is_to_closing_the_more_waiting_costs() -> None:
    fresh = stand("Are you free on Saturday?", ago=timedelta(minutes=2), history=answers_within(1800.0))
    late = stand("Are you free on Saturday?", ago=timedelta(hours=3), history=answers_within(1800.0))
    assert late.loss > fresh.loss


def test_what_was_left_for_weeks_fades() -> None:
    week = stand("what are your rates?", ago=timedelta(days=2))
    month = stand("what are your rates?", ago=timedelta(days=40))
    assert month.loss < week.loss / 2


def test_nothing_said_is_done_and_messages_of_the_future_do_not_count() -> None:
    assert judge([]).state is State.DONE
    assert judge(said("Hello?", last=NOW + timedelta(days=1))).state is State.DONE


def test_long_runs_of_exclamation_marks_are_read_quickly() -> None:
    assert not is_closing("ok " + "!" * 5_000 + "z")
