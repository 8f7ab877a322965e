"""A chat.db to write to, an encrypted store to sync it into, and a reader that speaks the real protocol."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlite_utils import Database

from app import intake
from app.child import ChildGone
from app.events import Event, SyncReport
from importers.demo.chatdb import ChatDatabase
from importers.imessage import reader
from tests import stores

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    sys.path.append(HERE)

from happenings import NOW  # noqa: E402 - found through the line above

KEY = b"k" * 32


class ThreadReader:
    """A reader in a thread of this process: the same function, the same pipe, no start-up."""

    def __init__(self) -> None:
        self._pipe, theirs = Pipe(duplex=True)
        self._thread = threading.Thread(target=self._serve, args=(theirs,), daemon=True)
        self._thread.start()

    @staticmethod
    def _serve(pipe: Any) -> None:
        try:
            reader.main(pipe)
        except (EOFError, OSError):
            pass
        finally:
            pipe.close()

    def send(self, data: bytes) -> None:
        self._pipe.send_bytes(data)

    def receive(self, timeout_s: float | None = None) -> bytes | None:
        try:
            return self._pipe.recv_bytes() if self._pipe.poll(timeout_s) else None
        except (EOFError, OSError):
            raise ChildGone("reader", None) from None

    def stop(self) -> None:
        self._pipe.close()
        self._thread.join(10)


class SyncCall(Protocol):
    def __call__(
        self,
        path: Path | None = None,
        *,
        contacts: Path | None = None,
        reconcile: bool | None = False,
        now: datetime = NOW,
    ) -> SyncReport: ...


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty store."""
    database = stores.create(tmp_path / "sotto.db", KEY)
    yield database
    database.close()


@pytest.fixture
def source(tmp_path: Path) -> Iterator[ChatDatabase]:
    """An empty chat.db of macOS 27."""
    path = tmp_path / "Messages" / "chat.db"
    path.parent.mkdir()
    chat_db = ChatDatabase(path)
    yield chat_db
    chat_db.close()


@pytest.fixture
def thread_reader() -> Iterator[ThreadReader]:
    started = ThreadReader()
    yield started
    started.stop()


@pytest.fixture
def events() -> list[Event]:
    """What the syncs of a test told."""
    return []


@pytest.fixture
def sync(db: Database, source: ChatDatabase, thread_reader: ThreadReader, events: list[Event]) -> SyncCall:
    """Sync the source (or another path) now; only the tail and the recheck, unless told otherwise."""

    def call(
        path: Path | None = None,
        *,
        contacts: Path | None = None,
        reconcile: bool | None = False,
        now: datetime = NOW,
    ) -> SyncReport:
        if path is None:
            source.commit()
        one = intake.Sync(
            db,
            thread_reader.send,
            source=path or source.path,
            contacts=contacts,
            reconcile=reconcile,
            now=lambda: now,
        )
        one.begin()
        while not one.done:
            events.extend(one.hear(thread_reader.receive(60)))
        if one.problem is not None:
            raise one.problem
        return one.report

    return call


@pytest.fixture
def texts(db: Database) -> Callable[[], list[str]]:
    """All texts in the store, oldest first."""

    def call() -> list[str]:
        rows = db.execute("SELECT text FROM message ORDER BY sent_us, source_rowid").fetchall()
        return [row[0] for row in rows]

    return call
