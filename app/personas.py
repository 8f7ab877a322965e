"""Personas for creators: learnt from texts that are handed in, on for single contacts, never for family or work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from app.store import contacts, personas
from engine.domain import Persona, micros
from engine.problems import NoSuchPersona, PersonaRefused
from engine.reply.hygiene import clean
from engine.voice import persona as engine


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
