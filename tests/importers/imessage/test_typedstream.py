"""The decoder reads every NSArchiver stream that is whole and refuses every other, in bounded time."""

from __future__ import annotations

import contextlib
import random
from typing import Any

import pytest
import streamwriter as w
import typedstream as pytypedstream
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.imessage import typedstream
from importers.imessage.typedstream import Archived, AttributedString, Date, Undecodable, Url

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = st.one_of(st.integers(-(2**31), 2**31 - 1), TEXTS, st.binary(max_size=300), st.floats(allow_nan=False))
ATTRIBUTES = st.dictionaries(TEXTS, VALUES, max_size=4)
PIECES = st.lists(st.tuples(TEXTS.filter(len), ATTRIBUTES), max_size=6)


def decoded(root: w.Obj | None) -> object:
    return typedstream.decode(w.stream(root))


def refusal(data: bytes) -> str:
    with pytest.raises(Undecodable) as caught:
        typedstream.decode(data)
    return caught.value.reason


def reference(data: bytes) -> tuple[str, list[tuple[int, dict[str, Any]]]]:
    """What pytypedstream reads: text and runs."""
    root = pytypedstream.unarchive_from_data(data)
    runs: list[tuple[int, dict[str, Any]]] = []
    known: dict[int, dict[str, Any]] = {}
    groups = iter(root.contents[1:])
    for group in groups:
        run_id, length = group.values
        if run_id not in known:
            items = next(groups).value.contents
            known[run_id] = {key.value: getattr(v, "value", getattr(v, "data", v)) for key, v in items.items()}
        runs.append((length, known[run_id]))
    return root.contents[0].value.value, runs


@given(PIECES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_attributed_string_is_read_as_the_reference_decoder_reads_it(
    pieces: list[tuple[str, dict[str, Any]]], mutable: bool
) -> None:
    blob = w.of_pieces(pieces, mutable=mutable)
    value = typedstream.decode(blob)
    text, runs = reference(blob)
    assert isinstance(value, AttributedString)
    assert value.text == text == "".join(piece for piece, _ in pieces)
    assert list(value.runs) == runs == [(w.units(piece), attributes) for piece, attributes in pieces]


@pytest.mark.parametrize("length", [0, 1, 32, 126, 127, 128, 145, 146, 200, 255, 256, 32767, 32768, 65535, 70000])
@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_texts_of_every_length_are_whole(length: int, letter: str) -> None:
    text = letter * (length // len(letter.encode()))
    blob = w.body(text)
    assert typedstream.decode(blob) == AttributedString(text, ((w.units(text), {w.PART: 0}),))
    assert reference(blob)[0] == text


@pytest.mark.parametrize(
    "text", ["שלום, מה נשמע?", "مرحبا", "🅱️👩‍👩‍👧", "\N{MATHEMATICAL BOLD FRAKTUR SMALL H}i", "a\0b", "\u2028"]
)
def test_right_to_left_and_composed_texts_are_kept(text: str) -> None:
    assert decoded(w.attributed(text, [(1, w.units(text), {w.PART: 0})])) == AttributedString(
        text, ((w.units(text), {w.PART: 0}),)
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0, b"i"), (-1, b"i"), (-110, b"i"), (-111, b"i"), (-129, b"s"), (2**31 - 1, b"i"), (-(2**31), b"l"),
        (2**31, b"q"), (-(2**63), b"q"), (2**63 - 1, b"q"), (200, b"C"), (-2, b"c"), (40_000, b"I"),
        (1, b"B"), (0.1, b"d"), (0.5, b"f"), (-0.0, b"d"), (1e300, b"d"),
    ],
)  # fmt: skip
def test_numbers_of_every_type_are_exact(value: float, code: bytes) -> None:
    found = decoded(w.number(value, code))
    assert found == value
    assert isinstance(found, bool) is (code == b"B")


def test_unsigned_lengths_may_fill_their_bytes() -> None:
    text = "x" * 40_000
    blob = w.body(text)
    wide = b"\x82" + (40_000).to_bytes(4, "little")
    assert blob.count(wide) == 2
    narrow = blob.replace(wide, b"\x81" + (40_000).to_bytes(2, "little"))
    assert typedstream.decode(narrow) == typedstream.decode(blob)


def test_collections_data_urls_and_dates_become_plain_values() -> None:
    inner = {"code": "000123", "list": w.array(["a", 1]), "nothing": None}
    found = decoded(w.dictionary({"a": inner, "d": b"\x00\x86\x84", "u": w.url("https://x.org"), "t": w.date(1.5)}))
    assert found == {
        "a": {"code": "000123", "list": ("a", 1), "nothing": None},
        "d": b"\x00\x86\x84",
        "u": Url("https://x.org"),
        "t": Date(1.5),
    }
    assert decoded(w.array(["x"], b"NSSet", b"I")) == ("x",)
    assert decoded(None) is None


def test_an_address_with_a_base_keeps_its_own_part() -> None:
    groups: list[Any] = [(b"c", [1]), (b"@", [w.url("https://x.org/")]), (b"@", [w.string("page")])]
    assert decoded(w.Obj([(b"NSURL", 0), w.OBJECT], groups)) == Url("page")


def test_structs_arrays_and_unknown_classes_are_read_over() -> None:
    groups: list[Any] = [
        (b"{_NSRange=QQ}", [b"\x05\x07"]),
        (b"[3i]", [b"\x01\x02\x81\xff\x7f"]),
        (b"*", [b"hello"]),
        (b":", [b"sel"]),
        (b"{empty=}", [b""]),
        (b"@", [w.string("inside")]),
    ]
    found = decoded(w.array([w.Obj([(b"NSFont", 22), w.OBJECT], groups), "after"]))
    values = ((5, 7), (1, 2, 32767), b"hello", b"sel", (), "inside")
    assert found == (Archived("NSFont", values), "after")


def test_a_range_value_is_its_fields() -> None:
    groups: list[Any] = [(b"*", [b"{_NSRange=QQ}"]), (b"{_NSRange=QQ}", [b"\x05\x07"])]
    assert decoded(w.Obj([(b"NSValue", 0), w.OBJECT], groups)) == (5, 7)


def test_what_was_written_before_is_referred_to_however_many_objects_there_are() -> None:
    names = [w.string(f"name {n}") for n in range(400)]
    assert decoded(w.array([*names, *names])) == tuple(f"name {n}" for n in range(400)) * 2
    codes = [w.number(n) for n in range(40_000)]
    assert decoded(w.array([*codes[-2:], *codes, *codes[:2]])) == (
        39_998,
        39_999,
        *range(40_000 - 2),
        39_998,
        39_999,
        0,
        1,
    )


def test_a_run_seen_before_brings_no_dictionary() -> None:
    value = decoded(w.attributed("abc", [(1, 1, {"k": "x"}), (2, 1, {"k": "y"}), (1, 1, None)]))
    assert isinstance(value, AttributedString)
    assert [attributes["k"] for _, attributes in value.runs] == ["x", "y", "x"]


def test_separately_encoded_surrogates_become_their_character_and_single_ones_are_marked() -> None:
    value = decoded(w.attributed("a\ud83d\ude00b\ud83dc\udc00", [(1, 7, {w.PART: 0})]))
    assert isinstance(value, AttributedString)
    assert value.text == "a😀b\ufffdc\ufffd"


def test_a_length_beyond_the_end_is_refused() -> None:
    blob = w.body("This is parsing").replace(b"+\x0f", b"+\x81\x9d\x00")
    assert refusal(blob) == "truncated"


def test_what_contradicts_itself_is_refused_by_name() -> None:
    body = w.body("hello")
    cyclic = w.array(["x"])
    cyclic.groups[1] = (b"@", [cyclic])
    long_run = w.attributed("abc", [(1, 4, {w.PART: 0})])
    assert refusal(b"") == "header"
    assert refusal(b"\x04\x0btypedstream\x81\x03\xe8" + body[16:]) == "header"
    assert refusal(body + b"\x86") == "trailing"
    assert refusal(w.stream(cyclic)) == "cycle"
    assert refusal(w.stream(long_run)) == "run"
    assert refusal(w.stream(w.attributed("abc", [(1, 3, "no dictionary")]))) == "run"
    assert refusal(w.stream(w.attributed(b"\xff\xfe", [(1, 2, {})]))) == "utf8"
    assert refusal(w.stream(w.dictionary({1: "x"}))) == "key"
    assert refusal(w.stream(w.array([b"\x93\x86"])).replace(b"[2c]", b"[3c]")) in ("shape", "truncated")
    assert refusal(body.replace(b"\x84\x01+", b"\x84\x01i")) == "shape"
    assert refusal(w.HEADER + b"\x84\x01@\xf0") == "reference"
    assert refusal(w.HEADER + b"\x84\x01@\x80") == "head"


@pytest.mark.parametrize(
    "encoding", [b"?", b"[", b"]i[", b"[i]", b"[99999999999999i]", b"{a=i", b"(u=i)", b"", b"i" * 300]
)
def test_senseless_type_encodings_are_refused(encoding: bytes) -> None:
    blob = w.stream(w.Obj([OTHER, w.OBJECT], [b"\x84" + w.integer(len(encoding)) + encoding + b"\x01\x01\x01"]))
    assert refusal(blob) in ("encoding", "count", "truncated")


OTHER = (b"Other", 0)


def test_bombs_are_refused_before_they_go_off() -> None:
    deep: w.Obj = w.array([])
    for _ in range(60):
        deep = w.array([deep])
    assert refusal(w.stream(deep)) == "depth"
    nested = w.Obj([OTHER, w.OBJECT], [(b"[900[900[900!]]]", [b"\x01" * 1000])])
    assert refusal(w.stream(nested)) == "values"
    deep_encoding = b"{a=" * 45 + b"i" + b"}" * 45
    assert refusal(w.stream(w.Obj([OTHER, w.OBJECT], [(deep_encoding, [b""])]))) == "depth"
    for count in (2**31 - 1, -1, -(2**31)):
        for name in (b"NSArray", b"NSDictionary"):
            assert refusal(w.stream(w.Obj([(name, 0), w.OBJECT], [(b"i", [count])]))) == "count"
    assert refusal(w.HEADER + b"\x84\x01@" + b"\x84" * 100_000) in ("truncated", "reference", "head")
    assert refusal(w.HEADER + b"\x00" * typedstream.MAX_BYTES) == "size"


def test_too_many_values_are_refused() -> None:
    blob = w.stream(w.array([None] * 10))
    count = typedstream.MAX_VALUES + 1
    many = blob.replace(b"i\x0a", b"i" + w.integer(count))[:-1] + b"\x92\x85" * count + b"\x86"
    assert refusal(many) == "values"


def test_objects_that_share_each_other_are_not_copied() -> None:
    laughs: w.Obj = w.array(["ha"] * 10)
    for _ in range(12):
        laughs = w.array([laughs] * 10)
    found: Any = decoded(w.array([w.array([laughs]), laughs]))
    assert found[0][0] is found[1]


def sample_blobs() -> list[bytes]:
    link = w.of_pieces(
        [("see ", {w.PART: 0}), ("x.org", {w.PART: 0, "__kIMLinkAttributeName": w.url("https://x.org")})]
    )
    files = w.of_pieces([("\ufffc", {w.FILE: "at_0_A", w.PART: 0, "h": 1.5}), ("words 😀", {w.PART: 1})])
    code = w.of_pieces([("123456", {"__kIMOneTimeCodeAttributeName": {"code": "123456"}, "d": b"bplist00" * 40})])
    return [w.body("hello"), w.body("é" * 80, mutable=False), link, files, code]


def test_every_truncation_is_refused() -> None:
    for blob in sample_blobs():
        for end in range(len(blob)):
            assert refusal(blob[:end]) in ("header", "truncated", "count")


def test_mutated_streams_decode_or_are_refused() -> None:
    dice = random.Random(20_010_101)
    outcomes = set()
    for _ in range(4_000):
        blob = bytearray(dice.choice(sample_blobs()))
        for _ in range(dice.choice((1, 1, 2, 8))):
            at = dice.randrange(len(w.HEADER), len(blob))
            blob[at : at + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
        try:
            typedstream.decode(bytes(blob))
        except Undecodable as refused:
            outcomes.add(refused.reason)
        else:
            outcomes.add("decoded")
    assert {"decoded", "truncated", "shape", "reference"} <= outcomes


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_noise_after_the_header_decodes_or_is_refused(noise: bytes) -> None:
    for start in (w.HEADER, w.HEADER + b"\x84\x01@", w.HEADER + b"\x84\x01@\x84\x84\x84\x08NSObject\x00\x85"):
        with contextlib.suppress(Undecodable):
            typedstream.decode(start + noise)
