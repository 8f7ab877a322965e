"""What torch has freed goes back to the system.

glibc keeps it, and as torch asks for aligned memory, what was freed is often too small for the next matrix of the very
same size: of 112 MB in use a process came to 1,300. Allocators of other systems keep less.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

import psutil

#: A process may grow by so much before it is looked through: that takes some milliseconds, and pages anew afterwards.
LOOSE = 256_000_000


class Heap:
    """The memory of this process."""

    def __init__(
        self, *, loose: int = LOOSE, held: Callable[[], int] | None = None, give_back: Callable[[], None] | None = None
    ) -> None:
        """Args:
        held: bytes that the process has. give_back: hands what is free back to the system.
        """
        self._loose = loose
        me = psutil.Process()
        self._held = held or (lambda: int(me.memory_info().rss))
        self._give_back = give_back or usual()
        self._least = self._held()

    def tidy(self) -> None:
        """Give back what is free, if much came since the last time."""
        if self._give_back is None or self._held() - self._least < self._loose:
            return
        self._give_back()
        self._least = self._held()


def usual() -> Callable[[], None] | None:
    """glibc's own way; None elsewhere."""
    if sys.platform != "linux":
        return None
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return None if trim is None else lambda: trim(0)
