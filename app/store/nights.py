"""Nights: the row that decides that a date is trained for, whatever nudged, and why one was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from app.store.connection import transaction

_COLUMNS = "date, begun_us, job_id, reason, seen"


@dataclass(frozen=True, slots=True)
class Night:
    """One date.

    Attributes:
        begun_us: 0 for one that was not trained for.
        reason: why it was not, or was stopped last; a code of `app.nightly.Reason`.
        seen: the person was shown what came of it.
    """

    date: date
    begun_us: int
    job_id: str
    reason: str
    seen: bool


def claim(db: Database, night: date, job_id: str, *, now_us: int) -> bool:
    """Whether this night is to be trained now: True for exactly one caller a date."""
    with transaction(db):
        done = db.conn.execute(
            "INSERT INTO training_night (date, begun_us, job_id) VALUES (?, ?, ?) ON CONFLICT (date) DO UPDATE "
            "SET begun_us = excluded.begun_us, job_id = excluded.job_id, reason = '' WHERE begun_us = 0",
            (night.isoformat(), now_us, job_id),
        )
    return bool(done.rowcount)


def put_reason(db: Database, night: date, reason: str) -> None:
    """Note why a night is not trained now, or any more."""
    with transaction(db):
        db.conn.execute(
            "INSERT INTO training_night (date, reason) VALUES (?, ?) ON CONFLICT (date) DO UPDATE "
            "SET reason = excluded.reason",
            (night.isoformat(), reason),
        )


def last(db: Database, *, by: date = date.max) -> Night | None:
    """The newest night that was trained for; one after `by` was written by a clock that was wrong."""
    return _first(db, f"begun_us > 0 AND date <= '{by.isoformat()}' ORDER BY date DESC")


def newest(db: Database, *, by: date = date.max) -> Night | None:
    """The newest night, trained for or not; one after `by` was written by a clock that was wrong."""
    return _first(db, f"date <= '{by.isoformat()}' ORDER BY date DESC")


def see(db: Database, night: date) -> None:
    """The person was shown what came of it."""
    with transaction(db):
        db.conn.execute("UPDATE training_night SET seen = 1 WHERE date = ?", (night.isoformat(),))


def _first(db: Database, where: str) -> Night | None:
    row = db.conn.execute(f"SELECT {_COLUMNS} FROM training_night WHERE {where} LIMIT 1").fetchone()
    return None if row is None else Night(date.fromisoformat(row[0]), row[1], row[2], row[3], bool(row[4]))
