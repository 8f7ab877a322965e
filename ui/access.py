"""Whether this Mac's Messages may be read: found by trying to open the file, never by asking for a status."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path

from app.child import Child, ChildGone

#: A new process is asked no oftener, and waited for no longer.
CHILD_EVERY_S, CHILD_WITHIN_S = 5.0, 5.0


class Access(StrEnum):
    """The answers of the access step."""

    ABSENT = "absent"
    NO_MAC = "no_mac"
    DENIED = "denied"
    RESTART = "restart"
    GRANTED = "granted"
    REVOKED = "revoked"


def probe(source: Path | None) -> Access:
    """Try to read the first bytes of a message database; None is a computer that is no Mac."""
    if source is None:
        return Access.NO_MAC
    try:
        with source.open("rb") as file:
            file.read(16)
    except FileNotFoundError:
        return Access.ABSENT
    except OSError:
        return Access.DENIED
    return Access.GRANTED


def main(connection: Connection) -> None:
    """A new process tries the same: macOS may let it in where the one that runs must be started again."""
    source = Path(connection.recv_bytes().decode())
    connection.send_bytes(probe(source).value.encode())


def probe_in_child(source: Path | None) -> Access:
    """What a process that starts now finds."""
    child = Child(main, name="probe")
    try:
        child.send(str(source).encode())
        found = child.receive(CHILD_WITHIN_S)
        return Access(found.decode()) if found else Access.DENIED
    except ChildGone:
        return Access.DENIED
    finally:
        child.stop()


class Probe:
    """Looks again and again; a denial is held against a new process now and then. Called on one thread at a time."""

    def __init__(
        self,
        here: Callable[[Path | None], Access] = probe,
        anew: Callable[[Path | None], Access] = probe_in_child,
        *,
        clock: Callable[[], float] = time.monotonic,
        children: bool = sys.platform == "darwin",
    ) -> None:
        """Args:
        children: whether a new process may find otherwise; only macOS decides so.
        """
        self._here, self._anew, self._clock, self._children = here, anew, clock, children
        self._asked_s = -CHILD_EVERY_S
        self._found_anew = Access.DENIED

    def __call__(self, source: Path | None) -> Access:
        """What is true now; `REVOKED` is for whoever knows that it could be read before."""
        found = self._here(source)
        if found is not Access.DENIED or not self._children:
            return found
        if self._clock() - self._asked_s >= CHILD_EVERY_S:
            self._asked_s = self._clock()
            self._found_anew = self._anew(source)
        return Access.RESTART if self._found_anew is Access.GRANTED else found


def is_database(source: Path) -> bool:
    """Whether a file that the person named begins like an SQLite database."""
    try:
        with source.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError:
        return False


def is_backup(folder: Path) -> bool:
    """Whether a folder that the person named is an iOS backup."""
    return is_database(folder / "Manifest.db")
