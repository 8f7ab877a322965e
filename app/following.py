"""Following a source while the window is open: one reader process, synced when the source changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from app import intake, logs
from app.child import Child, ChildGone
from app.events import Event, MessagesArrived, MessagesChanged, SyncFailed
from app.mailbox import Mailbox
from engine.problems import ReaderDied, SourceDenied, SourceMissing, StoreProblem

#: Patience before a source that failed is tried again; doubled up to the longest.
RETRY_S, LONGEST_RETRY_S = 5.0, 300.0
#: How often a source that may not be read, or is not there, is tried without starting a reader.
GLANCE_S = 2.0
#: How often a reader that is silent in the midst of a sync is noticed.
WATCH_S = 30.0


class Follower:
    """Keeps the store up with one source; every method is called on the mailbox's thread only.

    Attributes:
        busy: whether a sync is under way.
        first_import: whether that sync reads the source for the first time.
    """

    def __init__(
        self,
        db: Database,
        mailbox: Mailbox,
        announce: Callable[[Event], None],
        arrived: Callable[[tuple[int, ...]], None],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._mailbox = mailbox
        self._announce = announce
        self._arrived = arrived
        self._now = clock
        self._source: Path | None = None
        self._contacts: Path | None = None
        self._poll_s = 2.0
        self._child: Child | None = None
        self._generation = 0
        self._sync: intake.Sync | None = None
        self._retry_s = RETRY_S
        self._again = False
        self._heard_s = 0.0

    @property
    def busy(self) -> bool:
        """Whether a sync is under way."""
        return self._sync is not None

    @property
    def first_import(self) -> bool:
        """Whether the sync under way reads the source for the first time."""
        return self._sync is not None and self._sync.first

    def follow(self, source: Path | None, contacts: Path | None, *, poll_s: float) -> None:
        """Read this source now and whenever it changes, instead of the one before; None reads nothing."""
        self.stop()
        self._source, self._contacts, self._poll_s = source, contacts, poll_s
        self.look()

    def look(self) -> None:
        """Sync now; while a sync is under way, once more after it."""
        if self._source is None:
            return
        if self._sync is not None:
            self._again = True
            return
        self._again = False
        try:
            child = self._running()
            self._sync = intake.Sync(
                self._db, child.send, source=self._source, contacts=self._contacts, reconcile=None, now=self._now
            )
            self._sync.begin()
        except ChildGone:
            self._broken_off()
            return
        self._heard_s = time.monotonic()
        self._watch(self._sync)

    def stop(self) -> None:
        """Let the reader go; what it had not sent yet comes with the next sync."""
        self._generation += 1
        self._sync = None
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _running(self) -> Child:
        if self._child is None:
            self._generation += 1
            generation = self._generation
            self._child = intake.new_reader()
            self._child.listen(lambda data: self._mailbox.post(lambda: self._heard(generation, data)))
        return self._child

    def _heard(self, generation: int, data: bytes | None) -> None:
        if generation != self._generation:
            return
        if self._sync is None:
            if data is None:
                self._broken_off()
            elif intake.says_changed(data):
                self.look()
            return
        self._heard_s = time.monotonic()
        sync = self._sync
        try:
            news = sync.hear(data)
        except StoreProblem as problem:
            self._announce(SyncFailed(problem))
            self._broken_off(told=True)
            return
        except ChildGone:
            self._broken_off()
            return
        except Exception as bug:  # noqa: BLE001 - what was heard is not stored; the next sync asks for it again
            logs.bug(bug)
            self._broken_off()
            return
        self._tell(news)
        if sync.done:
            self._ended(sync)

    def _watch(self, sync: intake.Sync) -> None:
        """A reader that says nothing for too long hangs: it is let go and the source tried again."""
        if self._sync is not sync:
            return
        if time.monotonic() - self._heard_s > intake.SILENCE_S:
            self._broken_off()
            return
        self._mailbox.after(WATCH_S, lambda: self._watch(sync))

    def _tell(self, news: list[Event]) -> None:
        for event in news:
            self._announce(event)
            if isinstance(event, MessagesArrived | MessagesChanged):
                self._arrived(event.conversation_ids)

    def _ended(self, sync: intake.Sync) -> None:
        self._sync = None
        if sync.problem is not None:
            self._broken_off(told=True)
            if isinstance(sync.problem, SourceDenied | SourceMissing):
                self._glance(self._generation)
            return
        self._retry_s = RETRY_S
        self._arrived(())
        if self._again:
            self.look()
        elif self._child is not None and self._source is not None:
            try:
                self._child.send(intake.following(self._source, self._poll_s))
            except ChildGone:
                self._broken_off()

    def _glance(self, generation: int) -> None:
        """Read again as soon as the file can be opened, however patient the next try is."""
        if generation != self._generation or self._sync is not None or self._source is None:
            return
        if _opens(self._source):
            self.look()
        else:
            self._mailbox.after(GLANCE_S, lambda: self._glance(generation))

    def _broken_off(self, *, told: bool = False) -> None:
        """Stop this reader and try the same source again later, ever more patiently."""
        if not told and self._source is not None:
            self._announce(SyncFailed(ReaderDied(path=str(self._source))))
        self.stop()
        generation = self._generation
        self._mailbox.after(self._retry_s, lambda: self.look() if generation == self._generation else None)
        self._retry_s = min(LONGEST_RETRY_S, self._retry_s * 2)


def _opens(source: Path) -> bool:
    """Whether a file can be opened now."""
    try:
        with source.expanduser().open("rb") as file:
            return bool(file.read(16))
    except OSError:
        return False
