"""One row of the message table becomes one `SourceMessage`, fast for the ordinary ones, whole for the others.

A row is a tuple in the order of `schema.COLUMNS`; values declared as text come as bytes. Whatever a row does, it can
only put itself aside: `Quarantined` with the class of what went wrong, never with its text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.domain import Filter, Kind
from engine.heard import Quarantined, SourceMessage
from importers.imessage import body
from importers.imessage.schema import RICH, SPECIAL, STATE_MASK
from importers.imessage.special_rows import Chats, Row, Surroundings, special
from importers.imessage.values import guid_of, moment_us, words

_UNDATED = '{"date":"out_of_range"}'
#: Keys of the summary that say an edit or an unsend happened, as the binary plist holds them.
_EDITED, _RETRACTED = b"Rec", b"Rrp"
_CHAT_WEIGHT = 2_654_435_761


class Batch(NamedTuple):
    """What a block of rows became."""

    messages: list[SourceMessage]
    quarantined: list[Quarantined]


def weigh_chats(chats: Chats) -> int:
    """What the chats of a row add to its state."""
    return sum(chat * _CHAT_WEIGHT for chat in chats)


def decoded(rows: Iterable[Row], around: Surroundings) -> Batch:
    """Rows as messages; a row that cannot be one is put aside with a reason."""
    messages: list[SourceMessage] = []
    quarantined: list[Quarantined] = []
    services: dict[object, str] = {}
    weights: dict[Chats, int] = {}
    chats_of = around.chats.get
    for row in rows:
        chats = chats_of(row[0], ())
        if (weight := weights.get(chats)) is None:
            weight = weights[chats] = weigh_chats(chats)
        try:
            text = None if any(row[SPECIAL:RICH]) else plain_text(row, around)
            if text is None:
                message = special(row, chats, weight, around)
            else:
                if (service := services.get(row[7])) is None:
                    service = services[row[7]] = words(row[7]).strip()
                message = _plain(row, text, chats, weight, service)
        except Exception as error:  # noqa: BLE001 - around one foreign row
            quarantined.append(_put_aside(row, weight, error))
        else:
            messages.append(message)
    return Batch(messages, quarantined)


def plain_text(row: Row, around: Surroundings) -> str | None:
    """The text of an ordinary message with nothing but words in it, None if the row needs a closer look."""
    blob = row[9]
    if blob.__class__ is bytes:
        text = body.plain_text(blob)
    elif blob is None and row[8].__class__ is bytes:
        try:
            text = row[8].decode()
        except UnicodeDecodeError:
            return None
    else:
        return None
    if text is None or "\x00" in text or row[0] in around.attachments:
        return None
    if row[3].__class__ is not int and row[3] is not None:
        return None
    marks = row[11]
    if marks is not None and (marks.__class__ is not bytes or _EDITED in marks or _RETRACTED in marks):
        return None
    if row[3] in around.short_senders or "\ufffc" in text or "\ufffd" in text:
        return None
    return text


def _plain(row: Row, text: str, chats: Chats, weight: int, service: str) -> SourceMessage:
    rowid, guid, date, handle, from_me, is_read, date_read = row[:7]
    sent_us = moment_us(date)
    return SourceMessage(
        guid if guid.__class__ is str else guid_of(guid),
        rowid,
        chats,
        handle or 0,
        bool(from_me) or not handle,
        Kind.TEXT,
        0,
        text,
        sent_us,
        moment_us(date_read) if date_read else 0,
        False,
        False,
        bool(is_read),
        None,
        service,
        Filter.MAIN,
        (row[10] + weight) & STATE_MASK,
        "" if sent_us or not date else _UNDATED,
        None,
        (),
        "plain",
    )


def _put_aside(row: Row, weight: int, error: Exception) -> Quarantined:
    state = row[10] if isinstance(row[10], int) else 0
    try:
        guid: str | None = guid_of(row[1])
    except ValueError:
        guid = None
    return Quarantined(row[0], guid, _reason(error, guid), (state + weight) & STATE_MASK)


def _reason(error: Exception, guid: str | None) -> str:
    if guid is None:
        return "guid"
    return {"ValueError": "value", "UnicodeEncodeError": "unicode"}.get(type(error).__name__, type(error).__name__)
