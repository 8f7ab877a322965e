"""The person's way of writing: learnt from what they sent, remembered, looked up per contact."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from app.store import passages, styles
from engine.domain import StyleProfile, micros
from engine.voice import style

#: Newest answered turns the profile is learnt from.
LEARNS_FROM = 3000
#: Learn again once this share of answered turns is new.
STALE_SHARE = 0.1


def profile_for(db: Database, contact_id: int | None) -> StyleProfile:
    """How the person writes to this contact, else to everybody; an even-handed profile before anything was learnt."""
    if contact_id and (own := styles.get(db, contact_id)) is not None:
        return own
    everybody = styles.get(db, styles.EVERYBODY)
    return style.learn([]) if everybody is None else everybody


def _is_stale(db: Database) -> bool:
    """Whether enough came to light since: while the history is read, or by what was said after it was learnt.

    Asked whenever nothing else is to be done, so it only counts, along an index.
    """
    known = styles.n_answered(db, styles.EVERYBODY)
    if known is None:
        return True
    share = max(1, int(STALE_SHARE * known))
    if known < LEARNS_FROM and passages.answered_since(db, 0, limit=known + share) >= known + share:
        return True
    return passages.answered_since(db, styles.learnt_us(db, styles.EVERYBODY), limit=share) >= share


def learn_if_stale(db: Database, *, now: datetime) -> bool:
    """Learn the profile to everybody where there is none or much was sent since; a locked one stays as it is."""
    if styles.is_locked(db, styles.EVERYBODY) or not _is_stale(db):
        return False
    pairs = passages.answered(db, limit=LEARNS_FROM)
    profile = style.learn(pairs[::-1])  # oldest first: where there are too many, it keeps the end
    known = passages.answered_since(db, 0, limit=LEARNS_FROM)
    styles.put(db, styles.EVERYBODY, profile, learnt_us=micros(now), n_answered=known)
    return True
