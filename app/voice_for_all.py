"""How the person writes to everybody, as the settings show it, and with whom they have a voice of its own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app import voices
from app.store import contacts, styles
from app.store.styles import EVERYBODY
from engine.voice import card as cards


@dataclass(frozen=True, slots=True)
class VoiceForAll:
    """What holds for everybody.

    Attributes:
        values: by field of `engine.voice.card.FIELDS`. by_hand: fields that the person set.
        languages: what they write in, as codes, most used first.
        learnt_from: so many sent messages.
        own: names of those who have a voice of their own, set by hand or learnt.
    """

    values: dict[str, float | str]
    by_hand: frozenset[str]
    languages: tuple[str, ...]
    learnt_from: int
    own: tuple[str, ...]


def read(db: Database) -> VoiceForAll:
    """Read it; writes nothing."""
    profile, card = voices.profile_for(db, None), styles.card(db, EVERYBODY)
    learnt = styles.get(db)
    return VoiceForAll(
        values={
            "formality": profile.formality,
            "length": min(cards.LONGEST, max(cards.SHORTEST, profile.avg_length)),
            "emoji": profile.emoji_usage,
            "capitalization": profile.capitalization,
            "warmth": profile.warmth,
        },
        by_hand=frozenset(name for name in cards.FIELDS if getattr(card, name) is not None),
        languages=profile.languages,
        learnt_from=0 if learnt is None else learnt.samples_count,
        own=tuple(_own(db)),
    )


def _own(db: Database) -> list[str]:
    special = styles.special(db)
    return [one.name or ", ".join(one.addresses) for one in contacts.listing(db) if one.id in special]
