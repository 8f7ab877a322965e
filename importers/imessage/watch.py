"""Whether somebody wrote to a database since we last looked.

The file and its write-ahead log are looked at by name each time, for the log is deleted and made anew; the shared
memory file is left out, because our own reads rewrite it. `PRAGMA data_version` on a kept connection tells commits
that left sizes and times as they were: IMESSAGE.md §3.3.
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

    def __init__(self, path: Path, connection: sqlite3.Connection | None = None) -> None:
        self.path = path
        self._connection = connection
        self._seen = self._look()

    def changed(self) -> bool:
        """Whether it was written to since the last call (or since the watch began)."""
        seen = self._look()
        different = seen != self._seen
        self._seen = seen
        return different

    def _look(self) -> tuple[Seen, int]:
        log = self.path.with_name(self.path.name + "-wal")
        return (_stat(self.path), _stat(log)), self._data_version()

    def _data_version(self) -> int:
        if self._connection is None:
            return 0
        try:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return -1


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
