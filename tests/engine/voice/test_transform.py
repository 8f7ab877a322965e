"""What must survive every style: numbers, links, addresses, names, quoted words, every no."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.voice import style, transform
from tests.engine.voice.profiles import PROFILES

FACTS = ["15:00", "£180.50", "https://x.example/A?b=C", "Www.Site.example", "me@Mail.example", "+44 7700 900123", "3pm"]
NAMES = ["Ines", "Przemysław", "O’Brien", "iPhone", "NASA", "McCaw"]
QUOTES = ['"I am NOT here."', "“Do not go”", "«Ça va, Kim?»"]
FILLERS = [
    *("I am", "i'm", "do not", "don't", "never", "No", "thank you", "great", "sorry", "just wanted to say", "it is"),
    *("very happy", "Please feel free to", "so", "Yes", "see you", "?", "!!", ".", ",", "🎉", "\n", "Sunday"),
]
TEXTS = st.lists(st.sampled_from([*FACTS, *NAMES, *QUOTES, *FILLERS, *FILLERS]), min_size=1, max_size=16).map(" ".join)
NEGATION = re.compile(r"\b(?:not|no|never|cannot|\w+n't)(?!\w)", re.I)


@given(TEXTS, PROFILES)
def test_facts_names_and_quotations_survive_every_style(text: str, profile: style.StyleProfile) -> None:
    styled = transform.apply(text, profile)
    for kept in (*FACTS, *NAMES, *QUOTES):
        assert styled.count(kept) == text.count(kept), kept
    assert re.findall(r"\d+", styled) == re.findall(r"\d+", text)
    assert styled.count("?") == text.count("?")


@given(TEXTS, PROFILES)
def test_every_no_stays_a_no(text: str, profile: style.StyleProfile) -> None:
    assert len(NEGATION.findall(transform.apply(text, profile))) == len(NEGATION.findall(text))


@given(TEXTS, PROFILES)
def test_styling_again_changes_nothing(text: str, profile: style.StyleProfile) -> None:
    once = transform.apply(text, profile)
    assert transform.apply(once, profile) == once


@given(st.text(max_size=80), PROFILES)
def test_something_never_becomes_nothing(text: str, profile: style.StyleProfile) -> None:
    assert bool(transform.apply(text, profile).strip()) == bool(text.strip())


def test_an_emoji_that_is_never_to_be_written_is_not_added() -> None:
    glad = replace(style.NEUTRAL, samples_count=9, emoji_usage=1.0, emoji=("🙏",))
    assert "🙏" in transform.apply("thank you so much", glad)
    assert "🙏" not in transform.apply("thank you so much", replace(glad, never=("🙏",)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('He said "I Am Late" and left.', 'he said "I Am Late" and left'),
        ("Mark is coming. Grace too.", "Mark is coming. Grace too"),
        ("“Hello there” is what I wrote.", "“Hello there” is what i wrote"),
        ("Wonderful! Whose name should I put on it?", "wonderful! whose name should i put on it?"),
        ("Wonderful! Rose and Whitby agree. Ines too.", "wonderful! Rose and Whitby agree. Ines too"),
    ],
)
def test_a_lowercase_writer_leaves_quotations_and_names_alone(text: str, wanted: str) -> None:
    profile = replace(style.NEUTRAL, samples_count=9, capitalization="lowercase", punctuation_style="minimal")
    assert transform.apply(text, profile) == wanted


@pytest.mark.parametrize("text", ["", " ", "x", "🎉", "a" * 100_000, "! ?\n\n.", "مرحبا", "\u202eabc", "\ud800"])
def test_awkward_texts_pass(text: str) -> None:
    for capital in ("lowercase", "sentence", "mixed"):
        profile = replace(style.NEUTRAL, samples_count=9, capitalization=capital, emoji_usage=0.0)
        assert bool(transform.apply(text, profile).strip()) == bool(text.strip())
