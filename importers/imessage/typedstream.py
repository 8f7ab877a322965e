"""NSArchiver streams ("streamtyped"), the form of message bodies: bytes in, plain values out, bounded.

After a header comes one group: a type encoding and a value for each of its codes.
Objects are a class and groups until an end byte. Objects, classes and C strings share one table, numbered by
first appearance; later uses are numbers into it.

NSString becomes `str`, NSNumber `int | float | bool`, NSDictionary `dict` (string keys only), NSArray and
NSSet `tuple`, NSData `bytes`, NSURL `Url`, NSDate `Date`, NSAttributedString `AttributedString`, any other
class `Archived`. The reader is strict: what contradicts itself is `Undecodable`, so a damaged body is never
half right. Text never holds lone surrogates: pairs become their character, single ones U+FFFD.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from importers.imessage import streamtokens
from importers.imessage.streamtokens import DOUBLE, FIRST_REFERENCE, FLOAT, HEADER, NEW, NIL, Tokens
from importers.imessage.streamtokens import Undecodable as Undecodable

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40
MAX_VALUES = 200_000


@dataclass(frozen=True, slots=True)
class Url:
    """An NSURL's address, as written."""

    address: str


@dataclass(frozen=True, slots=True)
class Date:
    """An NSDate: seconds since 2001-01-01 UTC."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Archived:
    """An object of a class we have no use for: its class and the values of its groups, flat."""

    class_name: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class AttributedString:
    """Text and the attributes of its runs.

    Attributes:
        runs: (length in UTF-16 code units, attributes by name), in order from the start of the text; together
            they are never longer than the text.
    """

    text: str
    runs: tuple[tuple[int, dict[str, object]], ...]


def decode(data: bytes) -> object:
    """The one value that `data` archives.

    Raises:
        Undecodable: damaged, truncated, hostile, or not a typedstream at all.
    """
    if not data.startswith(HEADER):
        raise Undecodable("header")
    if len(data) > MAX_BYTES:
        raise Undecodable("size")
    reader = _Reader(data)
    try:
        reader.expect(b"@")
        value = reader.item()
    except (IndexError, struct.error):
        raise Undecodable("truncated") from None
    except UnicodeDecodeError:
        raise Undecodable("utf8") from None
    if reader.at != len(data):
        raise Undecodable("trailing")
    return value


def utf16_length(text: str) -> int:
    """How many UTF-16 code units `text` takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Class:
    """A class of the stream; `build` reads an object's groups up to and with its end byte."""

    __slots__ = ("build", "name")

    def __init__(self, name: bytes, parent: _Class | None) -> None:
        self.name = name
        inherited = _archived if parent is None else parent.build
        self.build: Callable[[_Reader, _Class], object] = _BUILDERS.get(name, inherited)


class _CString(bytes):
    """A C string in the table of objects."""


_UNFINISHED = object()


class _Reader(Tokens):
    """A place in a stream, its table of objects, and what it may still spend."""

    __slots__ = ("_budget", "_depth", "_objects")

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._objects: list[object] = []
        self._depth = 0
        self._budget = MAX_VALUES

    def item(self) -> object:
        """The next object: new, nil, or one that is whole already."""
        head = self.data[self.at]
        if head == NIL:
            self.at += 1
            return None
        if head != NEW:
            found = self._known()
            if isinstance(found, _Class | _CString):
                raise Undecodable("reference")
            return found
        self.at += 1
        self.spend(1)
        self._enter()
        number = len(self._objects)
        self._objects.append(_UNFINISHED)
        kind = self._class()
        if kind is None:
            raise Undecodable("shape")
        value = kind.build(self, kind)
        self._objects[number] = value
        self._depth -= 1
        return value

    def group(self) -> list[object]:
        """The values of the next group, whatever its type."""
        self.spend(1)
        return [self.value(code) for code in streamtokens.codes(self.shared())]

    def spend(self, n: int) -> None:
        """Account for `n` more values."""
        self._budget -= n
        if self._budget < 0:
            raise Undecodable("values")

    def value(self, code: bytes) -> object:
        """One value of type `code`."""
        match code:
            case b"@":
                return self.item()
            case b"i" | b"q" | b"s" | b"l":
                return self.signed()
            case b"I" | b"Q" | b"S" | b"L":
                return self.unsigned()
            case b"c" | b"C" | b"B":
                return self.char(code)
            case b"d":
                return self.real(DOUBLE)
            case b"f":
                return self.real(FLOAT)
            case b"+":
                return self.take(self.unsigned())
            case b"*":
                return self._c_string()
            case b":" | b"%":
                return self.shared()
            case b"#":
                return self._class()
            case b"!":
                return None
            case _:
                return self._compound(code)

    def _c_string(self) -> bytes | None:
        head = self.data[self.at]
        if head == NIL:
            self.at += 1
            return None
        if head == NEW:
            self.at += 1
            text = _CString(self.shared())
            self._objects.append(text)
            return text
        found = self._known()
        if not isinstance(found, _CString):
            raise Undecodable("reference")
        return found

    def _compound(self, code: bytes) -> object:
        """`[nX]`: raw bytes or n values; `{name=XY}`: a value for each code."""
        if code.startswith(b"["):
            count, element = streamtokens.array(code)
            if element in (b"c", b"C"):
                return self.take(count)
            if count > len(self.data) - self.at:
                raise Undecodable("count")
            elements: tuple[bytes, ...] = (element,) * count
        elif code.startswith(b"{"):
            elements = streamtokens.fields(code)
        else:
            raise Undecodable("encoding")
        self.spend(1 + len(elements))
        self._enter()
        values = tuple([self.value(each) for each in elements])
        self._depth -= 1
        return values

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Undecodable("depth")

    def _known(self) -> object:
        head = self.data[self.at]
        if head >= FIRST_REFERENCE:
            self.at += 1
            number = head - FIRST_REFERENCE
        else:
            number = self.reference()
        if not 0 <= number < len(self._objects):
            raise Undecodable("reference")
        found = self._objects[number]
        if found is _UNFINISHED:
            raise Undecodable("cycle")
        return found

    def _class(self) -> _Class | None:
        head = self.data[self.at]
        if head == NEW:
            return self._new_class()
        if head == NIL:
            self.at += 1
            return None
        found = self._known()
        if not isinstance(found, _Class):
            raise Undecodable("reference")
        return found

    def _new_class(self) -> _Class | None:
        """A class and those above it; each takes its number before the one above."""
        chain: list[tuple[bytes, int]] = []
        while self.data[self.at] == NEW:
            self.at += 1
            name = self.shared()
            self.signed()  # the class's version
            chain.append((name, len(self._objects)))
            self._objects.append(_UNFINISHED)
            self.spend(1)
        kind = self._class()
        for name, number in reversed(chain):
            self._objects[number] = kind = _Class(name, kind)
        return kind


# ---- what objects of each class hold


def _archived(reader: _Reader, kind: _Class) -> Archived:
    values: list[object] = []
    while not reader.ends():
        values += reader.group()
    return Archived(kind.name.decode("ascii", "replace"), tuple(values))


def _string(reader: _Reader, kind: _Class) -> str:
    reader.expect(b"+")
    raw = reader.take(reader.unsigned())
    reader.finish()
    try:
        return raw.decode()
    except UnicodeDecodeError:
        units = raw.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        return units.decode("utf-16-le", "replace")


def _value(reader: _Reader, kind: _Class) -> object:
    """NSNumber and NSValue: a type encoding, then one value."""
    reader.expect(b"*")
    if reader.value(b"*") is None:
        raise Undecodable("shape")
    values = reader.group()
    reader.finish()
    if len(values) != 1:
        raise Undecodable("shape")
    return values[0]


def _members(reader: _Reader, per_item: int) -> list[object]:
    """A count, and that many times `per_item` objects."""
    encoding = reader.shared()
    if encoding not in (b"i", b"I"):
        raise Undecodable("shape")
    n_members = (reader.signed() if encoding == b"i" else reader.unsigned()) * per_item
    if not 0 <= n_members <= len(reader.data) - reader.at:
        raise Undecodable("count")
    reader.spend(n_members)
    members: list[object] = []
    for _ in range(n_members):
        reader.expect(b"@")
        members.append(reader.item())
    reader.finish()
    return members


def _dictionary(reader: _Reader, kind: _Class) -> dict[str, object]:
    members = _members(reader, 2)
    found: dict[str, object] = {}
    for key, value in zip(members[::2], members[1::2], strict=True):
        if not isinstance(key, str):
            raise Undecodable("key")
        found[key] = value
    return found


def _sequence(reader: _Reader, kind: _Class) -> tuple[object, ...]:
    return tuple(_members(reader, 1))


def _data(reader: _Reader, kind: _Class) -> bytes:
    reader.expect(b"i")
    length = reader.signed()
    values = reader.group()
    reader.finish()
    content = values[0]
    if len(values) != 1 or not isinstance(content, bytes) or len(content) != length:
        raise Undecodable("shape")
    return content


def _url(reader: _Reader, kind: _Class) -> Url:
    values = _archived(reader, kind).values
    address = values[-1] if values else None
    if not isinstance(address, str):
        raise Undecodable("shape")
    return Url(address)


def _date(reader: _Reader, kind: _Class) -> Date:
    reader.expect(b"d")
    seconds = reader.real(DOUBLE)
    reader.finish()
    return Date(seconds)


def _attributed(reader: _Reader, kind: _Class) -> AttributedString:
    """The string; then runs (id of attributes, length): a new id brings its dictionary, a known one not."""
    reader.expect(b"@")
    text = reader.item()
    if not isinstance(text, str):
        raise Undecodable("shape")
    known: dict[int, dict[str, object]] = {}
    runs: list[tuple[int, dict[str, object]]] = []
    covered = 0
    while not reader.ends():
        reader.expect(b"iI")
        reader.spend(1)
        number, length = reader.signed(), reader.unsigned()
        covered += length
        if number not in known:
            reader.expect(b"@")
            attributes = reader.item()
            if not isinstance(attributes, dict):
                raise Undecodable("run")
            known[number] = attributes
        runs.append((length, known[number]))
    if covered > utf16_length(text):
        raise Undecodable("run")
    return AttributedString(text, tuple(runs))


_BUILDERS: dict[bytes, Callable[[_Reader, _Class], object]] = {
    b"NSString": _string,
    b"NSAttributedString": _attributed,
    b"NSDictionary": _dictionary,
    b"NSArray": _sequence,
    b"NSSet": _sequence,
    b"NSData": _data,
    b"NSURL": _url,
    b"NSDate": _date,
    b"NSValue": _value,
    b"NSDecimalNumber": _archived,
}
