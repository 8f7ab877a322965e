"""One row written at a time, in a transaction of its own and with whole characters only."""

from __future__ import annotations

from sqlite_utils import Database

from app.store.characters import whole
from app.store.connection import transaction


def insert(db: Database, sql: str, values: tuple[object, ...]) -> int:
    """Run an INSERT that returns the id of its row."""
    with transaction(db):
        row = db.conn.execute(sql, _storable(values)).fetchone()
    return int(row[0])


def change(db: Database, sql: str, values: tuple[object, ...]) -> bool:
    """Run a statement; whether it found a row to change."""
    with transaction(db):
        return bool(db.conn.execute(sql, _storable(values)).rowcount > 0)


def _storable(values: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(whole(value) if isinstance(value, str) else value for value in values)
