"""One conversation with very many messages, written straight into a store: for measuring what showing it costs."""

from __future__ import annotations

from sqlite_utils import Database

from app.store.connection import transaction

TEXT = (
    "could we move the session to the afternoon because the light is better then and my mother can join us too "
    "thank you for the pictures they are lovely I will let you know about the frames by the end of the week"
)
CONVERSATION = 1
#: A message every three minutes, every third of the person's own.
EVERY_US = 180 * 1_000_000


def fill(db: Database, n_messages: int, *, until_us: int) -> int:
    """Write the messages, the newest at `until_us`; returns the id of the conversation."""
    with transaction(db):
        db.conn.execute("INSERT INTO source (id, kind, path) VALUES (1, 'chat_db', 'bench')")
        db.conn.execute("INSERT INTO contact (id, name) VALUES (1, 'Long Thread')")
        db.conn.execute(
            "INSERT INTO conversation (id, merge_key, display_name, contact_id, n_messages, last_sent_us, changed) "
            "VALUES (?, 'bench', 'Long Thread', 1, ?, ?, 0)",
            (CONVERSATION, n_messages, until_us),
        )
        db.conn.executemany(
            "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us, "
            "is_read, service) VALUES (?1, 'g' || ?1, 1, ?1, ?2, ?3, 'text', ?4, ?5, 1, 'iMessage')",
            (
                (n, CONVERSATION, n % 3 == 0, _text(n), until_us - (n_messages - n) * EVERY_US)
                for n in range(1, n_messages + 1)
            ),
        )
    return CONVERSATION


def _text(n: int) -> str:
    """Between two and fifty words, with an emoji now and then."""
    words = TEXT.split()
    start, many = n * 7 % len(words), 2 + n * n % 49
    said = " ".join((words * 3)[start : start + many])
    return f"{said} 🙂" if n % 11 == 0 else said
