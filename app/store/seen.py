"""What the person has looked at in Sotto: Messages is told nothing of it, and no receipt goes out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.store.connection import transaction


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a conversation was looked at, in µs since 1970, and whether the person wants it unread."""

    through_us: int = -1
    marked: bool = False


def get(db: Database, conversation_id: int) -> Seen:
    """How far it was looked at; never, if nothing is known."""
    row = db.conn.execute(
        "SELECT through_us, marked FROM seen WHERE conversation_id = ?", (conversation_id,)
    ).fetchone()
    return Seen() if row is None else Seen(int(row[0]), bool(row[1]))


def put(db: Database, conversation_id: int, seen: Seen) -> None:
    """Remember it so."""
    with transaction(db):
        db.conn.execute(
            "INSERT INTO seen (conversation_id, through_us, marked) VALUES (?1, ?2, ?3) "
            "ON CONFLICT (conversation_id) DO UPDATE SET through_us = ?2, marked = ?3",
            (conversation_id, seen.through_us, seen.marked),
        )


def look(db: Database, conversation_id: int, through_us: int) -> bool:
    """The person looks at a conversation, whose newest message is this old; whether that is any news."""
    before = get(db, conversation_id)
    if through_us <= before.through_us and not before.marked:
        return False
    put(db, conversation_id, Seen(max(through_us, before.through_us)))
    return True
