"""The figures a conversation keeps of its messages: how many, the newest, and that it has changed.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from app.store import delays
from app.store.filing import refile
from app.store.message_rows import CONVERSATION, KIND
from engine.domain import SPOKEN, Kind

#: Kinds that count as the newest message of a conversation; tapbacks, events and what is not sent yet do not.
COUNTED = frozenset({*SPOKEN, Kind.ONE_TIME_CODE, Kind.UNSENT})
_COUNTED_LIST = "(" + ",".join(f"'{kind.value}'" for kind in sorted(COUNTED)) + ")"


def count_new(db: Database, known_until: int, arrived: set[int]) -> int:
    """Bring the figures of conversations up to date after an import; returns how many rows are in none."""
    conn = db.conn
    unfiled = 0
    for conversation_id, n_rows, n_counted, newest_us, oldest_us in conn.execute(
        f"SELECT conversation_id, count(*), sum(kind IN {_COUNTED_LIST}), "
        f"max(iif(kind IN {_COUNTED_LIST}, sent_us, 0)), min(sent_us) "
        # The index by conversation would spare the sorting and read every message we have instead.
        "FROM message NOT INDEXED WHERE id > ? GROUP BY 1",
        (known_until,),
    ).fetchall():
        if conversation_id is None:
            unfiled = n_rows
            continue
        arrived.add(conversation_id)
        last_us, counted_us = conn.execute(
            "UPDATE conversation SET n_messages = n_messages + ?, changed = 1, unclassified = 1, "
            "passages_through_us = min(passages_through_us, ? - 1) WHERE id = ? "
            "RETURNING last_sent_us, delays_through_us",
            (n_counted, oldest_us, conversation_id),
        ).fetchone()
        if oldest_us <= counted_us:
            delays.forget(db, conversation_id)
        if newest_us >= last_us:
            find_last(db, conversation_id)
    return unfiled


def find_last(db: Database, conversation_id: int) -> None:
    """Look up the newest counted message of a conversation again."""
    last = db.conn.execute(
        f"SELECT id, sent_us FROM message WHERE conversation_id = ? AND kind IN {_COUNTED_LIST} "
        "ORDER BY sent_us DESC, source_rowid DESC LIMIT 1",
        (conversation_id,),
    ).fetchone()
    db.conn.execute(
        "UPDATE conversation SET last_message_id = ?, last_sent_us = ? WHERE id = ?",
        (*(last or (None, 0)), conversation_id),
    )
    refile(db, conversation_id)


def count_again(db: Database, conversation_id: int) -> None:
    """Bring the figures of a conversation up to date after its messages were moved."""
    db.conn.execute(
        "UPDATE conversation SET changed = 1, unclassified = 1, n_messages = (SELECT count(*) FROM message m "
        f"WHERE m.conversation_id = conversation.id AND m.kind IN {_COUNTED_LIST}) WHERE id = ?",
        (conversation_id,),
    )
    find_last(db, conversation_id)


def recount(db: Database, steps: Iterable[tuple[int | None, str, int]]) -> None:
    """Apply messages that came to (+1) or left (-1) conversations, given as (conversation, kind, step)."""
    change: dict[int, int] = {}
    for conversation_id, kind, step in steps:
        if conversation_id is not None:
            change[conversation_id] = change.get(conversation_id, 0) + (step if kind in COUNTED else 0)
    for conversation_id, n_messages in change.items():
        db.conn.execute(
            "UPDATE conversation SET n_messages = n_messages + ?, changed = 1, unclassified = 1 WHERE id = ?",
            (n_messages, conversation_id),
        )
        delays.forget(db, conversation_id)
        find_last(db, conversation_id)


def step(values: Sequence[Any], step: int) -> tuple[int | None, str, int]:
    """A message, its values in the order of `COLUMNS`, that came (+1) or left (-1), as `recount` takes it."""
    return values[CONVERSATION], values[KIND], step
