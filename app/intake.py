"""Syncing one source into the store: hear one message of the reader, write one transaction, tell what happened."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from app.child import Child
from app.events import Event, MessagesArrived, MessagesChanged, SyncFailed, SyncFinished, SyncProgressed, SyncReport
from app.store import bulk, filing, links, messages, people, removal, sources, states
from app.store.connection import transaction
from engine.domain import micros
from engine.problems import Problem, ReaderDied, rebuilt
from importers import source as wire
from importers.imessage import reader

#: A reader that says nothing for so long hangs (a locked source makes it wait some seconds at most).
SILENCE_S = 180.0
RECONCILE_AFTER = timedelta(days=1)
#: A file that replaces another and holds less than this share of what we know is a reset, not a deletion.
KEPT_SHARE = 0.5


class Sync:
    """One sync of one source.

    Attributes:
        done: whether it ended, with or without a problem.
        problem: why it failed, None if it did not.
    """

    def __init__(
        self,
        db: Database,
        send: Callable[[bytes], None],
        *,
        source: Path,
        contacts: Path | None,
        reconcile: bool | None,
        now: Callable[[], datetime],
    ) -> None:
        """Nothing happens until `begin`.

        Args:
            send: hands bytes to the reader and returns at once.
            contacts: an address book folder or file.
            reconcile: compare every row; None lets the size of the source decide. Always once a day.
        """
        self._db = db
        self._send = send
        self._source = Path(source).expanduser().absolute()
        self._contacts = contacts
        self._reconcile = reconcile
        self._now = now
        self._began_s = time.perf_counter()
        self._ended_s = 0.0
        self._source_id = 0
        self._filing: filing.Filing | None = None
        self._handles: dict[int, int] = {}
        self._first = self._bulk = False
        self._oldest_us = 0
        self._new_from = sys.maxsize  # rows from here on came new with this sync
        self._rows_began: tuple[float, int] | None = None
        self._counts: Counter[str] = Counter()
        self.done = False
        self.problem: Problem | None = None

    @property
    def report(self) -> SyncReport:
        """What it did so far; complete when `done`."""
        seconds = round((self._ended_s or time.perf_counter()) - self._began_s, 3)
        return SyncReport(source=str(self._source), seconds=seconds, **self._counts)

    @property
    def first(self) -> bool:
        """Whether this sync reads the source for the first time."""
        return self._first

    def begin(self) -> None:
        """Ask the reader to start."""
        now = self._now()
        known = sources.remembered(self._db, str(self._source))
        reconcile = self._reconcile
        if known is not None and micros(now - RECONCILE_AFTER) >= known.last_reconcile_us:
            reconcile = True
        self._send(
            wire.packed(
                wire.Begin(
                    path=str(self._source),
                    contacts=None if self._contacts is None else str(self._contacts.expanduser().absolute()),
                    cursor=wire.Cursor() if known is None else wire.remembered(known.cursor),
                    now_us=micros(now),
                    reconcile=reconcile,
                )
            )
        )

    def hear(self, data: bytes | None) -> list[Event]:
        """Take one message of the reader (None: it died); returns what happened.

        Raises:
            StoreProblem: what was heard could not be written; nothing of it is.
        """
        if self.done:
            return []
        with transaction(self._db):
            if data is None:
                return self._fail(ReaderDied(path=str(self._source)))
            match wire.news(data):
                case wire.Opened() as opened:
                    return self._open(opened)
                case wire.Directory(handles, chats):
                    self._handles = people.place_handles(self._db, self._source_id, handles)
                    filing.place_chats(self._db, self._source_id, chats, self._handles)
                    self._filing = filing.of_source(self._db, self._source_id)
                case wire.People(cards):
                    people.name_people(self._db, cards)
                case wire.Rows() as rows:
                    return self._write(rows)
                case wire.States() as compared:
                    return self._compare(compared)
                case wire.Gone(guids):
                    self._end_bulk()
                    return self._remove(removal.ids_of_guids(self._db, guids))
                case wire.Finished(cursor, reconciled):
                    return self._finish(cursor, reconciled)
                case wire.Failed(code, facts):
                    return self._fail(rebuilt(code, facts))
                case wire.Changed():
                    pass
        return []

    def _open(self, opened: wire.Opened) -> list[Event]:
        self._source_id = sources.open_source(self._db, str(self._source), opened.kind, opened.lineage)
        bulk.mend(self._db)
        if opened.replaced:
            sources.detach(self._db, self._source_id)
        self._filing = filing.of_source(self._db, self._source_id)
        return [SyncProgressed(0, opened.total, None, 0)]

    def _write(self, rows: wire.Rows) -> list[Event]:
        assert self._filing is not None
        if rows.first and not self._first:
            bulk.begin(self._db)
            self._first = self._bulk = True
        elif not rows.first:
            self._end_bulk()
        written = messages.write(self._db, self._filing, rows.rows, now_us=micros(self._now()))
        links.settle(self._db, self._source_id, rows.rows)
        sources.put_aside(self._db, self._source_id, rows.quarantined, now_us=micros(self._now()))
        if rows.cursor is not None:
            sources.save_cursor(self._db, self._source_id, wire.written(rows.cursor))
        self._count(rows, written)
        self._send(wire.packed(wire.Credit()))
        return [*_news_of(written.arrived, written.changed), self._progress(rows)]

    def _end_bulk(self) -> None:
        if self._bulk:
            bulk.end(self._db)
            self._bulk = False

    def _count(self, rows: wire.Rows, written: messages.Written) -> None:
        walked = rows.cursor is not None or rows.first  # else asked for after comparing, which has counted them
        rowids = [row.rowid for row in (*rows.rows[:1], *rows.rows[-1:])]
        if walked and not rows.first:
            self._new_from = min([*rowids, self._new_from])
        self._counts.update(
            seen=len(rows.rows) + len(rows.quarantined) if walked else 0,
            imported=written.imported,
            updated=written.updated,
            unfiled=written.unfiled,
            quarantined=len(rows.quarantined),
            undecodable=sum([message.decoded_by == "none" for message in rows.rows]),
        )

    def _progress(self, rows: wire.Rows) -> SyncProgressed:
        """Share done and time left, by the pace since the first batch."""
        times = [message.sent_us for message in rows.rows[-1:] + rows.rows[:1] if message.sent_us]
        self._oldest_us = min([*times, *([self._oldest_us] if self._oldest_us else [])], default=0)
        now_s = time.perf_counter()
        began_s, began_done = self._rows_began = self._rows_began or (now_s, rows.done)
        pace = (rows.done - began_done) / (now_s - began_s) if now_s > began_s else 0.0
        left = (rows.total - rows.done) / pace if pace > 0 else None
        return SyncProgressed(rows.done, rows.total, left, self._oldest_us)

    def _compare(self, compared: wire.States) -> list[Event]:
        self._end_bulk()
        span = (compared.low, compared.high) if compared.complete else None
        needed, gone = states.differing(self._db, self._source_id, compared.rowids, compared.states, span=span)
        if compared.complete and not self._first:
            self._counts["seen"] += sum(rowid < self._new_from for rowid in compared.rowids)
        events = self._remove(gone)
        self._send(wire.packed(wire.Credit()))
        self._send(wire.packed(wire.Fetch(tuple(needed))))
        return events

    def _remove(self, ids: list[int]) -> list[Event]:
        changed = removal.remove(self._db, ids, source_id=self._source_id, now_us=micros(self._now()))
        self._counts["removed"] += len(ids)
        return _news_of(set(), changed)

    def _finish(self, cursor: wire.Cursor, reconciled: bool) -> list[Event]:
        self._end_bulk()
        events = self._remove(self._lost())
        sources.finish(
            self._db,
            self._source_id,
            wire.written(cursor),
            now_us=micros(self._now()),
            reconciled=reconciled or self._first,
        )
        self._counts.update(conversations=filing.count(self._db), contacts=people.count(self._db))
        self.done, self._ended_s = True, time.perf_counter()
        return [*events, SyncFinished(self.report)]

    def _lost(self) -> list[int]:
        """Messages a replaced file no longer has, unless it lost so many that it is a reset."""
        if not sources.has_detached(self._db, self._source_id):
            return []
        lost, attached = sources.detached(self._db, self._source_id)
        return lost if attached >= KEPT_SHARE * (attached + len(lost)) else []

    def _fail(self, problem: Problem) -> list[Event]:
        self._end_bulk()
        self.done, self.problem, self._ended_s = True, problem, time.perf_counter()
        return [SyncFailed(problem)]


def _news_of(arrived: set[int], changed: set[int]) -> list[Event]:
    events: list[Event] = []
    if arrived:
        events.append(MessagesArrived(tuple(sorted(arrived))))
    if changed - arrived:
        events.append(MessagesChanged(tuple(sorted(changed - arrived))))
    return events


def following(source: Path, poll_s: float) -> bytes:
    """What to send to a reader that has nothing to do, so that it says when the source changes."""
    return wire.packed(wire.Follow(str(Path(source).expanduser().absolute()), poll_s))


def says_changed(data: bytes) -> bool:
    """Whether a reader says that the source it follows was written to."""
    return isinstance(wire.news(data), wire.Changed)


def new_reader() -> Child:
    """A reader process."""
    return Child(reader.main, name="reader")
