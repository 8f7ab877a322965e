"""The store as work of hours uses it: read whenever, written to for moments only, from wherever that work runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlite_utils import Database

from app.mailbox import Mailbox
from app.vault import Vault
from app.writing import writer
from engine.problems import Cancelled, SottoIsOpen

_T = TypeVar("_T")

#: How long a moment is waited for in which the store may be written to; and by somebody who has to end soon.
PATIENCE_S, HURRY_S = 60.0, 2.0
#: Who writes again and again leaves the store to others for so long, so often.
PAUSE_S, PAUSE_EACH_S = 0.06, 0.5
#: How often somebody who waits looks whether the one he waits for is still there.
LOOK_S = 0.5


class Books(Protocol):
    """Reads and writes; an act gets a connection and must keep nothing of it."""

    def read(self, act: Callable[[Database], _T]) -> _T:
        """What `act` finds."""

    def write(self, act: Callable[[Database], _T]) -> _T:
        """What `act` did.

        Raises:
            SottoIsOpen: another process writes, and goes on doing so.
            Cancelled: whoever writes is at its end.
        """

    def note(self, act: Callable[[Database], _T]) -> _T | None:
        """What `act` did; None, and nothing done, where another process writes just now."""


class Lent:
    """The books of a process that reads, and takes the store for the moments in which it writes."""

    def __init__(
        self,
        vault: Vault,
        *,
        within_s: float = PATIENCE_S,
        hurried: Callable[[], bool] = lambda: False,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Args:
        within_s: how long another process that writes is waited for.
        hurried: whether it is waited for no longer than `HURRY_S`, because the work has to end.
        pause: lets so many seconds pass, in which others may write.
        """
        self._vault, self._within_s, self._hurried, self._pause = vault, within_s, hurried, pause
        self._paused_s = self._left_s = float("-inf")

    def read(self, act: Callable[[Database], _T]) -> _T:
        """What `act` finds."""
        return act(self._vault.db)

    def write(self, act: Callable[[Database], _T]) -> _T:
        """What `act` did; see `Books`."""
        return self._write(act, self._within_s)

    def note(self, act: Callable[[Database], _T]) -> _T | None:
        """What `act` did; see `Books`."""
        try:
            return self._write(act, 0.0)
        except SottoIsOpen:
            return None

    def _write(self, act: Callable[[Database], _T], within_s: float) -> _T:
        self._make_way()
        began_s = time.monotonic()
        with writer(
            self._vault,
            within_s=within_s,
            enough=lambda: self._hurried() and time.monotonic() - began_s >= HURRY_S,
        ) as db:
            found = act(db)
        self._left_s = time.monotonic()
        return found

    def _make_way(self) -> None:
        """Let somebody in who waits: between two pieces of work there is hardly a moment in which nobody writes."""
        now_s = time.monotonic()
        if self._vault.writes or now_s - self._left_s >= PAUSE_S:
            self._paused_s = now_s
        elif now_s - self._paused_s >= PAUSE_EACH_S:
            self._pause(PAUSE_S)
            self._paused_s = time.monotonic()


class Posted:
    """The books of a thread beside the one that owns the store: that one carries the acts out."""

    def __init__(self, vault: Vault, mailbox: Mailbox) -> None:
        """To be made on the thread that owns the store."""
        self._db, self._reader, self._mailbox = vault.db, vault.reader(), mailbox

    def close(self) -> None:
        """Nobody reads with them any more."""
        self._reader.close()

    def read(self, act: Callable[[Database], _T]) -> _T:
        """What `act` finds, on a connection of this thread's own."""
        return act(self._reader)

    def write(self, act: Callable[[Database], _T]) -> _T:
        """What `act` did; see `Books`."""
        found: list[_T] = []
        failed: list[BaseException] = []
        done = threading.Event()

        def carried_out() -> None:
            try:
                found.append(act(self._db))
            except Exception as error:  # noqa: BLE001 - handed to whoever asked
                failed.append(error)
            finally:
                done.set()

        self._mailbox.post(carried_out)
        while not done.wait(LOOK_S):
            if not self._mailbox.running:
                raise Cancelled(by="end")
        if failed:
            raise failed[0]
        return found[0]

    def note(self, act: Callable[[Database], _T]) -> _T | None:
        """What `act` did; see `Books`."""
        return self.write(act)
