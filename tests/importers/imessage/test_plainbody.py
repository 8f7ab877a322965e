"""The fast path reads plain bodies, and whatever it reads is what the full decoder reads."""

from __future__ import annotations

import random

import pytest
import streamwriter as w
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.demo import typedstream_writer
from importers.imessage import typedstream
from importers.imessage.body import plain_text
from importers.imessage.typedstream import AttributedString, Undecodable

DIRECTION = "__kIMBaseWritingDirectionAttributeName"
PART_ALONE = {w.PART: 0}
WITH_DIRECTION = {DIRECTION: w.number(-1, b"q"), w.PART: w.number(0, b"q")}
PART_FIRST = {w.PART: w.number(0, b"q"), DIRECTION: w.number(-1, b"q")}
FRAMES = [PART_ALONE, WITH_DIRECTION, PART_FIRST]


def plain(text: str, *, attributes: dict[str, object] | None = None, mutable: bool = True) -> bytes:
    runs = [(1, w.units(text), PART_ALONE if attributes is None else attributes)]
    return w.stream(w.attributed(text, runs, mutable=mutable))


def full_text(blob: bytes) -> str | None:
    try:
        value = typedstream.decode(blob)
    except Undecodable:
        return None
    return value.text if isinstance(value, AttributedString) else None


@pytest.mark.parametrize("attributes", FRAMES)
@pytest.mark.parametrize("mutable", [True, False])
@pytest.mark.parametrize("length", [1, 32, 126, 127, 128, 129, 255, 256, 32767, 32768, 65535, 65536, 70000])
@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_every_plain_frame_is_read_at_every_length(
    attributes: dict[str, object], mutable: bool, length: int, letter: str
) -> None:
    text = letter * -(-length // len(letter.encode()))
    assert plain_text(plain(text, attributes=attributes, mutable=mutable)) == text


@pytest.mark.parametrize("text", ["ok", "שלום עולם", "مرحبا", "👩‍👩‍👧 𝖍", "a\x86\x84\x02iI\x01b", "\u2028", " \n\t"])
def test_texts_of_every_script_are_read(text: str) -> None:
    assert plain_text(w.body(text)) == plain_text(typedstream_writer.attributed(text)) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_comes_back_unless_it_needs_cleaning(text: str) -> None:
    needs_cleaning = any(mark in text for mark in "\ufffc\ufffd\r\0")
    assert plain_text(w.body(text)) == (None if needs_cleaning else text)


@pytest.mark.parametrize("mark", ["\ufffc", "\ufffd", "\r", "\0"])
def test_texts_that_need_cleaning_are_left_to_the_full_decoder(mark: str) -> None:
    assert plain_text(plain(f"a{mark}b")) is None
    assert plain_text(plain("a\ud800b")) is None


def test_everything_but_one_run_of_part_0_is_left_to_the_full_decoder() -> None:
    two_runs = w.of_pieces([("a", {w.PART: 0}), ("b", {w.PART: 0, "x": 1})])
    bold = w.of_pieces([("a", {w.PART: 0, "__kIMTextBoldAttributeName": 1})])
    nothing = w.stream(w.attributed("", []))
    for blob in (
        two_runs,
        bold,
        nothing,
        w.body("a", part=2),
        w.stream(w.string("a")),
        b"\xff\xfea\x00",
        b"",
        b"abc",
    ):
        assert plain_text(blob) is None


@pytest.mark.parametrize("blob", [None, 0, 1.5, "text", [1], bytearray(w.body("x")), memoryview(b"x")])
def test_what_is_not_bytes_is_no_body(blob: object) -> None:
    assert plain_text(blob) is None


def test_a_run_that_does_not_cover_its_text_is_left_to_the_full_decoder() -> None:
    for n_units in (2, 4, 128, 40_000):
        blob = w.stream(w.attributed("abc", [(1, n_units, PART_ALONE)]))
        assert plain_text(blob) is None
    assert plain_text(w.stream(w.attributed("é", [(1, 2, PART_ALONE)]))) is None


def test_one_changed_byte_never_makes_a_wrong_text() -> None:
    for blob in (plain("hé", attributes=WITH_DIRECTION, mutable=False), plain("abc"), plain("x" * 130)):
        for at in range(len(blob)):
            for byte in {
                0,
                1,
                2,
                0x80,
                0x81,
                0x82,
                0x86,
                0x92,
                0xFF,
                blob[at] ^ 1,
                blob[at] ^ 0x80,
                blob[at] + 1 & 0xFF,
            }:
                changed = blob[:at] + bytes((byte,)) + blob[at + 1 :]
                text = plain_text(changed)
                assert text is None or text == full_text(changed)


def test_cut_doubled_and_stirred_bodies_never_make_a_wrong_text() -> None:
    dice = random.Random(7)
    blobs = [plain(text, attributes=dice.choice(FRAMES)) for text in ("hi", "é" * 100, "x" * 300, "see 😀 you")]
    n_texts = 0
    for _ in range(6_000):
        blob = bytearray(dice.choice(blobs))
        start, end = sorted(dice.sample(range(len(blob) + 1), 2))
        match dice.randrange(4):
            case 0:
                del blob[start:]
            case 1:
                blob[start:start] = blob[start : min(end, start + 4)]
            case 2:
                blob[start:end] = dice.choice(blobs)[start:end]
            case _:
                del blob[start : start + 2]
        text = plain_text(bytes(blob))
        n_texts += text is not None
        assert text is None or text == full_text(bytes(blob))
    assert n_texts > 50
