"""Reminders as the person meets them: made, told once when due, done, set off, taken away, each with a way back.

The schedule only nudges: `tell_due` asks the store which ones are due and claims each there, so that a trigger that
fires twice, a clock that jumps, a machine that slept or a process that died in between tell nothing twice and lose
nothing. A reminder that was claimed and never seen stays in the list as fired until the person is done with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from app.store import reminders as kept
from engine.ask import reminding
from engine.ask.times import Unclear
from engine.asked import Reminder, ReminderState
from engine.domain import micros, moment
from engine.problems import UnclearDate

WayBack = Callable[[], None]
#: The name of a zone that has none (a system file without a name).
UTC_NAME = "UTC"


def due(db: Database, *, now: datetime) -> list[str]:
    """Ids of the reminders whose time has come and that were not told yet."""
    return kept.due(db, now_us=micros(now))


def fire(db: Database, reminder_id: str, *, now: datetime) -> bool:
    """Claim one that is due: True once, then never again."""
    return kept.fire(db, reminder_id, now_us=micros(now))


def next_due(db: Database) -> datetime | None:
    """When the next one is due, UTC; None if nothing is open."""
    found = kept.next_due(db)
    return None if found is None else moment(found)


def tell_due(db: Database, tell: Callable[[str], None], *, now: datetime) -> int:
    """Claim and tell everything that is due, also what fell due while nothing ran; returns how many were told."""
    told = 0
    for reminder_id in due(db, now=now):
        if fire(db, reminder_id, now=now):
            tell(reminder_id)
            told += 1
    return told


def add(
    db: Database,
    wish: reminding.Wish,
    *,
    zone: ZoneInfo,
    now: datetime,
    source: str,
    conversation_id: int | None = None,
) -> tuple[Reminder, WayBack]:
    """Set a reminder; with its way back, which removes it."""
    made = kept.add(
        db,
        text=wish.text,
        conversation_id=conversation_id,
        due_us=micros(wish.at.astimezone(UTC)),
        zone=zone.key or UTC_NAME,
        made_us=micros(now),
        source=source,
    )
    return made, lambda: _forget(db, made.reminder_id)


def done(db: Database, reminder_id: str) -> tuple[Reminder, WayBack]:
    """The person is done with it.

    Raises:
        NoSuchReminder: no such id.
    """
    before = kept.set_state(db, reminder_id, ReminderState.DONE)
    return kept.get(db, reminder_id), lambda: kept.restore(db, before)


def cancel(db: Database, reminder_id: str) -> tuple[Reminder, WayBack]:
    """It shall not fire, but stays in the record.

    Raises:
        NoSuchReminder: no such id.
    """
    before = kept.set_state(db, reminder_id, ReminderState.CANCELLED)
    return kept.get(db, reminder_id), lambda: kept.restore(db, before)


def snooze(db: Database, reminder_id: str, until: datetime, *, zone: ZoneInfo) -> tuple[Reminder, WayBack]:
    """Tell it again at `until`.

    Raises:
        NoSuchReminder: no such id.
    """
    before = kept.move(db, reminder_id, due_us=micros(until.astimezone(UTC)), zone=zone.key or UTC_NAME)
    return kept.get(db, reminder_id), lambda: kept.restore(db, before)


def delete(db: Database, reminder_id: str) -> tuple[Reminder, WayBack]:
    """Remove it with its words.

    Raises:
        NoSuchReminder: no such id.
    """
    gone = kept.delete(db, reminder_id)
    return gone, lambda: kept.restore(db, gone)


def read(text: str, *, now: datetime, zone: ZoneInfo) -> reminding.Wish:
    """A wish in words.

    Raises:
        UnclearDate: it names no time that could be kept; `reason` says why.
    """
    found = reminding.read(text, now.astimezone(zone))
    if isinstance(found, Unclear):
        raise UnclearDate(reason=found.code)
    return found


def _forget(db: Database, reminder_id: str) -> None:
    kept.delete(db, reminder_id)
