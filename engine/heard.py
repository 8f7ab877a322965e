"""What importers hear: rows of foreign databases as plain values, before the house files them.

They cross a process border by the hundred thousand and are `msgspec.Struct`s for that: a frozen dataclass of twenty
fields takes ten times as long to make and cannot be encoded without pickle. Times are integers, microseconds since
1970-01-01 UTC (`…_us`).
"""

from __future__ import annotations

import msgspec

from engine.domain import Filter, Kind


class SourceAttachment(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A file beside a message; `path` as the source wrote it, `state` 5 = on disk by the source's own word."""

    guid: str
    name: str | None
    mime_type: str | None
    path: str | None
    total_bytes: int
    state: int
    sticker: bool
    transcription: str | None


class SourceTapback(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One reaction or its removal; replay of these in time order gives what stands."""

    target_guid: str
    part: int
    kind: str
    emoji: str | None
    removed: bool


class SourceWording(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What an edited message said before; `said_us` 0 = nobody knows when."""

    text: str
    said_us: int


class SourceMessage(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One row of a foreign message table, decoded.

    Attributes:
        chat_rowids: chats it is joined to, empty for an orphan ("unfiled").
        handle_rowid: sender's handle in the source; 0 is the person themselves or unknown.
        code: the number behind `Kind.UNKNOWN`; -1 where the body could not be decoded; else 0.
        state: a hash over the row's changeable columns; equal states need no re-import.
        extra: JSON object with what only some kinds have (app name, link title, poll options, effect…), or "".
        earlier: what it said before it was edited, oldest first, nothing that was unsent; None where the source tells
            of no edit, even if the row was touched later.
    """

    guid: str
    rowid: int
    chat_rowids: tuple[int, ...]
    handle_rowid: int
    from_me: bool
    kind: Kind
    code: int
    text: str
    sent_us: int
    read_us: int
    edited: bool
    unsent: bool
    is_read: bool
    reply_to: str | None
    service: str
    filter: Filter
    state: int
    extra: str
    tapback: SourceTapback | None
    attachments: tuple[SourceAttachment, ...]
    decoded_by: str
    earlier: tuple[SourceWording, ...] | None = None


class SourceHandle(msgspec.Struct, frozen=True, array_like=True):
    """An address in the source: phone number, e-mail address, short code or business id.

    Attributes:
        address: as the source writes it.
        normalised: E.164, lower-case e-mail address, else as written.
    """

    rowid: int
    address: str
    service: str
    person_centric_id: str | None
    country: str | None
    normalised: str = ""


class SourceChat(msgspec.Struct, frozen=True, array_like=True):
    """A chat of the source and the merged conversation it belongs to.

    Attributes:
        merge_key: stable text key; chats of one source with equal keys are one conversation.
    """

    rowid: int
    guid: str
    identifier: str
    is_group: bool
    display_name: str | None
    service: str
    group_id: str | None
    handle_rowids: tuple[int, ...]
    filter: Filter
    archived: bool
    merge_key: str


class SourcePerson(msgspec.Struct, frozen=True, array_like=True):
    """A person of an address book.

    Attributes:
        addresses: normalised addresses (E.164 phone numbers, lower-case e-mail addresses), none to have the name only.
    """

    uid: str
    name: str
    organisation: bool
    addresses: tuple[str, ...]


class Quarantined(msgspec.Struct, frozen=True, array_like=True):
    """A row that could not be read; `reason` is a code, never text of the row; `state` as of a message."""

    rowid: int
    guid: str | None
    reason: str
    state: int = 0
