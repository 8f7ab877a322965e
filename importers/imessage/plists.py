"""Foreign binary property lists, read within bounds.

A property list may name the same bytes as thousands of objects; plistlib would copy them thousands of times
(a 1 MB file can ask for 25 GB). So before a large one is read, its objects must fit into it side by side.
"""

from __future__ import annotations

import plistlib
import struct

MAX_BYTES = 4 * 1024 * 1024
MAX_OBJECTS = 100_000
_MAGIC = b"bplist00"
_TRAILER = struct.Struct(">6xBBQQQ")
_UNCHECKED = 4096
_FAILURES = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
    MemoryError,
    EOFError,
    OSError,
    struct.error,
)


def read(blob: object) -> object:
    """The value of a binary property list; None for anything else. Never raises.

    The value may be cyclic: whoever walks it needs a bound.
    """
    if not isinstance(blob, bytes | bytearray | memoryview):
        return None
    data = bytes(blob)
    if not data.startswith(_MAGIC) or len(data) > MAX_BYTES:
        return None
    try:
        if len(data) > _UNCHECKED and not _fits(data):
            return None
        value: object = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
    except _FAILURES:
        return None
    return value


def mapping(value: object) -> dict[str, object]:
    """`value` as a dictionary, not copied (its keys may still be other than text); what is none, is empty."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[object]:
    """`value` as a list; what is none, is empty."""
    return value if isinstance(value, list) else []


def _fits(data: bytes) -> bool:
    """Whether all objects together are no longer than the file.

    Raises:
        IndexError, struct.error: its tables lie outside the file.
    """
    offset_size, ref_size, n_objects, _, table = _TRAILER.unpack_from(data, len(data) - _TRAILER.size)
    end = table + n_objects * offset_size
    if not 0 < offset_size <= 8 or n_objects > MAX_OBJECTS or end > len(data):
        return False
    left = len(data)
    for at in range(table, end, offset_size):
        left -= _extent(data, int.from_bytes(data[at : at + offset_size], "big"), ref_size)
        if left < 0:
            return False
    return True


def _extent(data: bytes, at: int, ref_size: int) -> int:
    """How many bytes the object at an offset takes."""
    kind, count = data[at] >> 4, data[at] & 0x0F
    if kind in (0x1, 0x2, 0x3):
        return 1 + (1 << count)
    if kind == 0x8:
        return 2 + count
    head = 1
    if count == 0x0F and kind != 0:
        width = 1 << (data[at + 1] & 0x0F)
        count = int.from_bytes(data[at + 2 : at + 2 + width], "big")
        head = 2 + width
    unit = {0x4: 1, 0x5: 1, 0x6: 2, 0x7: 1, 0xA: ref_size, 0xB: ref_size, 0xC: ref_size, 0xD: 2 * ref_size}
    return head + count * unit.get(kind, 0)
