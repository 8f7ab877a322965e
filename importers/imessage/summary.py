"""What `message_summary_info` tells of edits, unsends and translations.

The newest text of an edited part leaves this file and, apart from it, the older ones; no text of an unsent part does,
whatever it said before. What people took back must not live on in our copy.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from importers.imessage import body, keyedarchive, plists

_REFERENCE_S = 978_307_200  # 2001-01-01 in seconds since 1970
_MAX_S = 10_000_000_000
_MAX_PARTS = 500
_MAX_TRANSLATIONS = 20
#: Earlier wordings of one part that are read, the newest ones; Messages itself lets a message be edited five times.
_MAX_EARLIER = 20
# The keys we read as a binary property list writes them: a byte 0x50 + length, then ASCII.
_KEYS = re.compile(rb"\x52(?:ec|rp|ep)|\x53(?:otr|euh|tmp)|\x54amsa")


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a part said before an edit; `said_us` is when, microseconds since 1970 UTC."""

    text: str
    said_us: int | None


@dataclass(frozen=True, slots=True)
class PartHistory:
    """One part (bubble) as it stands.

    Attributes:
        original: (start, length) in the message as first sent, in UTF-16 code units.
        text: what it says since the last edit; None if it was not edited, was unsent, or cannot be read.
        n_edits: how often it was edited.
        edited_us: time of the last edit, microseconds since 1970 UTC.
        earlier: what it said before, oldest first; nothing of a part that was unsent.
    """

    index: int
    original: tuple[int, int] | None = None
    text: str | None = None
    n_edits: int = 0
    edited_us: int | None = None
    unsent: bool = False
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation the system showed; languages are codes such as `en-GB`, as far as given."""

    text: str
    language: str | None
    source_language: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known beyond the row's columns.

    Attributes:
        parts: all parts mentioned, by index.
        fully_unsent: every part the message had was unsent.
        partially_unsent: some were; where `otr` is missing the column `part_count` (0 = all) decides.
        editors: addresses that edited it.
        sent_with: bundle id of a sender that is not Messages, such as com.apple.siri.
    """

    parts: tuple[PartHistory, ...] = ()
    fully_unsent: bool = False
    partially_unsent: bool = False
    n_edits: int = 0
    edited_us: int | None = None
    editors: tuple[str, ...] = ()
    translations: tuple[Translation, ...] = ()
    sent_with: str | None = None

    @property
    def edited(self) -> bool:
        """Whether any part was edited, whatever the row's `date_edited` says."""
        return self.n_edits > 0

    @property
    def current_text(self) -> str | None:
        """The edited parts' texts as they stand, one a line; for rows whose body cannot be read."""
        texts = [part.text for part in self.parts if part.text]
        return "\n".join(texts) or None

    @property
    def earlier(self) -> tuple[Earlier, ...]:
        """What it said before its edits, oldest first."""
        return tuple(sorted((one for part in self.parts for one in part.earlier), key=lambda one: one.said_us or 0))


NOTHING = Summary()


def read(blob: object) -> Summary | None:
    """What a `message_summary_info` says; None if it is none. Never raises.

    Most hold nothing of interest and are known by that without being parsed (some 0.5 µs).
    """
    if isinstance(blob, bytes) and blob.startswith(b"bplist00") and not _KEYS.search(blob):
        return NOTHING
    value = plists.read(blob)
    if not isinstance(value, dict):
        return None
    info = plists.mapping(value)
    original = _ranges(info.get("otr"))
    unsent = _indices(info.get("rp"))
    edits = _by_part(info.get("ec"))
    marked = _indices(info.get("ep"))
    texts, earlier = _texts(edits, unsent)
    parts = tuple(
        [
            _part(i, original.get(i), edits.get(i), i in marked, texts.get(i), i in unsent, earlier.get(i, ()))
            for i in sorted({*original, *unsent, *edits, *marked})
        ]
    )
    fully_unsent = bool(original) and unsent.issuperset(original)
    return Summary(
        parts,
        fully_unsent=fully_unsent,
        partially_unsent=bool(unsent) and not fully_unsent,
        n_edits=sum(part.n_edits for part in parts),
        edited_us=max((part.edited_us for part in parts if part.edited_us is not None), default=None),
        editors=tuple([handle for handle in plists.sequence(info.get("euh")) if isinstance(handle, str)]),
        translations=_translations(info.get("tmp")),
        sent_with=_text(info.get("amsa")),
    )


def _texts(edits: dict[int, list[object]], unsent: set[int]) -> tuple[dict[int, str], dict[int, tuple[Earlier, ...]]]:
    """The text of each edited part as it stands, the last of its edits, and those before it (the first is as sent)."""
    read = _Texts()
    standing = {index: events for index, events in edits.items() if index not in unsent}
    found = {i: current.text for i, events in standing.items() if (current := read.text(events[-1])) is not None}
    return found, {i: _earlier(events, found.get(i), read) for i, events in standing.items()}


def _earlier(events: list[object], current: str | None, read: _Texts) -> tuple[Earlier, ...]:
    """What was said before the last of these edits; one that changed no word adds nothing, nor does a code."""
    said: list[Earlier] = []
    for event in events[:-1][-_MAX_EARLIER:]:
        words = read.text(event)
        if words is not None and words.text and not words.one_time_code and (not said or said[-1].text != words.text):
            said.append(Earlier(words.text, _micros(plists.mapping(event).get("d"))))
    if said and said[-1].text == current:
        said.pop()
    return tuple(said)


class _Texts:
    """Reads the texts of edits; all together they may not be longer than a plist: a hostile one can share its bytes."""

    def __init__(self) -> None:
        self._left = plists.MAX_BYTES

    def text(self, event: object) -> body.Body | None:
        """The words of one edit; None if they cannot be read."""
        archived = plists.mapping(event).get("t")
        if not isinstance(archived, bytes) or len(archived) > self._left:
            return None
        self._left -= len(archived)
        return body.decode(archived)


def _part(
    index: int,
    original: tuple[int, int] | None,
    events: list[object] | None,
    marked: bool,
    text: str | None,
    unsent: bool,
    earlier: tuple[Earlier, ...],
) -> PartHistory:
    n_edits = max(len(events or ()) - 1, 1 if marked or events else 0)
    edited_us = _micros(plists.mapping(events[-1]).get("d")) if events else None
    return PartHistory(index, original, text, n_edits, edited_us, unsent, earlier)


def _ranges(value: object) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for key, item in plists.mapping(value).items():
        index, bounds = _index(key), plists.mapping(item)
        start, length = bounds.get("lo"), bounds.get("le")
        if index is not None and isinstance(start, int) and isinstance(length, int):
            found[index] = (start, length)
    return found


def _by_part(value: object) -> dict[int, list[object]]:
    found: dict[int, list[object]] = {}
    for key, item in plists.mapping(value).items():
        index = _index(key)
        if index is not None and isinstance(item, list) and item:
            found[index] = item
    return found


def _indices(value: object) -> set[int]:
    return {n for n in plists.sequence(value) if isinstance(n, int) and 0 <= n < _MAX_PARTS}


def _index(key: object) -> int | None:
    if not isinstance(key, str) or not key.isascii() or not key.isdigit() or len(key) > 3:
        return None
    return int(key) if int(key) < _MAX_PARTS else None


def _micros(value: object) -> int | None:
    """Microseconds since 1970 of a time in an edit: seconds since 2001, rarely a date."""
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return round(aware.timestamp()) * 1_000_000
    if not isinstance(value, int | float) or not math.isfinite(value) or not 0 < value < _MAX_S:
        return None
    return round((value + _REFERENCE_S) * 1_000_000)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _translations(value: object) -> tuple[Translation, ...]:
    """Translations wherever they lie in the archive under `tmp`, or in archives by part."""
    left = plists.MAX_BYTES
    found: list[Translation] = []
    for blob in islice([value, *plists.mapping(value).values(), *plists.sequence(value)], _MAX_PARTS):
        if isinstance(blob, bytes) and len(blob) <= left:
            left -= len(blob)
            found += _found(blob)
    return tuple(found[:_MAX_TRANSLATIONS])


def _found(blob: object) -> Iterator[Translation]:
    archive = keyedarchive.opened(blob)
    if archive is None:
        return
    for fields in archive.walk():
        text = archive.text(fields.get("translatedText"))
        if text:
            language = archive.text(fields.get("translationLanguage"))
            yield Translation(text, language, archive.text(fields.get("sourceLanguage")))
