"""Personas the person had learnt, and the contacts they switched one on for."""

from __future__ import annotations

import msgspec
from sqlite_utils import Database

from app.store.connection import transaction
from engine.domain import Persona


def get(db: Database, creator_id: str) -> Persona | None:
    """The persona of this name."""
    row = db.conn.execute("SELECT persona FROM persona WHERE creator_id = ?", (creator_id,)).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=Persona)


def newest(db: Database) -> Persona | None:
    """The persona learnt last."""
    row = db.conn.execute("SELECT persona FROM persona ORDER BY learnt_us DESC, creator_id LIMIT 1").fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=Persona)


def put(db: Database, persona: Persona, *, learnt_us: int) -> None:
    """Keep a persona in place of an earlier one of its name."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO persona (creator_id, persona, learnt_us) VALUES (?, ?, ?)",
            (persona.creator_id, msgspec.json.encode(persona).decode(), learnt_us),
        )


def switch(db: Database, contact_id: int, creator_id: str | None) -> None:
    """Switch a persona on for a contact; None switches any off."""
    with transaction(db):
        db.conn.execute("DELETE FROM persona_contact WHERE contact_id = ?", (contact_id,))
        if creator_id is not None:
            db.conn.execute(
                "INSERT INTO persona_contact (contact_id, creator_id) VALUES (?, ?)", (contact_id, creator_id)
            )


def of_contact(db: Database, contact_id: int) -> str | None:
    """The persona that is on for a contact; None by default."""
    row = db.conn.execute("SELECT creator_id FROM persona_contact WHERE contact_id = ?", (contact_id,)).fetchone()
    return None if row is None else str(row[0])
