"""One row of the message table becomes one `SourceMessage`, fast for the ordinary ones, whole for the others.

A row is a tuple in the order of `schema.COLUMNS`; values declared as text come as bytes. Whatever a row does, it can
only put itself aside: `Quarantined` with the class of what went wrong, never with its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from engine.domain import Filter, Kind, Quarantined, SourceAttachment, SourceMessage, SourceTapback
from importers.imessage import apps, body, kinds, summary
from importers.imessage.apps import AppKind
from importers.imessage.body import Body
from importers.imessage.schema import RICH, SPECIAL, STATE_MASK
from importers.imessage.summary import Summary

EPOCH_2001_US = 978_307_200_000_000
#: Values from here on are nanoseconds, below it seconds: IMESSAGE.md §2.1.
NANOSECONDS_FROM = 1_000_000_000_000
#: 1990 and 2100: no message is older, and what is newer is damage (scheduled ones are days ahead, not decades).
EARLIEST_US = 631_152_000_000_000
LATEST_US = 4_102_444_800_000_000
MAX_TEXT = 16 * 1024 * 1024
MAX_GUID = 255
#: `SourceMessage.code` of a row whose body nobody could read.
UNDECODABLE = -1

_PLACEHOLDERS = ("\ufffc", "\ufffd")
#: Keys of the summary that say an edit or an unsend happened, as the binary plist holds them.
_EDITED, _RETRACTED = b"Rec", b"Rrp"
_CHAT_WEIGHT = 2_654_435_761
_SURROGATE = re.compile("[\ud800-\udfff]")
_NEVER_PART = 18_446_744_073_709_551_615

Row = tuple[Any, ...]
Chats = tuple[int, ...]


class Batch(NamedTuple):
    """What a block of rows became."""

    messages: list[SourceMessage]
    quarantined: list[Quarantined]


class Surroundings(NamedTuple):
    """What the rows of a block refer to.

    Attributes:
        chats: chats by message ROWID, in ascending order; orphans are missing.
        attachments: files by message ROWID.
        addresses: address by handle ROWID, of the whole source.
        short_senders: handle ROWIDs that are short codes or names, no person's number.
    """

    chats: Mapping[int, Chats]
    attachments: Mapping[int, list[SourceAttachment]]
    addresses: Mapping[int, str]
    short_senders: frozenset[int]


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
                message = _rich(row, chats, weight, around)
            else:
                if (service := services.get(row[7])) is None:
                    service = services[row[7]] = _words(row[7]).strip()
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
    return SourceMessage(
        guid if guid.__class__ is str else _guid(guid),
        rowid,
        chats,
        handle or 0,
        bool(from_me) or not handle,
        Kind.TEXT,
        0,
        text,
        moment_us(date),
        moment_us(date_read) if date_read else 0,
        False,
        False,
        bool(is_read),
        None,
        service,
        Filter.MAIN,
        (row[10] + weight) & STATE_MASK,
        "",
        None,
        (),
        "plain",
    )


def moment_us(value: object) -> int:
    """Microseconds since 1970 of a date column, by its own magnitude; 0 for none and for what cannot be a date."""
    if not isinstance(value, int):
        value = int(value) if isinstance(value, float) and abs(value) < 2**63 else 0
    if value == 0:
        return 0
    since = value // 1000 if abs(value) >= NANOSECONDS_FROM else value * 1_000_000
    moment = EPOCH_2001_US + since
    return moment if EARLIEST_US <= moment <= LATEST_US else 0


class _Special(NamedTuple):
    """The columns of a row from `schema.SPECIAL` on, in their order."""

    item_type: Any
    association: Any
    associated_guid: Any
    has_attachments: Any
    bundle: Any
    payload: Any
    date_edited: Any
    date_retracted: Any
    is_empty: Any
    is_audio: Any
    schedule_type: Any
    thread_guid: Any
    effect: Any
    subject: Any
    error: Any
    is_spam: Any
    filter_action: Any
    is_system: Any
    is_service: Any
    is_auto_reply: Any
    group_action: Any
    group_title: Any
    other_handle: Any
    share_status: Any
    associated_emoji: Any
    schedule_state: Any
    thread_part: Any


def _rich(row: Row, chats: Chats, weight: int, around: Surroundings) -> SourceMessage:
    """A row with anything special about it."""
    rowid, _guid_value, date, handle_value, from_me, is_read, date_read, service = row[:8]
    special = _Special(*row[SPECIAL:])
    handle = _number(handle_value)
    read = body.decode(row[9]) if row[9] not in (None, b"") else None
    changes = summary.read(row[11]) if row[11] else None
    files = tuple(_in_order(around.attachments.get(rowid, ()), read))
    extra: dict[str, Any] = {}
    text = _text_of(row[8], read, files, _words(special.subject))
    if not text and changes is not None and changes.current_text:
        text = changes.current_text
    kind, code = _kind(special, _fully_unsent(row, special, changes), text, files, read)
    if kind is Kind.POLL_VOTE:
        _app(special, text, extra)
    elif kind in (Kind.TEXT, Kind.ATTACHMENT) and (special.bundle or special.payload):
        kind, text = _app(special, text, extra)
    if kind is Kind.TEXT and handle in around.short_senders and not from_me and kinds.reads_like_a_code(text):
        kind = Kind.ONE_TIME_CODE
    tapback = _tapback(special, row, read) if kind is Kind.TAPBACK else None
    _describe(kind, special, handle, around, extra)
    if changes is not None and changes.partially_unsent:
        extra["partly_unsent"] = True
    decoder = _decoder(row[9], read)
    sent_us = moment_us(date)
    if not sent_us and _number(date):
        extra["date"] = "out_of_range"
    return SourceMessage(
        guid=_guid(row[1]),
        rowid=rowid,
        chat_rowids=chats,
        handle_rowid=handle,
        from_me=bool(_number(from_me)) or not handle,
        kind=kind,
        code=code or (UNDECODABLE if decoder == "none" else 0),
        text=clean(text) if kind not in (Kind.TAPBACK, Kind.UNSENT, Kind.POLL_VOTE) else "",
        sent_us=sent_us,
        read_us=moment_us(date_read),
        edited=kind is not Kind.UNSENT and _was_edited(special, changes),
        unsent=kind is Kind.UNSENT,
        is_read=bool(_number(is_read)),
        reply_to=_words(special.thread_guid) or None,
        service=_words(service).strip(),
        filter=kinds.message_filter(_number(special.filter_action), _number(special.is_spam)),
        state=(row[10] + weight) & STATE_MASK,
        extra=msgspec.json.encode(_cleaned(extra)).decode() if extra else "",
        tapback=tapback,
        attachments=files,
        decoded_by=decoder,
    )


def _kind(
    special: _Special, unsent: bool, text: str, files: tuple[SourceAttachment, ...], read: Body | None
) -> tuple[Kind, int]:
    marks = _marks(special)
    found = kinds.of_row(marks)
    if found is not None:
        return found
    if unsent:
        return Kind.UNSENT, 0
    if marks.is_audio:
        return Kind.AUDIO, 0
    if read is not None and read.one_time_code:
        return Kind.ONE_TIME_CODE, 0
    if marks.is_system and not text and not files:
        return Kind.SYSTEM, 0
    return (Kind.ATTACHMENT if files and not text else Kind.TEXT), 0


def _marks(special: _Special) -> kinds.Marks:
    return kinds.Marks(
        item_type=_number(special.item_type),
        group_action=_number(special.group_action),
        association=_number(special.association),
        schedule_type=_number(special.schedule_type),
        schedule_state=_number(special.schedule_state),
        is_audio=bool(_number(special.is_audio)),
        is_system=bool(_number(special.is_system) or _number(special.is_service)),
    )


def _fully_unsent(row: Row, special: _Special, changes: Summary | None) -> bool:
    """IMESSAGE.md §2.5: every part retracted; without a readable summary, an empty row that was touched later."""
    if changes is not None and changes.fully_unsent:
        return True
    touched = bool(_number(special.date_edited) or _number(special.date_retracted))
    return touched and bool(_number(special.is_empty)) and not row[8] and not row[9]


def _was_edited(special: _Special, changes: Summary | None) -> bool:
    if changes is not None and changes.edited:
        return True
    partly = changes is not None and changes.partially_unsent
    return bool(_number(special.date_edited)) and not partly


def _text_of(
    column: object, read: Body | None, files: tuple[SourceAttachment, ...], subject: str
) -> str:
    """The words: of the body, else of the text column; an audio message's are its transcription."""
    text = read.text if read is not None else _words(column)
    for placeholder in _PLACEHOLDERS if read is None else ():
        text = text.replace(placeholder, "")
    text = text.strip("\r\n ") if read is None else text
    if not text:
        spoken = read.transcription if read is not None else None
        text = spoken or next((file.transcription for file in files if file.transcription), None) or ""
    if len(text) > MAX_TEXT:
        raise ValueError("text too long")
    return f"{subject}\n{text}".rstrip("\n") if subject else text


def _app(special: _Special, text: str, extra: dict[str, Any]) -> tuple[Kind, str]:
    """Kind and text of a row an app made; what the app shows goes to `extra`."""
    balloon = apps.read(_words(special.bundle) or None, special.payload)
    if balloon is None:
        return Kind.TEXT, text
    shown = {
        "app": balloon.name,
        "app_kind": balloon.kind.value,
        "title": balloon.title,
        "summary": balloon.summary,
        "url": balloon.url,
        "poll_options": [{"id": option.option_id, "text": option.text} for option in balloon.poll_options],
        "votes": [{"option": vote.option_id, "by": vote.participant} for vote in balloon.votes],
    }
    extra.update({key: value for key, value in shown.items() if value})
    match balloon.kind:
        case AppKind.POLL:
            return Kind.POLL, text or balloon.title or ""
        case AppKind.POLL_VOTE:
            return Kind.POLL_VOTE, ""
        case _ if not special.bundle:  # a message that is one link, with its preview
            return Kind.TEXT, text
        case _:
            return Kind.APP, text or balloon.title or balloon.url or ""


def _tapback(special: _Special, row: Row, read: Body | None) -> SourceTapback | None:
    named = kinds.tapback_kind(_number(special.association))
    if named is None:
        return None
    guid, part = kinds.target(_words(special.associated_guid)[:MAX_GUID])
    emoji = _words(special.associated_emoji) or None
    if named[0] == "emoji" and emoji is None:
        emoji = kinds.emoji_said(read.text if read is not None else _words(row[8]))
    return SourceTapback(clean(guid), part, named[0], None if emoji is None else clean(emoji), named[1])


def _describe(
    kind: Kind, special: _Special, handle: int, around: Surroundings, extra: dict[str, Any]
) -> None:
    """Put into `extra` what only some kinds have."""
    if kind is Kind.GROUP_ACTION:
        title = _words(special.group_title)
        other = _number(special.other_handle)
        extra["event"] = kinds.event(_marks(special), title=title, other_is_sender=other == handle and other > 0)
        extra.update({"title": title} if title else {})
        extra.update({"who": around.addresses[other]} if other in around.addresses else {})
    elif kind is Kind.LOCATION:
        extra["sharing"] = "stopped" if _number(special.share_status) else "started"
    elif kind is Kind.SYSTEM and _number(special.item_type) == 5:
        extra["event"] = "kept_audio"
    elif kind in (Kind.STICKER, Kind.POLL, Kind.POLL_VOTE) and special.associated_guid:
        extra["target_guid"] = kinds.target(_words(special.associated_guid))[0]
    if special.effect and (effect := kinds.effect(_words(special.effect))):
        extra["effect"] = effect
    if error := _number(special.error):
        extra["failed"] = error
    if _number(special.is_auto_reply):
        extra["auto_reply"] = True
    if special.thread_guid and (part := _words(special.thread_part).split(":")[0][:20]).isdecimal():
        extra["reply_part"] = int(part) if int(part) != _NEVER_PART else -1


def _in_order(files: Iterable[SourceAttachment], read: Body | None) -> Iterable[SourceAttachment]:
    """Files in the order the body places them, the rest behind: IMESSAGE.md §2.4."""
    if read is None or not read.attachment_guids:
        return files
    order = {guid: at for at, guid in enumerate(read.attachment_guids)}
    return sorted(files, key=lambda file: order.get(file.guid, len(order)))


def _decoder(blob: object, read: Body | None) -> str:
    """Which decoder gave the text; "none" for a body nobody could read."""
    if read is not None:
        return read.decoded_by
    return "text" if blob is None or blob == b"" else "none"


def _put_aside(row: Row, weight: int, error: Exception) -> Quarantined:
    state = row[10] if isinstance(row[10], int) else 0
    try:
        guid: str | None = _guid(row[1])
    except ValueError:
        guid = None
    return Quarantined(row[0], guid, _reason(error, guid), (state + weight) & STATE_MASK)


def _reason(error: Exception, guid: str | None) -> str:
    if guid is None:
        return "guid"
    return {"ValueError": "value", "UnicodeEncodeError": "unicode"}.get(type(error).__name__, type(error).__name__)


def _guid(value: object) -> str:
    """The key of a row. Raises ValueError for anything that cannot be one."""
    text = value.decode("utf-8") if isinstance(value, bytes) else value
    if not isinstance(text, str) or not 0 < len(text) <= MAX_GUID or "\x00" in text:
        raise ValueError("not a guid")
    return text


def _words(value: object) -> str:
    """A text column as text: bad UTF-8 replaced, numbers of STRING columns as written, nothing as ""."""
    if value is None:
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _number(value: object) -> int:
    """An integer column as integer, whatever stands in it."""
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value == value and abs(value) < 2**63:
        return int(value)
    return 0


def clean(text: str) -> str:
    """Text that can be stored and packed: no NUL, no lone surrogates."""
    if text.isascii():
        return text.replace("\x00", "")
    return _SURROGATE.sub("\ufffd", text).replace("\x00", "")


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list | tuple) else value
