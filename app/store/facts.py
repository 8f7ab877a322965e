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


#: What a fact is, besides whose it is and where.
_TOLD = "kind, slot, value, text, message_id, said_us, digest, edited, locked"
#: A conversation that is still the one it was, and is read: it says whose its facts are.
_READ = "c.contact_id = k.id AND NOT c.switched_off AND NOT k.switched_off"


@dataclass(frozen=True, slots=True)
class Telling:
    """One row of a deleted fact.

    Attributes:
        told: what it said, in the order of the store.
        conversation: id and merge key of the conversation; ids are given again, keys are not.
        said: digest of the message; None where it was gone already.
    """

    told: tuple[Any, ...]
    conversation: tuple[int, str]
    said: bytes | None


@dataclass(frozen=True, slots=True)
class Deleted:
    """A fact that was deleted, as `restore` needs it."""

    digest: bytes
    rows: tuple[Telling, ...]


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


def edit(db: Database, fact_id: int, text: str, *, edited: bool = True) -> str:
    """Put it in the person's words, which stand from now on; returns what it said before.

    Args:
        edited: False where these are not the person's words but what it said once.

    Raises:
        NoSuchFact.
    """
    with transaction(db):
        before = _get(db, fact_id)
        db.conn.execute("UPDATE fact SET text = ?, edited = ? WHERE id = ?", (text, edited, fact_id))
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
        rows = _tellings(db, contact_id, digest)
        db.conn.execute("DELETE FROM fact WHERE contact_id = ? AND digest = ?", (contact_id, digest))
        db.conn.execute("INSERT OR IGNORE INTO fact_refused (contact_id, digest) VALUES (?, ?)", (contact_id, digest))
    return Deleted(digest, rows)


def _tellings(db: Database, contact_id: int, digest: bytes) -> tuple[Telling, ...]:
    rows = db.conn.execute(
        f"SELECT {_TOLD}, (SELECT text FROM message WHERE id = message_id), conversation_id, "
        "(SELECT merge_key FROM conversation c WHERE c.id = conversation_id) "
        "FROM fact WHERE contact_id = ? AND digest = ?",
        (contact_id, digest),
    ).fetchall()
    return tuple(Telling(row[:-3], (row[-2], row[-1]), None if row[-3] is None else _hash(row[-3])) for row in rows)


def restore(db: Database, deleted: Deleted) -> None:
    """Take a deletion back, as far as the messages are still there and read as they did.

    A fact goes to whoever its message, else its conversation, is with by now; one that is not read gets none.
    """
    with transaction(db):
        for row in deleted.rows:
            place = _place(db, row)
            if place is None:
                continue
            db.conn.execute("DELETE FROM fact_refused WHERE contact_id = ? AND digest = ?", (place[1], deleted.digest))
            db.conn.execute(
                f"INSERT OR IGNORE INTO fact (conversation_id, contact_id, {_TOLD}) "
                f"VALUES ({', '.join('?' * (len(place) + len(row.told)))})",
                (*place, *row.told),
            )


def _place(db: Database, row: Telling) -> tuple[int, int] | None:
    """(conversation, contact) that a deleted fact belongs to by now; None where there is no such place."""
    if row.said is None:
        found: tuple[int, int] | None = db.conn.execute(
            f"SELECT c.id, k.id FROM conversation c JOIN contact k ON {_READ} WHERE c.id = ? AND c.merge_key = ?",
            row.conversation,
        ).fetchone()
        return found
    message_id = row.told[_TOLD.split(", ").index("message_id")]
    told = db.conn.execute(
        f"SELECT c.id, k.id, m.text FROM message m JOIN conversation c ON c.id = m.conversation_id "
        f"JOIN contact k ON {_READ} WHERE m.id = ?",
        (message_id,),
    ).fetchone()
    return None if told is None or _hash(told[2]) != row.said else (told[0], told[1])


def move_conversation(db: Database, kept: int, other: int) -> None:
    """Facts in the person's words whose message is gone go with conversation `other` into `kept`.

    Call inside a transaction, before `other` is removed. All other facts go with their messages.
    """
    db.conn.execute(
        "UPDATE fact SET conversation_id = ?1, contact_id = coalesce("
        "(SELECT contact_id FROM conversation WHERE id = ?1), contact_id) "
        "WHERE conversation_id = ?2 AND message_id IS NULL",
        (kept, other),
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
    return _hash(f"{slot}\x00{' '.join(value.casefold().split())}")


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()


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
