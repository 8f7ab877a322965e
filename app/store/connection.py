"""Opening the encrypted database, and writing to it in transactions."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import sqlite_vec
from sqlcipher3 import dbapi2 as cipher
from sqlite_utils import Database

from engine.problems import (
    CipherMissing,
    DiskFull,
    HomeUnwritable,
    Problem,
    SottoIsOpen,
    StoreDamaged,
    StoreMissing,
)

KEY_BYTES = 32
BALLAST_BYTES = 16 * 1024 * 1024
PLAIN_HEADER = b"SQLite format 3\x00"

# temp_store stays at its default (memory): as files, temporary tables are written in the clear.
# synchronous FULL: with NORMAL, 349 of 600 simulated power losses lost acknowledged commits.
_WRITER_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "checkpoint_fullfsync = 1",
    "secure_delete = ON",
    "foreign_keys = ON",
    "cache_size = -65536",
    "journal_size_limit = 67108864",
)
_READER_PRAGMAS = ("query_only = ON", "foreign_keys = ON", "cache_size = -65536")


def create(path: Path, key: bytes) -> Database:
    """A new, empty, encrypted database at `path` (mode 0600), open for writing.

    Raises:
        FileExistsError: something is there already; a database is never made over another.
        CipherMissing: the driver would have written plain text.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600))
    return _writer(path, key)


def open_writer(path: Path, key: bytes) -> Database:
    """The database at `path` for reading and writing; `key` is 32 raw bytes.

    Raises:
        StoreMissing: no file there.
        StoreDamaged: it does not open with `key` (the caller has checked that the key is the right one).
        DiskFull, SottoIsOpen, CipherMissing.
    """
    if not path.is_file():
        raise StoreMissing(path=str(path))
    return _writer(path, key)


def open_reader(path: Path, key: bytes) -> Database:
    """The database at `path`, read-only, also while another process writes. Problems as in `open_writer`."""
    if not path.is_file():
        raise StoreMissing(path=str(path))
    return _opened(path, f"{path.absolute().as_uri()}?mode=ro", key, _READER_PRAGMAS)


def path_of(db: Database) -> Path:
    """The file behind a connection."""
    return Path(str(db.conn.execute("PRAGMA database_list").fetchone()[2]))


@contextlib.contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing: BEGIN IMMEDIATE … COMMIT. Inside another transaction it adds nothing of its own.

    Raises:
        DiskFull: nothing was written, and the ballast is released so that deleting works again.
        StoreDamaged, SottoIsOpen.
    """
    if db.conn.in_transaction:
        yield
        return
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        yield
        db.conn.execute("COMMIT")
    except BaseException as error:
        _roll_back(db)
        problem = problem_behind(error, path_of(db)) if isinstance(error, cipher.Error) else None
        if problem is None:
            raise
        raise problem from None


def _roll_back(db: Database) -> None:
    # On a full disk SQLite has rolled back by itself, and a second ROLLBACK would be an error.
    if db.conn.in_transaction:
        db.conn.execute("ROLLBACK")


def problem_behind(error: BaseException, path: Path) -> Problem | None:
    """The world's fault behind a driver error, or None if it is ours. Releases the ballast on a full disk."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return DiskFull(path=str(path), released_bytes=release_ballast(path.parent / "ballast"))
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return StoreDamaged(path=str(path))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return SottoIsOpen(path=str(path))
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_IOERR:
            return HomeUnwritable(path=str(path.parent), why=type(error).__name__)
        case _:
            return None


def problem_behind_driver(error: BaseException, path: Path) -> Problem | None:
    """As `problem_behind`, for an error that may be anything; None if it does not come from our driver."""
    return problem_behind(error, path) if isinstance(error, cipher.Error) else None


def try_to_grow(db: Database, n_bytes: int) -> None:
    """Whether the database could take so much more; nothing of it stays.

    Raises:
        DiskFull: it could not.
        HomeUnwritable, SottoIsOpen.
    """
    path = path_of(db)
    if _free_bytes(path.parent) < 2 * n_bytes:  # a write-ahead log grows on the disk only as it is committed
        raise DiskFull(path=str(path), released_bytes=0)
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        db.conn.execute("CREATE TABLE room_tried (bytes BLOB)")
        db.conn.execute("INSERT INTO room_tried VALUES (zeroblob(?))", (n_bytes,))
    except cipher.Error as error:
        raise problem_behind(error, path) or DiskFull(path=str(path), released_bytes=0) from None
    finally:
        _roll_back(db)


def quick_check(db: Database) -> bool:
    """Whether the structure holds; reads every page, on any connection."""
    try:
        return db.conn.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except cipher.DatabaseError as error:
        if isinstance(problem_behind(error, path_of(db)), StoreDamaged):
            return False
        raise


def check(db: Database) -> bool:
    """Whether every page carries its own seal and the structure holds. Needs a writing connection.

    Checkpoints first: before it, the cipher check raises false alarms on good files.
    """
    try:
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sealed = db.conn.execute("PRAGMA cipher_integrity_check").fetchall() == []
        return sealed and quick_check(db)
    except cipher.DatabaseError as error:
        if isinstance(problem_behind(error, path_of(db)), StoreDamaged):
            return False
        raise


def hold_ballast(path: Path) -> None:
    """Put `BALLAST_BYTES` aside, if they are not and the disk has four times as much to spare."""
    if path.exists() or _free_bytes(path.parent) < 4 * BALLAST_BYTES:
        return
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(number, 0, BALLAST_BYTES)
        else:
            os.write(number, bytes(BALLAST_BYTES))
    except OSError:
        path.unlink(missing_ok=True)
    finally:
        os.close(number)


def release_ballast(path: Path) -> int:
    """Give the ballast back to a full disk; returns how many bytes that freed."""
    try:
        size = path.stat().st_size
        path.unlink()
    except FileNotFoundError:
        return 0
    return size


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _writer(path: Path, key: bytes) -> Database:
    db = _opened(path, str(path), key, _WRITER_PRAGMAS)
    if path.stat().st_size == 0:
        # The first write makes the header, so that what we are about to trust can be looked at.
        db.conn.execute("PRAGMA user_version = 0")
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("rb") as file:
        if file.read(16) == PLAIN_HEADER:
            db.close()
            raise CipherMissing(path=str(path))
    return db


def _opened(path: Path, target: str, key: bytes, pragmas: tuple[str, ...]) -> Database:
    if len(key) != KEY_BYTES:
        raise ValueError("the key has 32 bytes")
    try:
        # One thread at a time uses a connection, but which one may change: it is handed to the conductor.
        conn = cipher.connect(
            target, uri=target.startswith("file:"), isolation_level=None, timeout=5.0, check_same_thread=False
        )
    except cipher.OperationalError as error:
        raise problem_behind(error, path) or StoreDamaged(path=str(path)) from None
    try:
        _unlock(conn, path, key)
        for pragma in pragmas:
            conn.execute(f"PRAGMA {pragma}").fetchall()
        conn.enable_load_extension(True)
        sqlite_vec.load(conn)
        conn.enable_load_extension(False)
    except cipher.Error as error:
        conn.close()
        problem = problem_behind(error, path)
        if problem is None:
            raise
        raise problem from None
    except BaseException:
        conn.close()
        raise
    return Database(cast(sqlite3.Connection, conn), execute_plugins=False)


def _unlock(conn: cipher.Connection, path: Path, key: bytes) -> None:
    if not (conn.execute("PRAGMA cipher_version").fetchone() or ("",))[0]:
        raise CipherMissing(path=str(path))
    conn.execute("PRAGMA cipher_log_level = NONE").fetchall()
    conn.execute(f"""PRAGMA key = "x'{key.hex()}'" """).fetchall()
    conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
