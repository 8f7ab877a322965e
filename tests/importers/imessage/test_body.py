"""A body becomes readable text with its parts; no blob, however broken, stops an import."""

from __future__ import annotations

import random
from typing import Any

import pytest
import streamwriter as w
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.demo import typedstream_writer as demo
from importers.imessage import body, typedstream
from importers.imessage.body import Body, Part

LINK = "__kIMLinkAttributeName"
MENTION = "__kIMMentionConfirmedMention"
CODE = "__kIMOneTimeCodeAttributeName"


def of_pieces(*pieces: tuple[str, dict[str, Any]]) -> Body:
    found = body.decode(w.of_pieces(pieces))
    assert found is not None
    return found


def words_of(found: Body) -> list[tuple[int, str]]:
    return [(part.index, found.text[part.start : part.end]) for part in found.parts]


def test_a_plain_body_is_one_part() -> None:
    assert body.decode(w.body("hello")) == Body("hello", (Part(0, 0, 5),), "plain")


def test_files_and_words_are_parts_on_their_own_lines() -> None:
    found = of_pieces(
        ("\ufffc", {w.FILE: "at_0_A", w.PART: 0}),
        ("first", {w.PART: 1}),
        ("\ufffc", {w.FILE: "at_2_A", w.PART: 2}),
        ("second", {w.PART: 3}),
    )
    assert found.text == "first\nsecond"
    assert words_of(found) == [(0, ""), (1, "first"), (2, ""), (3, "second")]
    assert [part.attachment_guid for part in found.parts] == ["at_0_A", None, "at_2_A", None]
    assert found.attachment_guids == ("at_0_A", "at_2_A")
    assert found.decoded_by == "full"


def test_the_survivor_of_unsent_parts_keeps_its_number() -> None:
    assert body.decode(w.body("left", part=2)) == Body("left", (Part(2, 0, 4),), "full")


def test_links_mentions_and_codes_are_found_and_the_text_stays() -> None:
    found = of_pieces(
        ("Ask ", {w.PART: 0}),
        ("Dana", {w.PART: 0, MENTION: "+15550001111"}),
        (" or ", {w.PART: 0}),
        ("x.org", {w.PART: 0, LINK: w.url("https://x.org/a")}),
    )
    assert found.text == "Ask Dana or x.org"
    assert found.parts == (Part(0, 0, 17, links=("https://x.org/a",), mentions=("+15550001111",)),)
    assert found.links == ("https://x.org/a",)
    assert found.mentions == ("+15550001111",)
    assert not found.one_time_code
    code = of_pieces(("123456", {CODE: {"code": "123456"}, w.PART: 0}), (" is your code", {w.PART: 0}))
    assert code.one_time_code
    assert code.parts[0].one_time_code
    assert code.text == "123456 is your code"


def test_a_voice_message_has_its_transcription() -> None:
    found = of_pieces(("\ufffc", {w.FILE: "A", "IMAudioTranscription": "call me", w.PART: 0}))
    assert found.text == ""
    assert found.transcription == found.parts[0].transcription == "call me"
    assert found.attachment_guids == ("A",)


def test_styles_and_effects_are_kept_with_their_part() -> None:
    found = of_pieces(
        (
            "big",
            {w.PART: 0, "__kIMTextEffectAttributeName": w.number(5, b"q"), "__kIMTextBoldAttributeName": 1},
        ),
        (" plain ", {w.PART: 0, "__kIMTextBoldAttributeName": 0}),
        ("under", {w.PART: 0, "__kIMTextUnderlineAttributeName": 1}),
    )
    assert found.parts == (Part(0, 0, 15, effect=5, styles=("bold", "underline")),)


def test_places_count_code_points_where_runs_count_utf16_units() -> None:
    found = of_pieces(("𝖍😀 ", {w.PART: 0}), ("é𝖔", {w.PART: 1}), ("👩‍👧!", {w.PART: 2}))
    assert found.text == "𝖍😀 \né𝖔\n👩‍👧!"
    assert words_of(found) == [(0, "𝖍😀 "), (1, "é𝖔"), (2, "👩‍👧!")]


def test_a_run_that_ends_inside_a_character_leaves_it_to_the_next() -> None:
    blob = w.stream(w.attributed("a😀b", [(1, 2, {w.PART: 0}), (2, 2, {w.PART: 1})]))
    found = body.decode(blob)
    assert found is not None
    assert words_of(found) == [(0, "a"), (1, "😀b")]


def test_words_after_the_last_run_belong_to_the_last_part() -> None:
    found = body.decode(w.stream(w.attributed("abcdef", [(1, 3, {w.PART: 4})])))
    assert found is not None
    assert words_of(found) == [(4, "abcdef")]
    bare = body.decode(w.stream(w.attributed("abc", [])))
    assert bare == Body("abc", (Part(0, 0, 3),), "full")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufffc", ""),
        ("\ufffd", ""),
        ("word\ufffcword", "word word"),
        ("Look: \ufffc here", "Look: here"),
        ("party\ufffc!", "party!"),
        ("Memoji: \ufffc", "Memoji:"),
        ("\ufffc\n caption", "caption"),
        ("a\ufffc\ufffc\ufffcb", "a b"),
        ("one\rtwo\r\nthree", "one\ntwo\nthree"),
        ("nul\0led", "nulled"),
        ("  kept  ", "  kept  "),
        ("\ud83d\ude00 whole", "😀 whole"),
        ("half\ud83d", "half"),
    ],
)
def test_placeholders_go_and_the_text_stays_readable(raw: str, text: str) -> None:
    found = body.decode(w.stream(w.attributed(raw, [(1, w.units(raw), {w.PART: 0, "x": 1})])))
    assert found is not None
    assert found.text == text
    assert words_of(found) == [(0, text)]


def test_an_empty_attributed_string_is_an_empty_text() -> None:
    assert body.decode(w.stream(w.attributed("", [], mutable=False))) == Body("", (), "full")


def test_a_bare_string_is_a_body_too() -> None:
    assert body.decode(w.stream(w.string("alone"))) == Body("alone", (Part(0, 0, 5),), "full")


def test_utf16_bodies_are_read() -> None:
    found = body.decode(b"\xff\xfe" + "hi 😀\ufffc".encode("utf-16-le") + b"\x00")
    assert found == Body("hi 😀", (Part(0, 0, 4),), "utf16")


def test_the_text_of_a_damaged_body_is_rescued() -> None:
    blob = w.body("This is parsing  ").replace(b"+\x11", b"+\x81\x9d\x00")
    assert body.decode(blob) == Body("This is parsing  ", (Part(0, 0, 17),), "bytes")
    for text in ("words", "é" * 90, "x" * 400, "y" * 40_000):
        whole = w.body(text)
        found = body.decode(whole + b"\x86")
        assert found is not None
        assert (found.text, found.decoded_by) == (text, "bytes")
        cut = body.decode(whole[: len(whole) - 200])
        assert cut is None or (text.startswith(cut.text) and cut.decoded_by == "bytes")


@pytest.mark.parametrize("blob", [None, 0, 2**70, 1.5, "text", b"", b"garbage", b"\x04\x0bstreamtyped", [], object()])
def test_what_holds_no_text_is_none(blob: object) -> None:
    assert body.decode(blob) is None
    assert body.decode(w.stream(w.number(5))) is None


def test_a_body_too_large_to_decode_still_gives_its_text() -> None:
    text = "y" * typedstream.MAX_BYTES
    found = body.decode(w.body(text, part=1))
    assert found is not None
    assert (found.text == text, found.decoded_by) == (True, "bytes")


def test_attribute_values_of_wrong_types_are_passed_over() -> None:
    wrong: dict[str, Any] = {w.PART: "0", w.FILE: 1, LINK: 2, MENTION: b"x", "IMAudioTranscription": 3}
    styles: dict[str, Any] = {"__kIMTextEffectAttributeName": "5", "__kIMTextBoldAttributeName": None}
    assert of_pieces(("words", wrong | styles)) == Body("words", (Part(0, 0, 5),), "full")


def test_the_demos_own_bodies_are_read() -> None:
    runs = [
        demo.attachment("at_0_G", 0, filename="a.heic", size=(10, 20.5)),
        demo.words("see ", 1),
        demo.link("x.org", "https://x.org", 1),
        demo.mention("Kim", "kim@x.org", 2),
        demo.one_time_code("0042", "0042", 3),
        demo.transcription("V", "spoken", 4),
        demo.balloon(5),
    ]
    found = body.decode(demo.of_runs(runs))
    assert found is not None
    assert found.text == "see x.org\nKim\n0042"
    assert found.attachment_guids == ("at_0_G", "V")
    assert (found.links, found.mentions) == (("https://x.org",), ("kim@x.org",))
    assert found.one_time_code
    assert found.transcription == "spoken"
    assert [part.index for part in found.parts] == [0, 1, 2, 3, 4, 5]


def blobs() -> list[bytes]:
    link = w.of_pieces([("see ", {w.PART: 0}), ("x.org", {w.PART: 0, LINK: w.url("https://x.org")})])
    files = w.of_pieces([("\ufffc", {w.FILE: "at_0_A", w.PART: 0, "h": 1.5}), ("words 😀", {w.PART: 1})])
    return [w.body("hello"), w.body("😀" * 40, mutable=False), link, files, b"\xff\xfea\x00b\x00"]


def test_no_truncation_raises_or_invents_words() -> None:
    for blob in blobs()[:-1]:
        whole = body.decode(blob)
        assert whole is not None
        for end in range(len(blob)):
            found = body.decode(blob[:end])
            assert found is None or found.decoded_by == "bytes"
            if found is not None and end > len(blob) - 60:
                assert found.text == whole.text


def test_no_mutation_raises_or_leaves_a_text_that_no_database_takes() -> None:
    dice = random.Random(11)
    for _ in range(3_000):
        blob = bytearray(dice.choice(blobs()))
        for _ in range(dice.choice((1, 2, 8))):
            blob[dice.randrange(len(blob))] = dice.randrange(256)
        check_that_a_database_takes_it(body.decode(bytes(blob)))


def check_that_a_database_takes_it(found: Body | None) -> None:
    if found is not None:
        found.text.encode()
        assert "\0" not in found.text
        assert all(0 <= part.start <= part.end <= len(found.text) for part in found.parts)


@given(st.one_of(st.binary(max_size=300), st.text(), st.none(), st.integers(), st.floats()))
@settings(max_examples=200, deadline=None)
def test_nothing_makes_it_raise(blob: object) -> None:
    if isinstance(blob, bytes):
        check_that_a_database_takes_it(body.decode(blob))
        inside = w.HEADER + b"\x84\x01@\x84\x84\x84\x08NSString\x01\x85\x84\x01+" + blob
        check_that_a_database_takes_it(body.decode(inside))
    else:
        assert body.decode(blob) is None


def test_a_body_of_placeholders_and_runs_without_end_is_read_once() -> None:
    many = "a\ufffc" * 300_000
    found = body.decode(w.stream(w.attributed(many, [(1, len(many), {w.PART: 0})])))
    assert found is not None
    assert found.text.startswith("a a a ")
    assert found.text.count("a") == 300_000
    wide = {f"k{n}": None for n in range(5_000)} | {w.PART: 0}
    start = w.stream(w.attributed("x", [(1, 1, wide)]))
    same_run_again = b"\x99\x01\x00"
    again = body.decode(start[:-1] + same_run_again * 100_000 + b"\x86")
    assert again == Body("x", (Part(0, 0, 1),), "full")
