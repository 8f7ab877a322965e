"""Who owns a home for writing: one process at a time, freed by the system however that process ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from engine.problems import SottoIsOpen

#: How often a lock that somebody holds is tried again, in seconds.
AGAIN_S = 0.02


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


def waited_for(path: Path, *, within_s: float, enough: Callable[[], bool] = lambda: False) -> HomeLock:
    """The lock on a file, once whoever holds it lets it go.

    Args:
        enough: asked after each try: says that there is no more time to wait, or no use.

    Raises:
        SottoIsOpen: somebody held it all that time. OSError: as for `HomeLock`.
    """
    until_s = time.monotonic() + within_s
    while True:
        try:
            return HomeLock(path)
        except SottoIsOpen:
            if enough() or time.monotonic() >= until_s:
                raise
        time.sleep(AGAIN_S)


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
