"""What the person set by hand stands above what was learnt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.domain import Message
from engine.reply.candidates import Candidate
from engine.reply.moves import move
from engine.reply.options import Bounds, refusal
from engine.reply.style_card import style_card
from engine.reply.themes import theme
from engine.voice import card as cards
from engine.voice import style, transform
from engine.voice.card import VoiceCard

LEARNT = replace(style.NEUTRAL, samples_count=80, common_phrases=("sounds good to me",), formality=0.3, warmth=0.5)


def test_an_empty_card_changes_nothing() -> None:
    assert cards.applied(VoiceCard(), LEARNT) is LEARNT


def test_set_values_replace_learnt_ones_and_taking_them_back_brings_those_back() -> None:
    card = VoiceCard()
    for name, value in (
        ("formality", 0.9),
        ("emoji", 0.4),
        ("warmth", 0.8),
        ("length", 140),
        ("capitalization", "lowercase"),
    ):
        card = cards.with_field(card, name, value)
    shown = cards.applied(card, LEARNT)
    assert (shown.formality, shown.emoji_usage, shown.warmth) == (0.9, 0.4, 0.8)
    assert (shown.avg_length, shown.response_brevity, shown.capitalization) == (140.0, 0.3, "lowercase")
    for name in cards.FIELDS:
        card = cards.with_field(card, name, None)
    assert cards.applied(card, LEARNT) is LEARNT


def test_a_lock_keeps_what_is_shown_when_the_voice_is_learnt_anew() -> None:
    card = cards.with_field(cards.with_lock(VoiceCard(), "formality", LEARNT), "warmth", 0.9)
    anew = cards.learnt_anew(card)
    assert (anew.formality, anew.warmth, anew.locked) == (0.3, None, ("formality",))
    assert cards.learnt_anew(cards.without_lock(anew, "formality")).formality is None


def test_a_contacts_card_stands_above_everybodys() -> None:
    general = VoiceCard(formality=0.2, warmth=0.2, never=("cheers",))
    both = cards.over(VoiceCard(formality=0.8, never=("Cheers", "ta")), general)
    assert (both.formality, both.warmth, both.never) == (0.8, 0.2, ("cheers", "ta"))


def test_setting_a_card_is_enough_to_be_known() -> None:
    shown = cards.applied(VoiceCard(capitalization="lowercase"), style.NEUTRAL)
    assert transform.apply("Hello there, see you soon", shown).startswith("hello there")


@pytest.mark.parametrize(("text", "found"), [
    ("Cheers, see you", True), ("CHEERS!", True), ("it cheers me up", True), ("cheerset", False),
    ("don’t  worry about it", True), ("no", False), ("", False), ("great 🙏", True),
])  # fmt: skip
def test_words_never_to_write_are_found_whole_and_in_any_case(text: str, found: bool) -> None:
    assert cards.says_never(text, ("cheers", "don't worry", "🙏")) is found


def test_an_option_with_words_never_to_write_is_not_shown() -> None:
    bounds = Bounds((), replace(LEARNT, never=("cheers",)))
    for text, why in (("Cheers, that works", "never"), ("Great, that works", None)):
        assert refusal(Candidate((text,), move(text), theme(text), 0.8, 0.8, "phrase_bank"), bounds) == why


def test_a_model_is_told_what_never_to_write_and_what_to_use() -> None:
    shown = cards.applied(VoiceCard(phrases=("take care",), never=("cheers",), warmth=0.9), LEARNT)
    told = style_card(shown)
    assert "Never write “cheers”" in told
    assert "take care" in told
    assert "warm" in told


def test_lists_are_tidied_and_bounded() -> None:
    card = cards.with_words(VoiceCard(), never=["  two   words ", "", "TWO words", *(f"word {n}" for n in range(90))])
    assert card.never[0] == "TWO words"
    assert len(card.never) == cards.MOST_PHRASES
    assert isinstance(Message, type)
