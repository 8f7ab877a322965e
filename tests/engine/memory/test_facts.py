"""What people tell about themselves becomes a fact, and what only looks like it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.memory.fact_patterns import is_single
from engine.memory.facts import told
from engine.remembered import FactKind
from tests.engine.memory.fact_examples import FACTS, NO_FACTS


@pytest.mark.parametrize(("message", "slot", "value"), FACTS)
def test_what_they_say_about_themselves_is_a_fact(message: str, slot: str, value: str) -> None:
    found = {one.slot: one.value for one in told(message)}
    assert slot in found, found
    assert value in found[slot]


@pytest.mark.parametrize("message", NO_FACTS)
def test_what_only_looks_like_a_fact_is_none(message: str) -> None:
    assert told(message) == []


def test_there_are_examples_enough() -> None:
    assert len(FACTS) >= 60
    assert len(NO_FACTS) >= 25


def test_a_value_ends_where_another_thought_begins() -> None:
    (one,) = told("I'm allergic to peanuts but cake is fine")
    assert (one.kind, one.value) == (FactKind.FACT, "peanuts")


def test_a_request_is_known_in_their_own_words() -> None:
    (one,) = told("please always send invoices to the office, thanks")
    assert one.kind is FactKind.PROCEDURE
    assert one.text.startswith("always send invoices to the office")


def test_one_message_may_tell_several_things() -> None:
    assert {one.slot for one in told("I'm vegan. We live in Bristol! My birthday is on 12 May.")} == {
        "diet",
        "home",
        "birthday",
    }


def test_one_lives_in_one_place_and_may_have_many_allergies() -> None:
    assert is_single("home")
    assert is_single("daughter.birthday")
    assert not is_single("allergy")


STRANGE = ["", "k", "😀😀", "a" * 100_000, "‏أنا من هنا", "\x00\ud800", "I'm allergic to", "my my my"]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_texts_tell_nothing(text: str) -> None:
    assert told(text) == []


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(told("I'm allergic to " + text), list)
