"""Owning a store for writing only for a moment, in a process that else reads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from app.lock import HomeLock
from app.paths import Home
from app.store import connection
from app.vault import Vault
from engine.problems import SottoIsOpen

#: How often a lock that another process holds is tried again, in seconds.
AGAIN_S = 0.1


@contextmanager
def writer(vault: Vault, *, within_s: float = 0.0) -> Iterator[Database]:
    """A connection that writes: the vault's own, or one that lives as long as the block and holds the lock meanwhile.

    Args:
        within_s: how long to wait for another process that writes.

    Raises:
        SottoIsOpen: another process wrote all that time.
        StoreDamaged, DiskFull.
    """
    if vault.writes:
        yield vault.db
        return
    lock = _locked(vault.home, within_s)
    try:
        db = connection.open_writer(vault.home.database, vault.key)
        try:
            yield db
        finally:
            db.close()
    finally:
        lock.release()


def _locked(home: Home, within_s: float) -> HomeLock:
    until = time.monotonic() + within_s
    while True:
        try:
            return HomeLock(home.lock)
        except SottoIsOpen:
            if time.monotonic() >= until:
                raise
        time.sleep(AGAIN_S)
