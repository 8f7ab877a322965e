"""Conversations cut into episodes, each told by its gist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Kind, Message
from engine.memory.gist import MOST_CHARS, gist
from engine.memory.segments import GAP, MOST_MESSAGES, segments

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def said(at_min: float, kind: Kind = Kind.TEXT) -> Message:
    return Message(str(at_min), False, "x", NOON + timedelta(minutes=at_min), kind=kind)


def test_four_hours_are_one_episode_and_a_second_more_is_not() -> None:
    assert [len(one) for one in segments([said(0), said(240), said(480.1)])] == [2, 1]


def test_twelve_messages_are_one_episode() -> None:
    assert [len(one) for one in segments([said(at) for at in range(25)])] == [12, 12, 1]


def test_tapbacks_and_codes_belong_to_no_episode() -> None:
    code = Message("9", False, "Your code is 338112", NOON, one_time_code=True)
    assert segments([said(0, Kind.TAPBACK), code]) == []


@given(st.lists(st.integers(0, 400), max_size=60))
def test_every_message_is_in_exactly_one_episode_in_order(gaps: list[int]) -> None:
    thread, at = [], 0
    for gap in gaps:
        at += gap
        thread.append(said(at))
    made = segments(thread)
    assert [message for one in made for message in one] == thread
    for one in made:
        assert len(one) <= MOST_MESSAGES
        assert all(b.sent_at - a.sent_at <= GAP for a, b in pairwise(one))


def test_the_gist_is_what_most_is_about_word_for_word() -> None:
    told = gist(
        ["hi!", "Could we move the album shoot to Friday 14:00?", "the album shoot on Friday? sure", "great, thanks"]
    )
    assert "album shoot" in told
    assert "hi!" not in told


def test_a_gist_is_short() -> None:
    assert len(gist(["word " * 3000])) <= MOST_CHARS


@pytest.mark.parametrize("texts", [[], [""], ["", " "]])
def test_nothing_said_has_no_gist(texts: list[str]) -> None:
    assert gist(texts) == ""


@given(st.lists(st.text(max_size=80), max_size=12))
def test_any_texts_have_a_gist_of_their_own_words(texts: list[str]) -> None:
    assert len(gist(texts)) <= MOST_CHARS
