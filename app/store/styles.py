"""How the person writes: one profile to everybody and some to single contacts."""

from __future__ import annotations

import msgspec
from sqlite_utils import Database

from app.store.connection import transaction
from engine.domain import StyleProfile

#: The contact id of the profile to everybody.
EVERYBODY = 0


def get(db: Database, contact_id: int = EVERYBODY) -> StyleProfile | None:
    """The profile to one contact (or everybody), if there is one."""
    profile = _column(db, contact_id, "profile")
    return None if profile is None else msgspec.json.decode(str(profile), type=StyleProfile)


def put(db: Database, contact_id: int, profile: StyleProfile, *, learnt_us: int, n_answered: int = 0) -> None:
    """Keep a profile in place of an earlier one; whether it is locked stays as it is.

    Args:
        n_answered: answered turns that were known then.
    """
    with transaction(db):
        db.conn.execute(
            "INSERT INTO style_profile (contact_id, profile, learnt_us, n_answered) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (contact_id) DO UPDATE SET profile = excluded.profile, "
            "learnt_us = excluded.learnt_us, n_answered = excluded.n_answered",
            (contact_id, msgspec.json.encode(profile).decode(), learnt_us, n_answered),
        )


def is_locked(db: Database, contact_id: int = EVERYBODY) -> bool:
    """Whether the person wants this profile left as it is."""
    return bool(_column(db, contact_id, "locked"))


def lock(db: Database, contact_id: int, on: bool) -> None:
    """Leave a profile as it is from now on, or no longer."""
    with transaction(db):
        db.conn.execute("UPDATE style_profile SET locked = ? WHERE contact_id = ?", (on, contact_id))


def learnt_us(db: Database, contact_id: int = EVERYBODY) -> int:
    """When a profile was learnt, in microseconds; 0 for never."""
    return int(str(_column(db, contact_id, "learnt_us") or 0))


def n_answered(db: Database, contact_id: int = EVERYBODY) -> int | None:
    """How many answered turns were known when a profile was learnt; None without a profile."""
    found = _column(db, contact_id, "n_answered")
    return None if found is None else int(str(found))


def delete(db: Database, contact_id: int) -> bool:
    """Forget a profile; whether there was one."""
    with transaction(db):
        done = db.conn.execute("DELETE FROM style_profile WHERE contact_id = ?", (contact_id,))
    return done.rowcount > 0


def _column(db: Database, contact_id: int, name: str) -> object:
    row = db.conn.execute(f"SELECT {name} FROM style_profile WHERE contact_id = ?", (contact_id,)).fetchone()
    return None if row is None else row[0]
