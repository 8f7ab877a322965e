"""A sample without what gives people away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.privacy.named import by_part
from engine.training.masked import Masked, mask, mask_again, placeholders, reworded

KNOWN = by_part(["Zoltan Kiss", "Maya", "Will Turner"])


def test_the_same_detail_has_the_same_placeholder_in_what_was_said_and_what_was_answered():
    made = mask("Them: is it 07700 900123 or a.b@example.org?\nMe:", "07700 900123, never a.b@example.org", KNOWN)
    assert made == Masked("Them: is it [PHONE_1] or [EMAIL_1]?\nMe:", "[PHONE_1], never [EMAIL_1]")


def test_everybody_in_the_address_book_is_named_by_a_placeholder():
    made = mask("Them: did Zoltan call?\nMe: he did\nThem: and Maya?\nMe:", "maya did, zoltan did too", KNOWN)
    assert made.input == "Them: did [NAME_1] call?\nMe: he did\nThem: and [NAME_2]?\nMe:"
    assert "aya" not in made.output
    assert "oltan" not in made.output


def test_a_word_everybody_uses_is_no_name_until_it_is_written_as_one():
    assert mask("Them: will you come?\nMe:", "i will", KNOWN).output == "i will"


def test_what_looks_like_a_placeholder_is_masked_itself():
    assert mask("Them: [PHONE_1]\nMe:", "[PHONE_1] what", KNOWN) == Masked("Them: [QUOTED_1]\nMe:", "[QUOTED_1] what")


def test_speakers_and_lines_stay_what_they_are():
    talk = "Them: meet me at 12 Baker Street\nThem: London\nMe: ok\nThem: door code is 4821\nMe:"
    made = mask(talk, "on my way\nring you then", KNOWN)
    assert [line.split(":")[0] for line in made.input.split("\n")] == ["Them", "Them", "Me", "Them", "Me"]
    assert made.output == "on my way\nring you then"
    assert "4821" not in made.input


def test_a_code_in_a_bubble_of_its_own_is_known_by_the_one_before():
    assert "4821" not in mask("Them: how do I get in?\nMe:", "the code is\n4821", KNOWN).output


def test_somebody_who_becomes_known_later_is_masked_then():
    first = mask("Them: Maya is at 07700 900123\nMe:", "tell Bartholomew", KNOWN)
    again = mask_again(first, by_part(["Maya", "Bartholomew Fox"]))
    assert again == Masked("Them: [NAME_1] is at [PHONE_1]\nMe:", "tell [NAME_2]")
    assert mask_again(again, by_part(["Bartholomew Fox"])) == again


def test_new_placeholders_never_take_the_number_of_one_that_is_there():
    made = reworded("Them: is it [NAME_2] at [PHONE_3]?\nMe:", "no, Maya, 07700 900123, [NAME_2]", KNOWN)
    assert made.output == "no, [NAME_3], [PHONE_4], [NAME_2]"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_masked_twice_and_keeps_its_lines(said: str, answer: str):
    said = f"Them: {' '.join(said.split())}\nMe:"
    made = mask(said, answer, KNOWN)
    assert made.input.count("\n") == 1
    assert made.output.count("\n") == answer.count("\n")
    again = mask_again(made, KNOWN)
    assert again.output.count("\n") == made.output.count("\n")
    assert set(placeholders(again.input)) >= set(placeholders(made.input))


@pytest.mark.parametrize(
    "text", ["", "🎉", "مرحبا مايا", "x" * 100_000, "[NAME_999999999]", "\ue000\ue100 Maya [NAME_1]"]
)
def test_strange_texts_are_masked_too(text: str):
    made = mask(f"Them: {text}\nMe:", text, KNOWN)
    for found in (made, mask_again(made, KNOWN), reworded(f"Them: {text}\nMe:", text, KNOWN)):
        assert found.input.startswith("Them:")
        assert found.input.endswith("\nMe:")
        assert "Maya" not in found.input + found.output
