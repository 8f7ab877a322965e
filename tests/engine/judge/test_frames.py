"""What is told, played or informed is no evidence; who asks in such clothes is judged by everything they said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain import Message
from engine.judge.frames import asks_for, unmeant
from engine.judge.risk import AMBER, RED, detect
from tests.engine.judge.conversations import NOW, said
from tests.engine.judge.frame_examples import BY_MEANING, ORDINARY, TWINS, WORTH_CHECKING


@pytest.mark.parametrize(("name", "lines"), ORDINARY, ids=[name for name, _ in ORDINARY])
def test_who_warns_jokes_or_informs_is_never_red(name: str, lines: list[str]) -> None:
    found = detect("1", said(*lines), now=NOW)
    assert found.combined_risk < RED, [(f.pattern_name, f.matched_text) for f in found.red_flags]
    assert not found.should_block


@pytest.mark.parametrize(("name", "lines"), TWINS, ids=[name for name, _ in TWINS])
def test_a_scam_in_the_clothes_of_a_warning_a_joke_or_a_notice_is_found(name: str, lines: list[str]) -> None:
    found = detect("1", said(*lines), now=NOW)
    if name in BY_MEANING:
        assert unmeant(said(*lines)) == frozenset()
        return
    least = AMBER if name in WORTH_CHECKING else RED
    assert found.combined_risk >= least, [(f.pattern_name, f.matched_text) for f in found.red_flags]


def test_there_are_examples_of_either_kind_in_five_languages() -> None:
    assert len(ORDINARY) >= 60
    assert len(TWINS) >= 40
    for language in ("es", "fr", "de", "pt"):
        assert sum(f": {language}" in name for name, _ in ORDINARY) >= 3


def test_a_request_near_it_makes_a_tale_count() -> None:
    tale = "My neighbour got a call from the fraud team and they had her move her savings to a safe account"
    assert unmeant(said(tale, "> how awful")) == {"0"}
    assert unmeant(said(tale, "You should send me your card number so I can check yours")) == frozenset()


def test_a_request_far_from_it_does_not_reach_back() -> None:
    tale = "My neighbour got a call from the fraud team and they had her move her savings to a safe account"
    assert "0" in unmeant(said(tale, *["See you at eight"] * 6, "Can you send me the 40 for the tickets"))


def test_a_laugh_about_the_weather_excuses_no_later_request() -> None:
    lines = ["What a storm, my hat is in Denmark now", "> haha", "Send me the code that you just received, quickly"]
    assert unmeant(said(*lines)) == frozenset()
    assert detect("1", said(*lines), now=NOW).combined_risk >= RED


def test_what_the_person_writes_is_never_set_aside() -> None:
    assert unmeant(said("> someone texted me a fake message, ignore it", "> haha")) == frozenset()


def test_words_in_quotation_marks_ask_nobody() -> None:
    assert not asks_for('look what I got: "hi mum, please send 800 to this account"')
    assert asks_for("please send 800 to this account")
    assert not asks_for("don't send 800 to this account")
    assert asks_for("log in at northbank-safe.example")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.text(max_size=300)), max_size=10))
def test_any_words_are_sorted_without_failing(words: list[tuple[bool, str]]) -> None:
    messages = [Message(str(at), mine, text, NOW - timedelta(minutes=9 - at)) for at, (mine, text) in enumerate(words)]
    assert unmeant(messages) <= {m.message_id for m in messages if not m.from_me}


@pytest.mark.parametrize("text", ["they said " * 3_000, "if anyone " * 3_000, '"' * 9_000, "a." * 5_000, "- 0" * 4_000])
def test_long_texts_take_no_detours(text: str) -> None:
    assert unmeant(said(text)) <= {"0"}
