"""An empty store for every test of this room, and rows put in by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from tests.stores import throwaway

START = 1_700_000_000_000_000
MINUTE = 60_000_000


class Rows:
    """Contacts, conversations and messages as an import would leave them."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.clock_us = START

    def contact(self, name: str = "Kim") -> int:
        return int(self.db.conn.execute("INSERT INTO contact (name) VALUES (?)", (name,)).lastrowid or 0)

    def conversation(self, contact_id: int | None = None, **columns: object) -> int:
        (n,) = self.db.conn.execute("SELECT count(*) FROM conversation").fetchone()
        names = ["merge_key", "contact_id", *columns]
        sql = f"INSERT INTO conversation ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        return int(self.db.conn.execute(sql, (f"key {n}", contact_id, *columns.values())).lastrowid or 0)

    def message(
        self,
        conversation_id: int,
        text: str,
        *,
        after_min: float = 1,
        at_us: int | None = None,
        from_me: bool = False,
        kind: str = "text",
    ) -> int:
        """A message `after_min` minutes after the one before (or at `at_us`), with its full-text entry."""
        if at_us is None:
            self.clock_us += int(after_min * MINUTE)
            at_us = self.clock_us
        (number,) = self.db.conn.execute("SELECT coalesce(max(id), 0) + 1 FROM message").fetchone()
        self.db.conn.execute(
            "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, "
            "sent_us) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)",
            (number, f"guid-{number}", number, conversation_id, from_me, kind, text, at_us),
        )
        self.db.conn.execute("INSERT INTO message_fts (rowid, text) VALUES (?, ?)", (number, text))
        self.db.conn.execute(
            "UPDATE conversation SET last_sent_us = max(last_sent_us, ?), n_messages = n_messages + 1, "
            "last_message_id = ? WHERE id = ?",
            (at_us, number, conversation_id),
        )
        return int(number)

    def remove(self, message_id: int) -> None:
        """Take a message out as a sync does, index entry first."""
        (text,) = self.db.conn.execute("SELECT text FROM message WHERE id = ?", (message_id,)).fetchone()
        self.db.conn.execute(
            "INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', ?, ?)", (message_id, text)
        )
        self.db.conn.execute("DELETE FROM message WHERE id = ?", (message_id,))


def versions(db: Database, *sample_ids: int) -> dict[int, int]:
    """Versions of samples by their ids, as a job notes them."""
    return {one: db.conn.execute("SELECT version FROM sample WHERE id = ?", (one,)).fetchone()[0] for one in sample_ids}


@pytest.fixture
def db() -> Iterator[Database]:
    """The writing connection of a throw-away vault."""
    with throwaway() as vault:
        yield vault.db


@pytest.fixture
def rows(db: Database) -> Rows:
    """Rows put in by hand."""
    return Rows(db)
