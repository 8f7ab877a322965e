"""How the person writes to one contact, as a panel shows it: the five fields, phrases, words never written, a quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from app import personas, voices
from app.personas import Field
from app.store import conversations, styles
from app.store.styles import EVERYBODY
from app.store.threads import recent
from engine.domain import Kind, Message, StyleProfile
from engine.voice import card as cards
from engine.voice.card import VoiceCard

#: Newest messages among which a quotation is looked for, and how long it may be.
READS, SHORTEST_QUOTE, LONGEST_QUOTE = 200, 18, 140
#: Learnt phrases that are shown beside those that were set.
LEARNT_PHRASES = 6


@dataclass(frozen=True, slots=True)
class OwnQuote:
    """One message of the person's own, word for word."""

    text: str
    sent_at: datetime
    message_id: int


@dataclass(frozen=True, slots=True)
class VoiceShown:
    """How the person writes there.

    Attributes:
        contact_id: whom a change is for; 0 everybody, as in a group.
        learnt_from: so many sent messages; learnt_for: "contact", "everybody" or "none".
        values: what holds now, by field of `engine.voice.card.FIELDS`.
        by_hand: fields set here, `general` those set for everybody. locked: fields that stay.
        phrases, never: set here. also_phrases, also_never: set for everybody. learnt: phrases that were learnt.
        whole_locked: nothing that is learnt changes this voice.
        treatment: how they are treated, by field of `engine.voice.card.TREATMENT`; what is guessed says so.
        persona: the one that may speak to them, "" if there is none or none may. persona_on: whether it does.
    """

    contact_id: int
    learnt_from: int
    learnt_for: str
    values: dict[str, float | str]
    by_hand: frozenset[str] = frozenset()
    general: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    also_phrases: tuple[str, ...] = ()
    also_never: tuple[str, ...] = ()
    learnt: tuple[str, ...] = ()
    whole_locked: bool = False
    quote: OwnQuote | None = None
    treatment: Mapping[str, Field] = field(default_factory=dict)
    persona: str = ""
    persona_on: bool = False


def to_conversation(db: Database, conversation_id: int, *, now: datetime) -> VoiceShown:
    """The voice that is used in a conversation: its contact's, in a group the one to everybody. Writes nothing.

    Raises:
        NoSuchConversation: no such id.
    """
    row = conversations.get(db, conversation_id)
    contact_id = EVERYBODY if row.is_group or not row.contact_id else row.contact_id
    own, general = styles.card(db, contact_id), styles.card(db, EVERYBODY)
    profile = voices.profile_for(db, contact_id)
    messages = [] if row.switched_off else recent(db, conversation_id, limit=READS, until=now)
    also = VoiceCard() if contact_id == EVERYBODY else general
    persona, persona_on = personas.offered(db, contact_id)
    hand = {phrase.casefold() for phrase in (*own.phrases, *also.phrases)}
    learnt = [phrase for phrase in profile.common_phrases if phrase.casefold() not in hand]
    return VoiceShown(
        contact_id=contact_id,
        learnt_from=_learnt_from(db, contact_id),
        learnt_for=voices.profile_used(db, contact_id),
        values=_values(profile),
        by_hand=_set(own),
        general=_set(also) - _set(own),
        locked=frozenset(own.locked) & set(cards.FIELDS),
        phrases=own.phrases,
        never=own.never,
        also_phrases=_beyond(also.phrases, own.phrases),
        also_never=_beyond(also.never, own.never),
        learnt=tuple(learnt[:LEARNT_PHRASES]),
        whole_locked=styles.is_locked(db, contact_id),
        quote=_own_words(messages, profile),
        treatment={name: one for name, one in personas.fields(db, contact_id).items() if name in cards.TREATMENT},
        persona=persona,
        persona_on=persona_on,
    )


def fits(name: str, value: str | float | Sequence[str]) -> bool:
    """Whether a field of how somebody is treated can be this."""
    try:
        cards.with_treatment(VoiceCard(), name, value)
    except ValueError:
        return False
    return True


def _learnt_from(db: Database, contact_id: int) -> int:
    """Sent messages behind the profile that is used; none where only a card was set."""
    profile = (styles.get(db, contact_id) if contact_id else None) or styles.get(db, EVERYBODY)
    return 0 if profile is None else profile.samples_count


def _values(profile: StyleProfile) -> dict[str, float | str]:
    return {
        "formality": profile.formality,
        "length": min(cards.LONGEST, max(cards.SHORTEST, profile.avg_length)),
        "emoji": profile.emoji_usage,
        "capitalization": profile.capitalization,
        "warmth": profile.warmth,
    }


def _set(card: VoiceCard) -> frozenset[str]:
    return frozenset(name for name in cards.FIELDS if getattr(card, name) is not None)


def _beyond(words: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    known = {word.casefold() for word in own}
    return tuple(word for word in words if word.casefold() not in known)


def _own_words(messages: Sequence[Message], profile: StyleProfile) -> OwnQuote | None:
    """The newest own message of a usual length, rather one with a phrase that is the person's."""
    mine = [one for one in reversed(messages) if one.from_me and one.kind is Kind.TEXT]
    fitting = [one for one in mine if SHORTEST_QUOTE <= len(one.text.strip()) <= LONGEST_QUOTE]
    if not fitting:
        return None
    phrases = [phrase.casefold() for phrase in profile.common_phrases]
    typical = (one for one in fitting if any(phrase in one.text.casefold() for phrase in phrases))
    chosen = next(typical, fitting[0])
    return OwnQuote(" ".join(chosen.text.split()), chosen.sent_at, int(chosen.message_id))
