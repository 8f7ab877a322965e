"""Figures and previews that lists of conversations and hits are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from app.store.threads import SPOKEN_LIST
from engine.domain import micros


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A stored message as a hit of a search shows it."""

    id: int
    guid: str
    conversation_id: int | None
    text: str
    sent_us: int


def previews(db: Database, conversation_ids: list[int], *, until: datetime) -> dict[int, tuple[str, int]]:
    """The newest words of each conversation and when they were sent (µs); nothing scheduled for later."""
    found = {}
    for conversation_id in conversation_ids:
        row = db.execute(
            "SELECT text, sent_us FROM message WHERE conversation_id = ? AND sent_us <= ? AND "
            f"kind IN ({SPOKEN_LIST},'one_time_code') ORDER BY sent_us DESC, source_rowid DESC LIMIT 1",
            [conversation_id, micros(until)],
        ).fetchone()
        if row is not None:
            found[conversation_id] = (row[0], row[1])
    return found


def unread(db: Database) -> dict[int, int]:
    """Unread messages of theirs by conversation."""
    rows = db.execute(
        f"SELECT conversation_id, count(*) FROM message WHERE is_read = 0 AND from_me = 0 AND kind IN ({SPOKEN_LIST}) "
        "AND conversation_id IS NOT NULL GROUP BY conversation_id"
    ).fetchall()
    return dict(rows)


def unseen(db: Database) -> dict[int, int]:
    """Messages of theirs that were read neither in Messages nor here, by conversation; one at least where the person
    marked it unread."""
    rows = db.conn.execute(
        "SELECT m.conversation_id, count(*) FROM message m LEFT JOIN seen s ON s.conversation_id = m.conversation_id "
        f"WHERE m.is_read = 0 AND m.from_me = 0 AND m.kind IN ({SPOKEN_LIST}) AND m.conversation_id IS NOT NULL "
        "AND m.sent_us > coalesce(s.through_us, -1) GROUP BY m.conversation_id"
    ).fetchall()
    marked = db.conn.execute("SELECT conversation_id FROM seen WHERE marked").fetchall()
    return {one: 1 for (one,) in marked} | dict(rows)


def unread_of(db: Database, conversation_id: int) -> int:
    """Unread messages of theirs in one conversation."""
    row = db.conn.execute(
        "SELECT count(*) FROM message WHERE conversation_id = ? AND is_read = 0 AND from_me = 0 "
        f"AND kind IN ({SPOKEN_LIST})",
        (conversation_id,),
    ).fetchone()
    return int(row[0])


def span(db: Database, conversation_id: int) -> tuple[int, int]:
    """First and last time of a conversation in µs, 0 where it has no messages."""
    row = db.execute(  # asked for together, every row of the index would be read
        "SELECT COALESCE((SELECT min(sent_us) FROM message WHERE conversation_id = ?1), 0), "
        "COALESCE((SELECT max(sent_us) FROM message WHERE conversation_id = ?1), 0)",
        [conversation_id],
    ).fetchone()
    return row[0], row[1]


def by_ids(db: Database, message_ids: list[int]) -> list[FoundMessage]:
    """Messages by id, in no order; ids that are gone are missing."""
    found: list[FoundMessage] = []
    for chunk in (message_ids[at : at + 500] for at in range(0, len(message_ids), 500)):
        rows = db.execute(
            f"SELECT id, guid, conversation_id, text, sent_us FROM message WHERE id IN ({','.join('?' * len(chunk))})",
            chunk,
        ).fetchall()
        found.extend(FoundMessage(*row) for row in rows)
    return found


def totals(db: Database) -> tuple[int, int, int]:
    """(messages, conversations, time of the last sync in µs)."""
    row = db.execute(
        "SELECT COALESCE((SELECT sum(n_messages) FROM conversation), 0), (SELECT count(*) FROM conversation), "
        "COALESCE((SELECT max(last_sync_us) FROM source), 0)"
    ).fetchone()
    return row[0], row[1], row[2]
