"""The person's way of writing: learnt from what they sent, remembered, looked up per contact."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from app.store import passages, styles
from app.store.connection import transaction
from engine.domain import StyleProfile, micros
from engine.voice import style

#: Newest answered turns the profile is learnt from.
LEARNS_FROM = 3000
#: Learn again once this share of answered turns is new.
STALE_SHARE = 0.1
EVERYBODY = 0


def profile_for(db: Database, contact_id: int | None) -> StyleProfile:
    """How the person writes to this contact, else to everybody; an even-handed profile before anything was learnt."""
    if contact_id and (own := styles.get(db, contact_id)) is not None:
        return own
    everybody = styles.get(db, EVERYBODY)
    return style.learn([]) if everybody is None else everybody


def learn_if_stale(db: Database, *, now: datetime) -> bool:
    """Learn the profile to everybody where there is none or much was sent since; a locked one stays as it is."""
    known = styles.get(db, EVERYBODY)
    if styles.is_locked(db, EVERYBODY):
        return False
    pairs = passages.answered(db, limit=LEARNS_FROM)
    if known is not None and len(pairs) < (1 + STALE_SHARE) * known.samples_count and len(pairs) < LEARNS_FROM:
        return False
    with transaction(db):
        styles.put(db, EVERYBODY, style.learn(pairs), learnt_us=micros(now))
    return True
