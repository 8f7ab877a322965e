"""How the person writes: one profile to everybody and some to single contacts, and what they set by hand."""

from __future__ import annotations

import msgspec
from sqlite_utils import Database

from app.store.connection import transaction
from app.store.voice_counts import EVERYBODY
from engine.domain import StyleProfile
from engine.voice.card import VoiceCard

__all__ = [
    "EVERYBODY",
    "card",
    "delete",
    "get",
    "is_locked",
    "learnt_us",
    "lock",
    "outdated",
    "put",
    "put_card",
    "special",
]


def get(db: Database, contact_id: int = EVERYBODY) -> StyleProfile | None:
    """The profile to one contact (or everybody), if there is one, as it was learnt."""
    profile = _column(db, contact_id, "profile")
    return None if profile is None else msgspec.json.decode(str(profile), type=StyleProfile)


def put(db: Database, contact_id: int, profile: StyleProfile, *, learnt_us: int, tallied: int = 0) -> None:
    """Keep a profile in place of an earlier one; whether it is locked stays as it is.

    Args:
        tallied: sent texts it was learnt from.
    """
    with transaction(db):
        db.conn.execute(
            "INSERT INTO style_profile (contact_id, profile, learnt_us, tallied) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (contact_id) DO UPDATE SET profile = excluded.profile, "
            "learnt_us = excluded.learnt_us, tallied = excluded.tallied",
            (contact_id, msgspec.json.encode(profile).decode(), learnt_us, tallied),
        )


def outdated(db: Database, *, least: int) -> int | None:
    """A contact (or everybody) whose profile a tenth of the counted texts is not in, or that has none.

    Args:
        least: counted texts a contact needs for a profile of their own; one with fewer loses it.
    """
    row = db.conn.execute(
        "SELECT t.contact_id FROM voice_tally t LEFT JOIN style_profile s ON s.contact_id = t.contact_id "
        "WHERE coalesce(s.locked, 0) = 0 AND CASE "
        "WHEN t.messages >= iif(t.contact_id = 0, 1, ?1) "
        "THEN s.contact_id IS NULL OR abs(t.messages - s.tallied) >= max(1, s.tallied / 10) "
        "ELSE s.contact_id IS NOT NULL AND t.messages <> s.tallied END LIMIT 1",
        (least,),
    ).fetchone()
    return None if row is None else int(row[0])


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


def delete(db: Database, contact_id: int) -> bool:
    """Forget a profile; whether there was one."""
    with transaction(db):
        done = db.conn.execute("DELETE FROM style_profile WHERE contact_id = ?", (contact_id,))
    return done.rowcount > 0


def card(db: Database, contact_id: int = EVERYBODY) -> VoiceCard:
    """What the person set by hand for one contact or for everybody; an empty card if nothing."""
    row = db.conn.execute("SELECT card FROM voice_card WHERE contact_id = ?", (contact_id,)).fetchone()
    return VoiceCard() if row is None else msgspec.json.decode(row[0], type=VoiceCard)


def put_card(db: Database, contact_id: int, set_by_hand: VoiceCard) -> None:
    """Keep what the person set by hand in place of what was there."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO voice_card (contact_id, card) VALUES (?, ?)",
            (contact_id, msgspec.json.encode(set_by_hand).decode()),
        )


def special(db: Database) -> frozenset[int]:
    """Contacts to whom the person writes otherwise than to everybody: learnt, or set by hand."""
    rows = db.conn.execute(
        "SELECT contact_id FROM style_profile UNION SELECT contact_id FROM voice_card WHERE card <> ?",
        (msgspec.json.encode(VoiceCard()).decode(),),
    )
    return frozenset(row[0] for row in rows) - {EVERYBODY}


def _column(db: Database, contact_id: int, name: str) -> object:
    row = db.conn.execute(f"SELECT {name} FROM style_profile WHERE contact_id = ?", (contact_id,)).fetchone()
    return None if row is None else row[0]
