"""Full-text search over messages, safe against whatever is typed into it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlcipher3 import dbapi2 as cipher
from sqlite_utils import Database

#: With fewer hits than this for all words together, messages with any of the words follow.
ENOUGH = 5
#: Hits that are ranked; a search for "the" must not score a third of a million messages.
RANKED = 20_000
#: A word in more messages than this tells nothing apart and is not searched for by itself.
COMMON = 4_000
#: Rarest words that the search for any of the words looks for.
RAREST = 8
#: Messages with a phrase that are looked at to see how widely it is known.
WIDELY = 200

_WORD = re.compile(r"\w+")
_MOST_WORDS = 32


def full_text(
    db: Database, query: str, *, limit: int = 50, conversation_id: int | None = None
) -> list[tuple[int, float]]:
    """Messages with the words of `query` as (message_id, score), best first; never raises for what is typed.

    All words must occur, the last one may be the beginning of a word; where that finds too little, messages
    with any of its rarer words follow. The score is BM25 (SQLite FTS5), larger is better.
    """
    words = list(dict.fromkeys(_WORD.findall(query)))[:_MOST_WORDS]
    if not words or limit < 1:
        return []
    terms = [f'"{word}"' for word in words]
    terms[-1] += "*"
    found = _matching(db, " ".join(terms), limit, conversation_id)
    if len(found) < min(ENOUGH, limit) and len(terms) > 1:
        known = {message_id for message_id, _ in found}
        others = _matching(db, " OR ".join(_telling(db, terms)), limit, conversation_id)
        found += [pair for pair in others if pair[0] not in known]
    return found[:limit]


def _telling(db: Database, terms: list[str]) -> list[str]:
    """The rarest of the terms, none in more than `COMMON` messages."""
    counted = [(_count(db, term), term) for term in terms]
    return [term for count, term in sorted(counted) if 0 < count < COMMON][:RAREST]


def _count(db: Database, term: str) -> int:
    """In how many messages a term occurs, counted up to `COMMON`."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM message_fts WHERE message_fts MATCH ? LIMIT ?)"
    try:
        return int(db.conn.execute(sql, (term, COMMON)).fetchone()[0])
    except (cipher.Error, UnicodeEncodeError):
        return 0


def _matching(db: Database, expression: str, limit: int, conversation_id: int | None) -> list[tuple[int, float]]:
    where = "" if conversation_id is None else "AND rowid IN (SELECT id FROM message WHERE conversation_id = ?)"
    inside = () if conversation_id is None else (conversation_id,)
    sql = (
        "SELECT id, -score FROM (SELECT rowid AS id, rank AS score FROM message_fts "
        f"WHERE message_fts MATCH ? {where} LIMIT {RANKED}) ORDER BY score, id DESC LIMIT ?"
    )
    try:
        rows = db.conn.execute(sql, (expression, *inside, limit)).fetchall()
    except (cipher.OperationalError, UnicodeEncodeError):
        return []  # nothing left to look for, or half a character
    return [(int(row[0]), float(row[1])) for row in rows]


@dataclass(frozen=True, slots=True)
class Known:
    """How widely a phrase is known: messages of theirs that hold it, and conversations it occurs in on either side."""

    said_by_them: int
    conversations: int


def who_knows(db: Database, phrase: str, *, without_contact: int, without_conversation: int) -> Known:
    """Where a phrase occurs outside one contact's conversations; looks at the newest `WIDELY` messages with it."""
    words = _WORD.findall(phrase)[:_MOST_WORDS]
    if not words:
        return Known(0, 0)
    rows = db.conn.execute(
        "SELECT m.from_me, m.conversation_id FROM (SELECT rowid FROM message_fts WHERE message_fts MATCH ? "
        "ORDER BY rowid DESC LIMIT ?) f JOIN message m ON m.id = f.rowid LEFT JOIN conversation c ON c.id = "
        "m.conversation_id WHERE m.conversation_id IS NOT ? AND COALESCE(c.contact_id, 0) != ?",
        (f'"{" ".join(words)}"', WIDELY, without_conversation, without_contact or -1),
    ).fetchall()
    return Known(sum(not from_me for from_me, _ in rows), len({conversation for _, conversation in rows}))
