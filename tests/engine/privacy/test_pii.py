"""Personal details are found, and what only looks like them is left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.privacy.pii import Kind, found
from tests.engine.privacy.details import HARMLESS, NAMES, POSITIVE, known, read


def details(text: str, **options: object) -> list[tuple[str, str]]:
    return [(one.kind.value, text[one.start : one.end]) for one in found(text, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize("marked", POSITIVE)
def test_a_detail_is_found_to_the_character(marked: str) -> None:
    text, expected = read(marked)
    assert details(text, names=known(marked)) == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_a_detail_stays(text: str) -> None:
    assert details(text, names=NAMES) == []


def test_there_are_examples_of_every_kind_and_enough_that_are_harmless() -> None:
    assert {kind for marked in POSITIVE for kind, _value in read(marked)[1]} == {kind.value for kind in Kind}
    assert len(POSITIVE) >= 80
    assert len(set(HARMLESS)) >= 60


def test_several_details_of_one_text_come_in_order() -> None:
    text = "Anna: +49 30 901820, anna@example.com, pay DE89370400440532013000, then 12 Baker Street. Code is 482913"
    kinds = [one.kind.value for one in found(text, names=["Anna"])]
    assert kinds == ["NAME", "PHONE", "EMAIL", "IBAN", "ADDRESS", "CODE"]


def test_a_name_inside_an_address_or_a_mail_is_part_of_it() -> None:
    assert [kind for kind, _ in details("anna@example.com, 12 Anna Street", names=["Anna"])] == ["EMAIL", "ADDRESS"]


def test_the_region_decides_how_a_number_without_plus_is_read() -> None:
    text = "612 345 678"
    assert details(text, region="ES") == [("PHONE", text)]
    assert details(text, region="US") == []


def test_positions_are_code_points() -> None:
    text = "👩‍👩‍👧 مرحبا +49 30 901820 👍"
    assert details(text) == [("PHONE", "+49 30 901820")]


def test_nothing_is_found_in_nothing() -> None:
    for text in ("", " ", "?", "👍", "\u202e\u202d", "\x00"):
        assert found(text, names=["", " ", "👍", "Dr."]) == ()


_REPEATED = ("a", "1", "1 ", "1-", "1234567 ", "GB82", "GB82 ", "(((((1", "12 A", "Rua a", "www.", "a.b", "12 Aa Aa ")
_REPEATED_WORDS = (
    "+1 ",
    "a@",
    "passport ",
    "code is ",
    "rue de la ",
    "0171 ",
    "Aa ",
    "A1",
    "40° ",
    "é",
    "a at ",
    "\u05d0 ",
)


@pytest.mark.parametrize("bit", [*_REPEATED, *_REPEATED_WORDS])
@pytest.mark.timeout(60)  # a pattern that runs back would take minutes
def test_a_hundred_kilobytes_of_anything_end(bit: str) -> None:
    text = bit * (100_000 // len(bit))
    assert all(one.end <= len(text) for one in found(text, names=NAMES))


_BITS = st.sampled_from(
    ["Anna", "12", " ", "Street", "@", "+49", ".", "com", "4111", "1111", "GB82", "\u202e", "code", "is", "-"]
)


@given(st.lists(_BITS | st.text(max_size=4), max_size=30).map("".join))
def test_finds_never_overlap_and_lie_in_the_text(text: str) -> None:
    spans = [(one.start, one.end) for one in found(text, names=NAMES)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_an_everyday_word_that_opens_a_sentence_is_a_name_only_where_it_calls_somebody() -> None:
    assert details("Will", names=NAMES) == [("NAME", "Will")]
    assert details("Will, are you there?", names=NAMES) == [("NAME", "Will")]
    assert details("Will you come?", names=NAMES) == []
