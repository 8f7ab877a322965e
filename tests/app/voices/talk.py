"""Talk in a store whose voice can be counted: questions of theirs, answers of the person's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app import voices
from app.store import voice_counts
from app.store.connection import transaction
from engine.domain import micros
from engine.voice.tally import Tally

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MINE = (
    "sure, see you then",
    "hey! yes i'm free, what time works?",
    "thanks so much, talk soon 🌿",
    "no worries at all",
)
THEIRS = ("ARE YOU FREE??", "Please send the gallery.", "Thx luv, b there @ 8", "Hello, how much is it?")


def conversation(db, conversation_id, contact_id, **columns):
    names = ["id", "merge_key", "contact_id", *columns]
    sql = f"INSERT INTO conversation ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    db.conn.execute(sql, (conversation_id, f"key {conversation_id}", contact_id, *columns.values()))


def talk(db, n_pairs, conversation_id=1, *, mine=MINE, theirs=THEIRS):
    """Questions of theirs, each answered five minutes later; ids of what was stored."""
    (known,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM message").fetchone()
    ids = range(known + 1, known + 2 * n_pairs + 1)
    rows = []
    for at, number in enumerate(ids):
        since = (known + at) * timedelta(minutes=5) + at // 2 * timedelta(hours=2)
        texts = mine if at % 2 else theirs
        text = texts[at // 2 % len(texts)]
        sent_us = micros(NOW - timedelta(days=90) + since)
        rows.append((number, f"g{number}", number, conversation_id, at % 2, text, sent_us))
    with transaction(db):
        db.conn.executemany(
            "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us) "
            "VALUES (?, ?, 1, ?, ?, ?, 'text', ?, ?)",
            rows,
        )
        db.conn.execute("INSERT INTO message_fts (rowid, text) SELECT id, text FROM message WHERE id > ?", (known,))
    return list(ids)


def settle(db):
    while voices.step(db, now=NOW):
        pass


def counts(db):
    """Everything that is counted, in a form that can be compared."""
    return [
        *(tuple(map(tuple, (side.sums, side.table))) for side in (voice_counts.writing(db, one) for one in (0, 1))),
        *(voice_counts.tally(db, contact_id) or Tally() for contact_id in (0, 1, 2)),
    ]
