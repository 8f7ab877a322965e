"""What runs once a day: the row that decides whether it already ran on a local date, whatever its trigger says."""

from __future__ import annotations

from datetime import date, timedelta

from sqlite_utils import Database

from app.store.connection import transaction

#: A date noted so far ahead was a wrong clock's: it does not keep the next days from running.
WRONG_AHEAD = timedelta(days=1)


def claim(db: Database, key: str, local_date: date, *, now_us: int) -> bool:
    """Whether `key` is to run on this date: True for exactly one caller a date, and never for a date before the last.

    A clock that was set back by a day or less runs nothing again.
    """
    with transaction(db):
        row = db.conn.execute("SELECT local_date FROM day_run WHERE key = ?", (key,)).fetchone()
        if row is not None and local_date <= date.fromisoformat(row[0]) <= local_date + WRONG_AHEAD:
            return False
        db.conn.execute(
            "INSERT OR REPLACE INTO day_run (key, local_date, ran_us) VALUES (?, ?, ?)",
            (key, local_date.isoformat(), now_us),
        )
    return True


def last(db: Database, key: str) -> date | None:
    """The local date on which `key` ran last."""
    row = db.conn.execute("SELECT local_date FROM day_run WHERE key = ?", (key,)).fetchone()
    return None if row is None else date.fromisoformat(row[0])
