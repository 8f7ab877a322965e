"""A large chat.db for measuring: N word-like messages over some hundred conversations.

Rows go in by `executemany` before indexes and triggers are made; a million take half a minute to a minute.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from importers.demo import chatdb_schema, chatdb_tables, message_summary
from importers.demo import typedstream_writer as typedstream
from importers.demo.chatdb import ChatDatabase
from importers.demo.chatdb_file import apple_ns

YEARS = 6
_GROUP_SHARE = 0.2
_BLOCK = 20_000
_MINUTE = 60_000_000_000
_COLUMNS = (
    "guid, text, handle_id, attributedBody, service, account, date, date_read, date_delivered, is_delivered, "
    "is_finished, is_from_me, is_read, is_sent, cache_roomnames, was_data_detected, item_type, "
    "associated_message_guid, associated_message_type, message_summary_info, ck_sync_state, "
    "destination_caller_id, part_count, thread_originator_guid, thread_originator_part, version"
)
_ENDINGS = ("", "", "", "", ".", ".", "?", "!", " 😊", " 🙏", " é", "…")


@dataclass(frozen=True, slots=True)
class _Place:
    """A conversation of the load: its chat, who may speak in it, and the room name of a group."""

    chat: int
    handles: tuple[int, ...]
    service: str
    room: str | None


def write(path: Path, *, n_messages: int, n_conversations: int = 300, seed: int = 7, now: datetime) -> None:
    """Write a chat.db (macOS 27, with indexes and triggers) that holds nothing but load.

    Messages lie in the `YEARS` before `now`, none after it. The same arguments make the same rows.
    """
    with ChatDatabase(path, seed=seed, indexes=False, triggers=False) as db:
        fill(db, n_messages=n_messages, n_conversations=n_conversations, seed=seed, until=now)
        finish(db.db)


def fill(db: ChatDatabase, *, n_messages: int, n_conversations: int, seed: int, until: datetime) -> None:
    """Add load to a database without indexes and triggers; call `finish` when all rows are in."""
    db.commit()
    db.db.execute("PRAGMA foreign_keys=OFF")
    db.db.execute("PRAGMA synchronous=OFF")
    places = _places(db, n_conversations)
    db.commit()
    first = int(db.db.execute("SELECT COALESCE(MAX(ROWID), 0) FROM message").fetchone()[0]) + 1
    rows = _rows(random.Random(seed), places, n_messages, until, db.me)  # noqa: S311 - load, no secret
    insert = f"INSERT INTO message ({_COLUMNS}) VALUES ({', '.join('?' * len(_COLUMNS.split(',')))})"
    join = "INSERT INTO chat_message_join (chat_id, message_id, message_date) VALUES (?, ?, ?)"
    while block := list(islice(rows, _BLOCK)):
        db.db.executemany(insert, (row for _, row in block))
        db.db.executemany(join, ((chat, first + n, row[6]) for n, (chat, row) in enumerate(block)))
        first += len(block)
        db.commit()


def finish(db: sqlite3.Connection) -> None:
    """Make the indexes and triggers that the file was opened without."""
    have = {str(name) for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')")}
    for statement in chatdb_schema.statements(chatdb_tables.LINEAGES[-1]):
        if statement.split()[1] in ("INDEX", "TRIGGER") and statement.split()[2] not in have:
            db.execute(statement)
    db.commit()
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _places(db: ChatDatabase, n_conversations: int) -> list[_Place]:
    """Chats with numbers from the upper half of the fictional range, then addresses at an example domain."""
    n_groups = int(n_conversations * _GROUP_SHARE)
    handles = []
    for number in range(n_conversations - n_groups):
        phone = f"+447700900{400 + number}"
        handles.append(db.add_handle(phone if number < 600 else f"guest{number}@load.example"))
    places = []
    for number, handle in enumerate(handles):
        service = "SMS" if number % 9 == 8 else "iMessage"
        places.append(_Place(db.add_chat([handle], service=service), (handle,), service, None))
    for number in range(n_groups):
        members = tuple(handles[(number * 7 + step * 3) % len(handles)] for step in range(3))
        chat = db.add_chat(members, group=True, name=None if number % 2 else f"Group {number}")
        (room,) = db.db.execute("SELECT room_name FROM chat WHERE ROWID = ?", (chat,)).fetchone()
        places.append(_Place(chat, members, "iMessage", str(room)))
    return places


def _rows(
    rng: random.Random, places: list[_Place], n_messages: int, until: datetime, me: str
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """(chat, row) in sessions: a handful of messages in one conversation, minutes apart."""
    end = apple_ns(until) - _MINUTE
    start = apple_ns(until - timedelta(days=365 * YEARS))
    stream = _word_stream(rng)
    weights = list(accumulate(1 / (n + 3) ** 0.6 for n in range(len(places))))
    done = 0
    while done < n_messages:
        place = rng.choices(places, cum_weights=weights)[0]
        length = min(rng.randrange(3, 16), n_messages - done)
        at = start + (end - start) * done // n_messages
        step = max(1, min(2 * _MINUTE, (end - at) // (length + 1)))
        target = ""
        for n in range(length):
            row = _row(rng, place, at + n * step, stream, me, target)
            target = row[0] if row[18] == 0 else target
            yield place.chat, row
        done += length


def _row(rng: random.Random, place: _Place, at: int, stream: list[str], me: str, target: str) -> tuple[Any, ...]:
    """One row in the order of `_COLUMNS`; some are tapbacks on or replies to the message before."""
    chance = rng.random()
    mine = chance < 0.45
    kind = rng.random()
    text = _text(rng, stream)
    body = typedstream.plain(text)
    tapback = kind < 0.025 and target != ""
    reply = 0.025 <= kind < 0.045 and target != ""
    if 0.045 <= kind < 0.055:
        url = f"https://maps.example/{rng.randrange(10**9)}"
        body = typedstream.of_runs([typedstream.words(text + " "), typedstream.link(url)])
    bits = f"{rng.getrandbits(128):032X}"
    guid = f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-A{bits[17:20]}-{bits[20:]}"
    later = at + _MINUTE
    handle = 0 if mine and chance < 0.2 else rng.choice(place.handles)
    return (
        guid, None, handle, body, place.service, f"P:{me}", at, later, later if mine else 0, int(mine),
        1, int(mine), 1, int(mine), place.room, 1, 0,
        f"p:0/{target}" if tapback else None, 2000 + rng.randrange(6) if tapback else 0,
        message_summary.UNTOUCHED if kind > 0.8 else None, 1, None if mine else me, 1,
        target if reply else None, "0:0:5" if reply else None, 10,
    )  # fmt: skip


def _word_stream(rng: random.Random) -> list[str]:
    """Words as people use them: common ones often, made-up names and numbers seldom."""
    words = (files("resources") / "demo" / "words.txt").read_text(encoding="utf-8").split()
    weights = list(accumulate(1 / (n + 4) for n in range(len(words))))
    shuffled = rng.sample(words, len(words))
    stream = rng.choices(shuffled, cum_weights=weights, k=200_000)
    for _ in range(30_000):
        syllables = rng.choices(("ka", "lo", "mi", "ren", "sta", "vel", "no", "bri", "ta", "dun"), k=3)
        stream[rng.randrange(len(stream))] = "".join(syllables) if rng.random() < 0.7 else str(rng.randrange(5000))
    return stream


def _text(rng: random.Random, stream: list[str]) -> str:
    """5 to 200 characters."""
    length = int(rng.lognormvariate(2.0, 0.8)) + 1
    at = rng.randrange(len(stream) - 50)
    text = " ".join(stream[at : at + min(length, 40)]) + rng.choice(_ENDINGS)
    return text[:200] if len(text) >= 5 else text + " okay"
