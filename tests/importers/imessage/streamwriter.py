"""NSArchiver streams for tests, of any objects, sound or not; apart from the demo's writer.

An `Obj` is a chain of classes and groups; the same `Obj` written again becomes a reference. `bytes` among the
groups stand in the stream as they are.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

HEADER = b"\x04\x0bstreamtyped\x81\xe8\x03"
PART = "__kIMMessagePartAttributeName"
FILE = "__kIMFileTransferGUIDAttributeName"
Class = tuple[bytes, int]
OBJECT: Class = (b"NSObject", 0)


@dataclass(eq=False)
class Obj:
    """An object: its classes from its own upwards, and its groups (type encoding, values)."""

    classes: Sequence[Class]
    groups: list[tuple[bytes, list[Any]] | bytes] = field(default_factory=list)


def string(text: str | bytes, *, mutable: bool = False) -> Obj:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    above = [(b"NSString", 1), OBJECT]
    return Obj([(b"NSMutableString", 1), *above] if mutable else above, [(b"+", [raw])])


def number(value: float, code: bytes = b"i") -> Obj:
    return Obj([(b"NSNumber", 0), (b"NSValue", 0), OBJECT], [(b"*", [code]), (code, [value])])


def dictionary(items: Mapping[Any, Any]) -> Obj:
    groups: list[tuple[bytes, list[Any]] | bytes] = [(b"i", [len(items)])]
    for pair in items.items():
        groups += [(b"@", [obj(value)]) for value in pair]
    return Obj([(b"NSDictionary", 0), OBJECT], groups)


def array(items: Sequence[Any], name: bytes = b"NSArray", count: bytes = b"i") -> Obj:
    return Obj([(name, 0), OBJECT], [(count, [len(items)]), *[(b"@", [obj(value)]) for value in items]])


def data(content: bytes) -> Obj:
    groups = [(b"i", [len(content)]), (b"[%dc]" % len(content), [content])]
    return Obj([(b"NSMutableData", 0), (b"NSData", 0), OBJECT], groups)


def url(address: str) -> Obj:
    return Obj([(b"NSURL", 0), OBJECT], [(b"c", [0]), (b"@", [string(address)])])


def date(seconds: float) -> Obj:
    return Obj([(b"NSDate", 0), OBJECT], [(b"d", [seconds])])


def obj(value: Any) -> Any:
    """The object for a Python value; objects and None stay what they are."""
    match value:
        case str():
            return string(value)
        case float():
            return number(value, b"d")
        case int():
            return number(value, b"i" if -(2**31) <= value < 2**31 else b"q")
        case bytes():
            return data(value)
        case dict():
            return dictionary(value)
        case list() | tuple():
            return array(value)
    return value


Runs = Sequence[tuple[int, int, Any]]


def attributed(text: str | bytes, runs: Runs, *, mutable: bool = True) -> Obj:
    """`runs`: (id, length in UTF-16 units, attributes or None where the id was used before)."""
    groups: list[tuple[bytes, list[Any]] | bytes] = [(b"@", [string(text, mutable=mutable)])]
    for run_id, length, attributes in runs:
        groups.append((b"iI", [run_id, length]))
        if attributes is not None:
            groups.append((b"@", [obj(attributes)]))
    above = [(b"NSAttributedString", 0), OBJECT]
    return Obj([(b"NSMutableAttributedString", 0), *above] if mutable else above, groups)


def of_pieces(pieces: Sequence[tuple[str, dict[str, Any]]], *, mutable: bool = True) -> bytes:
    """A body whose pieces of text have these attributes; equal attributes share a run id."""
    known: list[dict[str, Any]] = []
    runs: list[tuple[int, int, Any]] = []
    for text, attributes in pieces:
        is_new = attributes not in known
        if is_new:
            known.append(attributes)
        runs.append((known.index(attributes) + 1, units(text), attributes if is_new else None))
    return stream(attributed("".join(text for text, _ in pieces), runs, mutable=mutable))


def body(text: str, *, mutable: bool = True, part: int = 0) -> bytes:
    """The plain body: one run."""
    return stream(attributed(text, [(1, units(text), {PART: part})], mutable=mutable))


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def stream(root: Obj | None) -> bytes:
    """The whole archive of one object."""
    writer = Writer()
    writer.group(b"@", [root])
    return bytes(writer.out)


def integer(value: int) -> bytes:
    for head, form in ((b"", "<b"), (b"\x81", "<h"), (b"\x82", "<i"), (b"\x87", "<q")):
        low = -110 if not head else -(2 ** (8 * struct.calcsize(form) - 1))
        if low <= value < 2 ** (8 * struct.calcsize(form) - 1):
            return head + struct.pack(form, value)
    raise AssertionError(value)


class Writer:
    def __init__(self) -> None:
        self.out = bytearray(HEADER)
        self.strings: dict[bytes, int] = {}
        self.table: dict[object, int] = {}

    def shared(self, text: bytes) -> None:
        if text in self.strings:
            self.out += integer(self.strings[text] - 110)
            return
        self.strings[text] = len(self.strings)
        self.out += b"\x84" + integer(len(text)) + text

    def group(self, encoding: bytes, values: Sequence[Any]) -> None:
        self.shared(encoding)
        codes = [encoding] if encoding[:1] in b"[{" else [encoding[n : n + 1] for n in range(len(encoding))]
        for code, value in zip(codes, values, strict=True):
            self.value(code, value)

    def value(self, code: bytes, value: Any) -> None:
        match code:
            case b"@":
                self.item(value)
            case b"+":
                self.out += integer(len(value)) + value
            case b"*":
                self.named(("*", value), lambda: self.shared(value))
            case b":":
                self.shared(value)
            case b"c" | b"C" | b"B":
                self.out += (value & 0xFF).to_bytes(1, "little")
            case b"f" | b"d":
                self.out += b"\x83" + struct.pack("<" + code.decode(), value)
            case _ if isinstance(value, bytes):
                self.out += value
            case _:
                self.out += integer(value)

    def named(self, key: object, write: Any) -> None:
        """A reference to what has this key, or it, with the next number."""
        if key in self.table:
            self.out += integer(self.table[key] - 110)
            return
        self.out += b"\x84"
        self.table[key] = len(self.table)
        write()

    def item(self, value: Obj | None) -> None:
        if value is None:
            self.out += b"\x85"
            return
        self.named(value, lambda: self.contents(value))

    def contents(self, value: Obj) -> None:
        self.classes(value.classes)
        for group in value.groups:
            if isinstance(group, bytes):
                self.out += group
            else:
                self.group(*group)
        self.out += b"\x86"

    def classes(self, chain: Sequence[Class]) -> None:
        for name, version in chain:
            if name in self.table:
                self.out += integer(self.table[name] - 110)
                return
            self.out += b"\x84"
            self.table[name] = len(self.table)
            self.shared(name)
            self.out += integer(version)
        self.out += b"\x85"
