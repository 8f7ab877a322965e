"""Which last messages leave something open, and which talks are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from engine.domain import ContactClass, Message, Priority, Standing, State
from engine.judge.standing import standing
from tests.engine.judge.conversations import NOW, said

MINE = "> it's in the post since this morning"


def stand(*lines: str, ago: timedelta = timedelta(hours=2), now: datetime = NOW) -> Standing:
    return judge(said(*lines, last=now - ago))


def judge(messages: list[Message]) -> Standing:
    return standing(messages, contact_class=ContactClass.CLIENT, now=NOW)


def from_(senders: dict[int, str], *lines: str, ago: timedelta = timedelta(hours=2)) -> list[Message]:
    return [replace(m, sender=senders.get(i, "")) for i, m in enumerate(said(*lines, last=NOW - ago))]


@pytest.mark.parametrize(
    "text",
    [
        "The whole street has seen it by now, you made my week",
        "Sleep tight, sweetheart",
        "night owl",
        "It hangs above the piano",
        "My sister says you were charming",
        "Grandpa waves back",
        "I'll keep an eye on the letter box",
        "We shall look at them after supper",
        "Told my book club about you",
        "I cried, it's beautiful",
        "Paid just now",
        "He snored the whole way back",
    ],
)
def test_a_statement_that_needs_no_answer_ends_the_talk(text: str) -> None:
    found = stand("Has it left?", MINE, text)
    assert found.state is State.DONE
    assert found.loss == 0


@pytest.mark.parametrize(
    "text",
    [
        "I can't open the album",
        "our website is down",
        "the link asks me to pay",
        "The vase came with a crack",
        "my grandma died last night",
        "I'm outside",
        "running ten minutes late",
        "My card was declined",
        "We can't make Friday",
        "I'd love another session in May",
        "need the files by 5",
        "150 and we have a deal",
        "ok so 14:00 or 15:00",
        "I'm so worried, nothing works out this week",
        "Hello??",
    ],
)
def test_a_statement_that_implies_a_need_stays_open(text: str) -> None:
    assert stand("Has it left?", MINE, text).state is State.NEEDS_REPLY


def test_a_first_message_of_a_stranger_is_answered() -> None:
    assert stand("I found you through the florist").state is State.NEEDS_REPLY


def test_an_answer_to_my_question_asks_for_nothing_more() -> None:
    assert stand("Hi", "> which cover, linen or leather?", "the linen one please").state is State.DONE
    assert stand("Hi", "> which cover?", "linen please, and can you send me a picture of it").state is State.NEEDS_REPLY


def test_a_yes_to_my_offer_gives_me_something_to_do() -> None:
    assert stand("Hi", "> shall i order it in oak?", "yes please").state is State.NEEDS_REPLY
    assert stand("Hi", "> does friday at 10 suit you?", "It does").state is State.NEEDS_REPLY


@pytest.mark.parametrize("sender", ["62884", "noreply@shop.example", "88123"])
def test_nobody_waits_behind_a_short_code_or_a_no_reply_address(sender: str) -> None:
    message = replace(said("Please confirm your delivery address, can we leave it with a neighbour?")[0], sender=sender)
    assert [r.code for r in judge([message]).reasons] == ["automated"]


@pytest.mark.parametrize(
    "text",
    [
        "Reminder: you have an appointment at Elm Road Optics on Friday at 9:15. Reply Y to confirm.",
        "Postbee: your parcel arrives today. Track your parcel at https://postbee.example/t",
        "Your electricity bill of 31.20 is ready. Please do not reply to this message.",
    ],
)
def test_notices_that_were_never_talked_with_are_machines(text: str) -> None:
    named = replace(said(text)[0], sender="Postbee")
    assert judge([named]).state is State.DONE
    assert judge([named, *said("> Y", "thank you", last=NOW)]).state is State.DONE


def test_a_person_who_was_talked_with_is_no_machine() -> None:
    lines = (
        "Your table is ready, can you fetch it today?",
        "> i'll be there around six",
        "Your order was paid, right?",
    )
    assert stand(*lines).state is State.NEEDS_REPLY


def test_talk_of_others_in_a_group_is_not_the_persons_turn() -> None:
    answered = from_({1: "Ana Ruiz", 2: "Ben Cole"}, "> i bring bread", "soup again?", "yes of course soup")
    assert judge(answered).state is State.DONE
    addressed = from_({1: "Ana Ruiz", 2: "Ben Cole"}, "> i bring bread", "Ben, did you call the hall?", "on it today")
    assert judge(addressed).state is State.DONE


def test_a_question_nobody_of_the_group_answered_is_open() -> None:
    unanswered = from_({1: "Ana Ruiz", 2: "Ben Cole"}, "> i bring bread", "nice", "who has the key?")
    assert judge(unanswered).state is State.NEEDS_REPLY
    joined = from_({1: "Ana Ruiz", 2: "Ben Cole"}, "> all done", "Could we have a big one?", "And a small one for me")
    assert judge(joined).state is State.NEEDS_REPLY


def test_a_promise_to_come_back_leaves_the_question_open() -> None:
    found = stand(
        "Could we move it to Sunday?",
        "> let me check the calendar, i'll come back to you",
        "Thanks! And could you add a frame? I need to know by 15:00",
    )
    assert found.triage is not None
    assert found.triage.intent == "reschedule"
    assert found.due_at is not None
    assert found.waiting_since == NOW - timedelta(hours=2)
    closed = stand("Could we move it to Sunday?", "> sunday at ten it is", "Thanks! And could you add a frame?")
    assert closed.triage is not None
    assert closed.triage.intent == "request"


def test_the_most_specific_wish_of_a_burst_names_it() -> None:
    found = stand("Could you do 25 portraits on one day?", "If so what would it cost?")
    assert found.triage is not None
    assert found.triage.intent == "price"


def test_a_deadline_said_in_another_message_presses_too() -> None:
    alone = stand("It won't let me download anything")
    pressed = stand("It won't let me download anything", "the catalogue goes to print tomorrow at noon")
    assert pressed.due_at is not None
    assert pressed.urgency > alone.urgency


def test_a_date_offered_for_an_event_is_no_deadline_for_the_answer() -> None:
    assert stand("Would 2 April at 8:30 work?").due_at is None
    assert stand("Could you do 25 portraits on 5 May, all in one day?").due_at is None
    assert stand("Can you come today at 16:00?").due_at is not None
    assert stand("Can you tell me before Friday?").due_at is not None


def test_waiting_counts_from_the_question_not_from_an_older_thank_you() -> None:
    old = said("> it's online", "Received, we shall look at it after supper", last=NOW - timedelta(days=17))
    new = said("I am very disappointed, one picture is missing", last=NOW - timedelta(hours=4))
    found = judge([*old, *(replace(m, message_id="new") for m in new)])
    assert found.waiting_since == NOW - timedelta(hours=4)
    assert found.priority is Priority.TIME_SENSITIVE


def test_what_is_long_past_is_over() -> None:
    assert stand("Hi", MINE, "my uncle died", ago=timedelta(days=30)).state is State.DONE
    assert stand("Hi", MINE, "how is the dog?", ago=timedelta(days=30)).state is State.NEEDS_REPLY
    found = stand("Hi", MINE, "how is the dog?", ago=timedelta(days=120))
    assert [r.code for r in found.reasons] == ["long_past"]


def test_my_question_waits_for_weeks_and_then_no_more() -> None:
    asked = ("Hi", "> do you want it matt or gloss?")
    assert stand(*asked, ago=timedelta(days=30)).state is State.WAITING
    assert [r.code for r in stand(*asked, ago=timedelta(days=60)).reasons] == ["gone_quiet"]


def test_a_flower_after_my_question_does_not_close_it() -> None:
    assert stand("Hi", "> which day would you like?", "> 🌿", ago=timedelta(days=10)).state is State.WAITING


@pytest.mark.parametrize(
    "text", ["send me a picture of it some time!", "shout if anything comes up", "let me know if you want one"]
)
def test_an_open_invitation_of_mine_is_no_question(text: str) -> None:
    assert stand("It came", f"> {text}", ago=timedelta(days=10)).state is State.DONE


def test_somebody_in_distress_needs_me_before_any_business() -> None:
    friend = stand("> night x", "i haven't slept all week, everything seems pointless")
    business = stand("Please send me the contract before noon")
    assert friend.state is State.NEEDS_REPLY
    assert any(r.code == "distress" for r in friend.reasons)
    assert friend.loss > business.loss
