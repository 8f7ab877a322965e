"""Bodies we write, read back by an independent decoder of the format."""

from __future__ import annotations

from typing import Any

import pytest
import typedstream
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.demo import typedstream_writer as writer
from importers.demo.typedstream_writer import Run, Url, Wide

GUID = "0A4D7A2E-6C1E-4E2B-9A57-7C3B2D1F0E11"


def plainly(value: Any) -> Any:
    """The decoder's objects as plain Python values."""
    if value is None or isinstance(value, int | float | str | bytes):
        return value
    name = value.clazz.name.decode() if hasattr(value, "clazz") else type(value).__name__
    if name in ("NSString", "NSMutableString"):
        return value.value
    if name in ("NSNumber", "NSValue"):
        return value.value
    if name in ("NSMutableData", "NSData"):
        return bytes(value.data)
    if name == "NSURL":
        return Url(plainly(value.value) if hasattr(value, "value") else plainly(value.contents[-1].values[0]))
    if hasattr(value, "contents") and isinstance(value.contents, dict):
        return {plainly(key): plainly(one) for key, one in value.contents.items()}
    raise AssertionError(name)


def read(blob: bytes) -> tuple[str, list[tuple[int, dict[str, Any]]]]:
    """(text, [(UTF-16 length, attributes)]) by the reference decoder."""
    groups = typedstream.unarchive_from_data(blob).contents
    text = plainly(groups[0].values[0])
    runs, known, at = [], {}, 1
    while at < len(groups):
        number, length = groups[at].values
        at += 1
        if number not in known:
            known[number] = plainly(groups[at].values[0])
            at += 1
        runs.append((length, known[number]))
    return text, runs


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=400)
keys = st.sampled_from([writer.PART, writer.FILE, writer.MENTION, writer.CODE, writer.LINK, writer.EFFECT, "other"])
numbers = st.integers(-(2**31), 2**31 - 1)
values = st.one_of(
    numbers,
    numbers.map(Wide),
    st.floats(allow_nan=False),
    words,
    st.binary(max_size=300),
    words.map(Url),
    st.dictionaries(st.sampled_from(["code", "displayCode"]), words, min_size=1),
)
runs = st.lists(st.builds(Run, words, st.dictionaries(keys, values)), min_size=1, max_size=12)


def wanted(value: Any) -> Any:
    return value.value if isinstance(value, Wide) else value


@settings(max_examples=120, deadline=None)
@given(runs)
def test_any_runs_come_back_with_their_text_lengths_and_attributes(made: list[Run]) -> None:
    text, found = read(writer.of_runs(made))
    assert text == "".join(run.text for run in made)
    assert [length for length, _ in found] == [units(run.text) for run in made]
    assert [attributes for _, attributes in found] == [
        {key: wanted(value) for key, value in run.attributes.items()} for run in made
    ]


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_the_fast_body_is_byte_for_byte_the_general_one(text: str) -> None:
    assert writer.plain(text) == writer.of_runs([writer.words(text)])


@pytest.mark.parametrize("length", [1, 127, 128, 32_767, 32_768, 70_000])
def test_every_width_of_length_prefix_is_read_back(length: int) -> None:
    text, found = read(writer.attributed("x" * length))
    assert (len(text), found) == (length, [(length, {writer.PART: 0})])


def test_the_plainest_body_has_the_bytes_that_messages_writes() -> None:
    body = writer.attributed("Noter test")
    assert body.startswith(b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x19NSMutableAttributedString\x00")
    assert b"\x95\x84\x01+\x0aNoter test\x86\x84\x02iI\x01\x0a\x92\x84\x84\x84\x0cNSDictionary\x00\x95" in body
    assert body.endswith(b"\x84\x84\x08NSNumber\x00\x84\x84\x07NSValue\x00\x95\x84\x01*\x84\x9b\x9b\x00\x86\x86\x86")


def test_the_named_runs_carry_the_keys_that_messages_uses() -> None:
    made = [
        writer.attachment(f"at_0_{GUID}", filename="IMG_1.heic", size=(900, 1200)),
        writer.words("look ", 1),
        writer.link("https://maps.example", part=1),
        writer.mention(" Kofi", "+447700900134", 1),
        writer.one_time_code("123456", "123456", 1),
    ]
    _, found = read(writer.of_runs(made))
    first, _, link, mention, code = (attributes for _, attributes in found)
    assert first[writer.FILE] == f"at_0_{GUID}"
    assert (first[writer.HEIGHT], first[writer.FILENAME]) == (900, "IMG_1.heic")
    assert link[writer.LINK] == Url("https://maps.example")
    assert mention[writer.MENTION] == "+447700900134"
    assert code[writer.CODE] == {"displayCode": "123456", "code": "123456"}


def test_a_voice_message_carries_what_was_heard() -> None:
    text, found = read(writer.of_runs([writer.transcription(f"at_0_{GUID}", "call me back")]))
    assert text == writer.ATTACHMENT_MARK
    assert found[0][1][writer.TRANSCRIPTION] == "call me back"


def test_runs_that_do_not_spell_the_text_are_refused() -> None:
    with pytest.raises(ValueError):
        writer.attributed("one thing", [writer.words("another")])


@settings(max_examples=60, deadline=None)
@given(words)
def test_plain_text_reads_plain_bodies_and_nothing_else(text: str) -> None:
    assert writer.plain_text(writer.plain(text)) == text
    assert writer.plain_text(writer.of_runs([writer.words(text, 1)])) is None
    assert writer.plain_text(writer.plain(text)[:-1]) is None
