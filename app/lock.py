"""Who owns a home for writing: one process at a time, freed by the system however that process ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import ClassVar

from engine.problems import SottoIsOpen


class HomeLock:
    """A lock on a file, held from `__init__` to `release`.

    Attributes:
        mine: paths of those that this process holds.

    Raises:
        SottoIsOpen: somebody holds it, be it this process.
        OSError: the file is a link or cannot be made.
    """

    mine: ClassVar[set[Path]] = set()

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        number = os.open(path, flags, 0o600)
        try:
            _lock(number)
        except OSError:
            os.close(number)
            raise SottoIsOpen(path=str(path)) from None
        self._path = path
        self._number: int | None = number
        self.mine.add(path)

    def release(self) -> None:
        """Let others have it. The file stays: removing it would let two processes hold one each."""
        if self._number is not None:
            self.mine.discard(self._path)
            os.close(self._number)
            self._number = None


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
