"""What a message says: the `attributedBody` column as text and its parts.

Placeholders of files and balloons are dropped from the text,
bubbles are joined by newlines. What the decoder refuses is searched for its text by bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from importers.imessage import typedstream
from importers.imessage.placeholders import Writer, readable
from importers.imessage.plainbody import plain_text as plain_text
from importers.imessage.typedstream import AttributedString, Undecodable, Url

_PART = "__kIMMessagePartAttributeName"
_FILE = "__kIMFileTransferGUIDAttributeName"
_LINK = "__kIMLinkAttributeName"
_MENTION = "__kIMMentionConfirmedMention"
_CODE = "__kIMOneTimeCodeAttributeName"
_TRANSCRIPTION = "IMAudioTranscription"
_EFFECT = "__kIMTextEffectAttributeName"
_STYLES = {
    "__kIMTextBoldAttributeName": "bold",
    "__kIMTextItalicAttributeName": "italic",
    "__kIMTextUnderlineAttributeName": "underline",
    "__kIMTextStrikethroughAttributeName": "strikethrough",
}
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_STRING_BEGINS, _STRING_ENDS, _END = b"\x84\x01+", b"\x86\x84\x02iI", b"\x86"
_UTF16_MARK = b"\xff\xfe"
_MAX_BYTES = 64 * 1024 * 1024

Attributes = dict[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """One bubble of a message.

    Attributes:
        index: as the sender's device numbered it; after an unsend of parts 0 and 1 the survivor still says 2.
        start, end: its words as code points of `Body.text`.
        attachment_guids: files in it, by `attachment.guid`.
        effect: the first text effect in it: 4 ripple, 5 big, 6 bloom, 8 nod, 9 shake, 10 jitter, 11 small,
            12 explode.
        styles: of "bold", "italic", "underline", "strikethrough", those used anywhere in it.
    """

    index: int
    start: int
    end: int
    attachment_guids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    one_time_code: bool = False
    transcription: str | None = None
    effect: int | None = None
    styles: tuple[str, ...] = ()

    @property
    def attachment_guid(self) -> str | None:
        """The file this bubble is, or the first inside its text."""
        return self.attachment_guids[0] if self.attachment_guids else None


@dataclass(frozen=True, slots=True)
class Body:
    """A decoded body.

    Attributes:
        mentions: addresses of the people mentioned.
        one_time_code: the system recognised a verification code: never learn from it, never suggest on it.
        transcription: what the system heard in a voice message.
        decoded_by: "plain", "full", "utf16", or "bytes" for the text rescued from a damaged body.
    """

    text: str
    parts: tuple[Part, ...]
    decoded_by: str
    attachment_guids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    one_time_code: bool = False
    transcription: str | None = None


def decode(blob: object) -> Body | None:
    """What an attributedBody says; None if nothing can be read from it. Never raises.

    Some 40 to 60 µs for bodies with attributes; ask `plain_text` first when only the text matters. Bodies
    beyond `typedstream.MAX_BYTES` are searched for their text only, those beyond 64 MiB are not read.
    """
    if not isinstance(blob, bytes | bytearray | memoryview):
        return None
    data = bytes(blob)
    if len(data) > _MAX_BYTES:
        return None
    text = plain_text(data)
    if text is not None:
        return Body(text, (Part(0, 0, len(text)),), "plain")
    if data.startswith(_UTF16_MARK):
        return _only_text(data[2:].decode("utf-16-le", "replace"), "utf16")
    try:
        value = typedstream.decode(data)
    except Undecodable:
        value = None
    match value:
        case AttributedString():
            return _attributed(value)
        case str():
            return _only_text(value, "full")
        case _:
            rescued = _search(data)
            return None if rescued is None else _only_text(rescued, "bytes")


def _attributed(value: AttributedString) -> Body:
    writer = Writer()
    parts: list[_OpenPart] = []
    for piece, attributes in _runs(value):
        index = attributes.get(_PART)
        if not isinstance(index, int):
            index = parts[-1].index if parts else 0
        if not parts or parts[-1].index != index:
            if parts:
                writer.next_bubble()
            parts.append(_OpenPart(index))
        parts[-1].add(attributes, *writer.add(piece))
    text = writer.text()
    closed = tuple([part.close(len(text)) for part in parts])
    transcriptions = [part.transcription for part in closed if part.transcription]
    return Body(
        text,
        closed,
        "full",
        attachment_guids=_once(guid for part in closed for guid in part.attachment_guids),
        links=_once(link for part in closed for link in part.links),
        mentions=_once(mention for part in closed for mention in part.mentions),
        one_time_code=any(part.one_time_code for part in closed),
        transcription="\n".join(transcriptions) or None,
    )


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _runs(value: AttributedString) -> Iterator[tuple[str, Attributes]]:
    """The runs as slices of the text; words after the last run have no attributes.

    Runs count UTF-16 units, Python counts code points: before a place, each character beyond the basic plane
    makes a difference of one. A run that ends inside such a character ends before it.
    """
    text = value.text
    astral = [] if text.isascii() else [match.start() + n for n, match in enumerate(_ASTRAL.finditer(text))]
    n_units = start = 0
    for length, attributes in value.runs:
        n_units += length
        end = n_units - bisect_left(astral, n_units) if astral else n_units
        yield text[start:end], attributes
        start = end
    if start < len(text):
        yield text[start:], {}


class _OpenPart:
    """A bubble being read: runs of one part, one after the other."""

    def __init__(self, index: int) -> None:
        self.index = index
        self._span = (0, 0)
        self._files: list[str] = []
        self._links: list[str] = []
        self._mentions: list[str] = []
        self._one_time_code = False
        self._transcription: str | None = None
        self._effect: int | None = None
        self._styles: list[str] = []

    def add(self, attributes: Attributes, start: int, end: int) -> None:
        """One more run, written from `start` to `end`."""
        first, last = self._span
        self._span = (start if first == last else first, end)
        # Looked up by name: a hostile body may repeat a run with ten thousand attributes as often.
        guid, mention, link = attributes.get(_FILE), attributes.get(_MENTION), attributes.get(_LINK)
        if isinstance(guid, str):
            self._files.append(guid)
        if isinstance(mention, str):
            self._mentions.append(mention)
        if isinstance(link, Url | str):
            self._links.append(link.address if isinstance(link, Url) else link)
        transcription, effect = attributes.get(_TRANSCRIPTION), attributes.get(_EFFECT)
        if isinstance(transcription, str):
            self._transcription = transcription
        if isinstance(effect, int) and self._effect is None:
            self._effect = effect
        if _CODE in attributes:
            self._one_time_code = True
        self._styles += [style for name, style in _STYLES.items() if attributes.get(name)]

    def close(self, text_length: int) -> Part:
        """The part as a value, within a text of `text_length`."""
        start, end = self._span
        return Part(
            self.index,
            min(start, text_length),
            min(end, text_length),
            _once(self._files),
            _once(self._links),
            _once(self._mentions),
            self._one_time_code,
            self._transcription,
            self._effect,
            _once(self._styles),
        )


def _only_text(raw: str, decoded_by: str) -> Body:
    text = readable(raw)
    return Body(text, (Part(0, 0, len(text)),), decoded_by)


def _search(data: bytes) -> str | None:
    """The first string of a damaged stream: as long as it says if it ends there, else up to the runs."""
    begins = data.find(_STRING_BEGINS)
    at = begins + len(_STRING_BEGINS)
    if begins < 0 or b"NS" not in data[:begins] or at >= len(data):
        return None
    start = at + {0x81: 3, 0x82: 5}.get(data[at], 1)
    length = data[at] if start == at + 1 else int.from_bytes(data[at + 1 : start], "little")
    raw, found, _ = data[start:].partition(_STRING_ENDS)
    if not found or data[start + length : start + length + 1] == _END:
        raw = data[start : start + length]
    return raw.decode("utf-8", "ignore") or None
