"""Everything the store has of one person, counted and removed: what they said, what was made of it, and who they are.

What they said in groups goes too; what others said there, and what the person wrote there, stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.store import contacts, derived, known_names, learnt_words, memories, removal
from app.store.connection import transaction

_HANDLES = "SELECT id FROM handle WHERE contact_id = :contact"
_DIRECT = "SELECT id FROM conversation WHERE contact_id = :contact AND NOT is_group"
_MEMORIES = f"SELECT m.id FROM memory m JOIN memory_owner o ON o.id = m.owner_id WHERE o.handle_id IN ({_HANDLES})"
_THEIRS = f"SELECT id FROM message WHERE conversation_id IN ({_DIRECT}) OR handle_id IN ({_HANDLES})"
#: What is counted before it goes, by the name it is shown under.
_COUNTED = {
    "messages": _THEIRS,
    "moments": f"SELECT id FROM segment WHERE contact_id = :contact UNION ALL {_MEMORIES}",
    "facts": "SELECT id FROM fact WHERE contact_id = :contact",
    "drafts": f"SELECT o.id FROM option o JOIN request r ON r.id = o.request_id WHERE r.conversation_id IN ({_DIRECT})",
    "samples": f"SELECT id FROM sample WHERE conversation_id IN ({_DIRECT})",
    "notes": f"SELECT id FROM promise WHERE conversation_id IN ({_DIRECT}) "
    f"UNION ALL SELECT id FROM booking WHERE conversation_id IN ({_DIRECT}) "
    f"UNION ALL SELECT id FROM payment WHERE conversation_id IN ({_DIRECT})",
    "reminders": f"SELECT id FROM reminder WHERE conversation_id IN ({_DIRECT})",
}
#: Rows of a conversation that `derived.forget` leaves, because the person wrote or confirmed them.
_OF_CONVERSATION = (
    "promise",
    "booking",
    "payment",
    "reminder",
    "decision",
    "voice_left",
    "chat",
    "conversation_handle",
)
_OF_CONTACT = ("style_profile", "voice_card", "voice_tally", "voice_gone", "persona_contact", "dismissal")


@dataclass(frozen=True, slots=True)
class Holding:
    """How much the store has of a person; `notes` are promises, bookings and payments."""

    messages: int
    moments: int
    facts: int
    drafts: int
    samples: int
    notes: int
    reminders: int


def holding(db: Database, contact_id: int) -> Holding:
    """What there is of a contact.

    Raises:
        NoSuchContact: no such id.
    """
    contacts.get(db, contact_id)
    subject = {"contact": contact_id}
    return Holding(
        **{
            name: int(db.conn.execute(f"SELECT count(*) FROM ({sql})", subject).fetchone()[0])
            for name, sql in _COUNTED.items()
        }
    )


def erase(db: Database, contact_id: int, *, now_us: int) -> set[int]:
    """Remove a contact with everything; returns the groups that changed. No sync brings their old messages back.

    Raises:
        NoSuchContact: no such id.
    """
    with transaction(db):
        contacts.get(db, contact_id)
        subject = {"contact": contact_id}
        direct = contacts.conversations_of(db, contact_id)
        for conversation_id in direct:
            derived.forget(db, conversation_id)
        theirs = [row[0] for row in db.conn.execute(_THEIRS, subject).fetchall()]
        touched = removal.remove(db, theirs, source_id=0, now_us=now_us)
        memories.delete(db, [row[0] for row in db.conn.execute(_MEMORIES, subject).fetchall()])
        db.conn.execute(f"DELETE FROM memory_owner WHERE handle_id IN ({_HANDLES})", subject)
        for conversation_id in direct:
            _drop_conversation(db, conversation_id)
        _drop_contact(db, contact_id)
    return touched - set(direct)


def _drop_conversation(db: Database, conversation_id: int) -> None:
    values = (conversation_id,)
    derived.forget(db, conversation_id)  # what removing the messages noted about it
    for table in _OF_CONVERSATION:
        db.conn.execute(f"DELETE FROM {table} WHERE conversation_id = ?", values)
    db.conn.execute("DELETE FROM conversation WHERE id = ?", values)


def _drop_contact(db: Database, contact_id: int) -> None:
    subject = {"contact": contact_id}
    db.conn.execute(
        "DELETE FROM joined WHERE EXISTS "
        f"(SELECT 1 FROM json_each(joined.handles) j JOIN ({_HANDLES}) h ON h.id = j.value)",
        subject,
    )
    db.conn.execute(f"DELETE FROM parted WHERE handle_id IN ({_HANDLES}) OR other_id IN ({_HANDLES})", subject)
    for table in ("conversation_handle", "source_handle"):
        db.conn.execute(f"DELETE FROM {table} WHERE handle_id IN ({_HANDLES})", subject)
    db.conn.execute("DELETE FROM handle WHERE contact_id = :contact", subject)
    learnt_words.forget_contact(db, contact_id)
    known_names.forget(db, contact_id)
    for table in _OF_CONTACT:
        db.conn.execute(f"DELETE FROM {table} WHERE contact_id = :contact", subject)
    db.conn.execute("DELETE FROM contact WHERE id = :contact", subject)
