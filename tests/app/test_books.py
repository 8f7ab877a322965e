"""Work beside the thread that owns the store: its acts are carried out there, and their failures come back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from app.books import Lent, Posted
from app.mailbox import Mailbox
from app.vault import Vault
from engine.problems import Cancelled, DiskFull
from tests.stores import throwaway


@pytest.fixture
def vault() -> Iterator[Vault]:
    with throwaway() as opened:
        yield opened


def test_acts_are_carried_out_on_the_thread_that_owns_the_store(vault: Vault) -> None:
    mailbox = Mailbox("test-books")
    mailbox.start()
    books = Posted(vault, mailbox)
    assert books.write(lambda _db: threading.current_thread().name) == "test-books"
    books.write(lambda db: db.conn.execute("INSERT INTO contact (name) VALUES ('Kim')"))
    assert books.read(lambda db: db.conn.execute("SELECT name FROM contact").fetchone()) == ("Kim",)
    with pytest.raises(DiskFull):
        books.write(lambda _db: full())
    assert mailbox.stop(10)
    with pytest.raises(Cancelled):
        books.write(lambda _db: None)


def full() -> None:
    raise DiskFull(path="here", released_bytes=0)


def test_a_process_of_its_own_writes_on_the_vaults_connection(vault: Vault) -> None:
    books = Lent(vault)
    books.write(lambda db: db.conn.execute("INSERT INTO contact (name) VALUES ('Kim')"))
    assert books.read(lambda db: db.conn.execute("SELECT count(*) FROM contact").fetchone()) == (1,)
