"""A text put into a manner says the same: rules for greeting, closing, ways of saying, address, pet names, emoji."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.voice import meaning
from engine.voice.manner import Manner
from engine.voice.rewrite import Place, spoken

HERE = Place(tongue="en", greeted=True)
LOOSE = Manner(
    greetings=("hey",),
    greets=0.9,
    closings=("xx",),
    closes=0.9,
    ways={"thanks": "cheers", "yes": "yep", "welcome": "no worries"},
    lowercase=True,
    never=("sorry",),
)
FAN = Manner(flirts=True, pet_names=("babe",), signs=("😘",), sign_share=1.0)
COOL = Manner(greetings=(), closings=(), warmth=0.1, sign_share=0.0)


@pytest.mark.parametrize(
    ("text", "manner", "said"),
    [
        ("Yes, Saturday at 3pm works.", LOOSE, "hey! Yep, Saturday at 3pm works. xx"),
        ("Hello Kim! Thanks for the photos", LOOSE, "hey Kim! Cheers for the photos xx"),
        ("Hi Kim! Thanks", LOOSE, "hey Kim! Cheers"),
        ("You're welcome! Kind regards", LOOSE, "hey! You're welcome! xx"),
        ("Sorry, that is gone.", LOOSE, "hey! That is gone. xx"),
        ("Hi! Sounds great! x", COOL, "Sounds great."),
        ("Hi Kim! The 3rd works 🎉", COOL, "Hi Kim. The 3rd works"),
        ("See you at 3!", FAN, "See you at 3! 😘"),
        ("That works!", FAN, "That works, babe! 😘"),
        ("I'm sorry to hear that", FAN, "I'm sorry to hear that"),
    ],
)
def test_a_text_is_put_into_the_manner(text: str, manner: Manner, said: str) -> None:
    assert spoken(text, manner, HERE) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sure babe, see you then 😘", "sure, see you then"),
        ("Hey hun! That's fine", "Hey! That's fine"),
        ("thanks love", "thanks"),
        ("I love it, baby clothes are in", "I love it, baby clothes are in"),
        ("see you tomorrow darling", "see you tomorrow"),
    ],
)
def test_pet_names_meant_for_others_are_taken_out(text: str, said: str) -> None:
    assert spoken(text, Manner(), replace(HERE, greeted=False)) == said


def test_pet_names_that_were_said_to_this_contact_stay() -> None:
    known = Manner(said=frozenset({"babe", "😘"}))
    assert spoken("sure babe, see you 😘", known, HERE) == "sure babe, see you 😘"


def test_flirting_is_not_said_to_whom_no_persona_speaks() -> None:
    assert spoken("behave, you naughty thing", Manner(), HERE) is None
    assert spoken("behave, you naughty thing", FAN, HERE) is not None


@pytest.mark.parametrize(
    ("closing", "text"),
    [
        ("see you soon", "That's gone."),
        ("thanks", "You're welcome!"),
        ("x", "Sorry, I can't."),
        ("besos", "That works"),
    ],
)
def test_a_closing_promises_nothing_and_suits_what_is_said(closing: str, text: str) -> None:
    manner = Manner(closings=(closing,), closes=1.0)
    assert spoken(text, manner, Place(tongue="en", holds_back=text.startswith("Sorry"))) == text


def test_the_form_of_address_is_turned_whole_or_the_text_is_not_said() -> None:
    polite = Manner(address={"de": "polite", "fr": "polite"})
    phrase = Place(tongue="de", turns=True)
    assert spoken("Sehr gerne! Magst du mir kurz mehr erzählen?", polite, phrase) == (
        "Sehr gerne! Möchten Sie mir kurz mehr erzählen?"
    )
    assert spoken("Kommst du am 3. mit deinem Bruder?", polite, phrase) is None
    assert spoken("Ich schicke dir die Liste", polite, replace(phrase, turns=False)) is None
    assert spoken("Können Sie am 3.?", Manner(address={"de": "familiar"}), phrase) is None
    assert spoken("Das passt.", polite, phrase) == "Das passt."


def test_a_greeting_of_another_language_is_not_put_in() -> None:
    manner = Manner(greetings=("hey", "hola"), greets=1.0)
    assert spoken("Claro, el sábado va bien.", manner, Place(tongue="es", greeted=True)) == (
        "Hola! Claro, el sábado va bien."
    )
    assert spoken("Bien sûr, samedi me va.", manner, Place(tongue="fr", greeted=True)) == "Bien sûr, samedi me va."


PIECES = [
    "Kim", "15:00", "£40", "https://x.example/A", "me@x.example", '"Quoted Words"', "not", "can't", "sorry", "yes,",
    "thanks", "Hi", "see you", "babe", "!", "?", "\n", "😘", "kind regards", "مرحبا", "no worries", "du", "naughtily",
]  # fmt: skip
HEARTY = Manner(warmth=0.9, greetings=("yo",), greets=1.0, closings=("cheers",), closes=1.0)
MANNERS = [LOOSE, FAN, COOL, HEARTY, Manner()]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map(" ".join), st.sampled_from(MANNERS))
def test_what_is_said_stays_and_a_second_time_changes_nothing(text: str, manner: Manner) -> None:
    said = spoken(text, manner, HERE)
    if said is None:
        assert not manner.flirts
        return
    for piece in ("Kim", "15:00", "£40", "https://x.example/A", "me@x.example", '"Quoted Words"', "مرحبا"):
        assert said.count(piece) == text.count(piece)
    assert said.count("?") == text.count("?")
    assert re.findall(r"\d+", said) == re.findall(r"\d+", text)
    assert len(re.findall(r"\bnot\b|can't", said)) == len(re.findall(r"\bnot\b|can't", text))
    assert spoken(said, manner, HERE) == said


@given(st.text(max_size=80), st.sampled_from(MANNERS))
def test_any_text_passes(text: str, manner: Manner) -> None:
    said = spoken(text, manner, HERE)
    assert said is not None
    assert bool(said.strip()) == bool(text.strip())


def test_a_very_long_text_stays() -> None:
    text = "yes, thanks babe, see you! " * 4_000
    assert spoken(text, LOOSE, HERE) == text


@pytest.mark.parametrize(
    ("text", "said", "same"),
    [
        ("I can't on the 3rd", "I can on the 3rd", False),
        ("at 3 or 4?", "at 3 or 4", False),
        ("with Ines", "with Bram", False),
        ("it is £40", "it's £40", True),
        ("hey! it is £40", "it is £40 xx", True),
    ],
)
def test_two_texts_say_the_same_or_not(text: str, said: str, same: bool) -> None:
    assert meaning.same(text, said, besides=frozenset({"hey", "xx"})) is same


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("see https://a.example/x today", "see https://b.example/x today"),
        ("(www.a.example) is it", "(www.b.example) is it"),
        ('"at the https://a.example/x" it says', '"at the https://b.example/x" it says'),
        ("write to ines@a.example", "write to ines@b.example"),
    ],
)
def test_another_link_is_another_meaning_wherever_it_stands(text: str, other: str) -> None:
    assert meaning.same(text, text)
    assert not meaning.same(text, other)


@pytest.mark.parametrize(
    "text", ["a" * 60_000, "a-" * 30_000, "abc." * 15_000, "(" * 60_000, "“" * 60_000, "'" * 60_000]
)
def test_one_long_word_means_the_same_as_itself(text: str) -> None:
    assert meaning.same(text, text)
    assert not meaning.states_something(text)
