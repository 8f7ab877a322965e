"""A full disk is told once, tried again, and told when it has room."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import pytest

from app import events
from app.mailbox import Mailbox
from app.room import Room
from app.store import connection
from app.vault import Vault
from engine.problems import DiskFull, StoreDamaged
from tests.stores import throwaway

PATIENCE_S = 20.0


class Watched:
    """A room over a throw-away store whose size can be limited."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.told: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.mailbox = Mailbox("test-room")
        self.room = Room(
            vault.db, self.mailbox, announce=self.told.put, again=lambda: self.told.put("again"), again_s=0.05
        )
        self.mailbox.start()

    def limit(self, n_more: int) -> None:
        pages = self.vault.db.conn.execute("PRAGMA page_count").fetchone()[0]
        self.vault.db.conn.execute(f"PRAGMA max_page_count = {pages + n_more}").fetchall()

    def next(self) -> object:
        return self.told.get(timeout=PATIENCE_S)


@pytest.fixture
def watched() -> Iterator[Watched]:
    with throwaway() as vault:
        made = Watched(vault)
        yield made
        assert made.mailbox.stop(PATIENCE_S)


def test_it_is_told_when_it_is_full_and_when_there_is_room_again(watched: Watched) -> None:
    watched.limit(1)
    problem = DiskFull(path="sotto.db")
    for _ in range(2):
        watched.mailbox.post(lambda: told(watched.room.hear(problem)))
    assert watched.next() == events.StoreFull(problem)
    watched.mailbox.post(lambda: watched.limit(100_000))
    assert isinstance(watched.next(), events.StoreHasRoom)
    assert watched.next() == "again"
    assert not watched.room.full
    assert watched.told.empty()


def told(is_full: bool) -> None:
    """An act returns nothing."""
    assert is_full


def test_other_problems_are_not_its_matter(watched: Watched) -> None:
    assert not watched.room.hear(StoreDamaged(path="x"))
    assert not watched.room.full


def test_trying_leaves_nothing_behind(watched: Watched) -> None:
    tables = watched.vault.db.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.try_to_grow(watched.vault.db, 1 << 16)
    assert watched.vault.db.conn.execute("SELECT count(*) FROM sqlite_master").fetchone() == tables
    watched.limit(1)
    with pytest.raises(DiskFull):
        connection.try_to_grow(watched.vault.db, 1 << 20)
    assert not watched.vault.db.conn.in_transaction
