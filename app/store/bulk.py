"""Writing a great many messages at once, and coming back from it.

During a first import index buffers are large, merges and checkpoints are put off, and as long as the store was empty
the index of guids is missing: it is the one with random keys, and made anew in one go it costs a fifth. `end` brings
everything back; after a crash `mend` does at the next sync.
"""

from __future__ import annotations

import sqlite3

from sqlcipher3 import dbapi2 as cipher
from sqlite_utils import Database

from app.store import removal

CHECKPOINT_PAGES = 20_000
_BULK = {"hashsize": 16 * 1024 * 1024, "automerge": 0, "crisismerge": 64}
_USUAL = {"hashsize": 1024 * 1024, "automerge": 4, "crisismerge": 16}
_USUAL_CHECKPOINT_PAGES = 1000
#: Pages of one step of merging.
_MERGE_PAGES = 1000
_GUIDS = "CREATE UNIQUE INDEX IF NOT EXISTS message_guid ON message(guid)"


def begin(db: Database) -> None:
    """Prepare for the first import of a source. Call inside a transaction, as the others."""
    _configure(db, _BULK, CHECKPOINT_PAGES)
    if not db.conn.execute("SELECT EXISTS (SELECT 1 FROM message)").fetchone()[0]:
        db.conn.execute("DROP INDEX IF EXISTS message_guid")


def end(db: Database) -> None:
    """Back to usual: the guids indexed, the pieces of the full-text index merged once."""
    _index_guids(db)
    _configure(db, _USUAL, _USUAL_CHECKPOINT_PAGES)
    before = -2
    while db.conn.total_changes - before >= 2:
        before = db.conn.total_changes
        db.conn.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('merge', ?)", (_MERGE_PAGES,))


def mend(db: Database) -> None:
    """Do what `end` would have done, if a first import was interrupted."""
    there = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'message_guid')"
    bulky = "SELECT EXISTS (SELECT 1 FROM message_fts_config WHERE k = 'automerge' AND v = 0)"
    if db.conn.execute(bulky).fetchone()[0] or not db.conn.execute(there).fetchone()[0]:
        end(db)


def _index_guids(db: Database) -> None:
    try:
        db.conn.execute(_GUIDS)
    except (cipher.IntegrityError, sqlite3.IntegrityError):
        # A source whose guids are not unique is no chat.db of Apple's; the newest row of each keeps its place.
        removal.drop_repeated(db)
        db.conn.execute(_GUIDS)


def _configure(db: Database, settings: dict[str, int], checkpoint_pages: int) -> None:
    db.conn.execute(f"PRAGMA wal_autocheckpoint = {checkpoint_pages}").fetchall()
    db.conn.executemany("INSERT INTO message_fts (message_fts, rank) VALUES (?, ?)", list(settings.items()))
