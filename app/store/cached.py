"""Answers kept for an hour, so that the same question is not worked out twice.

Keys begin with `conv:<conversation id>:` or `free:`. What is kept was made by one model with one set of adapters:
the first answer of another one removes all earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from app.store.connection import transaction

#: How long an answer is kept, unless said otherwise.
TTL_S = 3600.0
#: What all answers together may take.
MAX_ROWS, MAX_BYTES = 4096, 16 << 20
#: Longest pattern that is looked for; no key is longer.
MAX_PATTERN = 512


def get(db: Database, key: str, *, now_us: int, model_version: str | None = None) -> bytes | None:
    """The value kept under `key`; None if there is none, or it has expired, or was made later than now.

    Args:
        model_version: of the model that must have made it; None for any.
    """
    row = db.conn.execute(
        "SELECT value FROM cached WHERE key = ?1 AND made_us <= ?2 AND ?2 < expires_us "
        "AND model_version = ifnull(?3, model_version)",
        (key, now_us, model_version),
    ).fetchone()
    return None if row is None else bytes(row[0])


def put(
    db: Database,
    key: str,
    value: bytes,
    *,
    model_version: str,
    now_us: int,
    ttl_s: float = TTL_S,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> None:
    """Keep `value` in place of an earlier one.

    What has expired, what other models made and what does not fit any more goes, the oldest first; a value that does
    not fit by itself is not kept.
    """
    with transaction(db):
        forget_expired(db, now_us=now_us)
        db.conn.execute("DELETE FROM cached WHERE model_version <> ?", (model_version,))
        db.conn.execute(
            "INSERT OR REPLACE INTO cached (key, value, model_version, made_us, expires_us) VALUES (?, ?, ?, ?, ?)",
            (key, value, model_version, now_us, now_us + int(ttl_s * 1e6)),
        )
        db.conn.execute(
            "DELETE FROM cached WHERE key IN (SELECT key FROM (SELECT key, row_number() OVER newest AS n, "
            "sum(length(value)) OVER newest AS size FROM cached WINDOW newest AS (ORDER BY made_us DESC, rowid DESC)) "
            "WHERE n > ? OR size > ?)",
            (max_rows, max_bytes),
        )


def clear(db: Database, pattern: str | None = None) -> int:
    """Forget the answers whose key matches, or all of them; returns how many.

    Args:
        pattern: as SQLite's GLOB: `*` any text, `?` one character, `[ab]` one of them; upper and lower case differ.
            "conv:12:*" is all of conversation 12. What cannot be the pattern of any key matches nothing.
    """
    if pattern is not None and not _can_match(pattern):
        return 0
    with transaction(db):
        return int(db.conn.execute("DELETE FROM cached WHERE key GLOB ?", (pattern or "*",)).rowcount)


def forget_conversations(db: Database, conversation_ids: Iterable[int]) -> None:
    """Forget what was answered about conversations: words it was made of are gone."""
    with transaction(db):
        db.conn.executemany(
            "DELETE FROM cached WHERE key GLOB ?",
            [(f"conv:{conversation_id}:*",) for conversation_id in conversation_ids],
        )


def forget_expired(db: Database, *, now_us: int) -> int:
    """Forget what is too old to be given out; returns how many."""
    with transaction(db):
        return int(db.conn.execute("DELETE FROM cached WHERE expires_us <= ?", (now_us,)).rowcount)


def _can_match(pattern: str) -> bool:
    """Not what the driver would cut short (at a NUL), refuse (half a character), or take for everything (nothing)."""
    if not pattern or len(pattern) > MAX_PATTERN or "\0" in pattern:
        return False
    return not any("\ud800" <= sign <= "\udfff" for sign in pattern)
