"""The key where there is no keychain: an encrypted file of its own that a passphrase opens."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from app.store import connection
from engine.problems import PassphraseWrong, StoreDamaged, StoreKeyMissing

SALT_BYTES = 16

# scrypt at 128 MiB and about 0.4 s (RFC 7914; OWASP's first choice). OpenSSL wants some room above that.
_COST, _BLOCK, _LANES = 2**17, 8, 1
_MEMORY = 192 * 1024 * 1024


def new_salt() -> bytes:
    """16 random bytes that make a passphrase's key unlike anybody else's."""
    return secrets.token_bytes(SALT_BYTES)


def write(path: Path, passphrase: str, salt: bytes, key: bytes) -> None:
    """Put `key` into a new keystore at `path`; an older one is replaced only once this one is whole."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    db = connection.create(fresh, _derived(passphrase, salt))
    try:
        db.conn.execute("PRAGMA journal_mode = DELETE").fetchall()
        with connection.transaction(db):
            db.conn.execute("CREATE TABLE kept (key BLOB NOT NULL)")
            db.conn.execute("INSERT INTO kept (key) VALUES (?)", (key,))
    finally:
        db.close()
    fresh.replace(path)


def read(path: Path, passphrase: str, salt: bytes) -> bytes:
    """The key inside.

    Raises:
        StoreKeyMissing: no keystore there.
        PassphraseWrong: this passphrase does not open it, or the file is damaged (which looks the same).
    """
    if not path.is_file():
        raise StoreKeyMissing(path=str(path))
    try:
        db = connection.open_reader(path, _derived(passphrase, salt))
    except StoreDamaged:
        raise PassphraseWrong(path=str(path)) from None
    try:
        return bytes(db.conn.execute("SELECT key FROM kept").fetchone()[0])
    finally:
        db.close()


def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        passphrase.encode(),
        salt=salt,
        n=_COST,
        r=_BLOCK,
        p=_LANES,
        maxmem=_MEMORY,
        dklen=connection.KEY_BYTES,
    )
