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


def test_a_secret_in_many_bubbles_is_masked_in_each_and_those_around_it_still_explain_each_other():
    seed = "witch collapse practice feed\nshame open despair creek\nroad again ice least"
    made = mask("Them: hm?\nMe:", f"the code is\n4821\n{seed}\nok", KNOWN)
    assert made.output == "the code is\n[CODE_1]\n[CODE_2]\n[CODE_3]\n[CODE_4]\nok"


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("the gate code is 4711", "4711, got it"),
        ("pw: hunter22", "hunter22 doesnt work"),
        ("pw: hunter22", "HUNTER22 doesnt work"),
        ("pw: hunter22 and my user is anna", "no, hunter22 was it"),
        ("密码：abc123", "abc123不对"),
    ],
)
def test_what_is_a_secret_once_is_one_wherever_it_is_said_again(said: str, again: str):
    made = mask(f"Them: {said}\nMe:", again, KNOWN)
    assert made.output != again
    assert mask("Them: hm?\nMe:", again, KNOWN).output == again
    assert mask(f"Them: {again}\nMe:", said, KNOWN).input != f"Them: {again}\nMe:"


def test_a_count_or_a_word_that_was_in_a_secret_stays_where_it_is_said_again():
    said = "sunny, 12 degrees, b12 has 47112 steps"
    made = mask("Them: pw: sunny 12\nThem: pw: b12\nThem: the code is 4711\nMe:", said, KNOWN)
    assert made == Masked("Them: pw: [CODE_1]\nThem: pw: [CODE_2]\nThem: the code is [CODE_3]\nMe:", said)


def test_somebody_who_becomes_known_later_is_masked_then():
    first = mask("Them: Maya is at 07700 900123\nMe:", "tell Bartholomew", KNOWN)
    again = mask_again(first, by_part(["Maya", "Bartholomew Fox"]))
    assert again == Masked("Them: [NAME_1] is at [PHONE_1]\nMe:", "tell [NAME_2]")
    assert mask_again(again, by_part(["Bartholomew Fox"])) == again


def test_new_placeholders_never_take_the_number_of_one_that_is_there():
    made = reworded("Them: is it [NAME_2] at [PHONE_3]?\nMe:", "no, Maya, 07700 900123, [NAME_2]", KNOWN)
    assert made.output == "no, [NAME_3], [PHONE_4], [NAME_2]"


def test_placeholders_of_told_secrets_stay_what_they_are_when_a_sample_is_worded_anew():
    told = Masked("Them: pw: [CODE_1]\nThem: code? [CODE_2]\nMe:", "pw: [CODE_1] ok, [CODE_2] is the code")
    assert reworded(told.input, told.output, KNOWN) == told
    assert reworded(told.input, "[CODE_2]? it is 4711", KNOWN).output == "[CODE_2]? it is [CODE_3]"


def test_a_contact_is_named_by_any_word_that_begins_like_the_name():
    made = mask("Them: marketplace\nMe:", "Mayanak mondd, mayaya", by_part(["Maya", "Mark"]))
    assert made == Masked("Them: marketplace\nMe:", "[NAME_1] mondd, [NAME_2]")


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
