"""What a source of messages is, and what its reader process and the intake say to each other.

One sync is one `Begin`, answered by `Opened`, any number of `Directory`, `People`, `Rows`, `Gone` and `States`, and one
`Finished` or `Failed`. `Rows` and `States` each cost one of the reader's credits (it starts with `CREDITS`); the
intake gives the credit back when it has written them. Each `States` is answered by exactly one `Fetch`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from engine.heard import Quarantined, SourceChat, SourceHandle, SourceMessage, SourcePerson

#: Batches that may be under way in the pipe.
CREDITS = 4


class Source(Protocol):
    """A foreign message store on this machine, read-only."""

    kind: str

    def finds(self) -> bool:
        """Whether the store is there, readable or not."""

    def read(self, since: int) -> Iterator[SourceMessage | Quarantined]:
        """Rows with a ROWID above `since`, oldest first.

        Raises:
            SourceProblem: the store cannot be read.
        """


class Cursor(msgspec.Struct, frozen=True):
    """How far one source is in our store.

    Attributes:
        top: every row up to this ROWID is in, except those below `floor`.
        floor: the first import walks downwards and has reached this ROWID; 0 when it is complete.
        anchors: (ROWID, guid) of some rows, by which a replaced file is recognised.
        inode: of the file, to notice a copy put in its place.
        sequence: the largest ROWID ever given there (`sqlite_sequence`).
        purged, sync_purged: ROWIDs read in `deleted_messages` and `sync_deleted_messages`.
        binned: ROWIDs of rows in Recently Deleted at the last sync.
        directory, people: digests of the chats and of the address book as last sent.
    """

    top: int = 0
    floor: int = 0
    anchors: tuple[tuple[int, str], ...] = ()
    inode: int = 0
    sequence: int = 0
    purged: int = 0
    sync_purged: int = 0
    binned: tuple[int, ...] = ()
    directory: str = ""
    people: str = ""

    @property
    def fresh(self) -> bool:
        """Whether nothing was ever read."""
        return not self.anchors


# ---- to the reader -------------------------------------------------------------------------------------------------


class Begin(msgspec.Struct, frozen=True, tag=True):
    """Sync once. `contacts` is an address book (folder or file); `reconcile` None lets the reader decide by size."""

    path: str
    contacts: str | None
    cursor: Cursor
    now_us: int
    reconcile: bool | None


class Credit(msgspec.Struct, frozen=True, tag=True):
    """One batch is written; another may come."""


class Fetch(msgspec.Struct, frozen=True, tag=True):
    """Send these rows whole: the answer to `States`."""

    rowids: tuple[int, ...]


class Follow(msgspec.Struct, frozen=True, tag=True):
    """Look at the source every `poll_s` seconds and say `Changed`, until another message comes."""

    path: str
    poll_s: float


# ---- from the reader -----------------------------------------------------------------------------------------------


class Opened(msgspec.Struct, frozen=True, tag=True):
    """The source can be read.

    Attributes:
        kind: "messages" or "ios_backup".
        total: rows to read whole, about.
        replaced: it is another file than the one the cursor speaks of; every row comes again.
        reconciling: states of all rows will come.
    """

    kind: str
    lineage: str
    total: int
    replaced: bool
    reconciling: bool


class Directory(msgspec.Struct, frozen=True, tag=True):
    """All handles and chats of the source."""

    handles: tuple[SourceHandle, ...]
    chats: tuple[SourceChat, ...]


class People(msgspec.Struct, frozen=True, tag=True):
    """All people of the address book."""

    people: tuple[SourcePerson, ...]


class Rows(msgspec.Struct, frozen=True, tag=True):
    """Rows read whole.

    Attributes:
        cursor: where the source stands once these are written; None if they move nothing.
        done, total: of the first import or the tail.
        first: part of the first import, walking downwards.
    """

    rows: list[SourceMessage]
    quarantined: list[Quarantined]
    cursor: Cursor | None
    done: int
    total: int
    first: bool


class States(msgspec.Struct, frozen=True, tag=True):
    """States of rows there; `complete`: of all rows in (low, high], so what is not listed is gone."""

    low: int
    high: int
    rowids: list[int]
    states: list[int]
    complete: bool


class Gone(msgspec.Struct, frozen=True, tag=True):
    """Messages that were purged or lie in Recently Deleted."""

    guids: tuple[str, ...]


class Finished(msgspec.Struct, frozen=True, tag=True):
    """Everything was said; `cursor` to keep. `reconciled`: all rows were compared."""

    cursor: Cursor
    reconciled: bool


class Failed(msgspec.Struct, frozen=True, tag=True):
    """The source could not be read (further); `code` and `facts` rebuild the problem."""

    code: str
    facts: dict[str, str | int | float]


class Changed(msgspec.Struct, frozen=True, tag=True):
    """The followed source was written to."""


Wish = Begin | Credit | Fetch | Follow
News = Opened | Directory | People | Rows | States | Gone | Finished | Failed | Changed

_encoder = msgspec.msgpack.Encoder()
_wishes: msgspec.msgpack.Decoder[Wish] = msgspec.msgpack.Decoder(Wish)
_news: msgspec.msgpack.Decoder[News] = msgspec.msgpack.Decoder(News)


def packed(message: Wish | News) -> bytes:
    """A message as bytes for the pipe."""
    return _encoder.encode(message)


def wish(data: bytes) -> Wish:
    """A message to the reader. Raises `msgspec.DecodeError` for anything else."""
    return _wishes.decode(data)


def news(data: bytes) -> News:
    """A message from the reader. Raises `msgspec.DecodeError` for anything else."""
    return _news.decode(data)


def remembered(cursor: str) -> Cursor:
    """A cursor from its JSON text; a fresh one if it cannot be understood (everything is read again then)."""
    try:
        return msgspec.json.decode(cursor, type=Cursor)
    except msgspec.DecodeError:
        return Cursor()


def written(cursor: Cursor) -> str:
    """A cursor as JSON text."""
    return msgspec.json.encode(cursor).decode()


def existing(path: Path) -> bool:
    """Whether a path is there, as far as we may know: a folder we may not enter counts as there."""
    try:
        return path.exists()
    except PermissionError:
        return True
