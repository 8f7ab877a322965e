"""Counts behind a style: they grow with each text, shrink with each that goes, and stay small."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.voice import style, tally
from engine.voice.tally import Tally

TEXTS = [
    "hey! are you about?",
    "No, I am not. Sorry.",
    "yes 🌿 see you soon",
    "Thanks so much!!",
    "ok",
    "¿puedes mañana?",
]


def counted(texts: list[str]) -> Tally:
    found = Tally()
    for text in texts:
        found.add(text)
    return found


@given(st.lists(st.sampled_from(TEXTS), max_size=8), st.lists(st.sampled_from(TEXTS), max_size=8))
def test_what_is_taken_out_was_never_there(kept: list[str], gone: list[str]) -> None:
    found = counted([*kept, *gone])
    for text in gone:
        found.add(text, by=-1)
    assert found == counted(kept)


def test_merging_is_counting_together() -> None:
    one = counted(TEXTS[:3])
    one.merge(counted(TEXTS[3:]))
    assert one == counted(TEXTS)


def test_taking_out_what_was_not_counted_leaves_nothing_negative() -> None:
    found = Tally()
    found.add("hey! are you about? xx", delay_s=60, by=-1)
    assert found == Tally()
    assert tally.profile(found) == style.NEUTRAL or tally.profile(found).samples_count == 0


def test_lists_stay_short_and_keep_what_comes_back() -> None:
    found = Tally()
    for number in range(400):
        found.add(f"the weather in place{chr(97 + number % 26)}{chr(97 + number // 26)} is grand altogether", most=100)
    assert len(found.phrases) <= 100
    assert any("grand altogether" in phrase for phrase in tally.profile(found).common_phrases)


@pytest.mark.parametrize("text", ["", "  ", "\n", "🎉", "x" * 100_000, "مرحبا", "\ud800", "\x00"])
def test_awkward_texts_are_counted(text: str) -> None:
    found = counted([text])
    assert found.messages == bool(text.strip())
    assert 0 <= tally.profile(found).formality <= 1


def test_a_warm_writer_is_warmer_than_a_cool_one() -> None:
    warm, cool = (
        counted(["thanks lovely 🥰", "hope you're well xx"] * 20),
        counted(["ok", "no", "at 5", "which one"] * 10),
    )
    assert tally.profile(warm).warmth > 0.7 > 0.3 > tally.profile(cool).warmth


def test_the_usual_delay_is_the_middle_one() -> None:
    found = Tally()
    for delay_s in (30, 40, 600, 5000, 90_000):
        found.add("ok", delay_s=delay_s)
    assert tally.profile(found).reply_delay_s == pytest.approx(600, rel=0.15)


def test_counts_of_an_older_form_are_still_read() -> None:
    """Rows of the store outlive fields that are no longer counted."""
    older = msgspec.json.encode(msgspec.to_builtins(counted(TEXTS)) | {"tidy": 2})
    assert msgspec.json.decode(older, type=Tally) == counted(TEXTS)
