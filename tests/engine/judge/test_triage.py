"""Triage: what a careful person would say about a message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain import ContactClass, Priority
from engine.judge.intent import INTENTS
from engine.judge.tone import TONES
from engine.judge.topic import TOPICS
from engine.judge.triage import RESPONSE_TIME, priority, triage, triage_many
from engine.judge.urgency import SHIFT
from tests.engine.judge.triage_examples import EXAMPLES, Example

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize("example", EXAMPLES, ids=[repr(e.text[:40]) for e in EXAMPLES])
def test_a_message_is_weighed_as_a_careful_person_would(example: Example) -> None:
    found = triage(example.text, now=NOW)
    assert found.priority in example.bands, f"{found.adjusted_urgency} {found.intent} {found.reasons}"
    if example.intents:
        assert found.intent in example.intents, found.reasons
    if example.action is not None:
        assert found.needs_action is example.action, found.action_score


def test_there_are_enough_examples_to_mean_something() -> None:
    assert len(EXAMPLES) >= 60


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (1.0, Priority.URGENT),
        (0.8, Priority.URGENT),
        (0.799, Priority.TIME_SENSITIVE),
        (0.6, Priority.TIME_SENSITIVE),
        (0.599, Priority.ROUTINE),
        (0.3, Priority.ROUTINE),
        (0.299, Priority.LOW),
        (0.0, Priority.LOW),
    ],
)
def test_bands_begin_where_the_contract_says(score: float, band: Priority) -> None:
    assert priority(score) is band


def test_every_field_holds_one_of_its_words() -> None:
    for example in EXAMPLES:
        found = triage(example.text, message_id="7", now=NOW)
        assert found.intent in INTENTS
        assert found.emotional_tone in TONES
        assert found.topic in TOPICS
        assert found.suggested_response_time == RESPONSE_TIME[found.priority]
        assert found.is_urgent is (found.priority is Priority.URGENT)
        assert not (found.is_positive and found.is_negative)
        assert 0 <= found.confidence_overall <= 1
        assert (found.raw_message, found.message_id) == (example.text, "7")


@pytest.mark.parametrize("contact_class", list(ContactClass))
def test_a_class_shifts_urgency_by_the_documented_amount(contact_class: ContactClass) -> None:
    found = triage("Could you send me the contract", contact_class=contact_class, now=NOW)
    assert found.adjusted_urgency == pytest.approx(found.urgency_score + SHIFT[contact_class])


def test_a_class_lifts_nothing_where_nothing_is_at_stake() -> None:
    found = triage("thanks!", contact_class=ContactClass.CLIENT, now=NOW)
    assert found.adjusted_urgency == found.urgency_score


def test_several_messages_come_back_most_urgent_first() -> None:
    found = triage_many(["thanks", "Sarah, call me ASAP!!!", "what time?"], now=NOW)
    assert [t.message_id for t in found] == ["1", "2", "0"]


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("I'm furious, this is unacceptable", "angry"),
        ("still waiting, this is so annoying", "frustrated"),
        ("we miss her so much 😢", "sad"),
        ("I'm worried about the weather", "concerned"),
        ("thank you so much", "grateful"),
        ("can't wait!! 🎉", "excited"),
        ("love you ❤️", "affectionate"),
        ("what a lovely picture 😊", "happy"),
        ("the studio is on the second floor", "neutral"),
        ("I'm not happy with the pictures", "frustrated"),
    ],
)
def test_a_tone_is_heard(text: str, tone: str) -> None:
    assert triage(text, now=NOW).emotional_tone == tone


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("How much is the deposit?", "payment"),
        ("are you free on Saturday for a shoot", "booking"),
        ("where is the parking, what time should we arrive", "logistics"),
        ("I have the flu, the doctor said to stay home", "health"),
        ("the website server crashed", "work"),
        ("my sister's birthday party was lovely", "personal"),
        ("hmm", "other"),
    ],
)
def test_a_topic_is_found(text: str, topic: str) -> None:
    assert triage(text, now=NOW).topic == topic


def test_a_deadline_is_a_reason_with_its_facts() -> None:
    found = triage("I need the files by 15:00 today", now=NOW)
    (deadline,) = [r for r in found.reasons if r.code == "deadline"]
    assert deadline.facts["at"] == "2026-03-11T15:00:00Z"


def test_without_a_clock_the_words_are_weighed_alone() -> None:
    found = triage("I need the files by 15:00 today")
    assert all(r.code != "deadline" for r in found.reasons)
    assert found.needs_action


def test_a_hundred_kilobytes_are_read_at_both_ends() -> None:
    found = triage("blah blah " * 10_000 + " please call me ASAP, this is urgent", now=NOW)
    assert found.is_urgent
    assert len(found.raw_message) > 100_000


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    found = triage(text, now=NOW)
    assert 0 <= found.urgency_score <= 1
    assert 0 <= found.adjusted_urgency <= 1
    assert 0 <= found.action_score <= 1


@pytest.mark.parametrize(
    "text",
    [
        "I can't open the album",
        "the link asks me to pay",
        "it won't let us download them",
        "the download button does nothing",
        "I got the wrong print",
        "the frame came with a crack in the glass",
        "we were charged twice",
        "I haven't heard back about the invoice",
        "the parcel never came",
        "you sent somebody else's pictures",
    ],
)
def test_what_does_not_work_is_a_problem_to_be_solved(text: str) -> None:
    found = triage(text, now=NOW)
    assert found.intent == "complaint"
    assert found.needs_action


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("The offer is fine with me, let's go ahead", "booking"),
        ("Great with the price! Where can we sign?", "booking"),
        ("I'd love another session in spring", "booking"),
        ("Would the 4th at 9 or Friday lunch work? I'll pay the fee for changing", "booking"),
        ("What would twelve portraits cost?", "price"),
        ("my final offer is 150", "price"),
        ("We can't make Saturday after all", "cancel"),
        ("I lent it to my book club, they laughed", "information"),
    ],
)
def test_an_intent_is_what_the_text_is_really_about(text: str, intent: str) -> None:
    assert triage(text, now=NOW).intent == intent


def test_taking_up_an_offer_is_told_from_asking_for_dates() -> None:
    ready = triage("Happy with your estimate, we'd like to go ahead", now=NOW)
    asking = triage("Do you have any openings in June?", now=NOW)
    assert [r.code for r in ready.reasons].count("ready_to_book") == 1
    assert all(r.code != "ready_to_book" for r in asking.reasons)
    assert ready.urgency_score > asking.urgency_score


def test_the_third_time_in_a_story_is_no_reminder() -> None:
    assert all(r.code != "chasing" for r in triage("third time lucky! does May work, like last time?", now=NOW).reasons)
    assert any(r.code == "chasing" for r in triage("this is my third message about it", now=NOW).reasons)


def test_words_of_distress_come_first_and_say_why() -> None:
    found = triage("it all feels so hopeless and I don't see a way out", contact_class=ContactClass.FRIEND, now=NOW)
    assert found.is_urgent or found.priority is Priority.TIME_SENSITIVE
    assert found.needs_action
    assert any(r.code == "distress" for r in found.reasons)
