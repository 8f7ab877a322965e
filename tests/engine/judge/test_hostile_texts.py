"""Texts made to confuse or to stall: triage answers sensibly, and no expression can run away."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain import Priority
from engine.judge import deadlines, intent, intent_cues, reading, tone, topic, triage, urgency
from engine.judge.intent import INTENTS
from engine.judge.tone import TONES
from engine.judge.topic import TOPICS
from tests.engine.runaway import PARSER, endless

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)


def weigh(text: str) -> triage.Triage:
    return triage.triage(text, now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "ur\u200bgent: call me a\u200dsap",
        "\u202eurgent: call me asap\u202c",
        "\u2066urgent:\u2069 call me asap",
        "urgent: c\u0430ll me asap",  # a Cyrillic letter among Latin ones
        "urgent:\u00a0call\u2009me\tasap",
        "\x00urgent: call me asap\x07",
    ],
    ids=["zero width", "right-to-left override", "isolates", "look-alike", "odd spaces", "control"],
)
def test_hidden_characters_hide_nothing(text: str) -> None:
    found = weigh(text)
    assert found.is_urgent
    assert found.raw_message == text


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u200b\u200d\ufeff", "\u202e", "\x00", "\u0301\u0301", "🏳️‍🌈", "👨‍👩‍👧‍👦", "…", "-", "x", "é", "ß"],
)
def test_texts_that_say_nothing_want_nothing(text: str) -> None:
    found = weigh(text)
    assert found.priority is Priority.LOW
    assert not found.needs_action


@pytest.mark.parametrize(
    "text",
    [
        "מתי אתם מגיעים?",
        "متى تصل إلى الاستوديو؟",
        "hi שלום, can you come tomorrow?",
        "¿vienes tomorrow oder demain?",
    ],
)
def test_right_to_left_and_mixed_languages_are_still_asked(text: str) -> None:
    found = weigh(text)
    assert found.needs_action
    assert found.priority in (Priority.ROUTINE, Priority.TIME_SENSITIVE)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a-",
        "a.",
        "a ",
        "a'",
        "is ",
        "can you ",
        "no ",
        "still ",
        "?",
        "!",
        "1:",
        "12 ",
        "\n",
        "ha",
        "🙂",
        "é",
        "€9 ",
    ],
)
def test_a_hundred_kilobytes_of_one_thing_get_an_answer(piece: str) -> None:
    found = weigh(piece * (100_000 // len(piece)))
    assert found.intent in INTENTS


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        st.characters(codec="utf-8") | st.sampled_from("?!.,'\u200b\u202e\u0301 \n\x00👍urgentnow0129:"), max_size=400
    )
)
def test_any_text_gets_valid_fields(text: str) -> None:
    found = weigh(text)
    for score in (found.urgency_score, found.adjusted_urgency, found.action_score, found.confidence_overall):
        assert 0 <= score <= 1
    assert found.intent in INTENTS
    assert found.emotional_tone in TONES
    assert found.topic in TOPICS
    assert found.is_urgent is (found.priority is Priority.URGENT)
    assert found.needs_action is (found.action_score >= triage.ACTION)


def expressions() -> Iterator[tuple[str, str]]:
    """(where, pattern) of every expression of the judges of one message."""
    for module in (deadlines, intent, reading, tone, topic, urgency):
        yield from _of(module)
    for name, cues in intent_cues.CUES:
        for cue in cues:
            yield f"cue of {name}", cue
    for name, _weight, expression in (*tone._CUES, *urgency._CUES):
        yield name, expression
    yield from topic._CUES
    yield "elsewhere", urgency._ELSEWHERE


def _of(module: types.ModuleType) -> Iterator[tuple[str, str]]:
    for name, thing in vars(module).items():
        if isinstance(thing, re.Pattern):
            yield f"{module.__name__}.{name}", thing.pattern


def test_no_expression_repeats_without_bound_inside_such_a_repetition() -> None:
    found = [(where, list(endless(PARSER.parse(pattern)))) for where, pattern in expressions()]
    assert len(found) > 150
    assert [(where, bad) for where, bad in found if bad] == []


def test_only_the_ends_of_a_long_text_are_read() -> None:
    bound = reading.HEAD_CHARS + reading.TAIL_CHARS + 1
    assert len(reading.read("word " * 100_000).low) <= bound
