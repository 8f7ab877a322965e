"""The reader process: opens a source, says what is there and what changed, block by block, and never writes to it.

It answers one `Begin` after the other and follows the source in between. What is said in which order stands in
`importers.source`; one sync is `Reading.run`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from engine.heard import Quarantined, SourceMessage
from engine.problems import SourceDamaged, SourceProblem
from importers import addressbook
from importers.imessage import addresses, conversations
from importers.imessage.blocks import Blocks
from importers.imessage.database import OpenSource, located, opened
from importers.imessage.pipe import Pipe
from importers.imessage.rows import Batch, decoded
from importers.imessage.special_rows import Row
from importers.imessage.watch import Seen, Watch, look
from importers.source import (
    Begin,
    Changed,
    Cursor,
    Directory,
    Failed,
    Fetch,
    Finished,
    Follow,
    Gone,
    Opened,
    People,
    Rows,
    States,
    existing,
)
from importers.sqlite_file import open_readonly, problem_behind, snapshot

#: Blocks of the first import grow from the first to the second number of rows.
FIRST_BLOCK, LARGEST_BLOCK = 500, 32_000
STATE_BLOCK = 20_000
GONE_AT_ONCE = 5_000
#: A source of up to this many rows is compared row by row in every sync that nobody follows.
SMALL_SOURCE = 50_000
#: Damaged stretches are narrowed down with at most this many failing reads in one sync.
DAMAGE_PROBES = 200


def main(connection: Connection) -> None:
    """Serve until the other side hangs up (EOFError), one wish after the other."""
    pipe = Pipe(connection)
    seen: dict[str, Seen] = {}
    while True:
        match pipe.next_wish():
            case Begin() as begin:
                with contextlib.suppress(SourceProblem):
                    seen[begin.path] = look(located(Path(begin.path)).messages)
                _sync(pipe, begin)
            case Follow() as follow:
                _follow(pipe, follow, seen.pop(follow.path, None))
            case _:
                continue


def _sync(pipe: Pipe, begin: Begin) -> None:
    try:
        with opened(Path(begin.path), None if begin.contacts is None else Path(begin.contacts)) as source:
            Reading(pipe, begin, source).run()
    except SourceProblem as problem:
        pipe.send(Failed(problem.code, problem.facts))
    except sqlite3.Error as error:  # the source went bad or busy while it was read
        behind = problem_behind(error, Path(begin.path))
        pipe.send(Failed(behind.code, behind.facts))


def _follow(pipe: Pipe, follow: Follow, since: Seen | None) -> None:
    """Poll until another wish comes; what was written during the last sync counts, and so does vanishing."""
    with contextlib.suppress(SourceProblem):
        path = located(Path(follow.path)).messages
        with contextlib.ExitStack() as stack:
            connection = None
            with contextlib.suppress(SourceProblem):
                connection = stack.enter_context(contextlib.closing(open_readonly(path)))
            watch = Watch(path, connection, since=since)
            while not pipe.wished(follow.poll_s):
                if watch.changed():
                    pipe.send(Changed())


class Reading:
    """One sync of one open source, from `Opened` to `Finished`."""

    def __init__(self, pipe: Pipe, begin: Begin, source: OpenSource) -> None:
        self._pipe = pipe
        self._begin = begin
        self._place = source.place
        self._db = source.connection
        self._schema = source.schema
        self._blocks = Blocks(source.connection, source.schema)
        self._cursor = begin.cursor
        self._damage = 0
        self._probes = DAMAGE_PROBES

    def run(self) -> None:
        """Say everything, in the order that makes the newest messages useful first."""
        with snapshot(self._db):
            reconciling = self._open()
            self._say_directory()
        self._say_people()
        if self._cursor.fresh:
            self._start_first_import()
        else:
            self._tail()
        self._walk_down()
        with snapshot(self._db):
            self._say_directory()
        self._tail()
        self._say_gone()
        self._compare(reconciling)
        if self._damage:
            raise SourceDamaged(path=self._begin.path, rows=self._damage)
        self._pipe.send(Finished(self._cursor, reconciling))

    def _open(self) -> bool:
        blocks, cursor = self._blocks, self._cursor
        newest, sequence = blocks.newest(), blocks.sequence()
        replaced = not cursor.fresh and (
            0 < sequence < cursor.sequence or newest < cursor.top > sequence or blocks.contradicts(cursor.anchors)
        )
        inode = self._place.messages.stat().st_ino
        reconciling = bool(self._begin.reconcile) or (cursor.inode != inode and not cursor.fresh)
        if replaced or cursor.fresh:
            total, reconciling = blocks.count(), False
            self._cursor = Cursor(people=cursor.people)
        else:
            total = blocks.count(cursor.top, newest) + (blocks.count(0, cursor.floor - 1) if cursor.floor else 0)
            if self._begin.reconcile is None and not reconciling:
                reconciling = blocks.count() <= SMALL_SOURCE
        self._cursor = msgspec.structs.replace(self._cursor, inode=inode, sequence=max(sequence, newest))
        blocks.binned = frozenset(blocks.in_bin())
        self._total = total
        self._done = 0
        self._pipe.send(Opened(self._place.kind, self._schema.lineage, total, replaced, reconciling))
        return reconciling

    def _say_directory(self) -> None:
        """Handles and chats, if anything about them changed since they were last said."""
        raw = conversations.read_raw(self._db, self._schema)
        known = conversations.handles(raw)
        self._blocks.know(known)
        self._region = addresses.home_region(
            (handle.country or "" for handle in known), (handle.normalised for handle in known)
        )
        if raw.digest != self._cursor.directory:
            self._pipe.send(Directory(known, conversations.chats(raw, known)))
            self._cursor = msgspec.structs.replace(self._cursor, directory=raw.digest)

    def _say_people(self) -> None:
        """The address book; one we may not read costs the names, not the sync."""
        place = self._place.contacts
        digest = addressbook.digest(place) if place is not None else ""
        if place is None or not digest:
            return
        # New handles need names too, so the digest covers what the names are for.
        digest = f"{digest}:{self._cursor.directory}"
        if digest == self._cursor.people:
            return
        with contextlib.suppress(SourceProblem):
            self._pipe.send(People(addressbook.read(place, self._region)))
            self._cursor = msgspec.structs.replace(self._cursor, people=digest)

    # ---- rows -----------------------------------------------------------------------------------------------------

    def _start_first_import(self) -> None:
        with snapshot(self._db):
            newest = self._blocks.newest()
            self._cursor = msgspec.structs.replace(
                self._cursor, top=newest, floor=newest + 1 if newest else 0, anchors=self._blocks.anchors()
            )

    def _walk_down(self) -> None:
        """The first import: newest first, in growing blocks, each with the place it reaches."""
        size = FIRST_BLOCK
        while self._cursor.floor:
            floor = self._cursor.floor
            try:
                with snapshot(self._db):
                    rows = self._blocks.below(floor, size)
                    batch = self._decode(rows)
            except sqlite3.DatabaseError as error:
                self._walk_through_damage(error, floor)
                return
            self._say_rows(batch, len(rows), floor=rows[-1][0] if rows else 0, first=True)
            size = min(2 * size, LARGEST_BLOCK)

    def _tail(self) -> None:
        """Rows newer than the last sync, oldest first."""
        newest = self._blocks.newest()
        while self._cursor.top < newest:
            with snapshot(self._db):
                rows = self._blocks.above(self._cursor.top, newest, LARGEST_BLOCK)
                batch = self._decode(rows)
            self._say_rows(batch, len(rows), top=rows[-1][0] if rows else newest, first=False)
        if not self._cursor.floor:
            self._cursor = msgspec.structs.replace(self._cursor, anchors=self._blocks.anchors())

    def _decode(self, rows: list[Row]) -> Batch:
        seen = self._blocks.visible(rows)
        return decoded(seen, self._blocks.around(seen))

    def _say_rows(
        self, batch: Batch, n_rows: int, *, floor: int | None = None, top: int | None = None, first: bool
    ) -> None:
        if not self._damage:
            self._cursor = msgspec.structs.replace(
                self._cursor,
                floor=self._cursor.floor if floor is None else floor,
                top=self._cursor.top if top is None else top,
            )
        self._done += n_rows
        cursor = None if self._damage else self._cursor
        total = max(self._total, self._done)
        self._pipe.spend(Rows(batch.messages, batch.quarantined, cursor, self._done, total, first))

    def _say_these(self, rowids: tuple[int, ...]) -> None:
        """Rows asked for one by one; they move no cursor."""
        for rows in self._blocks.these(rowids):
            batch = self._decode(rows)
            if batch.messages or batch.quarantined:
                self._pipe.spend(Rows(*batch, None, self._done, max(self._total, self._done), False))

    # ---- what changed or went --------------------------------------------------------------------------------------

    def _say_gone(self) -> None:
        cursor, blocks = self._cursor, self._blocks
        with snapshot(self._db):
            bin_now = blocks.in_bin()
            purged, last_purged = blocks.purged("deleted_messages", cursor.purged)
            sync_purged, last_sync_purged = blocks.purged("sync_deleted_messages", cursor.sync_purged)
            blocks.binned = frozenset(bin_now)
        guids = list(dict.fromkeys([*purged, *sync_purged, *bin_now.values()]))
        for at in range(0, len(guids), GONE_AT_ONCE):
            self._pipe.send(Gone(tuple(guids[at : at + GONE_AT_ONCE])))
        restored = tuple(rowid for rowid in cursor.binned if rowid not in bin_now)
        self._say_these(restored)
        self._cursor = msgspec.structs.replace(
            cursor, purged=last_purged, sync_purged=last_sync_purged, binned=tuple(sorted(bin_now))
        )

    def _compare(self, everything: bool) -> None:
        """Let the other side compare states, of all rows or of those that change most, and send what it asks for."""
        if self._damage:
            return
        now_us, top = self._begin.now_us, self._cursor.top
        low = 0 if everything else self._blocks.recheck_from(now_us)
        if not everything:
            rowids, states = self._blocks.recent_states(now_us, low)
            if rowids:
                self._ask(States(0, 0, rowids, states, complete=False))
        # The first States of a full comparison also covers what we may know below the first row.
        while low < top:
            with snapshot(self._db):
                rowids, states, through = self._blocks.states(low, top, STATE_BLOCK)
            self._ask(States(low, through, rowids, states, complete=True))
            low = through

    def _ask(self, states: States) -> None:
        self._pipe.spend(states)
        answer = self._pipe.next_wish()
        if isinstance(answer, Fetch):
            self._say_these(answer.rowids)

    # ---- damage ----------------------------------------------------------------------------------------------------

    def _walk_through_damage(self, error: sqlite3.DatabaseError, below: int) -> None:
        """Send what can still be read below `below`; the cursor stays where it is and the sync fails at its end."""
        if not isinstance(problem_behind(error, self._place.messages), SourceDamaged):
            raise error
        self._damage = 1
        for rows in self._readable(0, below - 1):
            self._say_rows(self._decode_damaged(rows), len(rows), first=True)

    def _readable(self, low: int, high: int) -> Iterator[list[Row]]:
        """Rows with a ROWID in (low, high] that can be read, newest stretch first; the others are counted."""
        if low >= high or self._probes <= 0:
            return
        try:
            if high - low <= LARGEST_BLOCK:
                yield self._blocks.above(low, high, LARGEST_BLOCK)
                return
        except sqlite3.DatabaseError:
            self._probes -= 1
            if high - low == 1:
                self._damage += 1
                return
        middle = (low + high) // 2
        yield from self._readable(middle, high)
        yield from self._readable(low, middle)

    def _decode_damaged(self, rows: list[Row]) -> Batch:
        try:
            return self._decode(rows)
        except sqlite3.DatabaseError:
            quarantined = [Quarantined(row[0], None, "damaged_surroundings") for row in rows]
            return Batch([], quarantined)


class Messages:
    """Messages of macOS, as a `Source`: a path to chat.db, its folder, or an iOS backup."""

    kind = "messages"

    def __init__(self, path: Path) -> None:
        self._path = path

    def finds(self) -> bool:
        """Whether something is there, readable or not."""
        return existing(self._path)

    def read(self, since: int) -> Iterator[SourceMessage | Quarantined]:
        """Rows with a ROWID above `since`, oldest first. Raises SourceProblem."""
        with opened(self._path) as source:
            blocks = Blocks(source.connection, source.schema)
            blocks.binned = frozenset(blocks.in_bin())
            blocks.know(conversations.handles(conversations.read_raw(source.connection, source.schema)))
            newest = blocks.newest()
            while since < newest:
                rows = blocks.above(since, newest, LARGEST_BLOCK)
                since = rows[-1][0] if rows else newest
                seen = blocks.visible(rows)
                batch = decoded(seen, blocks.around(seen))
                yield from batch.messages
                yield from batch.quarantined
