"""Memories that scripts stored, each of one user and one contact; a search never looks at another owner's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app.store.connection import transaction
from app.store.vectors import DIMENSIONS
from engine.domain import moment
from engine.remembered import Memory, Said

#: Whose memories they are where nobody is named: the person's own.
ME = "me"
_OWNED = "memory m JOIN memory_owner o ON o.id = m.owner_id LEFT JOIN handle h ON h.id = o.handle_id"
_NAME = "coalesce(o.contact_key, CAST(h.contact_id AS TEXT))"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored: `words` are searched and embedded; `written_by` names the model that wrote the summary."""

    conversation_id: str | None
    summary: str
    words: str
    messages: tuple[Said, ...]
    metadata: Mapping[str, object]
    written_by: str = ""


def owners(db: Database, user_id: str | None, contact_key: str | None) -> list[int]:
    """The partitions that hold memories of a user and a contact, None for all.

    A contact of ours is found by its addresses: they go with it when it is merged or split, and it may have several.
    """
    rows = db.conn.execute(
        "SELECT o.id FROM memory_owner o LEFT JOIN handle h ON h.id = o.handle_id "
        "WHERE (?1 IS NULL OR o.user_id = ?1) AND (?2 IS NULL OR h.contact_id = ?3 OR (o.contact_key = ?2 "
        "AND NOT (o.user_id = ?4 AND EXISTS (SELECT 1 FROM handle k WHERE k.contact_id = ?3))))",
        (user_id, contact_key, None if contact_key is None else known_contact(db, ME, contact_key), ME),
    ).fetchall()
    return [int(row[0]) for row in rows]


def known_contact(db: Database, user_id: str, contact_key: str) -> int | None:
    """The contact of ours that is meant; None for somebody we do not know, or of another user."""
    if user_id != ME or not (contact_key.isascii() and contact_key.isdigit()) or len(contact_key) > 18:
        return None
    if str(int(contact_key)) != contact_key:
        return None
    row = db.conn.execute("SELECT id FROM contact WHERE id = ?", (int(contact_key),)).fetchone()
    return None if row is None else int(row[0])


def add(db: Database, user_id: str, contact_key: str, stored: Stored, *, now_us: int) -> int:
    """Store a memory; its vector is made later."""
    with transaction(db):
        owner_id = _owner(db, user_id, contact_key, stored.conversation_id)
        memory_id = db.conn.execute(
            "INSERT INTO memory (owner_id, conversation_key, summary, words, messages, metadata, stored_us, "
            "written_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                owner_id,
                stored.conversation_id,
                stored.summary,
                stored.words,
                msgspec.json.encode(stored.messages).decode(),
                msgspec.json.encode(stored.metadata).decode(),
                now_us,
                stored.written_by,
            ),
        ).lastrowid
    assert memory_id is not None
    return memory_id


def _owner(db: Database, user_id: str, contact_key: str, conversation_key: str | None) -> int:
    handle_id = _address(db, known_contact(db, user_id, contact_key), conversation_key)
    name = contact_key if handle_id is None else None
    db.conn.execute(
        "INSERT OR IGNORE INTO memory_owner (user_id, contact_key, handle_id) VALUES (?, ?, ?)",
        (user_id, name, handle_id),
    )
    (owner_id,) = db.conn.execute(
        "SELECT id FROM memory_owner WHERE handle_id = ?3 OR (user_id = ?1 AND contact_key = ?2)",
        (user_id, name, handle_id),
    ).fetchone()
    return int(owner_id)


def _address(db: Database, contact_id: int | None, conversation_key: str | None) -> int | None:
    """The address of a contact that a memory is kept with: of the conversation it names, else the oldest."""
    (handle_id,) = db.conn.execute(
        "SELECT coalesce((SELECT min(h.id) FROM handle h JOIN conversation_handle c ON c.handle_id = h.id "
        "WHERE h.contact_id = ?1 AND CAST(c.conversation_id AS TEXT) = ?2), "
        "(SELECT min(id) FROM handle WHERE contact_id = ?1))",
        (contact_id, conversation_key),
    ).fetchone()
    return None if handle_id is None else int(handle_id)


def by_words(db: Database, owner_ids: Sequence[int], words: Sequence[str], *, limit: int) -> list[tuple[int, float]]:
    """Memories of these owners with any of the words as (memory_id, BM25), best first; larger is better."""
    expression = " OR ".join(f'"{word}"' for word in words)
    if not expression or not owner_ids:
        return []
    rows = db.conn.execute(
        "SELECT f.rowid, -f.rank FROM memory_fts f JOIN memory m ON m.id = f.rowid WHERE memory_fts MATCH ? "
        f"AND m.owner_id IN ({','.join('?' * len(owner_ids))}) ORDER BY f.rank LIMIT ?",
        (expression, *owner_ids, limit),
    ).fetchall()
    return [(int(row[0]), float(row[1])) for row in rows]


def by_meaning(
    db: Database, owner_ids: Sequence[int], vector: NDArray[np.float32], *, limit: int
) -> list[tuple[int, float]]:
    """The memories of these owners nearest to a unit vector as (memory_id, cosine), best first."""
    found: list[tuple[int, float]] = []
    for owner_id in owner_ids:
        rows = db.conn.execute(
            "SELECT memory_id, distance FROM memory_vector "
            "WHERE embedding MATCH vec_int8(?) AND k = ? AND owner_id = ?",
            (_code(vector), limit, owner_id),
        ).fetchall()
        found += [(int(row[0]), 1.0 - float(row[1])) for row in rows]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]


def waiting(db: Database, limit: int) -> list[tuple[int, str]]:
    """Memories without a vector as (memory_id, words)."""
    return db.conn.execute(
        "SELECT id, words FROM memory WHERE embedder IS NULL ORDER BY id LIMIT ?", (limit,)
    ).fetchall()


def any_embedded(db: Database) -> bool:
    """Whether there is a vector to search for."""
    return bool(db.conn.execute("SELECT EXISTS (SELECT 1 FROM memory WHERE embedder IS NOT NULL)").fetchone()[0])


def keep_vectors(db: Database, ids: Sequence[int], matrix: NDArray[np.float32], embedder: str) -> None:
    """Store the (n, 384) unit vectors of memories that still wait for them."""
    with transaction(db):
        for memory_id, vector in zip(ids, matrix, strict=True):
            row = db.conn.execute(
                "UPDATE memory SET embedder = ? WHERE id = ? AND embedder IS NULL RETURNING owner_id",
                (embedder, memory_id),
            ).fetchone()
            if row is not None:
                db.conn.execute(
                    "INSERT INTO memory_vector (memory_id, owner_id, embedding) VALUES (?, ?, vec_int8(?))",
                    (memory_id, row[0], _code(vector)),
                )


def reembed(db: Database, embedder: str) -> int:
    """Let memories wait again whose vectors another embedder made; returns how many."""
    with transaction(db):
        rows = db.conn.execute(
            "UPDATE memory SET embedder = NULL WHERE embedder IS NOT NULL AND embedder <> ? RETURNING id", (embedder,)
        ).fetchall()
        db.conn.executemany("DELETE FROM memory_vector WHERE memory_id = ?", rows)
    return len(rows)


def get(db: Database, memory_ids: Sequence[int], owner_ids: Sequence[int], scores: Mapping[int, float]) -> list[Memory]:
    """These memories in the order asked, without those that are not of these owners."""
    found: dict[int, Memory] = {}
    for memory_id in memory_ids:
        row = db.conn.execute(
            f"SELECT o.user_id, {_NAME}, m.conversation_key, m.summary, m.stored_us, m.messages, m.metadata, "
            "m.written_by "
            f"FROM {_OWNED} WHERE m.id = ? AND o.id IN ({','.join('?' * len(owner_ids))})",
            (memory_id, *owner_ids),
        ).fetchone()
        if row is not None:
            found[memory_id] = Memory(
                memory_id=f"m{memory_id}",
                user_id=row[0],
                contact_id=row[1],
                conversation_id=row[2],
                summary=row[3],
                similarity_score=scores.get(memory_id, 0.0),
                stored_at=moment(row[4]),
                messages=msgspec.json.decode(row[5], type=tuple[Said, ...]),
                metadata=msgspec.json.decode(row[6], type=dict[str, object]),
                written_by=row[7],
            )
    return [found[one] for one in memory_ids if one in found]


def ids_of(db: Database, *, user_id: str, contact_key: str | None = None) -> list[int]:
    """The memories of a user, of one contact or of all."""
    found = []
    for owner_id in owners(db, user_id, contact_key):
        found += [row[0] for row in db.conn.execute("SELECT id FROM memory WHERE owner_id = ?", (owner_id,))]
    return found


def delete(db: Database, memory_ids: Sequence[int]) -> int:
    """Remove memories with their words and vectors; returns how many there were."""
    with transaction(db):
        gone = 0
        for memory_id in memory_ids:
            gone += db.conn.execute("DELETE FROM memory WHERE id = ?", (memory_id,)).rowcount
            db.conn.execute("DELETE FROM memory_vector WHERE memory_id = ?", (memory_id,))
        db.conn.execute("DELETE FROM memory_owner WHERE id NOT IN (SELECT owner_id FROM memory)")
    return gone


def words(db: Database, memory_id: int) -> str:
    """What a memory is searched by: its summary and its messages."""
    row = db.conn.execute("SELECT summary || char(10) || words FROM memory WHERE id = ?", (memory_id,)).fetchone()
    return "" if row is None else str(row[0])


def totals(
    db: Database, user_id: str | None, contact_key: str | None
) -> tuple[int, set[tuple[str, str]], int, list[int]]:
    """(memories, (user, contact) pairs, bytes, [oldest, newest] in microseconds) of a user and contact, None for all.

    Bytes are those of words and vectors.
    """
    asked = (json.dumps(owners(db, user_id, contact_key)),)
    where = f"FROM {_OWNED} WHERE o.id IN (SELECT value FROM json_each(?))"
    n, n_bytes, oldest, newest = db.conn.execute(
        "SELECT count(*), coalesce(sum(length(m.summary) + length(m.words) + length(m.messages) "
        f"+ (m.embedder IS NOT NULL) * {DIMENSIONS}), 0), min(m.stored_us), max(m.stored_us) {where}",
        asked,
    ).fetchone()
    pairs = db.conn.execute(f"SELECT DISTINCT o.user_id, {_NAME} {where}", asked).fetchall()
    return n, set(pairs), n_bytes, [] if oldest is None else [oldest, newest]


def _code(vector: NDArray[np.float32]) -> bytes:
    """A direction in 8-bit steps of its own largest component."""
    largest = float(np.abs(vector).max()) or 1.0
    return bytes(np.rint(np.asarray(vector) * (127 / largest)).astype(np.int8).tobytes())
