"""The store as work of hours uses it: read whenever, written to for moments only, from wherever that work runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlite_utils import Database

from app.mailbox import Mailbox
from app.vault import Vault
from app.writing import writer
from engine.problems import Cancelled

_T = TypeVar("_T")

#: How long a moment is waited for in which the store may be written to.
PATIENCE_S = 60.0
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


class Lent:
    """The books of a process that reads, and takes the store for the moments in which it writes."""

    def __init__(self, vault: Vault, *, within_s: float = PATIENCE_S) -> None:
        self._vault, self._within_s = vault, within_s

    def read(self, act: Callable[[Database], _T]) -> _T:
        """What `act` finds."""
        return act(self._vault.db)

    def write(self, act: Callable[[Database], _T]) -> _T:
        """What `act` did; see `Books`."""
        with writer(self._vault, within_s=self._within_s) as db:
            return act(db)


class Posted:
    """The books of a thread beside the one that owns the store: that one carries the acts out."""

    def __init__(self, vault: Vault, mailbox: Mailbox) -> None:
        """To be made on the thread that owns the store."""
        self._db, self._reader, self._mailbox = vault.db, vault.reader(), mailbox

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
