"""Everybody with whom there is a conversation, and who of them is left alone: not read, or never marked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.store import contacts, conversations, judgements, names


@dataclass(frozen=True, slots=True)
class Spared:
    """One of them.

    Attributes:
        subject: a contact's number, or a group's with a minus.
        about: how much was said, or that it is a group.
        spared: whether they are left alone.
    """

    subject: int
    name: str
    about: str
    spared: bool


def from_reading(db: Database) -> list[Spared]:
    """Who is not read: those first, then whoever was written with last."""
    rows = [
        Spared(one.id, one.name or ", ".join(one.addresses), _messages(one.n_messages), one.switched_off)
        for one in contacts.listing(db)
        if one.n_conversations or one.switched_off
    ]
    return _spared_first([*rows, *_groups(db, {row.id for row in conversations.listing(db) if row.switched_off})])


def from_marks(db: Database) -> list[Spared]:
    """Whose words are never marked."""
    dismissed = judgements.never_marked(db)
    rows = [
        Spared(one.id, one.name or ", ".join(one.addresses), _messages(one.n_messages), one.id in dismissed)
        for one in contacts.listing(db)
        if (one.n_conversations and not one.switched_off) or one.id in dismissed
    ]
    return _spared_first([*rows, *_groups(db, {-subject for subject in dismissed if subject < 0})])


def people(db: Database) -> list[Spared]:
    """Everybody of whom something is kept, those written with last first."""
    return [
        Spared(one.id, one.name or ", ".join(one.addresses), _messages(one.n_messages), one.switched_off)
        for one in contacts.listing(db)
    ]


def _groups(db: Database, spared: set[int]) -> list[Spared]:
    found = [row for row in conversations.listing(db) if row.is_group]
    called = names.of_conversations(db, [row.id for row in found])
    return [Spared(-row.id, called.get(row.id, row.name), "group", row.id in spared) for row in found]


def _spared_first(rows: list[Spared]) -> list[Spared]:
    return sorted(rows, key=lambda one: not one.spared)


def _messages(n: int) -> str:
    return f"{n:,} message{'' if n == 1 else 's'}"
