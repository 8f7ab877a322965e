"""Personas: learnt from texts that are handed in or from what was sent, on for single contacts, set by hand.

What was sent only makes guesses; what the person set by hand or locked stands above them. A persona speaks to nobody
until it is switched on for them, and never to family or work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from app import voices
from app.store import contacts, personas, styles, voice, voice_counts
from app.store.styles import EVERYBODY
from engine.domain import Persona, StyleProfile, micros
from engine.problems import NoSuchPersona, PersonaRefused
from engine.reply.hygiene import clean
from engine.voice import card as cards
from engine.voice import guessing, manner
from engine.voice import persona as engine
from engine.voice.guessing import Guess
from engine.voice.manner import Manners
from engine.voice.tally import Tally

#: The name of the persona that is read from what was sent.
OWN = "me"


@dataclass(frozen=True, slots=True)
class Applied:
    """A text in the voice of a persona; as it was where `reason` (`engine.voice.persona.REASONS`) says why."""

    original: str
    styled: str
    reason: str | None


def learn(db: Database, creator_id: str, samples: Sequence[str], *, now: datetime) -> Persona:
    """Learn a persona from texts somebody wrote to fans, in place of an earlier one of that name."""
    learnt = engine.learn(clean(creator_id), [clean(sample) for sample in samples])
    personas.put(db, learnt, learnt_us=micros(now))
    return learnt


def learn_from_sent(db: Database, contact_id: int = EVERYBODY, *, creator_id: str = OWN, now: datetime) -> Persona:
    """Learn a persona from what was sent to a contact, or to everybody, in place of an earlier one of that name.

    Counts what is not counted yet; nothing that was set by hand is touched.

    Raises:
        NoSuchContact: no such id.
    """
    voices.need(db, contact_id)
    while voice.count_some(db):
        pass
    learnt = shown(db, contact_id, clean(creator_id))
    personas.put(db, learnt, learnt_us=micros(now))
    return learnt


def shown(db: Database, contact_id: int = EVERYBODY, creator_id: str = OWN) -> Persona:
    """The persona that what was sent to a contact, or to everybody, shows now; kept nowhere."""
    counts = voice_counts.tally(db, contact_id) or Tally()
    return guessing.shown_persona(creator_id, counts, voice_counts.habits(db, contact_id))


def guesses(db: Database, contact_id: int = EVERYBODY) -> dict[str, Guess]:
    """What can be read from what was sent to a contact, or to everybody, by field, with what it rests on."""
    counts = voice_counts.tally(db, contact_id)
    return {} if counts is None else guessing.guesses(counts, voice_counts.habits(db, contact_id))


def manners(db: Database, contact_id: int | None, profile: StyleProfile) -> Manners:
    """How texts to this contact are put (`engine.voice.manner`); of None, to nobody in particular."""
    counts = voice_counts.tally(db, contact_id) if contact_id else None
    habits = voice_counts.habits(db, contact_id) if contact_id else None
    return manner.formed(
        card=styles.card(db, contact_id) if contact_id else cards.VoiceCard(),
        everybody=styles.card(db, EVERYBODY),
        persona=in_use(db, contact_id),
        guessed=guesses(db, contact_id) if contact_id else {},
        guessed_of_all=guesses(db),
        profile=profile,
        said=frozenset() if counts is None or habits is None else frozenset({*habits.pet_names, *counts.emoji}),
    )


def set_field(db: Database, contact_id: int, name: str, value: str | float | Sequence[str] | None) -> None:
    """Set how a contact, or everybody, is treated (`engine.voice.card.TREATMENT`), or take it back with None.

    Raises:
        NoSuchContact: no such id.
        ValueError: no such field, or a value it cannot have.
    """
    voices.need(db, contact_id)
    if not isinstance(value, str | float | int | None):
        value = [clean(one) for one in value]
    styles.put_card(db, contact_id, cards.with_treatment(styles.card(db, contact_id), name, value))


def lock(db: Database, contact_id: int, name: str, on: bool) -> None:
    """Leave one field of how a contact, or everybody, is treated as it is now, also where it is a guess; or no longer.

    Raises:
        NoSuchContact: no such id.
        ValueError: no such field, or nothing is known of it.
    """
    voices.need(db, contact_id)
    card = styles.card(db, contact_id)
    if on and name in cards.TREATMENT and getattr(card, name) is None:
        card = cards.with_treatment(card, name, _guessed(guesses(db, contact_id).get(name), name))
    styles.put_card(db, contact_id, cards.with_lock_on(card, name) if on else cards.without_lock(card, name))


def _guessed(guess: Guess | None, name: str) -> str | tuple[str, ...]:
    if guess is None:
        raise ValueError("nothing is known of it")
    if name != "address":
        return guess.values
    forms = set(guessing.forms(guess).values())
    if len(forms) != 1:
        raise ValueError("it differs by language")
    return forms.pop()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of how a contact is treated, as it holds now.

    Attributes:
        value: None where nothing is known. source: "hand", "everybody" (set by hand for all), "persona", "guess",
            "guess_of_all" or "none". seen, of: for guesses, in how many sent texts (or turns) out of how many.
    """

    value: str | float | tuple[str, ...] | None
    source: str
    seen: int = 0
    of: int = 0
    locked: bool = False


def fields(db: Database, contact_id: int = EVERYBODY) -> dict[str, Field]:
    """How a contact, or everybody, is treated: every field of the card and what is only guessed.

    Raises:
        NoSuchContact: no such id.
    """
    voices.need(db, contact_id)
    own, everybody = styles.card(db, contact_id), styles.card(db, EVERYBODY)
    persona = in_use(db, contact_id or None)
    brought = {} if persona is None else {"pet_names": persona.pet_names, "signs": persona.signature_emojis}
    guessed, of_all = guesses(db, contact_id), guesses(db)
    found: dict[str, Field] = {}
    for name in (*cards.TREATMENT, *sorted({*guessed, *of_all} - {*cards.TREATMENT})):
        locked = name in own.locked
        if (mine := getattr(own, name, None)) is not None and name in cards.TREATMENT:
            found[name] = Field(mine, "hand", locked=locked)
        elif brought.get(name):
            found[name] = Field(brought[name], "persona")
        elif (general := getattr(everybody, name, None)) is not None and name in cards.TREATMENT:
            found[name] = Field(general, "everybody", locked=name in everybody.locked)
        elif (guess := guessed.get(name) or of_all.get(name)) is not None:
            found[name] = Field(guess.values, "guess" if name in guessed else "guess_of_all", guess.seen, guess.of)
        else:
            found[name] = Field(None, "none")
    return found


def show(db: Database, creator_id: str | None = None) -> Persona:
    """A persona by its name, else the one learnt last.

    Raises:
        NoSuchPersona: there is none.
    """
    found = personas.newest(db) if creator_id is None else personas.get(db, clean(creator_id))
    if found is None:
        raise NoSuchPersona(id=creator_id or "")
    return found


def switch_on(db: Database, contact_id: int, creator_id: str | None = None) -> Persona:
    """Use a persona (by default the one learnt last) for a contact.

    Raises:
        NoSuchContact, NoSuchPersona: it is not there.
        PersonaRefused: the contact is family or work.
    """
    contact = contacts.get(db, contact_id)
    wanted = show(db, creator_id)
    why = engine.refusal(wanted, contact.contact_class, on=True)
    if why is not None:
        raise PersonaRefused(id=contact_id, why=why)
    personas.switch(db, contact_id, wanted.creator_id)
    return wanted


def switch_off(db: Database, contact_id: int) -> None:
    """Use no persona for a contact.

    Raises:
        NoSuchContact: it is not there.
    """
    contacts.get(db, contact_id)
    personas.switch(db, contact_id, None)


def in_use(db: Database, contact_id: int | None) -> Persona | None:
    """The persona that speaks to this contact; None where none may, or to a group."""
    creator_id = None if contact_id is None else personas.of_contact(db, contact_id)
    if contact_id is None or creator_id is None:
        return None
    persona = personas.get(db, creator_id)
    refused = engine.refusal(persona, contacts.get(db, contact_id).contact_class, on=True)
    return None if refused is not None else persona


def offered(db: Database, contact_id: int) -> tuple[str, bool]:
    """The persona that may be switched on for a contact, or is on, and whether it is; "" where none may speak."""
    if contact_id == EVERYBODY:
        return "", False
    chosen = personas.of_contact(db, contact_id)
    persona = personas.newest(db) if chosen is None else personas.get(db, chosen)
    if persona is None or engine.refusal(persona, contacts.get(db, contact_id).contact_class, on=True) is not None:
        return "", False
    return persona.creator_id, chosen is not None


def apply(db: Database, contact_id: int, text: str) -> Applied:
    """A text as the persona that is on for this contact writes it; unchanged where none may speak.

    Raises:
        NoSuchContact: it is not there.
    """
    contact = contacts.get(db, contact_id)
    creator_id = personas.of_contact(db, contact_id)
    persona = personas.newest(db) if creator_id is None else personas.get(db, creator_id)
    why = engine.refusal(persona, contact.contact_class, on=creator_id is not None)
    if why is not None or persona is None:
        return Applied(text, text, why)
    return Applied(text, *engine.apply(text, persona))
