"""The tokens of an NSArchiver stream: integers, reals, byte strings, shared strings, type encodings.

`importers.imessage.typedstream` makes objects of them.
"""

from __future__ import annotations

import struct
from functools import lru_cache

HEADER = b"\x04\x0bstreamtyped\x81\xe8\x03"
MAX_ENCODING = 200

NEW, NIL, END = 0x84, 0x85, 0x86
_INT16, _INT32, _REAL, _INT64 = 0x81, 0x82, 0x83, 0x87
FIRST_REFERENCE = 0x92
_REFERENCE_BASE = 110
_SIGNED = {_INT16: struct.Struct("<h"), _INT32: struct.Struct("<i"), _INT64: struct.Struct("<q")}
_UNSIGNED = {_INT16: struct.Struct("<H"), _INT32: struct.Struct("<I"), _INT64: struct.Struct("<Q")}
FLOAT, DOUBLE = struct.Struct("<f"), struct.Struct("<d")


class Undecodable(ValueError):  # noqa: N818 - it says what the bytes are, as the house's problems do
    """These bytes are no whole typedstream.

    Attributes:
        reason: a code, never content: header, size, truncated, head, reference, cycle, depth, values, count,
            shape, encoding, key, utf8, run, trailing.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Tokens:
    """A place in a stream and the table of strings met so far.

    Reading past the end raises `Undecodable("truncated")`, `IndexError` or `struct.error`; whoever drives the
    reading makes one of the three.

    Attributes:
        at: offset of the next byte.
    """

    __slots__ = ("_strings", "at", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = len(HEADER)
        self._strings: list[bytes] = []

    def unsigned(self) -> int:
        """A length, count or number of an unsigned type."""
        head = self.data[self.at]
        self.at += 1
        if head < 0x80:
            return head
        return self._wide(head, _UNSIGNED) if head < FIRST_REFERENCE else head

    def signed(self) -> int:
        """A number of a signed type."""
        head = self.data[self.at]
        self.at += 1
        if head < 0x80:
            return head
        return self._wide(head, _SIGNED) if head < FIRST_REFERENCE else head - 0x100

    def _wide(self, head: int, widths: dict[int, struct.Struct]) -> int:
        width = widths.get(head)
        if width is None:
            raise Undecodable("head")
        number: int = width.unpack_from(self.data, self.at)[0]
        self.at += width.size
        return number

    def real(self, width: struct.Struct) -> float:
        """A floating point number; whole ones may be written as integers."""
        if self.data[self.at] != _REAL:
            return float(self.signed())
        number: float = width.unpack_from(self.data, self.at + 1)[0]
        self.at += 1 + width.size
        return number

    def char(self, code: bytes) -> int:
        """One raw byte as `c`, `C` or `B`: the head bytes of integers do not apply."""
        byte = self.data[self.at]
        self.at += 1
        if code == b"B":
            if byte > 1:
                raise Undecodable("head")
            return byte == 1
        return byte - 0x100 if code == b"c" and byte > 0x7F else byte

    def take(self, length: int) -> bytes:
        """The next `length` bytes."""
        end = self.at + length
        if end > len(self.data):
            raise Undecodable("truncated")
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def shared(self) -> bytes:
        """A type encoding or class name: written out the first time, then by its number."""
        head = self.data[self.at]
        if head >= FIRST_REFERENCE:
            self.at += 1
            number = head - FIRST_REFERENCE
        elif head == NEW:
            self.at += 1
            text = self.take(self.unsigned())
            self._strings.append(text)
            return text
        else:
            number = self.reference()
        if not 0 <= number < len(self._strings):
            raise Undecodable("reference")
        return self._strings[number]

    def reference(self) -> int:
        """A number into a table, perhaps out of its range."""
        return self.signed() + _REFERENCE_BASE

    def expect(self, encoding: bytes) -> None:
        """The next group must be of this type."""
        if self.shared() != encoding:
            raise Undecodable("shape")

    def ends(self) -> bool:
        """Whether the object ends here; its end byte is then passed."""
        if self.data[self.at] != END:
            return False
        self.at += 1
        return True

    def finish(self) -> None:
        """The object must end here."""
        if not self.ends():
            raise Undecodable("shape")


@lru_cache(maxsize=256)
def codes(encoding: bytes) -> tuple[bytes, ...]:
    """The top-level codes of a type encoding: `iI` is i and I, `{a=ff}[4c]` is two."""
    if not 0 < len(encoding) <= MAX_ENCODING:
        raise Undecodable("encoding")
    found, depth, start = [], 0, 0
    for at, char in enumerate(encoding):
        depth += (char in b"[{(") - (char in b"]})")
        if depth == 0:
            found.append(encoding[start : at + 1])
            start = at + 1
        elif depth < 0:
            break
    if depth:
        raise Undecodable("encoding")
    return tuple(found)


def array(code: bytes) -> tuple[int, bytes]:
    """Count and element code of `[nX]`."""
    element = code[1:-1].lstrip(b"0123456789")
    digits = code[1 : len(code) - 1 - len(element)]
    if not 0 < len(digits) < 12 or len(codes(element)) != 1:
        raise Undecodable("encoding")
    return int(digits), element


def fields(code: bytes) -> tuple[bytes, ...]:
    """The codes of the members of `{name=XY}`."""
    members = code[1:-1].partition(b"=")[2]
    return codes(members) if members else ()
