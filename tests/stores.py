"""Empty stores at once: one is made and brought up to date in each process, and every further one is its copy."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from app import paths
from app.lock import HomeLock
from app.store import connection, migrations
from app.vault import Vault

KEY = bytes(range(32))


@cache
def _empty(key: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        db = connection.create(path, key)
        migrations.migrate(db, key, None)
        db.close()
        return path.read_bytes()


def create(path: Path, key: bytes = KEY) -> Database:
    """A store at `path` that holds nothing; it need not outlive a power cut, so nothing waits for the disk."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_empty(key))
    return opened(path, key)


def opened(path: Path, key: bytes = KEY) -> Database:
    """The store at `path` for writing."""
    db = connection.open_writer(path, key)
    db.conn.execute("PRAGMA synchronous = OFF")
    return db


def vault_at(root: Path, key: bytes = KEY) -> Vault:
    """A vault in the home at `root`: what lies there, or else an empty store; the home stays when it is closed."""
    return _vault(root, key, throwaway=False)


def throwaway() -> Vault:
    """As `app.vault.throwaway`: closing it removes its home."""
    return _vault(Path(tempfile.mkdtemp(prefix="sotto-throwaway-")), KEY, throwaway=True)


def _vault(root: Path, key: bytes, *, throwaway: bool) -> Vault:
    home = paths.home(root)
    lock = HomeLock(home.lock)
    db = opened(home.database, key) if home.database.exists() else create(home.database, key)
    return Vault(db, home, key, lock=lock, throwaway=throwaway)
