"""Removing messages without a trace: words, index, passages, vectors, judgements and drafts go in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from app.store import cutting, message_index
from app.store.message_counts import recount, step
from app.store.message_rows import COLUMNS, CONVERSATION
from app.store.parts import marks, parts
from app.store.withdrawing import withdraw


def ids_of_guids(db: Database, guids: Sequence[str]) -> list[int]:
    """Messages we hold with these guids."""
    found: list[int] = []
    for part in parts(guids):
        found += [
            row[0] for row in db.conn.execute(f"SELECT id FROM message WHERE guid IN ({marks(part)})", tuple(part))
        ]
    return found


def remove(db: Database, ids: Sequence[int], *, source_id: int, now_us: int) -> set[int]:
    """Remove messages with everything made of them; returns their conversations.

    Args:
        source_id: who removed them; 0 for the person, whose removals no source can undo.
    """
    conversations: set[int] = set()
    for part in parts(ids):
        holes, values = marks(part), tuple(part)
        rows = db.conn.execute(f"SELECT {', '.join(COLUMNS)} FROM message WHERE id IN ({holes})", values).fetchall()
        message_index.remove(db, part)
        cutting.forget_messages(db, part)
        db.conn.execute(f"DELETE FROM attachment WHERE message_id IN ({holes})", values)
        db.conn.execute(f"DELETE FROM tapback WHERE message_id IN ({holes})", values)
        db.conn.execute(f"DELETE FROM message WHERE id IN ({holes})", values)
        db.conn.executemany(
            "INSERT OR REPLACE INTO tombstone (guid, removed_us, source_id) VALUES (?, ?, ?)",
            [(row[0], now_us, source_id) for row in rows],
        )
        touched = {row[CONVERSATION] for row in rows} - {None}
        recount(db, [step(row, -1) for row in rows])
        withdraw(db, part, touched, rows)
        conversations |= touched
    return conversations


def drop_repeated(db: Database) -> None:
    """Keep one message of each guid, the one stored first; for a table whose guids are not indexed."""
    ids = [
        row[0]
        for row in db.conn.execute("SELECT id FROM message WHERE id NOT IN (SELECT min(id) FROM message GROUP BY guid)")
    ]
    for part in parts(ids):
        holes, values = marks(part), tuple(part)
        steps = db.conn.execute(
            f"SELECT conversation_id, kind, -1 FROM message WHERE id IN ({holes})", values
        ).fetchall()
        message_index.remove(db, part)
        db.conn.execute(f"DELETE FROM message WHERE id IN ({holes})", values)
        recount(db, steps)
