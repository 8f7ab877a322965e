"""A pause: nothing knocks and nothing is written ahead until it ends; reading goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app import events
from app.ahead import Ahead
from app.events import Event
from app.mailbox import Mailbox

#: A clock that was set, or a machine that slept, is noticed after so many seconds.
LOOK_S = 60.0


class Pausing:
    """One pause at a time; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        mailbox: Mailbox,
        ahead: Ahead,
        *,
        announce: Callable[[Event], None],
        wake: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        """`wake` lets what was held back go on."""
        self._mailbox = mailbox
        self._ahead = ahead
        self._announce = announce
        self._wake = wake
        self._now = clock
        self._until: datetime | None = None

    def pause(self, until: datetime) -> None:
        """Rest until then, instead of until another time."""
        if until <= self._now():
            self.go_on()
            return
        self._until, self._ahead.paused = until, True
        self._announce(events.PauseChanged(until))
        self._look(until)

    def go_on(self) -> None:
        """The pause ends."""
        if self._until is None:
            return
        self._until, self._ahead.paused = None, False
        self._announce(events.PauseChanged(None))
        self._wake()

    def _look(self, until: datetime) -> None:
        if self._until is not until:
            return
        left_s = (until - self._now()).total_seconds()
        if left_s <= 0:
            self.go_on()
        else:
            self._mailbox.after(min(left_s, LOOK_S), lambda: self._look(until))
