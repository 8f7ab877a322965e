"""Fills a throw-away store with texts, each a message and a passage of its own; for evaluation only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from engine.domain import Kind


def fill(db: Database, rows: Sequence[tuple[str, str]]) -> list[int]:
    """Store (speaker, text) rows as one conversation, oldest first; returns their message ids in order."""
    execute = db.conn.execute
    execute("INSERT INTO source (id, path, kind) VALUES (1, 'evaluation', 'evaluation')")
    execute("INSERT INTO contact (id, name) VALUES (1, 'evaluation')")
    execute(
        "INSERT INTO conversation (id, merge_key, contact_id, n_messages) VALUES (1, 'evaluation', 1, ?)", (len(rows),)
    )
    ids = []
    for at, (_speaker, text) in enumerate(rows, start=1):
        execute(
            "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us) "
            "VALUES (?, ?, 1, ?, 1, 0, ?, ?, ?)",
            (at, f"evaluation-{at}", at, Kind.TEXT, text, at),
        )
        execute("INSERT INTO message_fts (rowid, text) VALUES (?, ?)", (at, text))
        execute(
            "INSERT INTO passage (id, conversation_id, contact_id, from_me, first_message_id, sent_us, digest) "
            "VALUES (?, 1, 1, 0, ?, ?, x'')",
            (at, at, at),
        )
        execute("INSERT INTO passage_message (message_id, passage_id) VALUES (?, ?)", (at, at))
        ids.append(at)
    return ids
