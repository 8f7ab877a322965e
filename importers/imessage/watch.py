"""Whether somebody wrote to a database since we last looked.

The file and its write-ahead log are looked at by name each time, for the log is deleted and made anew; the shared
memory file is left out, because our own reads rewrite it. `PRAGMA data_version` on a kept connection tells commits
that left sizes and times as they were.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

Seen = tuple[tuple[int, int, int] | None, ...]


class Watch:
    """Looks at one database; `changed` costs some microseconds.

    Attributes:
        path: of the database.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None = None, *, since: Seen | None = None) -> None:
        """`since` is what `look` saw earlier, from where on changes count; None counts from now on."""
        self.path = path
        self._connection = connection
        self._files = look(path) if since is None else since
        self._version = self._data_version()

    def changed(self) -> bool:
        """Whether it was written to since the last call (or since the watch began)."""
        files, version = look(self.path), self._data_version()
        different = (files, version) != (self._files, self._version)
        self._files, self._version = files, version
        return different

    def _data_version(self) -> int:
        if self._connection is None:
            return 0
        try:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return -1


def look(path: Path) -> Seen:
    """What the database and its log look like from outside."""
    return _stat(path), _stat(path.with_name(path.name + "-wal"))


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    # An empty log is one that a reader made.
    return (found.st_ino, found.st_size, found.st_mtime_ns) if found.st_size else None
