"""Scripted conversations become rows of a chat.db, in the order in which things happened."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from importers.demo import keyed_archive, script
from importers.demo.chatdb import ChatDatabase
from importers.demo.chatdb_messages import File
from importers.demo.script import ME, THEM, Happening

_UTI = {"image/heic": "public.heic", "image/jpeg": "public.jpeg", "application/pdf": "com.adobe.pdf"}
_UNREAD = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Part:
    """One conversation to write.

    Attributes:
        addresses: of the other one; the first has the chat.
        members: key → address of a group's members; None for a direct chat.
        second_chat: an address with an iMessage chat of its own, of the same person.
        filtered, blackholed, filter_action: how the system filed it.
    """

    key: str
    name: str
    addresses: tuple[str, ...]
    contact_class: str
    state: str
    risk: str
    about: str
    happenings: tuple[Happening, ...]
    curly: bool = False
    service: str = "iMessage"
    members: Mapping[str, str] | None = None
    second_chat: str | None = None
    filtered: int = 0
    blackholed: bool = False
    filter_action: int = 0


class _Room:
    """A conversation's chats and what has been said in it so far."""

    def __init__(self, part: Part, chats: list[int], handles: dict[str, list[int]]) -> None:
        self.part = part
        self.chats = chats
        self.handles = handles
        self.guids: list[str] = []
        self.authors: dict[str, str] = {}
        self.poll = ""
        said = [one.at for one in part.happenings if one.who == ME and one.what != "schedule"]
        self.answered_at = max(said, default=None)


class InboxWriter:
    """Writes parts into an open database; every row gets the state it would have by now."""

    def __init__(self, db: ChatDatabase, parts: list[Part], rng: random.Random) -> None:
        self._db = db
        self._rng = rng
        self._parts = parts
        self._handles: dict[tuple[str, str], int] = {}
        self._latest = max(one.at for part in parts for one in part.happenings)

    def write(self) -> None:
        """All happenings of all parts in time order, so ROWIDs ascend as in life."""
        rooms = [self._room(part) for part in self._parts]
        steps = [(one.at, number, n, one) for number, room in enumerate(rooms) for n, one in
                 enumerate(room.part.happenings)]  # fmt: skip
        for _, number, _, one in sorted(steps, key=lambda step: step[:3]):
            self._do(rooms[number], one)

    def _room(self, part: Part) -> _Room:
        columns: dict[str, Any] = {"is_blackholed": int(part.blackholed)}
        if part.members is not None:
            handles = {key: [self._handle(address, "iMessage")] for key, address in part.members.items()}
            everyone = [one for ids in handles.values() for one in ids]
            chat = self._db.add_chat(everyone, group=True, name=part.name, **columns)
            return _Room(part, [chat], handles)
        person = f"PC-{part.key}" if part.second_chat else None
        first = self._handle(part.addresses[0], part.service, person)
        chats = [self._db.add_chat([first], service=part.service, filtered=part.filtered, **columns)]
        ids = [first]
        if part.second_chat is not None:
            ids.append(self._handle(part.second_chat, "iMessage", person))
            chats.append(self._db.add_chat([ids[1]], service="iMessage"))
            self._db.link_chats(part.addresses[0], chats)
        return _Room(part, chats, {THEM: ids})

    def _handle(self, address: str, service: str, person: str | None = None) -> int:
        key = (address, service)
        if key not in self._handles:
            country = "us" if address.startswith("+1") else "gb"
            self._handles[key] = self._db.add_handle(address, service, country=country, person=person)
        return self._handles[key]

    def _do(self, room: _Room, one: Happening) -> None:
        act = getattr(self, f"_{one.what}", None)
        if act is None:
            raise ValueError(f"nothing happens like {one.what}")
        guid = act(room, one)
        if guid is not None:
            room.guids.append(guid)
            room.authors[guid] = one.who

    # ---- what makes a message

    def _say(self, room: _Room, one: Happening) -> str:
        reply_to = None if one.back is None else room.guids[-1 - one.back]
        return self._db.add_message(
            room.chats[one.chat],
            self._words(room, one),
            reply_to=reply_to,
            effect=one.effect,
            **self._state(room, one),
        )

    def _file(self, room: _Room, one: Happening) -> str:
        name, mime_type, size, place = one.args[0].split()
        file = File(name, mime_type, int(size), place == "disk", _UTI[mime_type])
        words = one.args[1] if len(one.args) > 1 else None
        return self._db.add_message(room.chats[one.chat], words, files=[file], **self._state(room, one))

    def _link(self, room: _Room, one: Happening) -> str:
        url, title, *summary = one.args
        return self._db.add_link(
            room.chats[one.chat],
            url,
            title=title,
            summary=summary[0] if summary else None,
            site=url.split("/")[2],
            **self._state(room, one),
        )

    def _audio(self, room: _Room, one: Happening) -> str:
        return self._db.add_audio(
            room.chats[one.chat], one.text, seconds=2 + len(one.text) // 14, **self._state(room, one)
        )

    def _code(self, room: _Room, one: Happening) -> str:
        code, words = one.args
        return self._db.add_one_time_code(room.chats[one.chat], words, code, **self._state(room, one))

    def _cash(self, room: _Room, one: Happening) -> str:
        amount, purpose = one.args
        payload = keyed_archive.app_card("Apple Cash", words=f"Apple Cash {amount}", caption=amount, subcaption=purpose)
        return self._db.add_app(room.chats[0], keyed_archive.PAYMENT_BALLOON, payload, **self._state(room, one))

    def _poll(self, room: _Room, one: Happening) -> str:
        room.poll = self._db.add_poll(room.chats[0], one.args[0], one.args[1:], **self._state(room, one))
        return room.poll

    # ---- what does not count as one

    def _vote(self, room: _Room, one: Happening) -> None:
        voter = room.part.members[one.who] if room.part.members else self._db.me
        self._db.vote(room.poll, int(one.text), voter=voter, **self._state(room, one))

    def _tap(self, room: _Room, one: Happening) -> None:
        self._react(room, one, removed=False)

    def _untap(self, room: _Room, one: Happening) -> None:
        self._react(room, one, removed=True)

    def _react(self, room: _Room, one: Happening, *, removed: bool) -> None:
        handle = 0 if one.who == ME else self._sender(room, one)
        self._db.add_tapback(room.guids[-1], one.text, at=one.at, from_me=one.who == ME, handle=handle, removed=removed)

    def _event(self, room: _Room, one: Happening) -> None:
        (rest,) = one.args
        left = room.handles[rest][0] if one.text == "left" else 0
        handle = left or (0 if one.who == ME else self._sender(room, one))
        other = room.handles[rest][0] if one.text in ("added", "removed") else 0
        title = rest if one.text == "renamed" else None
        self._db.add_group_event(room.chats[0], one.text, at=one.at, handle=handle, other=other, title=title)

    def _orphan(self, room: _Room, one: Happening) -> None:
        state = self._state(room, one) | {"handle": self._sender(room, one)}
        self._db.add_message(None, self._words(room, one), **state)

    def _schedule(self, room: _Room, one: Happening) -> None:
        span, _, words = one.text.partition(" ")
        self._db.schedule(room.chats[0], words, due=self._latest + timedelta(hours=int(span.rstrip("h"))))

    # ---- what becomes of the last message

    def _edit(self, room: _Room, one: Happening) -> None:
        guid = room.guids[-1]
        curly = room.part.curly and room.authors[guid] != ME
        self._db.edit(guid, script.curled(one.text) if curly else one.text, at=one.at)

    def _unsend(self, room: _Room, one: Happening) -> None:
        self._db.unsend(room.guids.pop(), at=one.at)

    def _delete(self, room: _Room, one: Happening) -> None:
        self._db.delete(room.guids.pop())

    def _bin(self, room: _Room, one: Happening) -> None:
        self._db.move_to_recently_deleted(room.guids.pop(), at=one.at)

    def _fail(self, room: _Room, one: Happening) -> None:
        self._db.mark_failed(room.guids.pop())

    def _also(self, room: _Room, one: Happening) -> None:
        self._db.also_in(room.guids[-1], room.chats[int(one.text)])

    # ---- state

    def _words(self, room: _Room, one: Happening) -> str:
        return script.curled(one.text) if room.part.curly and one.who != ME else one.text

    def _sender(self, room: _Room, one: Happening) -> int:
        ids = room.handles.get(one.who) or room.handles[THEM]
        return ids[min(one.chat, len(ids) - 1)]

    def _state(self, room: _Room, one: Happening) -> dict[str, Any]:
        """Sender, time, and whether it was delivered and read: an outgoing row often names no handle."""
        state: dict[str, Any] = {"at": one.at, "from_me": one.who == ME}
        if room.part.filter_action:
            state["filter_action"] = room.part.filter_action
        sms = room.part.service == "SMS" and one.chat == 0
        if one.who == ME:
            named = room.part.members is None and self._rng.random() < 0.55
            state["handle"] = self._sender(room, one) if named and THEM in room.handles else 0
            if not sms:
                state["delivered_at"] = one.at + timedelta(seconds=2)
                if self._rng.random() < 0.8:
                    state["read_at"] = self._read_at(one.at)
            return state
        state["handle"] = self._sender(room, one)
        answered = room.answered_at is not None and room.answered_at > one.at
        if answered or one.at < self._latest - _UNREAD:
            state["read_at"] = self._read_at(one.at)
        return state

    def _read_at(self, at: datetime) -> datetime:
        return min(at + timedelta(seconds=self._rng.uniform(5, 240)), self._latest)
