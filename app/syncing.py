"""Syncing to the end, for who waits for it: once, or whenever the source changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from app.child import Child, ChildGone
from app.events import Event, SyncProgressed, SyncReport
from app.intake import SILENCE_S, Sync, following, new_reader, says_changed
from engine.problems import Cancelled, SourceProblem


def sync_once(
    db: Database,
    *,
    source: Path,
    contacts: Path | None,
    reconcile: bool,
    now: Callable[[], datetime],
    on_progress: Callable[[SyncProgressed], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SyncReport:
    """Bring a source into the store, in a reader process of its own.

    Args:
        reconcile: compare every row; small sources always are, large ones once a day.

    Raises:
        SourceProblem: it cannot be read (further); what was read stays.
        Cancelled: `cancelled` said so; what was read stays, and the next sync goes on from there.
        StoreProblem: it cannot be written.
    """
    child = new_reader()
    try:
        sync = Sync(db, child.send, source=source, contacts=contacts, reconcile=reconcile or None, now=now)
        return run(sync, child, on_progress=on_progress, cancelled=cancelled)
    finally:
        child.stop()


def run(
    sync: Sync,
    child: Child,
    *,
    on_progress: Callable[[SyncProgressed], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SyncReport:
    """Drive one sync to its end with a reader that has nothing else to do. Raises as `sync_once`."""
    heard: list[Event] = []
    with _told_as_death(sync):
        sync.begin()
    while not sync.done:
        if cancelled is not None and cancelled():
            raise Cancelled()
        with _told_as_death(sync):
            heard = sync.hear(_heard(child))
        for event in heard:
            if on_progress is not None and isinstance(event, SyncProgressed):
                on_progress(event)
    if sync.problem is not None:
        raise sync.problem
    return sync.report


@contextmanager
def _told_as_death(sync: Sync) -> Iterator[None]:
    """A reader that ends while it is spoken to has died like one that ends while it is listened to."""
    try:
        yield
    except ChildGone:
        sync.hear(None)


def _heard(child: Child) -> bytes | None:
    try:
        return child.receive(SILENCE_S)
    except ChildGone:
        return None


def follow(
    db: Database,
    *,
    source: Path,
    contacts: Path | None,
    poll_s: float,
    now: Callable[[], datetime],
    cancelled: Callable[[], bool] | None = None,
    between: Callable[[], bool] = lambda: False,
) -> Iterator[SyncReport]:
    """Sync at once and whenever the source changes; a report each time something came of it.

    Ends only when `cancelled` says so. A source that is busy or away for a moment is tried again at its next change;
    a reader that died is replaced.

    Args:
        between: does a small piece of other work while nothing changes and says whether there may be more; it is
            asked again after each look.
    """
    stopped = cancelled or (lambda: False)
    while not stopped():
        child = new_reader()
        try:
            yield from _follow_with(child, db, source, contacts, poll_s, now, stopped, between)
        except ChildGone:
            _patience(poll_s, stopped)
        finally:
            child.stop()


def _follow_with(
    child: Child,
    db: Database,
    source: Path,
    contacts: Path | None,
    poll_s: float,
    now: Callable[[], datetime],
    stopped: Callable[[], bool],
    between: Callable[[], bool],
) -> Iterator[SyncReport]:
    """Follow with one reader. Raises ChildGone when it ends."""
    while not stopped():
        with suppress(SourceProblem):
            sync = Sync(db, child.send, source=source, contacts=contacts, reconcile=False, now=now)
            report = run(sync, child)
            if report.imported or report.updated or report.removed:
                yield report
        child.send(following(source, poll_s))
        while not stopped():
            data = child.receive(0.0 if between() else poll_s)
            if data is not None and says_changed(data):
                break


def _patience(seconds: float, stopped: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stopped():
        time.sleep(min(0.1, seconds))
