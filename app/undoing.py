"""The last acts of the person and how each is taken back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

REMEMBERED = 50


class Undo:
    """Acts that can be taken back, the newest first."""

    def __init__(self) -> None:
        self._ways_back: deque[Callable[[], None]] = deque(maxlen=REMEMBERED)

    def remember(self, way_back: Callable[[], None]) -> None:
        """An act was done; `way_back` undoes it."""
        self._ways_back.append(way_back)

    def take_back(self) -> bool:
        """Undo the newest act; whether there was one."""
        if not self._ways_back:
            return False
        self._ways_back.pop()()
        return True
