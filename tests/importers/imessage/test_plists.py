"""Foreign property lists are read whole or not at all, and cannot make more of themselves than they are."""

from __future__ import annotations

import plistlib
import struct
from typing import Any

import pytest

from importers.imessage import plists

NESTED: dict[str, Any] = {
    "a": [1, 2.5, True, b"bytes", "text", "ünï", {"b": plistlib.UID(3)}],
    "long": "x" * 70_000,
    "many": list(range(5_000)),
    "data": b"\x00" * 300,
    "deep": [[[[["x"]]]]],
}


def bomb(n_objects: int, length: int) -> bytes:
    """One string that an array of many objects names again and again."""
    head = b"bplist00"
    array = b"\xaf\x12" + struct.pack(">I", n_objects) + b"".join(struct.pack(">H", 1 + n) for n in range(n_objects))
    text = b"\x5f\x12" + struct.pack(">I", length) + b"x" * length
    table = struct.pack(">I", len(head)) + struct.pack(">I", len(head) + len(array)) * n_objects
    trailer = struct.pack(">6xBBQQQ", 4, 2, n_objects + 1, 0, len(head) + len(array) + len(text))
    return head + array + text + table + trailer


def test_binary_property_lists_are_read() -> None:
    assert plists.read(plistlib.dumps(NESTED, fmt=plistlib.FMT_BINARY)) == NESTED
    assert plists.read(memoryview(plistlib.dumps(["x"], fmt=plistlib.FMT_BINARY))) == ["x"]


def test_one_string_named_ten_thousand_times_is_refused() -> None:
    small = bomb(3, 10)
    assert plists.read(small) == ["x" * 10] * 3
    assert plists.read(bomb(10_000, 1_000_000)) is None


def test_more_objects_or_bytes_than_any_real_one_has_are_refused() -> None:
    assert plists.read(plistlib.dumps([str(n) for n in range(plists.MAX_OBJECTS)], fmt=plistlib.FMT_BINARY)) is None
    assert plists.read(plistlib.dumps(b"x" * plists.MAX_BYTES, fmt=plistlib.FMT_BINARY)) is None


@pytest.mark.parametrize("offset_size", [0, 9, 255])
def test_tables_of_senseless_widths_are_refused(offset_size: int) -> None:
    whole = plistlib.dumps({"x": "y" * 5_000}, fmt=plistlib.FMT_BINARY)
    assert plists.read(whole[:-26] + bytes((offset_size,)) + whole[-25:]) is None


@pytest.mark.parametrize(
    "value", [None, 5, "bplist00", b"", b"bplist00", b"<?xml version='1.0'?><plist><dict/></plist>"]
)
def test_everything_else_is_none(value: object) -> None:
    assert plists.read(value) is None


def test_nesting_without_end_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(100):
        deep = [deep]
    blob = plistlib.dumps(deep, fmt=plistlib.FMT_BINARY)
    assert plists.read(blob) == deep
    n = 3_000
    head = b"bplist00"
    arrays = b"".join(b"\xa1" + struct.pack(">H", at + 1) for at in range(n - 1)) + b"\xa0"
    table = b"".join(struct.pack(">H", len(head) + 3 * at) for at in range(n))
    trailer = struct.pack(">6xBBQQQ", 2, 2, n, 0, len(head) + len(arrays))
    assert plists.read(head + arrays + table + trailer) is None


def test_every_truncation_is_none() -> None:
    whole = plistlib.dumps(
        {k: NESTED[k] for k in ("a", "data", "deep")} | {"pad": "z" * 4_500}, fmt=plistlib.FMT_BINARY
    )
    for end in range(0, len(whole), 7):
        assert plists.read(whole[:end]) is None
