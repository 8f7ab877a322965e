"""What a ranking of messages needs to know about each: who said it to whom, when, and what stands beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from app.store.threads import SPOKEN_LIST
from engine.domain import moment
from engine.memory.ranking import Candidate
from engine.memory.turns import GAP

_GAP_US = GAP.total_seconds() * 1e6
_NAME_WORD = re.compile(r"\w+")


def candidates(db: Database, message_ids: Iterable[int], inside: Sequence[int] | None = None) -> dict[int, Candidate]:
    """Messages with words by id; those that are gone, or not to be read, are missing.

    Args:
        inside: only messages of these conversations that were not forgotten; everything if None.
    """
    rows = db.conn.execute(
        "SELECT m.id, m.text, m.sent_us, m.from_me, h.contact_id, iif(c.is_group, NULL, c.contact_id) "
        "FROM json_each(?1) j JOIN message m ON m.id = j.value "
        "LEFT JOIN handle h ON h.id = m.handle_id LEFT JOIN conversation c ON c.id = m.conversation_id "
        "LEFT JOIN contact k ON k.id = c.contact_id "
        "WHERE m.text <> '' AND c.switched_off IS NOT 1 AND k.switched_off IS NOT 1 "
        "AND (?2 IS NULL OR (m.conversation_id IN (SELECT value FROM json_each(?2)) AND NOT EXISTS "
        "(SELECT 1 FROM forgotten f WHERE f.conversation_id = m.conversation_id "
        "AND m.sent_us BETWEEN f.began_us AND f.ended_us)))",
        (json.dumps(list(message_ids)), None if inside is None else json.dumps(list(inside))),
    )
    return {
        row[0]: Candidate(row[0], row[1], moment(row[2]), None if row[3] else row[4] or row[5], row[5]) for row in rows
    }


def beside(db: Database, message_ids: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
    """The spoken message before and the one after each of these in its conversation; None after a long silence."""
    one_way = (
        "(SELECT n.id FROM message n WHERE n.conversation_id = m.conversation_id "
        "AND (n.sent_us, n.source_rowid) {way} (m.sent_us, m.source_rowid) AND n.sent_us {near} "
        f"AND n.kind IN ({SPOKEN_LIST}) "
        "ORDER BY n.sent_us {order}, n.source_rowid {order} LIMIT 1)"
    )
    before = one_way.format(way="<", near=">= m.sent_us - :gap", order="DESC")
    after = one_way.format(way=">", near="<= m.sent_us + :gap", order="ASC")
    rows = db.conn.execute(
        f"SELECT m.id, {before}, {after} FROM json_each(:ids) j JOIN message m ON m.id = j.value",
        {"ids": json.dumps(list(message_ids)), "gap": int(_GAP_US)},
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def people(db: Database) -> dict[str, frozenset[int]]:
    """The words of the names of contacts, in small letters, with the contacts that have them."""
    found: dict[str, set[int]] = {}
    for contact_id, name in db.conn.execute("SELECT id, name FROM contact WHERE name <> ''"):
        for word in _NAME_WORD.findall(name.casefold()):
            found.setdefault(word, set()).add(contact_id)
    return {word: frozenset(ids) for word, ids in found.items()}


def conversations_of(db: Database, contact_id: int) -> list[int]:
    """The direct conversations with a contact that are read."""
    rows = db.conn.execute(
        "SELECT c.id FROM conversation c JOIN contact k ON k.id = c.contact_id "
        "WHERE c.contact_id = ? AND NOT c.is_group AND NOT c.switched_off AND NOT k.switched_off",
        (contact_id,),
    )
    return [row[0] for row in rows]


def is_switched_off(db: Database, contact_id: int) -> bool:
    """Whether the person does not want this contact read."""
    row = db.conn.execute("SELECT switched_off FROM contact WHERE id = ?", (contact_id,)).fetchone()
    return row is not None and bool(row[0])
