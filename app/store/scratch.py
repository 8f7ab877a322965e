"""Fills a throw-away store with texts, each a message and a passage of its own; for evaluation only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from engine.domain import Kind

#: Texts without a time are taken as a minute apart.
STEP_US = 60_000_000


def fill(db: Database, rows: Sequence[tuple[str, str, int | None]]) -> list[int]:
    """Store (speaker, text, sent_us) rows as one group, oldest first; returns their message ids in order.

    Each speaker is a contact with an address and a name.
    """
    execute = db.conn.execute
    execute("INSERT INTO source (id, path, kind) VALUES (1, 'evaluation', 'evaluation')")
    execute(
        "INSERT INTO conversation (id, merge_key, is_group, n_messages) VALUES (1, 'evaluation', 1, ?)", (len(rows),)
    )
    speakers = {name: number for number, name in enumerate(dict.fromkeys(row[0] for row in rows), start=1)}
    for name, number in speakers.items():
        execute("INSERT INTO contact (id, name) VALUES (?, ?)", (number, name))
        execute(
            "INSERT INTO handle (id, address, shown, contact_id) VALUES (?1, ?2, ?2, ?1)", (number, f"speaker-{number}")
        )
    ids = []
    for at, (speaker, text, sent_us) in enumerate(rows, start=1):
        when = at * STEP_US if sent_us is None else sent_us
        execute(
            "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, handle_id, from_me, kind, text, "
            "sent_us) VALUES (?, ?, 1, ?, 1, ?, 0, ?, ?, ?)",
            (at, f"evaluation-{at}", at, speakers[speaker], Kind.TEXT, text, when),
        )
        execute("INSERT INTO message_fts (rowid, text) VALUES (?, ?)", (at, text))
        execute(
            "INSERT INTO passage (id, conversation_id, contact_id, from_me, first_message_id, sent_us, digest) "
            "VALUES (?, 1, 0, 0, ?, ?, x'')",
            (at, at, when),
        )
        execute("INSERT INTO passage_message (message_id, passage_id) VALUES (?, ?)", (at, at))
        ids.append(at)
    return ids
