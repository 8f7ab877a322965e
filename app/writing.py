"""Owning a store for writing only for a moment, in a process that else reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from app import ownership
from app.store import connection
from app.vault import Vault


@contextmanager
def writer(vault: Vault, *, within_s: float = 0.0, enough: Callable[[], bool] = lambda: False) -> Iterator[Database]:
    """A connection that writes: the vault's own, or one that lives as long as the block and holds the lock meanwhile.

    Args:
        within_s: how long to wait for another process that writes.
        enough: says that there is no more time to wait.

    Raises:
        SottoIsOpen: another process wrote all that time.
        StoreDamaged, DiskFull.
    """
    if vault.writes:
        yield vault.db
        return
    lock = ownership.own(vault.home, within_s=within_s, enough=enough)
    try:
        db = connection.open_writer(vault.home.database, vault.key)
        try:
            yield db
        finally:
            db.close()
    finally:
        lock.release()
