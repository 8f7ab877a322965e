"""The ledger of promises of both sides. What the person says of one stays, whatever is read again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from app.store.characters import whole
from app.store.connection import transaction
from engine.brief import Promise, PromiseState, Side
from engine.domain import micros, moment
from engine.judge.fulfilment import stands

_SELECT = (
    "SELECT id, conversation_id, message_id, place, by, text, what, kind, made_us, due_us, due_text, clock, state, "
    "settled_by, confidence FROM promise"
)
#: Conversations that are switched off keep no promises in the lists.
_READ = (
    "conversation_id NOT IN (SELECT c.id FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id "
    "WHERE c.switched_off OR coalesce(k.switched_off, 0))"
)


def note(db: Database, conversation_id: int, found: Iterable[Promise], *, read: Iterable[str]) -> None:
    """Bring the ledger of a conversation up to what was read.

    Args:
        found: promises with what became of them; those of earlier messages carry their `promise_id`.
        read: ids of the messages that were read: a promise of theirs that is not found any more is dropped,
            unless the person said something of it.
    """
    found = list(found)
    known = {(one.message_id, one.place) for one in found}
    with transaction(db):
        rows = db.conn.execute(
            "SELECT id, message_id, place FROM promise WHERE conversation_id = ? AND message_id IS NOT NULL "
            "AND NOT state_set AND NOT due_set",
            (conversation_id,),
        ).fetchall()
        ids = set(read)
        gone = [(row[0],) for row in rows if str(row[1]) in ids and (str(row[1]), row[2]) not in known]
        db.conn.executemany("DELETE FROM promise WHERE id = ?", gone)
        for one in found:
            _put(db, conversation_id, one)


def _put(db: Database, conversation_id: int, one: Promise) -> None:
    if one.promise_id:
        db.conn.execute(
            "UPDATE promise SET state = ?, settled_by = ? WHERE id = ? AND NOT state_set AND state IS NOT ?",
            (one.state, _number(one.settled_by), int(one.promise_id), one.state),
        )
        return
    db.conn.execute(
        "INSERT INTO promise (conversation_id, message_id, place, by, text, what, kind, made_us, due_us, due_text, "
        "clock, state, settled_by, confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (message_id, place) WHERE message_id IS NOT NULL DO UPDATE SET text = excluded.text, "
        "what = excluded.what, kind = excluded.kind, confidence = excluded.confidence, "
        "due_us = iif(due_set, due_us, excluded.due_us), due_text = iif(due_set, due_text, excluded.due_text), "
        "clock = iif(due_set, clock, excluded.clock), state = iif(state_set, state, excluded.state), "
        "settled_by = iif(state_set, settled_by, excluded.settled_by)",
        (
            conversation_id,
            _number(one.message_id),
            one.place,
            one.by,
            one.text,
            one.what,
            one.kind,
            micros(one.made_at),
            None if one.due_at is None else micros(one.due_at),
            one.due_text,
            one.clock,
            one.state,
            _number(one.settled_by),
            one.confidence,
        ),
    )


def of(db: Database, conversation_id: int) -> list[Promise]:
    """Every promise of a conversation, oldest first."""
    rows = db.conn.execute(f"{_SELECT} WHERE conversation_id = ? ORDER BY made_us, id", (conversation_id,))
    return [_promise(row) for row in rows]


def open(  # noqa: A001 - read as promises.open; nothing here opens a file
    db: Database, *, conversation_id: int | None = None, now: datetime
) -> list[Promise]:
    """Promises that still stand, the nearest time first, those without a time last; of all conversations with None."""
    rows = db.conn.execute(
        f"{_SELECT} WHERE state = 'open' AND (?1 IS NULL OR conversation_id = ?1) AND {_READ} "
        "ORDER BY due_us IS NULL, due_us, made_us",
        (conversation_id,),
    )
    return [one for one in map(_promise, rows) if not one.message_id or stands(one, now)]


def add(
    db: Database, conversation_id: int, *, by: Side, what: str, now: datetime, due_at: datetime | None = None
) -> int:
    """A promise that the person writes down; returns its id."""
    what = whole(what)
    with transaction(db):
        row = db.conn.execute(
            "INSERT INTO promise (conversation_id, by, text, what, kind, made_us, due_us, clock, state, confidence, "
            "state_set, due_set) VALUES (?, ?, ?, ?, 'do', ?, ?, ?, 'open', 1.0, 1, 1) RETURNING id",
            (
                conversation_id,
                by,
                what,
                what,
                micros(now),
                None if due_at is None else micros(due_at),
                due_at is not None,
            ),
        ).fetchone()
    return int(row[0])


def settle(db: Database, promise_id: int, state: PromiseState) -> bool:
    """What the person says became of a promise; whether there is one. `reread` takes it back."""
    return _edit(db, promise_id, "state = ?, state_set = 1, settled_by = NULL", state.value)


def set_due(db: Database, promise_id: int, due_at: datetime | None) -> bool:
    """When the person says a promise is due; whether there is one."""
    due_us = None if due_at is None else micros(due_at)
    return _edit(db, promise_id, "due_us = ?, due_text = '', clock = ?, due_set = 1", due_us, due_at is not None)


def reread(db: Database, promise_id: int) -> bool:
    """Take back what the person said became of a promise: its conversation is read again. Whether there is one.

    When they said it is due stays; of one that they wrote down, reading says nothing.
    """
    with transaction(db):
        done = _edit(db, promise_id, "state = 'open', state_set = message_id IS NULL")
        db.conn.execute(
            "UPDATE conversation SET changed = 1 WHERE id = (SELECT conversation_id FROM promise WHERE id = ?)",
            (promise_id,),
        )
    return done


def delete(db: Database, promise_id: int) -> bool:
    """Remove a promise that the person wrote down; one that was read is dismissed, so that it does not come back."""
    with transaction(db):
        done = db.conn.execute("DELETE FROM promise WHERE id = ? AND message_id IS NULL", (promise_id,))
    return done.rowcount > 0 or settle(db, promise_id, PromiseState.DISMISSED)


def _edit(db: Database, promise_id: int, assignments: str, *values: object) -> bool:
    with transaction(db):
        done = db.conn.execute(f"UPDATE promise SET {assignments} WHERE id = ?", (*values, promise_id))
    return done.rowcount > 0


def _number(message_id: str) -> int | None:
    return int(message_id) if message_id.isdigit() else None


def _promise(row: tuple[Any, ...]) -> Promise:
    return Promise(
        promise_id=str(row[0]),
        conversation_id=str(row[1]),
        message_id="" if row[2] is None else str(row[2]),
        place=row[3],
        by=Side(row[4]),
        text=row[5],
        what=row[6],
        kind=row[7],
        made_at=moment(row[8]),
        due_at=None if row[9] is None else moment(row[9]),
        due_text=row[10],
        clock=bool(row[11]),
        state=PromiseState(row[12]),
        settled_by="" if row[13] is None else str(row[13]),
        confidence=row[14],
    )
