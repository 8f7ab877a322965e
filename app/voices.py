"""The person's voice: counted as messages come and go, looked up per contact, set and deleted by the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from app.store import contacts, styles, voice, voice_counts
from app.store.connection import transaction
from app.store.styles import EVERYBODY
from app.store.voice_counts import MINE, THEIRS
from engine.domain import StyleProfile, micros
from engine.problems import NoSuchContact, TooFewSamples
from engine.reply.hygiene import clean
from engine.voice import card as cards
from engine.voice import style, tally
from engine.voice.card import VoiceCard
from engine.voice.verifier import Verifier

#: Sent texts from which a contact has a profile of their own.
LEAST_FOR_CONTACT = 20
#: Pieces counted at once where nothing is known of the person and somebody waits: some 0.3 s.
FIRST_PIECES = 6


def profile_for(db: Database, contact_id: int | None) -> StyleProfile:
    """How the person writes to this contact, else to everybody, and what they set by hand above it.

    An even-handed profile before anything was learnt.
    """
    return cards.applied(card_for(db, contact_id), _learnt(db, contact_id))


def verifier_for(db: Database, contact_id: int | None) -> Verifier:
    """What tells the person's writing from others'; before anything was counted the likeness of their style."""
    return Verifier(voice_counts.writing(db, MINE), voice_counts.writing(db, THEIRS), profile_for(db, contact_id))


def card_for(db: Database, contact_id: int | None) -> VoiceCard:
    """What the person set by hand for this contact, above what they set for everybody."""
    general = styles.card(db, EVERYBODY)
    return cards.over(styles.card(db, contact_id), general) if contact_id else general


def lacking(db: Database, contact_id: int = EVERYBODY) -> TooFewSamples | None:
    """What is missing before there is a profile to this contact, or to everybody; None where there is one."""
    if styles.get(db, contact_id) is not None:
        return None
    counts = voice_counts.tally(db, contact_id)
    return TooFewSamples(samples=0 if counts is None else counts.messages, needed=_least(contact_id))


def profile_used(db: Database, contact_id: int | None) -> str:
    """Whose profile `profile_for` gives: "contact", "everybody" or, before anything was learnt, "none"."""
    if contact_id and styles.get(db, contact_id) is not None:
        return "contact"
    return "everybody" if profile_for(db, contact_id).samples_count else "none"


def step(db: Database, *, now: datetime) -> bool:
    """One small piece of learning; returns whether there may be more. Locked profiles stay, deleted ones are gone."""
    contact_id = styles.outdated(db, least=LEAST_FOR_CONTACT)
    if contact_id is None:
        return voice.count_some(db)
    renew(db, contact_id, now=now)
    return True


def learn_if_stale(db: Database, *, now: datetime) -> bool:
    """Bring the profile to everybody up to date as far as a moment's work goes; whether it changed.

    For somebody who waits for an answer: where there is a profile already, one piece at most is counted.
    """
    known = styles.get(db)
    for _ in range(FIRST_PIECES if known is None else 1):
        if not voice.count_some(db):
            break
    if not styles.is_locked(db) and styles.outdated(db, least=LEAST_FOR_CONTACT) == EVERYBODY:
        renew(db, EVERYBODY, now=now)
    return styles.get(db) != known


def renew(db: Database, contact_id: int, *, now: datetime) -> None:
    """Read a profile from what is counted; a contact's is drawn towards everybody's, and goes with too few texts."""
    counts = voice_counts.tally(db, contact_id)
    if counts is None or counts.messages < _least(contact_id):
        styles.delete(db, contact_id)
        return
    profile = tally.profile(counts)
    if contact_id != EVERYBODY:
        everybody = voice_counts.tally(db, EVERYBODY)
        profile = style.shrunk(profile, style.NEUTRAL if everybody is None else tally.profile(everybody))
    styles.put(db, contact_id, profile, learnt_us=micros(now), tallied=counts.messages)


def learn_anew(db: Database, contact_id: int = EVERYBODY, *, now: datetime) -> StyleProfile:
    """Learn a profile by the person's wish: deleted ones come back, hand-set values that are not locked are given up.

    Reads on until everything is counted. A locked profile stays as it is.

    Raises:
        NoSuchContact: no such id.
    """
    need(db, contact_id)
    if not styles.is_locked(db, contact_id):
        with transaction(db):
            for gone in {contact_id, EVERYBODY}:
                if voice_counts.is_gone(db, gone):
                    voice.set_gone(db, gone, False)
            styles.put_card(db, contact_id, cards.learnt_anew(styles.card(db, contact_id)))
        while voice.count_some(db):
            pass
        renew(db, contact_id, now=now)
    return profile_for(db, contact_id)


def learn_from(db: Database, contact_id: int, samples: Sequence[tuple[str, str]], *, now: datetime) -> StyleProfile:
    """Count texts that are in no conversation, as (turn of the other side, what the person answered), and learn.

    They count like sent ones, until everything is learnt anew. A locked profile stays as it is.

    Raises:
        NoSuchContact: no such id.
    """
    need(db, contact_id)
    with transaction(db):
        for gone in {contact_id, EVERYBODY}:
            if voice_counts.is_gone(db, gone):
                voice.set_gone(db, gone, False)
        voice_counts.add_samples(db, contact_id, samples)
        for learnt in sorted({contact_id, EVERYBODY}):
            if not styles.is_locked(db, learnt):
                renew(db, learnt, now=now)
    return profile_for(db, contact_id)


def delete(db: Database, contact_id: int) -> bool:
    """Forget a profile, what it was learnt from and what was set by hand; it comes back only by `learn_anew`.

    Without a profile to everybody nothing is learnt at all. Returns whether there was one.

    Raises:
        NoSuchContact: no such id.
    """
    need(db, contact_id)
    with transaction(db):
        voice.set_gone(db, contact_id, True)
        styles.put_card(db, contact_id, VoiceCard())
        return styles.delete(db, contact_id)


def lock(db: Database, contact_id: int, on: bool, *, field: str | None = None) -> None:
    """Leave a whole profile as it is now, or one field of it; or no longer.

    Raises:
        NoSuchContact: no such id.
        ValueError: no such field.
    """
    need(db, contact_id)
    if field is not None:
        card = styles.card(db, contact_id)
        shown = profile_for(db, contact_id)
        styles.put_card(db, contact_id, cards.with_lock(card, field, shown) if on else cards.without_lock(card, field))
        return
    with transaction(db):
        if on and styles.get(db, contact_id) is None:
            styles.put(db, contact_id, _learnt(db, contact_id), learnt_us=0)
        styles.lock(db, contact_id, on)


def set_field(db: Database, contact_id: int, field: str, value: float | str | None) -> None:
    """Set one field of the card by hand (`engine.voice.card.FIELDS`), or take it back with None.

    Raises:
        NoSuchContact: no such id.
        ValueError: no such field, or a value it cannot have.
    """
    need(db, contact_id)
    styles.put_card(db, contact_id, cards.with_field(styles.card(db, contact_id), field, value))


def set_words(
    db: Database, contact_id: int, *, phrases: Sequence[str] | None = None, never: Sequence[str] | None = None
) -> None:
    """Set the phrases to use or the words never to write; None leaves a list as it is.

    Raises:
        NoSuchContact: no such id.
    """
    need(db, contact_id)
    card = cards.with_words(styles.card(db, contact_id), phrases=_cleaned(phrases), never=_cleaned(never))
    styles.put_card(db, contact_id, card)


def _cleaned(words: Sequence[str] | None) -> list[str] | None:
    return None if words is None else [clean(word) for word in words]


def _least(contact_id: int) -> int:
    return 1 if contact_id == EVERYBODY else LEAST_FOR_CONTACT


def _learnt(db: Database, contact_id: int | None) -> StyleProfile:
    if contact_id and (own := styles.get(db, contact_id)) is not None:
        return own
    everybody = styles.get(db, EVERYBODY)
    return style.NEUTRAL if everybody is None else everybody


def need(db: Database, contact_id: int) -> None:
    """See to it that there is such a contact; `EVERYBODY` always is.

    Raises:
        NoSuchContact: no such id.
    """
    if contact_id != EVERYBODY:
        contacts.get(db, contact_id)


def is_contact(db: Database, contact_id: int) -> bool:
    """Whether there is such a contact."""
    try:
        contacts.get(db, contact_id)
    except NoSuchContact:
        return False
    return True
