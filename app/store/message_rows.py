"""A message as a row of the store: its columns, their values from what a source shows, and what hangs on a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from app.store.filing import Filing
from engine.heard import SourceMessage

COLUMNS = (
    "guid",
    "source_id",
    "source_rowid",
    "state",
    "conversation_id",
    "handle_id",
    "from_me",
    "kind",
    "code",
    "text",
    "sent_us",
    "read_us",
    "is_read",
    "edited",
    "unsent",
    "reply_to",
    "service",
    "filter",
    "extra",
    "n_attachments",
)
#: Places of columns in a row of `COLUMNS`.
CONVERSATION, FROM_ME, KIND, TEXT, SENT = (
    COLUMNS.index(name) for name in ("conversation_id", "from_me", "kind", "text", "sent_us")
)
#: From here on a column is what the message says, before it where it stands in its source.
SAID_FROM = CONVERSATION


class Conversations(dict[tuple[int, ...], int | None]):
    """Conversation ids by the chats of a message: that of the first chat that is filed."""

    def __init__(self, filed: dict[int, int]) -> None:
        super().__init__()
        self._filed = filed

    def __missing__(self, chats: tuple[int, ...]) -> int | None:
        found = next((self._filed[chat] for chat in chats if chat in self._filed), None)
        self[chats] = found
        return found


def values_of(filing: Filing, rows: Sequence[SourceMessage]) -> list[tuple[Any, ...]]:
    """Rows in the order of `COLUMNS`; one whose chat is not filed yet gets no state, so that it is asked for again."""
    source_id = filing.source_id
    conversations = Conversations(filing.conversations)
    handle_of = filing.handles.get
    values = []
    for m in rows:
        conversation_id = conversations[m.chat_rowids]
        if m.from_me:
            handle_id = None
        else:
            handle_id = handle_of(m.handle_rowid)
            if handle_id is None and conversation_id is not None:
                handle_id = filing.others.get(conversation_id)
        values.append(
            (
                m.guid,
                source_id,
                m.rowid,
                m.state if conversation_id is not None or not m.chat_rowids else 0,
                conversation_id,
                handle_id,
                +m.from_me,
                m.kind._value_,
                m.code,
                m.text,
                m.sent_us,
                m.read_us,
                +m.is_read,
                +m.edited,
                +m.unsent,
                m.reply_to,
                m.service,
                m.filter._value_,
                m.extra,
                len(m.attachments),
            )
        )
    return values


def add_belongings(db: Database, rows: Iterable[tuple[int, SourceMessage]]) -> None:
    """Store the attachments and tapbacks of rows, given with our ids."""
    special = [(id_, message) for id_, message in rows if message.tapback or message.attachments]
    db.conn.executemany(
        "INSERT INTO tapback (message_id, target_guid, part, kind, emoji, removed) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (id_, m.tapback.target_guid, m.tapback.part, m.tapback.kind, m.tapback.emoji, m.tapback.removed)
            for id_, m in special
            if m.tapback is not None
        ],
    )
    db.conn.executemany(
        "INSERT INTO attachment (message_id, guid, name, mime_type, path, total_bytes, state, sticker) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (id_, f.guid, f.name, f.mime_type, f.path, f.total_bytes, f.state, f.sticker)
            for id_, m in special
            for f in m.attachments
        ],
    )


def renew_belongings(db: Database, rows: Sequence[tuple[int, SourceMessage]]) -> None:
    """Put the attachments and tapbacks of rows in place of those they had."""
    for table in ("attachment", "tapback"):
        db.conn.executemany(f"DELETE FROM {table} WHERE message_id = ?", [(id_,) for id_, _ in rows])
    add_belongings(db, rows)
