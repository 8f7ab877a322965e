"""Contacts: who the person writes with, what each is to them, and whether they are muted or not to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from app.store import derived
from app.store.connection import transaction
from engine.domain import ContactClass, Filter, Reason
from engine.problems import NoSuchContact

_READ = f"('{Filter.MAIN}','{Filter.ALLOWED}')"


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as it stands.

    Attributes:
        name: as the address book has it; "" for none.
        addresses: as the sources write them, oldest first.
        class_set_by: "person", "guess", or "" before anything was said or guessed.
        class_confidence: of a guess, in [0, 1]; 1 where the person said so.
        saved: whether the address book has them.
        n_conversations, n_messages, last_sent_us: of the conversations with them alone; 0 for none.
    """

    id: int
    name: str
    addresses: tuple[str, ...]
    contact_class: ContactClass
    class_set_by: str
    class_confidence: float
    class_reasons: tuple[Reason, ...]
    is_organisation: bool
    saved: bool
    muted: bool
    switched_off: bool
    n_conversations: int
    n_messages: int
    last_sent_us: int


_SELECT = """
SELECT k.id, k.name, (SELECT json_group_array(h.shown) FROM (SELECT shown FROM handle WHERE contact_id = k.id
       ORDER BY id) h), k.class, k.class_set_by, k.class_confidence, k.class_reasons, k.is_organisation,
       k.source_uid IS NOT NULL, k.muted, k.switched_off,
       (SELECT count(*) FROM conversation c WHERE c.contact_id = k.id),
       (SELECT coalesce(sum(c.n_messages), 0) FROM conversation c WHERE c.contact_id = k.id),
       (SELECT coalesce(max(c.last_sent_us), 0) FROM conversation c WHERE c.contact_id = k.id) AS last_us
FROM contact k
"""


def listing(db: Database) -> list[ContactRow]:
    """Every contact that has an address, those written with last first."""
    rows = db.conn.execute(
        f"{_SELECT} WHERE EXISTS (SELECT 1 FROM handle h WHERE h.contact_id = k.id) ORDER BY last_us DESC, k.id"
    )
    return [_row(row) for row in rows]


def get(db: Database, contact_id: int) -> ContactRow:
    """One contact.

    Raises:
        NoSuchContact: no such id.
    """
    row = db.conn.execute(f"{_SELECT} WHERE k.id = ?", (contact_id,)).fetchone()
    if row is None:
        raise NoSuchContact(id=contact_id)
    return _row(row)


def conversations_of(db: Database, contact_id: int) -> list[int]:
    """The conversations with this contact alone, the newest first."""
    rows = db.conn.execute(
        "SELECT id FROM conversation WHERE contact_id = ? AND NOT is_group ORDER BY last_sent_us DESC", (contact_id,)
    )
    return [row[0] for row in rows]


def mute(db: Database, contact_id: int, on: bool) -> None:
    """With `on`, nothing of theirs knocks or is drafted ahead; it is weighed as before.

    Raises:
        NoSuchContact: no such id.
    """
    with transaction(db):
        _set(db, contact_id, "muted", on)


def switch_off(db: Database, contact_id: int, on: bool) -> None:
    """With `on`, never read what is said with this contact alone: what was derived from it goes, its messages stay.

    Nothing new of theirs is stored either. Without, it is read again; what the source has of the time between comes
    with the next sync. Groups they are in are switched off one by one (`conversations.switch_off`).

    Raises:
        NoSuchContact: no such id.
    """
    with transaction(db):
        _set(db, contact_id, "switched_off", on)
        db.conn.execute("UPDATE conversation SET changed = 1, unclassified = 1 WHERE contact_id = ?", (contact_id,))
        if not on:
            derived.read_again(db)
            return
        for conversation_id in conversations_of(db, contact_id):
            derived.forget(db, conversation_id)
        derived.forget_contact(db, contact_id)


def _set(db: Database, contact_id: int, column: str, on: bool) -> None:
    if not db.conn.execute(f"UPDATE contact SET {column} = ? WHERE id = ?", (on, contact_id)).rowcount:
        raise NoSuchContact(id=contact_id)


def unclassified(db: Database) -> int | None:
    """A contact whose talk changed since they were guessed, whom the person has not classified; None if there is none.

    Those written with last come first; what the person does not want read is left alone.
    """
    row = db.conn.execute(
        "SELECT k.id FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE c.unclassified AND NOT c.is_group "
        f"AND k.class_set_by <> 'person' AND NOT k.switched_off AND NOT c.switched_off AND c.filter IN {_READ} "
        "ORDER BY c.last_sent_us DESC LIMIT 1"
    ).fetchone()
    return None if row is None else int(row[0])


def mark_guessed(db: Database, contact_id: int) -> None:
    """Note that the guess about a contact is up to date."""
    with transaction(db):
        db.conn.execute("UPDATE conversation SET unclassified = 0 WHERE contact_id = ?", (contact_id,))


def unset_class(db: Database, contact_id: int) -> None:
    """Take back what the person said a contact is: they are guessed again."""
    with transaction(db):
        db.conn.execute("UPDATE contact SET class_set_by = '' WHERE id = ?", (contact_id,))
        db.conn.execute("UPDATE conversation SET unclassified = 1, changed = 1 WHERE contact_id = ?", (contact_id,))


def said_with(db: Database, contact_id: int) -> tuple[int, int, int]:
    """(messages, first, last time in µs) over the conversations with this contact alone; 0 for none."""
    count, first_us, last_us = 0, 0, 0
    for conversation_id in conversations_of(db, contact_id):
        n_messages, newest_us, oldest_us = db.conn.execute(
            "SELECT n_messages, last_sent_us, (SELECT coalesce(min(sent_us), 0) FROM message "
            "WHERE conversation_id = c.id) FROM conversation c WHERE id = ?",
            (conversation_id,),
        ).fetchone()
        count, last_us = count + n_messages, max(last_us, newest_us)
        first_us = min(first_us or oldest_us, oldest_us or first_us)
    return count, first_us, last_us


def _row(found: Sequence[object]) -> ContactRow:
    values = list(found)
    values[2] = msgspec.json.decode(str(values[2]))
    values[6] = msgspec.json.decode(str(values[6]))
    names = ContactRow.__dataclass_fields__
    return msgspec.convert(dict(zip(names, values, strict=True)), ContactRow, strict=False)
