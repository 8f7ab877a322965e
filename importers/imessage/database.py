"""Where a message database lies behind a path, and the database opened: a file, its folder, or an iOS backup."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from engine.problems import SourceDenied
from importers import ios_backup
from importers.imessage.schema import Schema, probe
from importers.sqlite_file import open_readonly, patiently, problems_of

FILE = "chat.db"


class Place(NamedTuple):
    """Where a source's databases lie.

    Attributes:
        kind: "messages" or "ios_backup".
        contacts: the address book to use, None for none.
    """

    kind: str
    messages: Path
    contacts: Path | None


class OpenSource(NamedTuple):
    """A message database that can be read."""

    place: Place
    connection: sqlite3.Connection
    schema: Schema

    @property
    def lineage(self) -> str:
        """See `Schema.lineage`."""
        return self.schema.lineage


def located(path: Path, contacts: Path | None = None) -> Place:
    """The databases behind a path; `contacts` goes before an address book of the backup's own.

    Raises:
        SourceMissing, SourceDenied, BackupEncrypted and what else reading a manifest brings.
    """
    try:
        if not path.is_dir():
            return Place("messages", path, contacts)
        if not ios_backup.looks_like_one(path):
            return Place("messages", path / FILE, contacts)
        backup = ios_backup.find(path)
    except PermissionError:
        raise SourceDenied(path=str(path)) from None
    return Place("ios_backup", backup.messages, contacts or backup.contacts)


@contextlib.contextmanager
def opened(path: Path, contacts: Path | None = None) -> Iterator[OpenSource]:
    """The message database behind `path`, read-only; inside, errors of SQLite are raised as problems.

    Raises:
        SourceProblem: any of them.
    """
    place = located(path, contacts)
    connection = patiently(lambda: open_readonly(place.messages))
    with contextlib.closing(connection), problems_of(place.messages):
        yield OpenSource(place, connection, probe(connection, str(path)))
