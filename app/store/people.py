"""People: the addresses a source writes to, and the contact each belongs to.

Every address belongs to one contact. Contacts are joined when the source says two addresses are one person, when they
share a direct conversation, or when the address book has them on one card; the older contact stays. What the person
said about who is one and who is not (`app.store.parting`) stands against all of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from app.store import cutting, derived, known_names, voice_counts
from engine.heard import SourceHandle, SourcePerson

TAIL_DIGITS = 9


def place_handles(db: Database, source_id: int, handles: Sequence[SourceHandle]) -> dict[int, int]:
    """Remember the handles of a source; returns our handle ids by ROWID there. Call inside a transaction."""
    conn = db.conn
    known: dict[str, int] = dict(conn.execute("SELECT address, id FROM handle"))
    placed: dict[int, int] = {}
    persons: dict[str, list[int]] = {}
    for handle in handles:
        address = handle.normalised or handle.address
        if address not in known:
            known[address] = _new_handle(db, address, handle.address)
        placed[handle.rowid] = known[address]
        if handle.person_centric_id:
            persons.setdefault(handle.person_centric_id, []).append(known[address])
    conn.execute("DELETE FROM source_handle WHERE source_id = ?", (source_id,))
    conn.executemany(
        "INSERT INTO source_handle (source_id, rowid_there, handle_id) VALUES (?, ?, ?)",
        [(source_id, rowid, handle_id) for rowid, handle_id in placed.items()],
    )
    for same in persons.values():
        unite_handles(db, same)
    return placed


def _new_handle(db: Database, address: str, shown: str) -> int:
    contact_id = db.conn.execute("INSERT INTO contact (name) VALUES ('')").lastrowid
    handle_id = db.conn.execute(
        "INSERT INTO handle (address, shown, contact_id) VALUES (?, ?, ?)", (address, shown, contact_id)
    ).lastrowid
    assert handle_id is not None
    return handle_id


def unite_handles(db: Database, handle_ids: Iterable[int]) -> int | None:
    """Make these addresses one contact's; returns it, None for no handles.

    Addresses of which the person said that they are not one person stay apart: those of the oldest contact are united.
    """
    wanted = sorted(set(handle_ids))
    contacts = sorted(
        {
            row[0]
            for handle_id in wanted
            for row in db.conn.execute("SELECT contact_id FROM handle WHERE id = ?", (handle_id,))
        }
    )
    if not contacts:
        return None
    for other in contacts[1:]:
        if not apart(db, contacts[0], other):
            unite(db, contacts[0], other)
    return int(contacts[0])


def apart(db: Database, contact_id: int, other: int) -> bool:
    """Whether the person said of addresses of these contacts that they are not one person."""
    row = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM parted p JOIN handle a ON a.id = p.handle_id JOIN handle b ON b.id = p.other_id "
        "WHERE (a.contact_id = ?1 AND b.contact_id = ?2) OR (a.contact_id = ?2 AND b.contact_id = ?1))",
        (contact_id, other),
    ).fetchone()
    return bool(row[0])


def unite(db: Database, kept: int, other: int) -> None:
    """Everything of `other` becomes `kept`'s; what the person set about either stays, `kept`'s first."""
    conn = db.conn
    conversations = conn.execute("SELECT id FROM conversation WHERE contact_id = ?", (other,)).fetchall()
    name, uid, is_organisation, cls, set_by, sure, why, muted, switched_off = conn.execute(
        "SELECT name, source_uid, is_organisation, class, class_set_by, class_confidence, class_reasons, muted, "
        "switched_off FROM contact WHERE id = ?",
        (other,),
    ).fetchone()
    conn.execute("UPDATE handle SET contact_id = ? WHERE contact_id = ?", (kept, other))
    conn.execute(
        "UPDATE conversation SET contact_id = ?, changed = 1, unclassified = 1 WHERE contact_id = ?", (kept, other)
    )
    conn.execute("UPDATE OR IGNORE dismissal SET contact_id = ? WHERE contact_id = ?", (kept, other))
    conn.execute("DELETE FROM dismissal WHERE contact_id = ?", (other,))
    conn.execute("UPDATE OR REPLACE training_contact SET contact_id = ? WHERE contact_id = ?", (kept, other))
    known_names.unite(db, kept, other)
    voice_counts.unite(db, kept, other)
    conn.execute("UPDATE OR IGNORE style_profile SET contact_id = ? WHERE contact_id = ?", (kept, other))
    conn.execute("DELETE FROM style_profile WHERE contact_id = ?", (other,))
    conn.execute("DELETE FROM contact WHERE id = ?", (other,))
    conn.execute(
        "UPDATE contact SET name = iif(name = '', ?, name), source_uid = coalesce(source_uid, ?), "
        "is_organisation = iif(name = '', ?, is_organisation), muted = max(muted, ?), "
        "switched_off = max(switched_off, ?) WHERE id = ?",
        (name, uid, is_organisation, muted, switched_off, kept),
    )
    conn.execute(
        "UPDATE contact SET class = ?, class_set_by = ?, class_confidence = ?, class_reasons = ? "
        "WHERE id = ? AND class_set_by <> 'person' AND (? = 'person' OR class = 'unknown')",
        (cls, set_by, sure, why, kept, set_by),
    )
    for (conversation_id,) in conversations:
        cutting.forget_conversation(db, conversation_id)
    if not conn.execute("SELECT switched_off FROM contact WHERE id = ?", (kept,)).fetchone()[0]:
        return
    for (conversation_id,) in conn.execute("SELECT id FROM conversation WHERE contact_id = ?", (kept,)).fetchall():
        derived.forget(db, conversation_id)
    derived.forget_contact(db, kept)


def name_people(db: Database, people: Sequence[SourcePerson]) -> int:
    """Give contacts the names of the address book; returns how many got one. Call inside a transaction.

    An address matches whole first; a phone number also by its last nine digits, if one person alone has them.
    """
    by_address = {address: person for person in people for address in person.addresses}
    by_tail = _unique_tails(people)
    done: set[int] = set()
    named: dict[str, tuple[SourcePerson, list[int]]] = {}
    for handle_id, address in db.conn.execute("SELECT id, address FROM handle").fetchall():
        person = by_address.get(address) or by_tail.get(_tail(address) or "")
        if person is not None:
            named.setdefault(person.uid, (person, []))[1].append(handle_id)
    known_names.add_cards(db, {person.name for person in people if not person.organisation})
    _forget_names(db, set(named))
    for person, handle_ids in _own_cards_first(db, named):
        contact_id = unite_handles(db, handle_ids)
        if contact_id is None or contact_id in done:
            continue  # two cards, and the person said that they are one
        done.add(contact_id)
        db.conn.execute(
            "UPDATE contact SET source_uid = NULL WHERE source_uid = ? AND id <> ?", (person.uid, contact_id)
        )
        db.conn.execute(
            "UPDATE contact SET name = ?, source_uid = ?, is_organisation = ? WHERE id = ?",
            (person.name, person.uid, person.organisation, contact_id),
        )
    return len(named)


def _own_cards_first(
    db: Database, named: dict[str, tuple[SourcePerson, list[int]]]
) -> list[tuple[SourcePerson, list[int]]]:
    """Cards that name a contact already before others that could name it."""
    known = {row[0] for row in db.conn.execute("SELECT source_uid FROM contact WHERE source_uid IS NOT NULL")}
    return sorted(named.values(), key=lambda one: one[0].uid not in known)


def _forget_names(db: Database, still: set[str]) -> None:
    """Names whose card is gone or no longer has the address."""
    for contact_id, uid in db.conn.execute(
        "SELECT id, source_uid FROM contact WHERE source_uid IS NOT NULL"
    ).fetchall():
        if uid not in still:
            db.conn.execute(
                "UPDATE contact SET name = '', source_uid = NULL, is_organisation = 0 WHERE id = ?", (contact_id,)
            )


def _unique_tails(people: Sequence[SourcePerson]) -> dict[str, SourcePerson]:
    """People by the last nine digits of their numbers, where nobody else's number ends so."""
    found: dict[str, SourcePerson | None] = {}
    for person in people:
        for address in person.addresses:
            if (digits := _tail(address)) is not None:
                found[digits] = person if found.get(digits, person) is person else None
    return {digits: person for digits, person in found.items() if person is not None}


def _tail(address: str) -> str | None:
    digits = address.removeprefix("+")
    return digits[-TAIL_DIGITS:] if digits.isdigit() and len(digits) >= TAIL_DIGITS else None


def count(db: Database) -> int:
    """How many contacts there are."""
    return int(db.conn.execute("SELECT count(*) FROM contact").fetchone()[0])
