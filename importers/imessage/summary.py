"""What `message_summary_info` tells of edits, unsends and translations.

Only what stands now leaves this file: the newest text of an edited part, never an older one, and no text of
an unsent part. What people took back must not live on in our copy.
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
# The keys we read as a binary property list writes them: a byte 0x50 + length, then ASCII.
_KEYS = re.compile(rb"\x52(?:ec|rp|ep)|\x53(?:otr|euh|tmp)|\x54amsa")


@dataclass(frozen=True, slots=True)
class PartHistory:
    """One part (bubble) as it stands.

    Attributes:
        original: (start, length) in the message as first sent, in UTF-16 code units.
        text: what it says since the last edit; None if it was not edited, was unsent, or cannot be read.
        n_edits: how often it was edited.
        edited_us: time of the last edit, microseconds since 1970 UTC.
    """

    index: int
    original: tuple[int, int] | None = None
    text: str | None = None
    n_edits: int = 0
    edited_us: int | None = None
    unsent: bool = False


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
    texts = _texts(edits, unsent)
    parts = tuple(
        [
            _part(i, original.get(i), edits.get(i), i in marked, texts.get(i), i in unsent)
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


def _texts(edits: dict[int, list[object]], unsent: set[int]) -> dict[int, str]:
    """The text of each edited part as it stands: the last of its edits (the first is the text as sent).

    All together they may not be longer than a plist: parts of a hostile one can share their bytes.
    """
    left = plists.MAX_BYTES
    found: dict[int, str] = {}
    for index, events in edits.items():
        archived = plists.mapping(events[-1]).get("t")
        if index in unsent or not isinstance(archived, bytes) or len(archived) > left:
            continue
        left -= len(archived)
        current = body.decode(archived)
        if current is not None:
            found[index] = current.text
    return found


def _part(
    index: int,
    original: tuple[int, int] | None,
    events: list[object] | None,
    marked: bool,
    text: str | None,
    unsent: bool,
) -> PartHistory:
    n_edits = max(len(events or ()) - 1, 1 if marked or events else 0)
    edited_us = _micros(plists.mapping(events[-1]).get("d")) if events else None
    return PartHistory(index, original, text, n_edits, edited_us, unsent)


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
