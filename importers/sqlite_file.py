"""Opening a foreign SQLite database so that nothing of it changes and nothing in it can hurt.

Read-only, never `immutable` (that would silently miss the write-ahead log), text as bytes (one bad UTF-8 value must
not stop a read). Errors of the system become typed problems.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from engine.problems import (
    SourceBusy,
    SourceDamaged,
    SourceDenied,
    SourceMissing,
    SourceNotADatabase,
    SourceProblem,
    SourceUnsupported,
    SourceUnwritableFolder,
)

HEADER = b"SQLite format 3\x00"
BUSY_TIMEOUT_S = 2.0
BACKOFF_S = (0.1, 0.4, 1.6)

_PRAGMAS = ("query_only = 1", "trusted_schema = 0", "cell_size_check = 1", "mmap_size = 0", "cache_size = -16384")

T = TypeVar("T")


def open_readonly(path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """A connection that only reads; values declared as text come as bytes.

    Raises:
        SourceMissing, SourceDenied, SourceNotADatabase, SourceBusy, SourceDamaged, SourceUnwritableFolder
    """
    check_header(path)
    with problems_of(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=busy_timeout_s, isolation_level=None
        )
        try:
            connection.text_factory = bytes
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").close()
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
    return connection


def check_header(path: Path) -> None:
    """Look at the first bytes of the file.

    Raises:
        SourceMissing: no such file. SourceDenied: the system refuses. SourceNotADatabase: something else.
    """
    try:
        with path.open("rb") as file:
            header = file.read(16)
    except (FileNotFoundError, NotADirectoryError):
        raise SourceMissing(path=str(path)) from None
    except IsADirectoryError:
        raise SourceNotADatabase(path=str(path)) from None
    except PermissionError:
        raise SourceDenied(path=str(path)) from None
    except OSError as error:
        raise SourceDamaged(path=str(path), errno=error.errno or 0) from None
    if header != HEADER:
        raise SourceNotADatabase(path=str(path))


@contextlib.contextmanager
def problems_of(path: Path) -> Iterator[None]:
    """Inside, errors of SQLite and of the file system are raised as problems about `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise problem_behind(error, path) from None
    except PermissionError:
        raise SourceDenied(path=str(path)) from None
    except OSError as error:
        raise SourceDamaged(path=str(path), errno=error.errno or 0) from None


def problem_behind(error: sqlite3.Error, path: Path) -> SourceProblem:
    """The world's fault behind an error of the driver; what is unknown counts as damage."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    facts: dict[str, str | int | float] = {"path": str(path), "code": int(code)}
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return SourceBusy(**facts)
        case sqlite3.SQLITE_AUTH | sqlite3.SQLITE_PERM:
            return SourceDenied(**facts)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY:
            return _behind_cannot_open(path)
        case sqlite3.SQLITE_NOTADB:
            return SourceNotADatabase(**facts)
        case sqlite3.SQLITE_ERROR:
            return SourceUnsupported(**facts)
        case _:
            return SourceDamaged(**facts)


def _behind_cannot_open(path: Path) -> SourceProblem:
    """Error 14: the file is readable (the header was read), so its write-ahead log cannot be."""
    if not path.exists():
        return SourceMissing(path=str(path))
    wal = path.with_name(path.name + "-wal")
    try:
        with contextlib.suppress(FileNotFoundError), wal.open("rb"):
            return SourceUnwritableFolder(path=str(path.parent))
    except PermissionError:
        return SourceDenied(path=str(path))
    return SourceUnwritableFolder(path=str(path.parent))


def patiently(attempt: Callable[[], T], *, wait: Callable[[float], None] = time.sleep) -> T:
    """Do `attempt` again while the source is busy, waiting longer each time.

    Raises:
        SourceBusy: still locked after the last wait.
    """
    for pause_s in BACKOFF_S:
        try:
            return attempt()
        except SourceBusy:
            wait(pause_s)
    return attempt()


@contextlib.contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """One moment across tables; keep it short, for it holds back the owner's checkpoints."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
