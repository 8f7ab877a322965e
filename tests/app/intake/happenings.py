"""What the tests of the intake say and ask over and over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from importers.demo.chatdb import ChatDatabase

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
COUNTED = "('text','attachment','app','poll','audio','location','sticker','one_time_code','unsend')"


def ago(**span: float) -> datetime:
    """A time before NOW."""
    return NOW - timedelta(**span)


def stored(db: Database, guid: str, *columns: str) -> tuple[Any, ...] | None:
    """Columns of the stored message with that guid."""
    return db.execute(f"SELECT {', '.join(columns)} FROM message WHERE guid = ?", [guid]).fetchone()


def found(db: Database, words: str) -> int:
    """How many messages the full-text index finds."""
    sql = "SELECT count(*) FROM message_fts WHERE message_fts MATCH ?"
    return int(db.execute(sql, [f'"{words}"']).fetchone()[0])


def talk(
    source: ChatDatabase, n: int, *, chat: int | None = None, start: datetime | None = None
) -> tuple[int, list[str]]:
    """A direct chat of `n` messages, a minute apart; returns the chat and the guids, oldest first."""
    chat = chat or source.add_chat([source.add_handle("+447700900100")])
    start = start or ago(days=30)
    return chat, [
        source.add_message(chat, f"word{i} said", at=start + timedelta(minutes=i), from_me=i % 2 == 0) for i in range(n)
    ]


def figures(db: Database) -> tuple[list[Any], list[Any]]:
    """(id, n_messages, last guid, last time) by conversation: as kept, and as counted from the messages."""
    kept = db.execute(
        "SELECT c.id, c.n_messages, m.guid, c.last_sent_us FROM conversation c "
        "LEFT JOIN message m ON m.id = c.last_message_id ORDER BY c.id"
    ).fetchall()
    true: list[Any] = []
    for (conversation_id,) in db.execute("SELECT id FROM conversation ORDER BY id").fetchall():
        where = f"FROM message WHERE conversation_id = {conversation_id} AND kind IN {COUNTED}"
        (n,) = db.execute(f"SELECT count(*) {where}").fetchone()
        last = db.execute(f"SELECT guid, sent_us {where} ORDER BY sent_us DESC, source_rowid DESC LIMIT 1").fetchone()
        true.append((conversation_id, n, *(last or (None, 0))))
    return kept, true
