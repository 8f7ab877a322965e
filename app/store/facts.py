"""Facts about contacts, each beside the message it was told in; what the person says about them stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from app.store.connection import transaction
from engine.domain import moment
from engine.memory.fact_patterns import is_single
from engine.memory.facts import Told
from engine.problems import NoSuchFact
from engine.remembered import Fact, FactKind

_COLUMNS = "id, contact_id, conversation_id, kind, slot, value, text, message_id, said_us, digest, edited, locked"

_ADD = """
INSERT OR IGNORE INTO fact (contact_id, conversation_id, kind, slot, value, text, message_id, said_us, digest)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
WHERE NOT EXISTS (SELECT 1 FROM fact_refused WHERE contact_id = ?1 AND digest = ?9)
"""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A fact that was deleted, as `restore` needs it."""

    contact_id: int
    digest: bytes
    rows: tuple[tuple[Any, ...], ...]


def add(db: Database, contact_id: int, conversation_id: int, found: Iterable[tuple[int, int, Told]]) -> int:
    """Remember facts given as (message_id, sent_us, fact); known and refused ones are skipped. Returns how many."""
    added = 0
    with transaction(db):
        for message_id, said_us, told in found:
            digest = _digest(told.slot, told.value)
            added += db.conn.execute(
                _ADD,
                (contact_id, conversation_id, told.kind, told.slot, told.value, told.text, message_id, said_us, digest),
            ).rowcount
    return added


def of_contact(db: Database, contact_id: int) -> list[Fact]:
    """What is known of a contact, what holds first, then by when it was said, the newest first.

    What was said several times is one fact, told where it was said last. Of a slot that has one value, what was said
    later supersedes what was said earlier, unless that is locked. A contact that is switched off has no facts.
    """
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM fact f WHERE contact_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM contact k WHERE k.id = f.contact_id AND k.switched_off) "
        "ORDER BY edited DESC, locked DESC, said_us DESC, id DESC",
        (contact_id,),
    ).fetchall()
    once: dict[bytes, Fact] = {}
    for row in rows:
        once.setdefault(bytes(row[9]), _fact(row))
    newest = sorted(once.values(), key=lambda fact: (fact.said_at, fact.fact_id), reverse=True)
    holding: dict[str, int] = {}
    told = []
    for fact in newest:
        later = holding.get(fact.slot) if is_single(fact.slot) and not fact.locked else None
        holding.setdefault(fact.slot, fact.fact_id)
        told.append(replace(fact, superseded_by=later))
    return sorted(told, key=lambda fact: fact.superseded_by is not None)


def edit(db: Database, fact_id: int, text: str) -> str:
    """Put it in the person's words, which stand from now on; returns what it said before.

    Raises:
        NoSuchFact.
    """
    with transaction(db):
        before = _get(db, fact_id)
        db.conn.execute("UPDATE fact SET text = ?, edited = 1 WHERE id = ?", (text, fact_id))
    return str(before[6])


def lock(db: Database, fact_id: int, on: bool) -> None:
    """Keep a fact as it is, whatever they say later; or let it go again.

    Raises:
        NoSuchFact.
    """
    with transaction(db):
        _get(db, fact_id)
        db.conn.execute("UPDATE fact SET locked = ? WHERE id = ?", (on, fact_id))


def delete(db: Database, fact_id: int) -> Deleted:
    """Forget a fact for good: found again, it is refused.

    Raises:
        NoSuchFact.
    """
    with transaction(db):
        one = _get(db, fact_id)
        contact_id, digest = int(one[1]), bytes(one[9])
        rows = db.conn.execute(
            f"SELECT {_COLUMNS} FROM fact WHERE contact_id = ? AND digest = ?", (contact_id, digest)
        ).fetchall()
        db.conn.execute("DELETE FROM fact WHERE contact_id = ? AND digest = ?", (contact_id, digest))
        db.conn.execute("INSERT OR IGNORE INTO fact_refused (contact_id, digest) VALUES (?, ?)", (contact_id, digest))
    return Deleted(contact_id, digest, tuple(rows))


def restore(db: Database, deleted: Deleted) -> None:
    """Take a deletion back, as far as the messages are still there."""
    with transaction(db):
        db.conn.execute(
            "DELETE FROM fact_refused WHERE contact_id = ? AND digest = ?", (deleted.contact_id, deleted.digest)
        )
        holes = ",".join(f"?{at}" for at in range(1, 13))
        db.conn.executemany(
            f"INSERT OR IGNORE INTO fact ({_COLUMNS}) SELECT {holes} "
            "WHERE ?8 IS NULL OR EXISTS (SELECT 1 FROM message WHERE id = ?8)",
            deleted.rows,
        )


def contact_of(db: Database, fact_id: int) -> int:
    """Whose a fact is.

    Raises:
        NoSuchFact.
    """
    return int(_get(db, fact_id)[1])


def _get(db: Database, fact_id: int) -> Sequence[Any]:
    row = db.conn.execute(f"SELECT {_COLUMNS} FROM fact WHERE id = ?", (fact_id,)).fetchone()
    if row is None:
        raise NoSuchFact(id=fact_id)
    found: Sequence[Any] = row
    return found


def _digest(slot: str, value: str) -> bytes:
    said = f"{slot}\x00{' '.join(value.casefold().split())}"
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _fact(row: Sequence[Any]) -> Fact:
    return Fact(
        fact_id=row[0],
        contact_id=row[1],
        kind=FactKind(row[3]),
        slot=row[4],
        value=row[5],
        text=row[6],
        message_id=None if row[7] is None else str(row[7]),
        said_at=moment(row[8]),
        edited=bool(row[10]),
        locked=bool(row[11]),
    )
