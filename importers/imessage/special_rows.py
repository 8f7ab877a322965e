"""Rows with anything special about them: files, apps, tapbacks, edits, events, and what nobody can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from engine.domain import Kind
from engine.heard import SourceAttachment, SourceMessage, SourceTapback, SourceWording
from importers.imessage import apps, body, kinds, summary
from importers.imessage.apps import AppKind
from importers.imessage.body import Body
from importers.imessage.schema import SPECIAL, STATE_MASK
from importers.imessage.summary import Summary
from importers.imessage.values import MAX_GUID, clean, cleaned, guid_of, moment_us, number, words

MAX_TEXT = 16 * 1024 * 1024
#: Kinds of which earlier wordings are told.
_WORDED = (Kind.TEXT, Kind.ATTACHMENT)
#: `SourceMessage.code` of a row whose body nobody could read.
UNDECODABLE = -1

_PLACEHOLDERS = ("\ufffc", "\ufffd")
_NEVER_PART = 18_446_744_073_709_551_615

Row = tuple[Any, ...]
Chats = tuple[int, ...]


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


def special(row: Row, chats: Chats, weight: int, around: Surroundings) -> SourceMessage:
    """A row with anything special about it."""
    rowid, _guid_value, date, handle_value, from_me, is_read, date_read, service = row[:8]
    columns = _Special(*row[SPECIAL:])
    handle = number(handle_value)
    read = body.decode(row[9]) if row[9] not in (None, b"") else None
    changes = summary.read(row[11]) if row[11] else None
    files = tuple(_in_order(around.attachments.get(rowid, ()), read))
    extra: dict[str, Any] = {}
    text = _text_of(row[8], read, files, words(columns.subject))
    if not text and changes is not None and changes.current_text:
        text = changes.current_text
    kind, code = _kind(columns, _fully_unsent(row, columns, changes), text, files, read)
    if kind is Kind.POLL_VOTE:
        _app(columns, text, extra)
    elif kind in (Kind.TEXT, Kind.ATTACHMENT) and (columns.bundle or columns.payload):
        kind, text = _app(columns, text, extra)
    if kind is Kind.TEXT and handle in around.short_senders and not from_me and kinds.reads_like_a_code(text):
        kind = Kind.ONE_TIME_CODE
    tapback = _tapback(columns, row, read) if kind is Kind.TAPBACK else None
    _describe(kind, columns, handle, around, extra)
    if changes is not None and changes.partially_unsent:
        extra["partly_unsent"] = True
    decoder = _decoder(row[9], read)
    sent_us = moment_us(date)
    if not sent_us and date:
        extra["date"] = "out_of_range"
    return SourceMessage(
        guid=guid_of(row[1]),
        rowid=rowid,
        chat_rowids=chats,
        handle_rowid=handle,
        from_me=bool(number(from_me)) or not handle,
        kind=kind,
        code=code or (UNDECODABLE if decoder == "none" else 0),
        text=clean(text) if kind not in (Kind.TAPBACK, Kind.UNSENT, Kind.POLL_VOTE) else "",
        sent_us=sent_us,
        read_us=moment_us(date_read),
        edited=kind is not Kind.UNSENT and _was_edited(columns, changes),
        unsent=kind is Kind.UNSENT,
        is_read=bool(number(is_read)),
        reply_to=words(columns.thread_guid) or None,
        service=words(service).strip(),
        filter=kinds.message_filter(number(columns.filter_action), number(columns.is_spam)),
        state=(row[10] + weight) & STATE_MASK,
        extra=msgspec.json.encode(cleaned(extra)).decode() if extra else "",
        tapback=tapback,
        attachments=files,
        decoded_by=decoder,
        earlier=_earlier(changes) if kind in _WORDED else None,
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
        item_type=number(special.item_type),
        group_action=number(special.group_action),
        association=number(special.association),
        schedule_type=number(special.schedule_type),
        schedule_state=number(special.schedule_state),
        is_audio=bool(number(special.is_audio)),
        is_system=bool(number(special.is_system) or number(special.is_service)),
    )


def _fully_unsent(row: Row, special: _Special, changes: Summary | None) -> bool:
    """Every part retracted; without a readable summary, an empty row that was touched later."""
    if changes is not None and changes.fully_unsent:
        return True
    touched = bool(number(special.date_edited) or number(special.date_retracted))
    return touched and bool(number(special.is_empty)) and not row[8] and not row[9]


def _was_edited(special: _Special, changes: Summary | None) -> bool:
    if changes is not None and changes.edited:
        return True
    partly = changes is not None and changes.partially_unsent
    return bool(number(special.date_edited)) and not partly


def _earlier(changes: Summary | None) -> tuple[SourceWording, ...] | None:
    """What an edited message said before, as far as its source tells."""
    if changes is None or not changes.edited:
        return None
    return tuple([SourceWording(clean(one.text), one.said_us or 0) for one in changes.earlier])


def _text_of(column: object, read: Body | None, files: tuple[SourceAttachment, ...], subject: str) -> str:
    """The words: of the body, else of the text column; an audio message's are its transcription."""
    text = read.text if read is not None else words(column)
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
    balloon = apps.read(words(special.bundle) or None, special.payload)
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
    named = kinds.tapback_kind(number(special.association))
    if named is None:
        return None
    guid, part = kinds.target(words(special.associated_guid)[:MAX_GUID])
    emoji = words(special.associated_emoji) or None
    if named[0] == "emoji" and emoji is None:
        emoji = kinds.emoji_said(read.text if read is not None else words(row[8]))
    return SourceTapback(clean(guid), part, named[0], None if emoji is None else clean(emoji), named[1])


def _describe(kind: Kind, special: _Special, handle: int, around: Surroundings, extra: dict[str, Any]) -> None:
    """Put into `extra` what only some kinds have."""
    if kind is Kind.GROUP_ACTION:
        title = words(special.group_title)
        other = number(special.other_handle)
        extra["event"] = kinds.event(_marks(special), title=title, other_is_sender=other == handle and other > 0)
        extra.update({"title": title} if title else {})
        extra.update({"who": around.addresses[other]} if other in around.addresses else {})
    elif kind is Kind.LOCATION:
        extra["sharing"] = "stopped" if number(special.share_status) else "started"
    elif kind is Kind.SYSTEM and number(special.item_type) == 5:
        extra["event"] = "kept_audio"
    elif kind in (Kind.STICKER, Kind.POLL, Kind.POLL_VOTE) and special.associated_guid:
        extra["target_guid"] = kinds.target(words(special.associated_guid))[0]
    if special.effect and (effect := kinds.effect(words(special.effect))):
        extra["effect"] = effect
    if error := number(special.error):
        extra["failed"] = error
    if number(special.is_auto_reply):
        extra["auto_reply"] = True
    if special.thread_guid and (part := words(special.thread_part).split(":")[0][:20]).isdecimal():
        extra["reply_part"] = int(part) if int(part) != _NEVER_PART else -1


def _in_order(files: Iterable[SourceAttachment], read: Body | None) -> Iterable[SourceAttachment]:
    """Files in the order the body places them, the rest behind."""
    if read is None or not read.attachment_guids:
        return files
    order = {guid: at for at, guid in enumerate(read.attachment_guids)}
    return sorted(files, key=lambda file: order.get(file.guid, len(order)))


def _decoder(blob: object, read: Body | None) -> str:
    """Which decoder gave the text; "none" for a body nobody could read."""
    if read is not None:
        return read.decoded_by
    return "text" if blob is None or blob == b"" else "none"
