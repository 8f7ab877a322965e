"""What people were ever called: by every name somebody is masked, also by one that is no longer theirs.

Triggers note every name that a contact gets, and drop them with it. Of whoever is erased only digests stay: their name
stands in what others said, and is to be found there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from sqlite_utils import Database

from engine.privacy import forgotten_names, named
from engine.privacy.forgotten_names import KEY_BYTES, NOBODY, Forgotten

#: Of a card, whether it belongs to a contact or not.
_CARD = 0


def of_everybody(db: Database) -> tuple[str, ...]:
    """Every name, each once, in order."""
    return tuple(row[0] for row in db.execute("SELECT DISTINCT name FROM known_name ORDER BY name").fetchall())


def of_contact(db: Database, contact_id: int) -> tuple[str, ...]:
    """Every name that a contact, or one that went into it, ever had."""
    rows = db.execute("SELECT name FROM known_name WHERE contact_id = ? ORDER BY name", [contact_id])
    return tuple(row[0] for row in rows.fetchall())


def of_erased(db: Database) -> Forgotten:
    """Those that are found and not known any more."""
    rows = db.execute("SELECT key, forms FROM name_forgotten ORDER BY rowid").fetchall()
    return forgotten_names.read(rows[0][0], tuple(row[1] for row in rows)) if rows else NOBODY


def add_cards(db: Database, names: Iterable[str]) -> None:
    """Remember people of the address book, also those who are not written with. Call inside a transaction."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO known_name (contact_id, name) VALUES (?, ?)",
        [(_CARD, name) for name in names],
    )


def unite(db: Database, kept: int, other: int) -> None:
    """Two contacts are one. Call inside a transaction, before the other one goes."""
    db.conn.execute("UPDATE OR IGNORE known_name SET contact_id = ? WHERE contact_id = ?", (kept, other))


def split(db: Database, contact_id: int, fresh: int) -> None:
    """Somebody turned out to be two people: nobody knows who had which name before. Call inside a transaction."""
    db.conn.execute(
        "INSERT OR IGNORE INTO known_name (contact_id, name) SELECT ?, name FROM known_name WHERE contact_id = ?",
        (fresh, contact_id),
    )


def forget(db: Database, contact_id: int) -> None:
    """Keep digests in place of a contact's names, but where somebody else is called so now. Call inside a transaction,
    before the contact goes."""
    row = db.conn.execute("SELECT key FROM name_forgotten LIMIT 1").fetchone()
    key = os.urandom(KEY_BYTES) if row is None else row[0]
    for name in of_contact(db, contact_id):
        db.conn.execute("INSERT INTO name_forgotten (key, forms) VALUES (?, ?)", (key, named.digests(name, key)))
        db.conn.execute(
            "DELETE FROM known_name WHERE name = ?1 AND (contact_id = ?2 OR NOT EXISTS "
            "(SELECT 1 FROM contact k WHERE k.id = known_name.contact_id AND k.name = ?1))",
            (name, contact_id),
        )
