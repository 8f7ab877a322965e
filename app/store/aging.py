"""What has grown old in the store: counted, and removed a piece at a time."""

from __future__ import annotations

from enum import StrEnum

from sqlite_utils import Database

from app.store import learnt_words, memories, removal
from app.store.connection import transaction


class Part(StrEnum):
    """What is kept for a time of its own."""

    MESSAGES = "messages"
    MEMORIES = "memories"
    DRAFTS = "drafts"
    SAMPLES = "samples"


#: Old, and no open promise stands on it: that one waits until the promise is settled. Undated ones are never old.
_OLD = (
    "m.sent_us > 0 AND m.sent_us < :before AND NOT EXISTS "
    "(SELECT 1 FROM promise p WHERE p.message_id = m.id AND p.state = 'open')"
)
#: By conversation, so that the index of threads finds them.
_MESSAGES = (
    f"SELECT m.id FROM conversation c CROSS JOIN message m ON m.conversation_id = c.id WHERE {_OLD} "
    f"UNION ALL SELECT m.id FROM message m WHERE m.conversation_id IS NULL AND {_OLD}"
)
#: Drafts of a set from which nothing was taken, and their words are still there.
_DRAFTS = (
    "SELECT o.id FROM request r JOIN option o ON o.request_id = r.id WHERE r.made_us < :before AND NOT EXISTS "
    "(SELECT 1 FROM option k JOIN decision d ON d.option_id = k.id WHERE k.request_id = r.id AND d.verb <> 'reject')"
)
#: What was made of words and is counted and removed the same way: what is shown as one, and from when on it is old.
_MADE = {
    "segment": "ended_us < :before",
    "memory": "stored_us < :before",
    "brief": "through_us < :before AND primer <> ''",
    "fact": "said_us < :before AND NOT locked AND NOT edited",
}


def count(db: Database, part: Part, before_us: int) -> int:
    """How many of a part are older than this; reads only."""
    values = {"before": before_us}
    match part:
        case Part.MESSAGES:
            sql = f"SELECT count(*) FROM ({_MESSAGES})"
        case Part.MEMORIES:
            sql = "SELECT " + " + ".join(f"(SELECT count(*) FROM {one} WHERE {old})" for one, old in _MADE.items())
        case Part.DRAFTS:
            sql = f"SELECT count(*) FROM ({_DRAFTS})"
        case Part.SAMPLES:
            sql = "SELECT count(*) FROM sample WHERE made_us < :before"
    return int(db.conn.execute(sql, values).fetchone()[0])


def remove_some(db: Database, part: Part, before_us: int, *, limit: int, now_us: int) -> int:
    """Remove up to `limit` of a part that are older than this, with everything made of them; returns how many."""
    match part:
        case Part.MESSAGES:
            return _remove_messages(db, before_us, limit, now_us)
        case Part.MEMORIES:
            return _remove_memories(db, before_us, limit)
        case Part.DRAFTS:
            return _remove_drafts(db, before_us, limit)
        case Part.SAMPLES:
            return _remove_samples(db, before_us, limit)


def _remove_messages(db: Database, before_us: int, limit: int, now_us: int) -> int:
    """They do not come back with the next sync: the person's own wish removed them."""
    ids = _ids(db, _MESSAGES, before_us, limit)
    if ids:
        with transaction(db):
            removal.remove(db, ids, source_id=0, now_us=now_us)
    return len(ids)


def _remove_memories(db: Database, before_us: int, limit: int) -> int:
    """Moments, stored memories, facts that were only read, and briefs; the brief is made anew with new words."""
    values = {"before": before_us, "limit": limit}
    with transaction(db):
        stored = _ids(db, f"SELECT id FROM memory WHERE {_MADE['memory']}", before_us, limit)
        gone = memories.delete(db, stored) if stored else 0
        for table in ("segment", "fact"):
            old = f"SELECT id FROM {table} WHERE {_MADE[table]} LIMIT :limit"
            gone += db.conn.execute(f"DELETE FROM {table} WHERE id IN ({old})", values).rowcount
        old = f"SELECT conversation_id FROM brief WHERE {_MADE['brief']} LIMIT :limit"
        emptied = f"UPDATE brief SET primer = '', ticked = '[]' WHERE conversation_id IN ({old})"
        return gone + int(db.conn.execute(emptied, values).rowcount)


def _remove_drafts(db: Database, before_us: int, limit: int) -> int:
    """Their words go; that drafts were made, and why there were none, stays for the insights."""
    ids = _ids(db, _DRAFTS, before_us, limit)
    if not ids:
        return 0
    with transaction(db):
        sets = {db.conn.execute("SELECT request_id FROM option WHERE id = ?", (one,)).fetchone()[0] for one in ids}
        db.conn.executemany("UPDATE request SET wish = '', withdrawn = 1 WHERE id = ?", [(one,) for one in sets])
        db.conn.executemany("DELETE FROM option WHERE id = ?", [(one,) for one in ids])
    return len(ids)


def _remove_samples(db: Database, before_us: int, limit: int) -> int:
    with transaction(db):
        learnt_words.forget_older(db, before_us)
        old = "SELECT id FROM sample WHERE made_us < ? LIMIT ?"
        return int(db.conn.execute(f"DELETE FROM sample WHERE id IN ({old})", (before_us, limit)).rowcount)


def _ids(db: Database, sql: str, before_us: int, limit: int) -> list[int]:
    rows = db.conn.execute(f"SELECT * FROM ({sql}) LIMIT :limit", {"before": before_us, "limit": limit})
    return [row[0] for row in rows]
