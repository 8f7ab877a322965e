"""A persona for fans: learnt from texts, put on where it is allowed, never over family, work or bad news."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import ContactClass
from engine.voice import persona

SAMPLES = [
    "Hey babe, missed you 😘",
    "Behave, babe 😏",
    "Aww hun, not here. Let's keep it nice 😘",
    "Wouldn't you like to know, babe 😏",
    "Come see me on my page, there's more of me there 😘",
    "Come see me on my page, there's more of me there 😘",
    "Slow down hun, patience 😘",
]
ME = persona.learn("nova", SAMPLES)


def test_a_persona_is_learnt_from_texts() -> None:
    assert ME.creator_id == "nova"
    assert ME.sample_count == 7
    assert ME.pet_names == ("babe", "hun")
    assert ME.signature_emojis == ("😘", "😏")
    assert 0.3 < ME.teasing_level < 0.8
    assert ME.formality < 0.6
    assert ME.escalation_phrases[0].startswith("Come see me on my page")
    assert any("patience" in phrase for phrase in ME.deflection_phrases)


def test_of_no_texts_nothing_is_learnt_and_nothing_added() -> None:
    nobody = persona.learn("nobody", ["", "  "])
    assert (nobody.sample_count, nobody.pet_names, nobody.teasing_level) == (0, (), 0.0)
    assert persona.apply("see you", nobody) == ("see you", "nothing_to_add")


def test_phrases_hold_no_numbers_and_no_links() -> None:
    learnt = persona.learn("x", ["Unlock it for $25 babe", "tip me at https://x.example/me"] * 3)
    assert learnt.escalation_phrases == ()


def test_it_adds_one_pet_name_and_one_emoji_before_the_last_sign() -> None:
    styled, reason = persona.apply("See you tonight!", ME)
    assert reason is None
    assert re.fullmatch(r"See you tonight, (babe|hun)! (😘|😏)", styled)


@pytest.mark.parametrize(
    "text",
    ["I'm sorry, I have to cancel", "She died yesterday", "your refund is on its way"],
)
def test_bad_news_and_money_back_are_left_as_they_are(text: str) -> None:
    assert persona.apply(text, ME) == (text, "grave")


@pytest.mark.parametrize("contact_class", [ContactClass.FAMILY, ContactClass.WORK])
def test_family_and_work_never_get_it(contact_class: ContactClass) -> None:
    assert persona.refusal(ME, contact_class, on=True) == contact_class.value
    assert persona.refusal(None, contact_class, on=True) == contact_class.value


def test_it_is_off_by_default() -> None:
    assert persona.refusal(ME, ContactClass.CLIENT, on=False) == "off"
    assert persona.refusal(None, ContactClass.CLIENT, on=True) == "unknown"
    assert persona.refusal(ME, ContactClass.CLIENT, on=True) is None


PIECES = [
    "Kim",
    "15:00",
    "£40",
    "https://x.example/A",
    "me@x.example",
    '"Quoted Words"',
    "not",
    "see you",
    "!",
    "?",
    "\n",
    "😘",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join))
def test_what_is_said_stays_and_a_second_time_adds_nothing(text: str) -> None:
    styled, _ = persona.apply(text, ME)
    for piece in PIECES:
        if piece not in ("😘", "\n"):
            assert styled.count(piece) >= text.count(piece)
    assert re.findall(r"\d+", styled) == re.findall(r"\d+", text)
    assert persona.apply(styled, ME)[0] == styled


@given(st.text(max_size=60))
def test_any_text_passes(text: str) -> None:
    styled, reason = persona.apply(text, ME)
    assert (styled == text) == (reason is not None)
    assert reason is None or reason in persona.REASONS
