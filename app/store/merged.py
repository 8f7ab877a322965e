"""Which adapters are in which models' files, so that it is known what a model learnt from when words go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlite_utils import Database

from app.store import learnt_words
from app.store.connection import transaction

#: How much of what a model learnt from is gone: nothing, some words, somebody who was erased.
HERE, WORDS, SOMEBODY = 0, 1, 2
#: The job of an adapter of which nothing is known any more: it may have learnt from anybody.
UNKNOWN: Final = ""


def begin(db: Database, path: str, job_id: str, adapter_id: int, *, base_path: str, whole: bool = False) -> None:
    """A file is being put in place, or (`whole`) is there; what its base holds is in it too."""
    with transaction(db):
        db.conn.execute("DELETE FROM merged_model WHERE path = ?", (path,))
        db.conn.execute(
            "INSERT OR IGNORE INTO merged_model (path, job_id, adapter_id, whole, gone) "
            "SELECT ?, job_id, adapter_id, ?, gone FROM merged_model WHERE path = ?",
            (path, whole, base_path),
        )
        db.conn.execute(
            "INSERT OR REPLACE INTO merged_model (path, job_id, adapter_id, whole, gone) VALUES "
            "(?, ?, ?, ?, coalesce((SELECT stale FROM adapter WHERE id = ?), 0))",
            (path, job_id, adapter_id, whole, adapter_id),
        )


def settle(db: Database, path: str) -> None:
    """The file is there and known."""
    with transaction(db):
        db.conn.execute("UPDATE merged_model SET whole = 1 WHERE path = ?", (path,))


def forget(db: Database, paths: Iterable[str]) -> None:
    """These files are gone; what is kept of jobs for nothing else goes too."""
    with transaction(db):
        for path in paths:
            jobs = db.conn.execute("DELETE FROM merged_model WHERE path = ? RETURNING job_id", (path,)).fetchall()
            for (job_id,) in jobs:
                if db.conn.execute("SELECT 1 FROM adapter WHERE job_id = ?", (job_id,)).fetchone() is None:
                    learnt_words.forget_job(db, job_id)


def files(db: Database, *, whole: bool) -> dict[str, int]:
    """Files that are there, or those that are being put in place, with how much of what they learnt from is gone."""
    rows = db.conn.execute("SELECT path, max(gone) FROM merged_model WHERE whole = ? GROUP BY path", (whole,))
    return {str(path): int(gone) for path, gone in rows.fetchall()}


def saw(db: Database, contact_id: int) -> set[str]:
    """Files that learnt from what was said with a contact, and those of which it is not known."""
    rows = db.conn.execute(
        "SELECT path FROM merged_model WHERE job_id = ? OR job_id IN "
        "(SELECT job_id FROM training_contact WHERE contact_id = ?)",
        (UNKNOWN, contact_id),
    )
    return {str(row[0]) for row in rows.fetchall()}
