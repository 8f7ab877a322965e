"""Reminders: what to tell the person at which time, and what became of it. A row decides, never a trigger."""

from __future__ import annotations

from sqlite_utils import Database

from app.store import names
from app.store.characters import whole
from app.store.connection import transaction
from engine.asked import Reminder, ReminderState
from engine.domain import micros, moment
from engine.problems import NoSuchReminder

_COLUMNS = "id, text, conversation_id, due_us, zone, state, made_us, source, fired_us"
#: An id of SQLite; larger ones are nobody's.
_LARGEST = 2**63 - 1


def add(
    db: Database, *, text: str, conversation_id: int | None, due_us: int, zone: str, made_us: int, source: str
) -> Reminder:
    """Note a reminder; it is open until its time."""
    with transaction(db):
        number = db.conn.execute(
            "INSERT INTO reminder (text, conversation_id, due_us, zone, made_us, source) VALUES (?, ?, ?, ?, ?, ?)",
            (whole(text), conversation_id, due_us, zone, made_us, source),
        ).lastrowid
    return get(db, str(number))


def get(db: Database, reminder_id: str) -> Reminder:
    """One reminder.

    Raises:
        NoSuchReminder: no such id.
    """
    found = _read(db, "WHERE id = ?", (_number(reminder_id),))
    if not found:
        raise NoSuchReminder(id=reminder_id)
    return found[0]


def listing(db: Database, *, everything: bool = False) -> list[Reminder]:
    """Those that are open or fired, the soonest first; with `everything` also what is done or cancelled."""
    return _read(db, "ORDER BY due_us, id" if everything else "WHERE state IN ('open', 'fired') ORDER BY due_us, id")


def open_for(db: Database, conversation_id: int) -> list[Reminder]:
    """Those about a conversation whose time is still to come, the one made last first."""
    return _read(db, "WHERE conversation_id = ? AND state = 'open' ORDER BY made_us DESC, id DESC", (conversation_id,))


def due(db: Database, *, now_us: int) -> list[str]:
    """Ids of the open ones whose time has come, the oldest first."""
    rows = db.conn.execute(
        "SELECT id FROM reminder WHERE state = 'open' AND due_us <= ? ORDER BY due_us, id", (now_us,)
    ).fetchall()
    return [str(row[0]) for row in rows]


def next_due(db: Database) -> int | None:
    """When the next open one is due (µs), None without any."""
    (found,) = db.conn.execute("SELECT min(due_us) FROM reminder WHERE state = 'open'").fetchone()
    return None if found is None else int(found)


def fire(db: Database, reminder_id: str, *, now_us: int) -> bool:
    """Claim an open reminder whose time has come: True for exactly one caller, however often it is asked."""
    with transaction(db):
        done = db.conn.execute(
            "UPDATE reminder SET state = 'fired', fired_us = ? WHERE id = ? AND state = 'open' AND due_us <= ?",
            (now_us, _number(reminder_id), now_us),
        )
        return done.rowcount == 1


def set_state(db: Database, reminder_id: str, state: ReminderState) -> Reminder:
    """Done with it, or not after all; returns it as it was before.

    Raises:
        NoSuchReminder: no such id.
    """
    with transaction(db):
        before = get(db, reminder_id)
        db.conn.execute("UPDATE reminder SET state = ? WHERE id = ?", (state.value, _number(reminder_id)))
    return before


def move(db: Database, reminder_id: str, *, due_us: int, zone: str) -> Reminder:
    """Open again for another time; returns it as it was before.

    Raises:
        NoSuchReminder: no such id.
    """
    with transaction(db):
        before = get(db, reminder_id)
        db.conn.execute(
            "UPDATE reminder SET state = 'open', due_us = ?, zone = ?, fired_us = 0 WHERE id = ?",
            (due_us, zone, _number(reminder_id)),
        )
    return before


def delete(db: Database, reminder_id: str) -> Reminder:
    """Remove a reminder with its words; returns it, so that `restore` can bring it back.

    Raises:
        NoSuchReminder: no such id.
    """
    with transaction(db):
        before = get(db, reminder_id)
        db.conn.execute("DELETE FROM reminder WHERE id = ?", (_number(reminder_id),))
    return before


def restore(db: Database, reminder: Reminder) -> None:
    """Put a reminder back as it was before `set_state`, `move` or `delete`.

    One that is there is about whom it is about now: its conversation may have become part of another since.
    """
    conversation_id = None if reminder.conversation_id is None else int(reminder.conversation_id)
    with transaction(db):
        db.conn.execute(
            f"INSERT INTO reminder ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "text = excluded.text, due_us = excluded.due_us, zone = excluded.zone, state = excluded.state, "
            "fired_us = excluded.fired_us",
            (
                _number(reminder.reminder_id),
                reminder.text,
                conversation_id,
                micros(reminder.due_at),
                reminder.zone,
                reminder.state.value,
                micros(reminder.made_at),
                reminder.source,
                0 if reminder.fired_at is None else micros(reminder.fired_at),
            ),
        )


def move_conversation(db: Database, kept: int, other: int) -> None:
    """Reminders about conversation `other` are about `kept` from now on. Call inside a transaction."""
    db.conn.execute("UPDATE reminder SET conversation_id = ? WHERE conversation_id = ?", (kept, other))


def _number(reminder_id: str) -> int:
    if not (reminder_id.isascii() and reminder_id.isdigit()) or int(reminder_id) > _LARGEST:
        raise NoSuchReminder(id=reminder_id[:20])
    return int(reminder_id)


def _read(db: Database, where: str, values: tuple[object, ...] = ()) -> list[Reminder]:
    rows = db.conn.execute(f"SELECT {_COLUMNS} FROM reminder {where}", values).fetchall()
    titles = names.of_conversations(db, {row[2] for row in rows if row[2] is not None})
    return [
        Reminder(
            reminder_id=str(number),
            text=text,
            conversation_id=str(conversation_id) if conversation_id in titles else None,
            name=titles.get(conversation_id, ""),
            due_at=moment(due_us),
            zone=zone,
            state=ReminderState(state),
            made_at=moment(made_us),
            source=source,
            fired_at=moment(fired_us) if fired_us else None,
        )
        for number, text, conversation_id, due_us, zone, state, made_us, source, fired_us in rows
    ]
