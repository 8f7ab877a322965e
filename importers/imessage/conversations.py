"""Chats of a source and the conversations they belong to: one person, several handles and chats.

Chats are joined when their participants are the same people (by `person_centric_id` and normalised address), when
they share an identifier in `chat_lookup`, or a group id. Groups with the same members stay apart unless all of them
are unnamed. The key of a conversation is made of what survives an upgrade: never of `chat.guid`, which macOS 26
rewrites, but of the address or the group id of its chat with the smallest ROWID.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.domain import Filter
from engine.heard import SourceChat, SourceHandle
from importers.imessage.addresses import home_region, normalised
from importers.imessage.kinds import chat_filter
from importers.imessage.schema import Schema

GROUP_STYLE, DIRECT_STYLE = 43, 45

_HANDLE = ("ROWID", "id", "service", "uncanonicalized_id", "person_centric_id", "country")
_CHAT = (
    "ROWID",
    "guid",
    "style",
    "chat_identifier",
    "service_name",
    "room_name",
    "display_name",
    "group_id",
    "is_archived",
    "is_filtered",
    "is_blackholed",
    "is_pending_review",
)


@dataclass(frozen=True, slots=True)
class RawDirectory:
    """Handles, chats and their joins as the source has them.

    Attributes:
        members: handle ROWIDs by chat ROWID.
        lookups: chat ROWIDs that share an identifier, by identifier.
    """

    handles: tuple[tuple[object, ...], ...]
    chats: tuple[tuple[object, ...], ...]
    members: tuple[tuple[int, int], ...]
    lookups: tuple[tuple[object, ...], ...]

    @property
    def digest(self) -> str:
        """Changes when anything of it does."""
        whole = repr((self.handles, self.chats, self.members, self.lookups))
        return hashlib.blake2b(whole.encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat before it is joined with others; `people` are the representatives of its participants."""

    rowid: int
    guid: str
    identifier: str
    is_group: bool
    display_name: str | None
    service: str
    group_id: str | None
    members: tuple[int, ...]
    people: frozenset[str]
    filter: Filter
    archived: bool


def read_raw(connection: sqlite3.Connection, schema: Schema) -> RawDirectory:
    """All handles and chats; tables a source lacks are empty."""
    return RawDirectory(
        handles=_all(connection, schema, "handle", _HANDLE),
        chats=_all(connection, schema, "chat", _CHAT),
        members=tuple(
            (chat, handle)
            for chat, handle in _all(connection, schema, "chat_handle_join", ("chat_id", "handle_id"))
            if isinstance(chat, int) and isinstance(handle, int)
        ),
        lookups=_all(connection, schema, "chat_lookup", ("identifier", "chat")),
    )


def _all(
    connection: sqlite3.Connection, schema: Schema, table: str, columns: tuple[str, ...]
) -> tuple[tuple[object, ...], ...]:
    if not schema.has(table):
        return ()
    return tuple(connection.execute(f"SELECT {schema.wanted(table, columns, 't')} FROM {table} t ORDER BY t.ROWID"))


def handles(raw: RawDirectory) -> tuple[SourceHandle, ...]:
    """Handles with their normalised addresses; those without any address are left out."""
    rows = [(row, _text(row[3]) if _is_carrier_code(_text(row[1])) else _text(row[1])) for row in raw.handles]
    region = home_region((_text(row[5]) for row, _ in rows), (address for _, address in rows))
    return tuple(
        SourceHandle(
            rowid=row[0],
            address=address,
            service=_text(row[2]).strip(),
            person_centric_id=_text(row[4]) or None,
            country=_text(row[5]) or None,
            normalised=normalised(address, _text(row[5]).upper() or region),
        )
        for row, address in rows
        if isinstance(row[0], int) and address
    )


def _is_carrier_code(address: str) -> bool:
    """Short codes with a suffix like "(smsft)" have their readable form in `uncanonicalized_id`."""
    return address.endswith(")") and "(sms" in address


def chats(raw: RawDirectory, known: Sequence[SourceHandle]) -> tuple[SourceChat, ...]:
    """Chats with the key of the conversation each belongs to."""
    people = representatives(known)
    members: dict[int, list[int]] = {}
    for chat, handle in raw.members:
        members.setdefault(chat, []).append(handle)
    found = [_chat(row, members.get(row[0], []), people) for row in raw.chats if isinstance(row[0], int)]
    keys = merge_keys(found, _shared(raw.lookups))
    return tuple(
        SourceChat(
            rowid=chat.rowid,
            guid=chat.guid,
            identifier=chat.identifier,
            is_group=chat.is_group,
            display_name=chat.display_name,
            service=chat.service,
            group_id=chat.group_id,
            handle_rowids=chat.members,
            filter=chat.filter,
            archived=chat.archived,
            merge_key=keys[chat.rowid],
        )
        for chat in found
    )


def representatives(known: Iterable[SourceHandle]) -> dict[int, str]:
    """One address for each handle's person: the smallest of those sharing its `person_centric_id` or address."""
    groups = Groups()
    for handle in known:
        groups.join(("address", handle.normalised), ("handle", handle.rowid))
        if handle.person_centric_id:
            groups.join(("person", handle.person_centric_id), ("handle", handle.rowid))
    smallest: dict[Hashable, str] = {}
    for handle in known:
        root = groups.root(("handle", handle.rowid))
        smallest[root] = min(smallest.get(root, handle.normalised), handle.normalised)
    return {handle.rowid: smallest[groups.root(("handle", handle.rowid))] for handle in known}


def merge_keys(found: Sequence[Chat], shared: Mapping[str, Sequence[int]]) -> dict[int, str]:
    """The conversation key of each chat ROWID; `shared` are chats that `chat_lookup` puts together."""
    groups = Groups()
    by_rowid = {chat.rowid: chat for chat in found}
    for chat in found:
        groups.join(chat.rowid, chat.rowid)
        for reason in _reasons(chat):
            groups.join(chat.rowid, reason)
    for rowids in shared.values():
        known = [rowid for rowid in rowids if rowid in by_rowid]
        for one, other in itertools.pairwise(known):
            if by_rowid[one].is_group == by_rowid[other].is_group:
                groups.join(one, other)
    first: dict[Hashable, Chat] = {}
    for chat in sorted(found, key=lambda chat: chat.rowid):
        first.setdefault(groups.root(chat.rowid), chat)
    return {chat.rowid: _key(first[groups.root(chat.rowid)]) for chat in found}


def _reasons(chat: Chat) -> list[tuple[str, Hashable]]:
    """What another chat must share to be the same conversation."""
    if not chat.is_group:
        return [("direct", chat.people or chat.identifier.casefold())]
    reasons: list[tuple[str, Hashable]] = []
    if chat.people and not chat.display_name:
        reasons.append(("unnamed", chat.people))
    if chat.group_id:
        reasons.append(("group", chat.group_id))
    return reasons


def _key(chat: Chat) -> str:
    if chat.is_group:
        return f"group:{chat.group_id or chat.identifier or chat.guid}"
    return f"direct:{min(chat.people) if chat.people else chat.identifier.casefold() or chat.guid}"


class Groups:
    """Union-find over any hashable things; small, and the same whatever the order of joining."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def root(self, thing: Hashable) -> Hashable:
        """The thing that stands for the group of `thing`."""
        parent = self._parent.setdefault(thing, thing)
        while parent != thing:
            self._parent[thing] = self._parent[parent]
            thing, parent = parent, self._parent[parent]
        return thing

    def join(self, one: Hashable, other: Hashable) -> None:
        """Put the groups of both together."""
        self._parent[self.root(one)] = self.root(other)


def _chat(row: tuple[object, ...], members: list[int], people: Mapping[int, str]) -> Chat:
    rowid, guid, style, identifier, service, room, display_name, group_id = row[:8]
    archived, filtered, blackholed, pending = (_number(value) for value in row[8:])
    known = sorted({handle for handle in members if handle in people})
    is_group = _is_group(_number(style), _text(guid), room, len(known))
    name = _text(identifier)
    return Chat(
        rowid=_number(rowid),
        guid=_text(guid),
        identifier=name,
        is_group=is_group,
        display_name=_text(display_name).strip() or None,
        service=_text(service).strip(),
        group_id=_text(group_id) or None,
        members=tuple(known),
        people=frozenset(people[handle] for handle in known)
        or (frozenset() if is_group or not name else frozenset({normalised(name)})),
        filter=chat_filter(filtered, blackholed, pending),
        archived=bool(archived),
    )


def _is_group(style: int, guid: str, room: object, n_members: int) -> bool:
    """43 group, 45 direct; in files without a style by the guid's middle, the room, the number of people."""
    if style in (GROUP_STYLE, DIRECT_STYLE):
        return style == GROUP_STYLE
    if ";+;" in guid or ";-;" in guid:
        return ";+;" in guid
    return bool(room) or n_members > 1


def _shared(lookups: Iterable[tuple[object, ...]]) -> dict[str, list[int]]:
    shared: dict[str, list[int]] = {}
    for identifier, chat in lookups:
        if identifier and isinstance(chat, int):
            shared.setdefault(_text(identifier), []).append(chat)
    return shared


def _text(value: object) -> str:
    if value is None:
        return ""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.replace("\x00", "")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
