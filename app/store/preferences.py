"""Whom the person answers first, as far as it was learnt: one record for all."""

from __future__ import annotations

import msgspec
from sqlite_utils import Database

from app.store.connection import transaction
from engine.judge.answer_order import LABELS, Preference


def get(db: Database) -> Preference:
    """What was learnt; nothing yet, or learnt from other figures than are used now: the order of the table."""
    row = db.conn.execute("SELECT preference FROM answer_order").fetchone()
    if row is None:
        return Preference()
    found = msgspec.json.decode(row[0], type=Preference)
    return found if len(found.weights) == len(found.mean) == len(LABELS) else Preference()


def put(db: Database, preference: Preference, *, learnt_us: int) -> None:
    """Keep what was learnt in place of what was known before."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO answer_order (only, preference, learnt_us) VALUES (1, ?, ?)",
            (msgspec.json.encode(preference).decode(), learnt_us),
        )
