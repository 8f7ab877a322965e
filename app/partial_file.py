"""A file that grows while it is fetched: written through at once, and stopped before the disk is full."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from app.paths import FULL
from engine.problems import DiskFull, DownloadFailed, Problem


class PartialFile(io.FileIO):
    """What has come so far; made if nothing has, readable by its owner only.

    Attributes:
        resumed_bytes: what was there when it was opened.
    """

    def __init__(self, path: Path, total_bytes: int | None, reserve_bytes: int, grown: Callable[[int], None]) -> None:
        """Open at the end of what is of use; more than there should be is of none.

        Args:
            total_bytes: what it will have in the end, None if that is not known.
            reserve_bytes: room that stays free on the disk.
            grown: told how many bytes are there after each write.
        """
        super().__init__(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600), "r+b")
        have = self.seek(0, os.SEEK_END)
        self.resumed_bytes = 0 if total_bytes is not None and have > total_bytes else have
        self.seek(self.resumed_bytes)
        self.truncate()
        self._path, self._reserve_bytes, self._grown = path, reserve_bytes, grown

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # the library writes bytes only
        """Write all of it (a raw file may take less).

        Raises:
            DiskFull: too little room is left; what came before is kept.
        """
        free = shutil.disk_usage(self._path.parent).free
        if free - len(data) < self._reserve_bytes:
            raise DiskFull(path=str(self._path), free_bytes=free, kept_bytes=self.tell())
        left = memoryview(data)
        while left:
            left = left[super().write(left) or 0 :]
        self._grown(self.tell())
        return len(data)


def unwritable(path: Path, error: OSError) -> Problem:
    """The problem behind a partial file that cannot be written; one that fills the disk to the last byte is removed."""
    if error.errno in FULL:
        path.unlink(missing_ok=True)
        return DiskFull(path=str(path), kept_bytes=0)
    return DownloadFailed(reason="unwritable", path=str(path), errno=error.errno or 0)
