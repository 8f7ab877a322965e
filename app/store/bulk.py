"""Settings for writing a great many rows, and back: larger index buffers, merges and checkpoints put off."""

from __future__ import annotations

from sqlite_utils import Database

#: Measured on 100,000 messages: with these the import takes three quarters of the time.
CHECKPOINT_PAGES = 20_000
_BULK = {"hashsize": 16 * 1024 * 1024, "automerge": 0, "crisismerge": 64}
_USUAL = {"hashsize": 1024 * 1024, "automerge": 4, "crisismerge": 16}
_USUAL_CHECKPOINT_PAGES = 1000
#: Pages of one step of merging; a step takes some tens of milliseconds.
_MERGE_PAGES = 1000


def begin(db: Database) -> None:
    """Prepare for the first import of a source. What it sets outlives a crash and is undone by the next `end`."""
    _configure(db, _BULK, CHECKPOINT_PAGES)


def end(db: Database) -> None:
    """Back to usual, and the pieces of the full-text index merged once."""
    _configure(db, _USUAL, _USUAL_CHECKPOINT_PAGES)
    before = -2
    while db.conn.total_changes - before >= 2:
        before = db.conn.total_changes
        db.conn.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('merge', ?)", (_MERGE_PAGES,))


def _configure(db: Database, settings: dict[str, int], checkpoint_pages: int) -> None:
    db.conn.execute(f"PRAGMA wal_autocheckpoint = {checkpoint_pages}").fetchall()
    db.conn.executemany("INSERT INTO message_fts (message_fts, rank) VALUES (?, ?)", list(settings.items()))
