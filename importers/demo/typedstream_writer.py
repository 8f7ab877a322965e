"""Message bodies as Messages writes them: an NSMutableAttributedString in NSArchiver's "streamtyped" form.

The layout: a version header, then one object; type encodings and class names are shared
strings, and objects, classes and C strings are numbered together in order of first appearance. Attribute
names and equal numbers are written once and referred to later, except that the second run writes its names
anew: so do real bodies (compared byte for byte with bodies that have links, mentions, codes and files).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

HEADER = b"\x04\x0bstreamtyped\x81\xe8\x03"
PART = "__kIMMessagePartAttributeName"
FILE = "__kIMFileTransferGUIDAttributeName"
FILENAME = "__kIMFilenameAttributeName"
HEIGHT = "__kIMInlineMediaHeightAttributeName"
WIDTH = "__kIMInlineMediaWidthAttributeName"
DIRECTION = "__kIMBaseWritingDirectionAttributeName"
LINK = "__kIMLinkAttributeName"
RICH_LINK = "__kIMLinkIsRichLinkAttributeName"
MENTION = "__kIMMentionConfirmedMention"
CODE = "__kIMOneTimeCodeAttributeName"
DETECTED = "__kIMDataDetectedAttributeName"
TRANSCRIPTION = "IMAudioTranscription"
EFFECT = "__kIMTextEffectAttributeName"
ATTACHMENT_MARK = "\ufffc"
BALLOON_MARK = "\ufffd"

_NEW, _NIL, _END = b"\x84", b"\x85", b"\x86"
_FIRST_REFERENCE = -110
_SUPERCLASSES: dict[str, tuple[tuple[str, int], ...]] = {
    "NSMutableAttributedString": (("NSMutableAttributedString", 0), ("NSAttributedString", 0)),
    "NSMutableString": (("NSMutableString", 1), ("NSString", 1)),
    "NSString": (("NSString", 1),),
    "NSDictionary": (("NSDictionary", 0),),
    "NSNumber": (("NSNumber", 0), ("NSValue", 0)),
    "NSMutableData": (("NSMutableData", 0), ("NSData", 0)),
    "NSURL": (("NSURL", 0),),
}


@dataclass(frozen=True, slots=True)
class Url:
    """An attribute value that is an NSURL."""

    address: str


@dataclass(frozen=True, slots=True)
class Wide:
    """An attribute value that is an NSNumber of type `long long` ("q"); a plain int is an "i"."""

    value: int


Value = int | float | str | bytes | Url | Wide | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words (or one placeholder) with the attributes that hold for all of them."""

    text: str
    attributes: Mapping[str, Value] = field(default_factory=dict)


def words(text: str, part: int = 0, **attributes: Value) -> Run:
    """Plain words of one part (bubble); `attributes` are keyed by their full names."""
    return Run(text, {PART: part, **attributes})


def attachment(
    guid: str, part: int = 0, *, filename: str | None = None, size: tuple[float, float] | None = None
) -> Run:
    """The placeholder of one file; `guid` is `attachment.guid`, `size` its height and width in points."""
    attributes: dict[str, Value] = {FILE: guid}
    if size is not None:
        attributes |= {HEIGHT: float(size[0]), WIDTH: float(size[1])}
    attributes |= {DIRECTION: Wide(-1), PART: part}
    if filename is not None:
        attributes[FILENAME] = filename
    return Run(ATTACHMENT_MARK, attributes)


def link(text: str, address: str | None = None, part: int = 0) -> Run:
    """Words that are a web address (`address` where the words are not the whole of it)."""
    return Run(text, {PART: part, LINK: Url(address or text)})


def mention(text: str, address: str, part: int = 0) -> Run:
    """A name that was confirmed as a mention of the person with that address."""
    return Run(text, {MENTION: address, PART: part})


def one_time_code(text: str, code: str, part: int = 0) -> Run:
    """Digits the system recognised as a verification code."""
    return Run(text, {PART: part, CODE: {"displayCode": code, "code": code}})


def transcription(guid: str, spoken: str, part: int = 0) -> Run:
    """The placeholder of a voice message with what the system heard in it."""
    return Run(ATTACHMENT_MARK, {FILE: guid, TRANSCRIPTION: spoken, DIRECTION: Wide(-1), PART: part})


def balloon(part: int = 0) -> Run:
    """The placeholder of an app balloon (poll, link preview, payment…)."""
    return Run(BALLOON_MARK, {PART: part})


def attributed(text: str, runs: Sequence[Run] | None = None) -> bytes:
    """`text` as an attributed body; without `runs` it is one run of part 0, as for most messages.

    Raises:
        ValueError: the runs' texts joined are not `text`.
    """
    if runs is None:
        return plain(text)
    if "".join(run.text for run in runs) != text:
        raise ValueError("runs do not spell the text")
    return _Archive().attributed_string(text, runs)


def of_runs(runs: Sequence[Run]) -> bytes:
    """An attributed body whose text is what its runs say."""
    return _Archive().attributed_string("".join(run.text for run in runs), runs)


def plain(text: str) -> bytes:
    """The one-run body, assembled from constant bytes: under 1 µs for a short message."""
    encoded = text.encode("utf-8", "surrogatepass")
    units = len(encoded) if len(encoded) == len(text) else len(text.encode("utf-16-le", "surrogatepass")) // 2
    return b"".join((_PLAIN_HEAD, integer(len(encoded)), encoded, _PLAIN_MIDDLE, integer(units), _PLAIN_TAIL))


def integer(value: int) -> bytes:
    """An integer in the stream: one signed byte, or a head byte and 2, 4 or 8 little-endian bytes."""
    if -111 < value < 128:
        return value.to_bytes(1, "little", signed=True)
    if -0x8000 <= value < 0x8000:
        return b"\x81" + value.to_bytes(2, "little", signed=True)
    if -0x80000000 <= value < 0x80000000:
        return b"\x82" + value.to_bytes(4, "little", signed=True)
    return b"\x87" + value.to_bytes(8, "little", signed=True)


def _real(value: float) -> bytes:
    """A double: whole numbers are written as integers, others after the head byte 0x83."""
    whole = value.is_integer() and abs(value) < 0x80000000 and not (value == 0 and str(value)[0] == "-")
    return integer(int(value)) if whole else b"\x83" + struct.pack("<d", value)


class _Archive:
    """One stream in the making: the two tables of what was written before, and the bytes."""

    def __init__(self) -> None:
        self._strings: dict[str, int] = {}
        self._objects: dict[tuple[str, object], int] = {}
        self._n_objects = 0
        self._out = bytearray(HEADER)

    def attributed_string(self, text: str, runs: Sequence[Run]) -> bytes:
        """The whole stream of one attributed string."""
        self._shared("@")
        self._open("NSMutableAttributedString")
        self._shared("@")
        self._string(text, "NSMutableString")
        self._runs(runs)
        self._out += _END
        return bytes(self._out)

    def _runs(self, runs: Sequence[Run]) -> None:
        known: dict[str, int] = {}
        for run in runs:
            key = repr(sorted(run.attributes.items(), key=lambda item: item[0]))
            is_new = key not in known
            number = known.setdefault(key, len(known) + 1)
            self._shared("iI")
            self._out += integer(number)
            self._out += integer(len(run.text.encode("utf-16-le", "surrogatepass")) // 2)
            if is_new:
                self._shared("@")
                self._dictionary(run.attributes, names_anew=number == 2)

    def _dictionary(self, items: Mapping[str, Value], *, names_anew: bool = False) -> None:
        self._open("NSDictionary")
        self._shared("i")
        self._out += integer(len(items))
        for key, value in items.items():
            self._shared("@")
            if names_anew:
                self._string(key, "NSString")
            else:
                self._constant(key)
            self._shared("@")
            self._value(value)
        self._out += _END

    def _value(self, value: Value) -> None:
        match value:
            case Wide(whole):
                self._number("q", whole)
            case int():
                self._number("i", value)
            case float():
                self._number("d", value)
            case str():
                self._constant(value)
            case bytes():
                self._data(value)
            case Url(address):
                self._url(address)
            case _:
                self._dictionary(value)

    def _constant(self, text: str) -> None:
        """A string that is one object however often it is used."""
        if not self._seen(("NSString", text)):
            self._string(text, "NSString")

    def _string(self, text: str, class_name: str) -> None:
        encoded = text.encode("utf-8", "surrogatepass")
        self._open(class_name)
        self._shared("+")
        self._out += integer(len(encoded)) + encoded + _END

    def _number(self, code: str, value: float) -> None:
        if self._seen(("NSNumber" + code, value)):
            return
        self._open("NSNumber")
        self._shared("*")
        if not self._seen(("*", code)):
            self._out += _NEW
            self._count()
            self._shared(code)
        self._shared(code)
        self._out += _real(value) if isinstance(value, float) else integer(value)
        self._out += _END

    def _data(self, content: bytes) -> None:
        self._open("NSMutableData")
        self._shared("i")
        self._out += integer(len(content))
        self._shared(f"[{len(content)}c]")
        self._out += content + _END

    def _url(self, address: str) -> None:
        self._open("NSURL")
        self._shared("c")
        self._out += b"\x00"
        self._shared("@")
        self._constant(address)
        self._out += _END

    def _open(self, class_name: str) -> None:
        """Begin an object: it takes its number before its class."""
        self._out += _NEW
        self._count()
        for name, version in (*_SUPERCLASSES[class_name], ("NSObject", 0)):
            if self._seen(("class", name)):
                return
            self._out += _NEW
            self._shared(name)
            self._out += integer(version)
        self._out += _NIL

    def _count(self) -> None:
        self._n_objects += 1

    def _seen(self, key: tuple[str, object]) -> bool:
        """Refer to an object written before, or give the coming one its number."""
        if key in self._objects:
            self._out += integer(self._objects[key] + _FIRST_REFERENCE)
            return True
        self._objects[key] = self._n_objects
        if key[0] == "class":
            self._count()
        return False

    def _shared(self, text: str) -> None:
        if text in self._strings:
            self._out += integer(self._strings[text] + _FIRST_REFERENCE)
            return
        self._strings[text] = len(self._strings)
        encoded = text.encode("ascii")
        self._out += _NEW + integer(len(encoded)) + encoded


def _plain_frame() -> tuple[bytes, bytes, bytes]:
    """The constant bytes before the length of the text, between text and run length, and after."""
    whole = of_runs([words("\x01\x01\x01\x01")])
    at = whole.index(b"\x04\x01\x01\x01\x01")
    middle_end = whole.index(b"\x04", at + 5)
    return whole[:at], whole[at + 5 : middle_end], whole[middle_end + 1 :]


_PLAIN_HEAD, _PLAIN_MIDDLE, _PLAIN_TAIL = _plain_frame()


def plain_text(blob: bytes | None) -> str | None:
    """The text of a body made by `plain`; None for anything else."""
    if not blob or not blob.startswith(_PLAIN_HEAD) or not blob.endswith(_PLAIN_TAIL):
        return None
    head = len(_PLAIN_HEAD)
    size, width = {0x81: (2, 3), 0x82: (4, 5)}.get(blob[head], (0, 1))
    length = int.from_bytes(blob[head + 1 : head + 1 + size], "little") if size else blob[head]
    text = blob[head + width : head + width + length].decode("utf-8", "surrogatepass")
    return text if plain(text) == blob else None
