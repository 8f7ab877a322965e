"""Full-text search over messages that are read, safe against whatever is typed into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlcipher3 import dbapi2 as cipher
from sqlite_utils import Database

#: With fewer hits than this for all words together, messages with any of the words follow.
ENOUGH = 5
#: Hits that are ranked; a search for "the" must not score a third of a million messages.
RANKED = 20_000
#: A word in more messages than this tells nothing apart and is not searched for by itself.
COMMON = 4_000
#: The same inside one contact's conversations: there a word may tell apart what elsewhere is said every day.
COMMON_INSIDE = 20_000
#: Rarest words that the search for any of the words looks for.
RAREST = 8
#: Messages with a phrase that are looked at to see how widely it is known.
WIDELY = 200

_WORD = re.compile(r"\w+")
_MOST_WORDS = 32
#: What the person does not want read; empty, and so without cost, where they read everything.
_UNREAD = (
    "(SELECT id FROM message WHERE conversation_id IN (SELECT c.id FROM conversation c "
    "LEFT JOIN contact k ON k.id = c.contact_id WHERE c.switched_off OR k.switched_off))"
)


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
    inside = None if conversation_id is None else [conversation_id]
    found = _matching(db, " ".join(terms), limit, inside)
    if len(found) < min(ENOUGH, limit) and len(terms) > 1:
        known = {message_id for message_id, _ in found}
        others = _matching(db, " OR ".join(_telling(db, terms)), limit, inside)
        found += [pair for pair in others if pair[0] not in known]
    return found[:limit]


def any_of(
    db: Database,
    words: Sequence[str],
    *,
    limit: int,
    unfinished: bool = False,
    conversation_ids: Sequence[int] | None = None,
) -> list[tuple[int, float]]:
    """Messages with any of these words as (message_id, BM25), best first; larger is better.

    The rarest words are looked for; where every one is common, messages with all of them.

    Args:
        unfinished: the last word may be the beginning of one.
        conversation_ids: look in these conversations only; all if None.
    """
    terms = [f'"{word}"' for word in dict.fromkeys(words)][:_MOST_WORDS]
    if not terms or limit < 1 or (conversation_ids is not None and not conversation_ids):
        return []
    if unfinished:
        terms[-1] += "*"
    telling = _telling(db, terms, common=COMMON if conversation_ids is None else COMMON_INSIDE)
    expression = " OR ".join(telling) if telling else " ".join(terms)
    return _matching(db, expression, limit, conversation_ids)


def _telling(db: Database, terms: list[str], *, common: int = COMMON) -> list[str]:
    """The rarest of the terms, none in as many as `common` messages."""
    counted = [(_count(db, term, common), term) for term in terms]
    return [term for count, term in sorted(counted) if 0 < count < common][:RAREST]


def _count(db: Database, term: str, most: int) -> int:
    """In how many messages a term occurs, counted up to `most`."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM message_fts WHERE message_fts MATCH ? LIMIT ?)"
    try:
        return int(db.conn.execute(sql, (term, most)).fetchone()[0])
    except (cipher.Error, UnicodeEncodeError):
        return 0


def _matching(
    db: Database, expression: str, limit: int, conversation_ids: Sequence[int] | None
) -> list[tuple[int, float]]:
    inside = () if conversation_ids is None else tuple(conversation_ids)
    among = f"(SELECT id FROM message WHERE conversation_id IN ({','.join('?' * len(inside))}))"
    where = "" if conversation_ids is None else f"AND rowid IN {among}"
    sql = (
        "SELECT id, -score FROM (SELECT rowid AS id, rank AS score FROM message_fts "
        f"WHERE message_fts MATCH ? AND rowid NOT IN {_UNREAD} {where} LIMIT {RANKED}) ORDER BY score, id DESC LIMIT ?"
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
    rows = _elsewhere(db, phrase, "m.from_me, m.conversation_id", without_contact, without_conversation)
    return Known(sum(not from_me for from_me, _ in rows), len({conversation for _, conversation in rows}))


def said_elsewhere(
    db: Database, phrase: str, *, without_contact: int, without_conversation: int, limit: int
) -> list[str]:
    """The newest texts with a phrase outside one contact's conversations, at most `limit`."""
    return [row[0] for row in _elsewhere(db, phrase, "m.text", without_contact, without_conversation)[:limit]]


def _elsewhere(
    db: Database, phrase: str, columns: str, without_contact: int, without_conversation: int
) -> list[tuple[Any, ...]]:
    words = _WORD.findall(phrase)[:_MOST_WORDS]
    if not words:
        return []
    return db.conn.execute(
        f"SELECT {columns} FROM (SELECT rowid FROM message_fts WHERE message_fts MATCH ? "
        "ORDER BY rowid DESC LIMIT ?) f JOIN message m ON m.id = f.rowid LEFT JOIN conversation c ON c.id = "
        "m.conversation_id WHERE m.conversation_id IS NOT ? AND COALESCE(c.contact_id, 0) != ?",
        (f'"{" ".join(words)}"', WIDELY, without_conversation, without_contact or -1),
    ).fetchall()
