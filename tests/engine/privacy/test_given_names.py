"""Somebody saved as Robert is known as Bob too, and the other way round; what is mostly another word is no nickname."""

from __future__ import annotations

import pytest

from engine.privacy.given_names import others
from engine.privacy.named import names

PEOPLE = frozenset({"Robert Hale", "Bill Oduya", "Margaret Ames", "Vanessa Li", "Alexander Roy", "Adaline Fox"})


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in names(text, PEOPLE)]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("is bob there?", "bob"),
        ("Bob's keys", "Bob"),
        ("ask William", "William"),
        ("peggy called", "peggy"),
        ("Bob Hale told me", "Bob Hale"),
        ("see you with Alex", "Alex"),
        ("ness is late, so is Nessa", "Nessa"),
    ],
)
def test_whoever_is_called_otherwise_is_known(said: str, named: str) -> None:
    assert found(said) == [named]


@pytest.mark.parametrize(
    "said", ["the van is here", "ham and eggs", "ada masalah", "an al dente one", "peg it up", "hop on", "tell me"]
)
def test_other_words_are_left_alone(said: str) -> None:
    assert found(said) == []


def test_who_has_no_other_name_has_none() -> None:
    assert others("zoltan") == frozenset()
    assert others("") == frozenset()


def test_forms_are_folded_and_not_the_name_itself() -> None:
    assert {"bob", "bobby"} <= others("robert")
    assert "robert" in others("bob")
    assert "robert" not in others("robert")
    assert all(one == one.casefold() and len(one) > 2 for one in others("elizabeth"))
