"""Giving room back after much was removed: the log is emptied, and pages that nobody needs go."""

from __future__ import annotations

from sqlite_utils import Database


def empty_log(db: Database) -> None:
    """Write the log into the database and cut it off, so that nothing removed stands in it."""
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def shrink(db: Database) -> None:
    """Write the whole database anew without its empty pages; takes as long as copying it."""
    db.conn.execute("VACUUM")
    empty_log(db)


def empty_share(db: Database) -> float:
    """How much of the database is empty pages, in [0, 1]; they were wiped when they became empty."""
    pages = _figure(db, "page_count")
    return _figure(db, "freelist_count") / pages if pages else 0.0


def size_bytes(db: Database) -> int:
    """What the store takes on the disk, without its log."""
    return _figure(db, "page_size") * _figure(db, "page_count")


def _figure(db: Database, name: str) -> int:
    return int(db.conn.execute(f"PRAGMA {name}").fetchone()[0])
