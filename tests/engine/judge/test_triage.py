"""Triage: what a careful person would say about a message."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.domain import ContactClass, Priority
from engine.judge.intent import INTENTS
from engine.judge.reading import read
from engine.judge.tone import TONES
from engine.judge.topic import TOPICS
from engine.judge.triage import RESPONSE_TIME, priority, triage, triage_many
from engine.judge.urgency import SHIFT, urgency
from tests.engine.judge import sound_examples
from tests.engine.judge.triage_examples import EXAMPLES, Example
from tests.engine.judge.triage_examples_abroad import ABROAD, FRENCH, GERMAN, PORTUGUESE, SPANISH

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # a Wednesday


ALL = (*EXAMPLES, *ABROAD)


@pytest.mark.parametrize("example", ALL, ids=[repr(e.text[:40]) for e in ALL])
def test_a_message_is_weighed_as_a_careful_person_would(example: Example) -> None:
    found = triage(example.text, now=NOW)
    assert found.priority in example.bands, f"{found.adjusted_urgency} {found.intent} {found.reasons}"
    if example.intents:
        assert found.intent in example.intents, found.reasons
    if example.action is not None:
        assert found.needs_action is example.action, found.action_score


def test_there_are_enough_examples_to_mean_something() -> None:
    assert len({e.text for e in ALL}) >= 240


@pytest.mark.parametrize("examples", [SPANISH, FRENCH, GERMAN, PORTUGUESE], ids=["es", "fr", "de", "pt"])
def test_the_core_intents_are_covered_in_each_language(examples: tuple[Example, ...]) -> None:
    core = {"request", "question", "booking", "reschedule", "cancel", "price"}
    core |= {"payment", "complaint", "thanks", "greeting", "emergency"}
    assert {intent for example in examples for intent in example.intents} >= core


@pytest.mark.parametrize(
    ("tone", "text"), [(tone, text) for tone, texts in sound_examples.TONES.items() for text in texts]
)
def test_each_tone_is_heard_in_its_examples(tone: str, text: str) -> None:
    assert triage(text, now=NOW).emotional_tone == tone


@pytest.mark.parametrize(
    ("topic", "text"), [(topic, text) for topic, texts in sound_examples.TOPICS.items() for text in texts]
)
def test_each_topic_is_seen_in_its_examples(topic: str, text: str) -> None:
    assert triage(text, now=NOW).topic == topic


def test_every_tone_and_topic_has_examples() -> None:
    assert {tone for tone, texts in sound_examples.TONES.items() if len(texts) >= 4} == set(TONES)
    assert {topic for topic, texts in sound_examples.TOPICS.items() if len(texts) >= 4} == set(TOPICS)


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
        ("Your order is on its way: https://parcel.example/haha-love-xx", "neutral"),
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


@pytest.mark.parametrize(
    ("meant", "not_meant"),
    [
        ("It is an emergency, call me", "the emergency exit is on the left"),
        ("this is urgent, please answer", "finally done with all the urgent work"),
        ("the kitchen is on fire", "the new album is fire"),
        ("the server crashed", "the kids crashed on the sofa"),
        ("Grandpa died this morning", "my battery died"),
        ("call me now", "I can't talk right now"),
        ("they need the slides by noon", "we are there by noon"),
        ("there was an accident, come quickly", "last year he had an accident, he is fine again"),
    ],
)
def test_a_word_counts_where_it_is_meant(meant: str, not_meant: str) -> None:
    assert triage(meant, now=NOW).urgency_score >= triage(not_meant, now=NOW).urgency_score + 0.15


@pytest.mark.parametrize(
    "text",
    [
        "Congrats! Your number won a weekend away. Call 09061 000000 to claim, 150p/min",
        "FREE entry into our prize draw, reply WIN",
        "You have been selected for an exclusive offer, see www.example.com",
    ],
)
def test_an_advertisement_is_not_urgent_however_it_shouts(text: str) -> None:
    found = triage(text, now=NOW)
    assert found.intent == "spam"
    assert not found.needs_action


@pytest.mark.parametrize(
    "text", ["Can I pay in cash? my number is 07700 900123", "I won the draw for the stand, link below"]
)
def test_a_person_with_a_number_or_a_link_is_no_advertisement(text: str) -> None:
    assert triage(text, now=NOW).intent != "spam"


def test_an_embedding_moves_what_words_leave_open_and_nothing_that_is_empty() -> None:
    unit = np.zeros(384, np.float32)
    unit[0] = 1.0
    text = "the second picture is a bit dark to me"
    vectors = (unit, -unit, np.roll(unit, 100))
    assert len({triage(text, now=NOW, embedding=vector).action_score for vector in vectors}) == 3
    assert triage("", now=NOW, embedding=unit).action_score == triage("", now=NOW).action_score


@given(arrays(np.float32, 384, elements=st.floats(-1, 1, width=32)))
@settings(max_examples=30, deadline=None)
def test_any_unit_vector_gives_valid_scores(vector: np.ndarray) -> None:
    length = float(np.linalg.norm(vector)) or 1.0
    found = triage("we are at the lake", now=NOW, embedding=vector / np.float32(length))
    assert 0 <= found.action_score <= 1
    assert 0 <= found.adjusted_urgency <= 1


def test_alarm_presses_only_where_nothing_speaks_against_it() -> None:
    def pressed(text: str, alarm: float) -> float:
        return urgency(read(text), "information", asks=False, deadline=None, now=None, alarm=alarm).score

    assert pressed("she fell and is not moving", 0.9) >= 0.8
    assert pressed("she fell and is not moving", 0.3) == pressed("she fell and is not moving", 0.0)
    assert pressed("she fell and is not moving, no rush", 0.9) < 0.3
    assert pressed("she fell in that film haha", 0.9) < 0.5


def test_with_several_texts_each_keeps_its_own_vector() -> None:
    unit = np.zeros(384, np.float32)
    unit[3] = 1.0
    one, other = triage_many(["we are at the lake", "we are at the lake"], now=NOW, embeddings=[unit, None])
    alone = triage("we are at the lake", now=NOW)
    assert other.action_score == alone.action_score
    assert one.action_score != alone.action_score


@pytest.mark.parametrize("text", ["", "  \n", "\u200b"])
def test_a_text_that_says_nothing_is_not_guessed_at(text: str) -> None:
    found = triage(text, now=NOW)
    assert (found.confidence_overall, found.needs_action, found.priority) == (0.0, False, Priority.LOW)
    assert [reason.code for reason in found.reasons] == ["intent_none"]
    assert triage("k", now=NOW).confidence_overall > 0.5
