"""A model's raw texts become options."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Message, Move, Option, Risk, Theme
from engine.reply import guards
from engine.reply.model_options import Chosen, Here, Written, confidence, from_texts, more_from_texts, written
from engine.reply.moves import CAREFUL, HOLDING_BACK
from engine.reply.past_replies import options
from engine.reply.plan import Planned
from engine.reply.usability import CODES
from engine.voice.style import NEUTRAL

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
THREAD = [
    Message("0", True, "We are on for Saturday then, two hours", NOON),
    Message("1", False, "Could we move Saturday to Sunday?", NOON, sender="Ines"),
]
PAST = options(THREAD, matches=[], profile=NEUTRAL, risk=None, triage=None, seed=1)
HERE = Here(THREAD, NEUTRAL)
HIGH = Risk("1", 0, 0, 0, 0, 0.9, (), (), (), "", False, "high")
WATCHED = Risk("1", 0, 0.5, 0, 0, 0.3, (), (), (), "", False, "medium")


def made(*texts: str | Written, here: Here = HERE, count: int = 8) -> Chosen:
    said = [text if isinstance(text, Written) else Written(text, -0.5) for text in texts]
    return from_texts(said, here, count=count, fallback=PAST)


def model(chosen: Chosen) -> list[Option]:
    return [option for option in chosen.options if option.origin == "model"]


def only(*texts: str | Written, here: Here = HERE) -> Option:
    (option,) = model(made(*texts, here=here))
    return option


def test_the_models_words_come_before_phrases_and_one_option_still_holds_back() -> None:
    found = made("Sure, Sunday works for me!", "Yes of course, see you on Sunday").options
    assert [option.origin for option in found[:2]] == ["model", "model"]
    assert found[2].move in HOLDING_BACK
    assert len(found) == 8
    assert found[0].move is Move.AGREE


def test_a_models_own_no_takes_the_third_place() -> None:
    found = made("Sunday works!", "Sorry, I can't do Sunday", "What time on Sunday?", "Yes sure, Sunday it is").options
    assert [option.origin for option in found[:4]] == ["model"] * 4
    assert found[2].text == "Sorry, I can't do Sunday"


def test_different_things_come_before_more_of_the_same() -> None:
    found = made("Yes, Sunday works for me", "Yes, Sunday works well for me too", "What time on Sunday?").options
    assert {option.move for option in found[:2]} == {Move.AGREE, Move.ASK}


def test_confidence_falls_with_the_log_probability() -> None:
    assert confidence(-1.2) == 0.5
    assert confidence(-0.3) == pytest.approx(0.9, abs=0.01)
    assert confidence(-2.1) == pytest.approx(0.1, abs=0.01)
    assert only(Written("Sunday works", -1.2)).confidence == 0.5


def test_texts_know_what_they_were_asked_to_be() -> None:
    yes, no = Planned(Move.AGREE, Theme.WARM), Planned(Move.DECLINE, Theme.BRIEF)
    told = written(["a", "b", "c"], [-1.0, -2.0, -3.0], ["stop", "length", "stop"], [yes, no], first=3)
    assert told == [Written("a", -1.0, "stop", no), Written("b", -2.0, "length", yes), Written("c", -3.0, "stop", no)]
    assert written(["a"], [-1.0], ["stop"]) == [Written("a", -1.0)]


@pytest.mark.parametrize(
    ("text", "planned", "move", "theme"),
    [
        ("Sorry, I can't do Sunday", Planned(Move.AGREE, Theme.WARM), Move.DECLINE, Theme.BRIEF),
        ("Sunday it is, see what we can make of it", Planned(Move.AGREE, Theme.WARM), Move.AGREE, Theme.WARM),
        ("Sunday is kept for walks with the family", Planned(Move.DECLINE, Theme.FIRM), Move.INFORM, Theme.FIRM),
        ("The light is better then, much better", Planned(Move.ASK, Theme.BRIEF), Move.INFORM, Theme.CASUAL),
        ("haha Sunday it is", Planned(Move.AGREE, Theme.PROFESSIONAL), Move.AGREE, Theme.PLAYFUL),
    ],
)
def test_what_a_text_says_outweighs_what_it_was_asked_to_be(
    text: str, planned: Planned, move: Move, theme: Theme
) -> None:
    option = only(Written(text, -0.5, "stop", planned))
    assert (option.move, option.theme) == (move, theme)


def test_in_a_language_whose_words_are_unknown_the_plan_decides() -> None:
    finnish = Here([Message("1", False, "Voitko tulla lauantaina", NOON, sender="Aino")], NEUTRAL)
    asked = Written("Lauantai ei sovi minulle", -0.5, "stop", Planned(Move.DECLINE, Theme.BRIEF))
    assert only(asked, here=finnish).move is Move.DECLINE
    careful = replace(finnish, risk=HIGH)
    assert made(asked, here=careful).dropped == {"stance": 1}


def test_an_invented_fact_is_marked_and_counts_against_it() -> None:
    invented, sound = (only(text) for text in ("Sunday at 9 works, it's 75", "Sunday works, let's do that"))
    assert [invented.text[start:end] for start, end in invented.unsourced] == ["9", "75"]
    assert invented.quality_score < sound.quality_score - 0.1


def test_facts_of_the_steer_and_of_notes_may_be_used() -> None:
    told = replace(HERE, steer="say it's 75 at 9", said=("A mini is 120",))
    assert only("Sunday at 9 works, it's 75, or 120 for a mini", here=told).unsourced == ()


def test_what_was_wished_comes_first() -> None:
    texts = ("Sure, Sunday works for me!", "Sorry, I can't do Sunday at all")
    assert made(*texts, here=replace(HERE, steer="say no")).options[0].move is Move.DECLINE
    brief = made("Sunday works really well for me, see you then", "ok, Sunday", here=replace(HERE, steer="shorter"))
    assert brief.options[0].text == "ok, Sunday"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  \n", "empty"),
        ("👍👍", "empty"),
        ("As an AI, I can't meet on Sunday", "assistant"),
        ("I'm sorry, but I can't assist with that.", "assistant"),
        ("How can I help you today?", "assistant"),
        ("Write your answer. It should say yes.", "prompt"),
        ("The person would like to move it", "third_person"),
        ("Me is free on Sunday", "third_person"),
        ("Could we move Saturday to Sunday", "echo"),
        ("Ok so could we move Saturday to Sunday you ask", "echo"),
        ("can we do three instead of two", "echo"),
        ("We are on for Saturday then, two hours!", "repeats"),
        ("sure, three works for me too", "repeats"),
        ("Ja, das passt mir sehr gut", "language"),
        ("Ask Dagmar about Sunday", "leak"),
    ],
)
def test_what_is_no_reply_is_left_out_and_counted(text: str, code: str) -> None:
    here = replace(
        HERE,
        examples=[("Can we do three instead of two?", "sure, three works for me too")],
        elsewhere=guards.texts(["I'm Dagmar, call 07700 900177"]),
    )
    chosen = made(text, here=here)
    assert model(chosen) == []
    assert chosen.dropped == {code: 1}
    assert code in CODES
    assert chosen.options


def test_a_reply_in_passing_words_is_no_echo() -> None:
    thanked = Here([Message("0", True, "Sounds good!", NOON), Message("1", False, "Thank you", NOON)], NEUTRAL)
    assert {only(text, here=thanked).text for text in ("Thank you", "Sounds good!")} == {"Thank you", "Sounds good!"}


def test_a_cut_off_sentence_goes_and_with_it_a_text_that_has_no_other() -> None:
    assert only(Written("Sunday works! Shall we say at the", -0.5, "length")).text == "Sunday works!"
    assert made(Written("Sunday would be a very good day for the", -0.5, "length")).dropped == {"cut_off": 1}


def test_at_high_risk_a_models_yes_is_dropped() -> None:
    found = made("Sure, Sunday works!", "Who is this for?", here=replace(HERE, risk=HIGH))
    assert {option.move for option in found.options} <= CAREFUL
    assert found.options[0].text == "Who is this for?"
    assert found.dropped == {"stance": 1}


def test_where_words_look_like_pressure_a_model_agrees_to_nothing() -> None:
    found = made("Sure, Sunday works!", "The gallery is ready now", here=replace(HERE, risk=WATCHED))
    assert [option.text for option in model(found)] == ["The gallery is ready now"]


def test_a_card_number_carries_its_warning() -> None:
    assert only("Use my card 4111 1111 1111 1111").warnings == ("card_number",)


def test_texts_alike_in_letters_or_meaning_are_one_option() -> None:
    texts = ("Sunday works for me", "sunday works for me!!", "That day suits me fine")
    assert len(model(made(*texts))) == 2
    vector = np.eye(1, 384, dtype=np.float32)[0]
    near = replace(HERE, meanings=dict.fromkeys(texts, vector))
    assert len(model(made(*texts, here=near))) == 1


def test_another_day_is_another_option_however_near_its_meaning() -> None:
    texts = ("Sunday works for me", "Friday works for me")
    near = replace(HERE, meanings=dict.fromkeys(texts, np.eye(1, 384, dtype=np.float32)[0]))
    assert len(model(made(*texts, here=near))) == 2


def test_another_number_or_a_no_is_another_option() -> None:
    assert len(model(made("Sunday at 3pm works for me", "Sunday at 4pm works for me"))) == 2
    assert len(model(made("I can do Sunday for you", "I can't do Sunday for you"))) == 2


def test_more_texts_join_behind_what_is_shown() -> None:
    shown = made("Sure, Sunday works for me!", "What time on Sunday?", "Sorry, I can't do Sunday", count=3).options
    more = more_from_texts(
        shown,
        [Written(text, -0.5) for text in ("sure sunday works for me", "Let me check and get back to you", "As an AI")],
        HERE,
        fallback=PAST,
    )
    assert more.options[:3] == shown
    assert more.options[3].text == "Let me check and get back to you"
    assert len(more.options) == 8
    assert len({option.text.casefold() for option in more.options}) == 8
    assert more.dropped == {"assistant": 1}


@given(st.lists(st.text(max_size=60), max_size=8), st.integers(1, 8))
def test_whatever_a_model_writes_the_set_is_full_and_holds_back(texts: list[str], count: int) -> None:
    found = made(*texts, count=count).options
    assert len(found) == count
    assert count < 2 or any(option.move in HOLDING_BACK for option in found[:3])
    assert all(option.text.strip() and len(option.bubbles) <= 3 for option in found)


def test_texts_that_speak_for_the_other_side_or_stutter_are_no_options() -> None:
    found = made(
        "Them: Yes, the photos is no problem.", "user\nassistantantantant", "it is is is is is is", "Sunday works!"
    )
    assert [option.text for option in model(found)] == ["Sunday works!"]
    assert found.dropped == {"other_side": 2, "stutter": 1}
