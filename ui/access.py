"""Whether this Mac's Messages may be read: found by trying to open the file, never by asking for a status."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class Access(StrEnum):
    """The answers of the access step."""

    ABSENT = "absent"
    NO_MAC = "no_mac"
    DENIED = "denied"
    GRANTED = "granted"


def probe(source: Path | None) -> Access:
    """Try to read the first byte of a message database; None is a computer that is no Mac."""
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


def is_database(source: Path) -> bool:
    """Whether a file that the person named begins like an SQLite database."""
    try:
        with source.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError:
        return False
