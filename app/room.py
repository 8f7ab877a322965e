"""Whether the store has room to write: after a full disk it is tried again until it has."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from app import events
from app.events import Event
from app.mailbox import Mailbox
from app.store import connection
from engine.problems import DiskFull, Problem

#: Seconds between two tries.
AGAIN_S = 5.0
#: Room that a try asks for: what a batch of messages may take.
TRIED_BYTES = 1 << 20


class Room:
    """Hears of a full disk and tells when there is room again; methods are called on the mailbox's thread only.

    Attributes:
        full: whether the last try found no room.
    """

    def __init__(
        self, db: Database, mailbox: Mailbox, *, announce: Callable[[Event], None], again: Callable[[], None],
        again_s: float = AGAIN_S,
    ) -> None:  # fmt: skip
        """`again` is called when what could not be stored may be tried again."""
        self._db, self._mailbox, self._announce, self._go_on = db, mailbox, announce, again
        self._again_s = again_s
        self.full = False

    def hear(self, problem: Problem) -> bool:
        """Whether a problem is a full disk; then it is watched from now on."""
        if not isinstance(problem, DiskFull):
            return False
        if not self.full:
            self.full = True
            self._announce(events.StoreFull(problem))
            self._mailbox.after(self._again_s, self._look)
        return True

    def look(self) -> None:
        """Try now."""
        if self.full:
            self._try()

    def _look(self) -> None:
        if self.full:
            self._try()
            if self.full:
                self._mailbox.after(self._again_s, self._look)

    def _try(self) -> None:
        try:
            connection.try_to_grow(self._db, TRIED_BYTES)
        except Problem:
            return
        self.full = False
        self._announce(events.StoreHasRoom())
        self._go_on()
