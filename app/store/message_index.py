"""The full-text index of messages, kept to their rows; every function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from app.store.parts import marks, parts


def add_since(db: Database, known_until: int) -> None:
    """Index the messages whose ids are higher than the last one known."""
    db.conn.execute(
        "INSERT INTO message_fts (rowid, text) SELECT id, text FROM message WHERE id > ? AND text <> ''", (known_until,)
    )


def remove(db: Database, ids: Sequence[int]) -> None:
    """Take messages out of the full-text index, while their rows still hold the words it was made of."""
    for part in parts(ids):
        db.conn.execute(
            "INSERT INTO message_fts (message_fts, rowid, text) "
            f"SELECT 'delete', id, text FROM message WHERE id IN ({marks(part)}) AND text <> ''",
            tuple(part),
        )


def add(db: Database, ids: Sequence[int]) -> None:
    """Index messages by the words their rows hold now."""
    for part in parts(ids):
        db.conn.execute(
            "INSERT INTO message_fts (rowid, text) "
            f"SELECT id, text FROM message WHERE id IN ({marks(part)}) AND text <> ''",
            tuple(part),
        )
