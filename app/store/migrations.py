"""Bringing a database to the shape this Sotto knows, one transaction at a time."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlcipher3 import dbapi2 as cipher
from sqlite_utils import Database

from app.paths import private_folder, sync_folder
from app.store import connection, schema
from engine.problems import BackupFailed, Problem, StoreNewer

BACKUPS_KEPT = 3


def known() -> tuple[str, ...]:
    """The scripts of `app.store.schema`, M001 first."""
    names = sorted(name for name in vars(schema) if re.fullmatch(r"M\d{3}", name))
    return tuple(str(getattr(schema, name)) for name in names)


def version(db: Database) -> int:
    """How many migrations the database has seen."""
    return int(db.conn.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: Database, key: bytes, backups: Path | None, scripts: Sequence[str] | None = None) -> int:
    """Apply the missing migrations, each in one transaction with its number. Returns how many were applied.

    A database that already holds something is first copied to `backups` (None: no copy).

    Raises:
        StoreNewer: a newer Sotto wrote it; nothing is touched.
        BackupFailed, DiskFull.
    """
    wanted = known() if scripts is None else scripts
    have = version(db)
    if have > len(wanted):
        raise StoreNewer(have=have, known=len(wanted))
    if 0 < have < len(wanted) and backups is not None:
        backup(db, key, backups, now=datetime.now(UTC))
    for number in range(have, len(wanted)):
        with connection.transaction(db):
            for statement in statements(wanted[number]):
                db.conn.execute(statement)
            db.conn.execute(f"PRAGMA user_version = {number + 1}")
    return len(wanted) - have


def statements(script: str) -> Iterator[str]:
    """The single statements of a script; `executescript` would commit the transaction around them."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if ";" in line and sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""
    if pending.strip():
        yield pending.strip()


def backup(db: Database, key: bytes, folder: Path, *, now: datetime) -> Path:
    """A checked, encrypted copy of the database in `folder`, same key; older copies beyond three are removed.

    Raises:
        BackupFailed: the copy could not be written or does not check out; the database itself is untouched.
    """
    final = folder / f"sotto-v{version(db)}-{now:%Y%m%dT%H%M%S%f}.db"
    fresh = final.with_suffix(".new")
    try:
        private_folder(folder)
        fresh.unlink(missing_ok=True)
        db.conn.execute("VACUUM INTO ?", (str(fresh),))
        fresh.chmod(0o600)
        _sync_file(fresh)
        _verify(fresh, key, version(db))
    except (cipher.Error, OSError, Problem) as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise BackupFailed(path=str(final), why=type(error).__name__) from None
    fresh.replace(final)
    sync_folder(folder)
    for old in sorted(folder.glob("sotto-v*.db"), key=lambda path: path.stat().st_mtime_ns)[:-BACKUPS_KEPT]:
        old.unlink()
    return final


def _verify(path: Path, key: bytes, expected: int) -> None:
    with path.open("rb") as file:
        if file.read(16) == connection.PLAIN_HEADER:
            raise BackupFailed(path=str(path), why="plain")
    copy = connection.open_reader(path, key)
    try:
        good = copy.conn.execute("PRAGMA quick_check").fetchall() == [("ok",)] and version(copy) == expected
    finally:
        copy.close()
    if not good:
        raise BackupFailed(path=str(path), why="check")


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
