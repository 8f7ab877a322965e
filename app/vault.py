"""The vault: the opened store with its key, its lock and its home."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import hmac
import os
import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec
from sqlite_utils import Database

from app import keychain, keystore, ownership, paths, recovery
from app.keychain import TRUSTED, BackendMaker
from app.lock import HomeLock
from app.paths import Home
from app.store import connection, migrations
from engine.problems import (
    KeychainUnavailable,
    PassphraseMissing,
    RecoveryKeyWrong,
    SottoIsOpen,
    StoreDamaged,
    StoreKeyMissing,
    StoreKeyWrong,
    StoreMissing,
    StoreNewer,
)

PASSPHRASE_VARIABLE = "SOTTO_PASSPHRASE"  # noqa: S105 - a name, not a passphrase
KEY_ID = "dek-v1"

#: How long somebody who only reads waits for another process, to bring an older store up to date.
UPDATE_WITHIN_S = 2.0

_FORMAT = 1
_KEYSTORE = "keystore"
_THROWAWAY = "sotto-throwaway-"


@dataclass(frozen=True, slots=True)
class Card:
    """`vault.json`: what is known about the key without knowing it.

    Attributes:
        vault_id: random name under which this home's key is kept.
        key_id: which of its keys is current.
        keeper: name of the keychain backend, or "keystore".
        salt: of the keystore's passphrase, hexadecimal; "" with a keychain.
        check: HMAC-SHA256 of the key over "kcv", hexadecimal. SQLCipher's error is the same for a wrong key
            and a damaged first page; this tells them apart.
    """

    format: int
    vault_id: str
    key_id: str
    keeper: str
    salt: str
    check: str


class Vault:
    """An open store; closing it gives back connection, lock and, if it is a throw-away one, the whole home.

    Attributes:
        db: the connection, writing or reading as it was opened.
        home: where it lies.
        key: the 32 raw bytes that open it; never leaves the process.
        writes: whether `db` may write.
    """

    def __init__(self, db: Database, home: Home, key: bytes, *, lock: HomeLock | None, throwaway: bool = False) -> None:
        self.db = db
        self.home = home
        self.key = key
        self.writes = lock is not None
        self._lock = lock
        self._throwaway = throwaway
        self._readers: list[Database] = []
        _open.add(self)

    def reader(self) -> Database:
        """A further connection that only reads; it is closed with the vault."""
        reader = connection.open_reader(self.home.database, self.key)
        self._readers.append(reader)
        return reader

    def recovery_key(self) -> str:
        """The key in a form to print and put away."""
        return recovery.printed(self.key)

    def close(self) -> None:
        """Close everything; a second call does nothing."""
        _open.discard(self)
        for reader in self._readers:
            reader.close()
        self._readers.clear()
        self.db.close()
        if self._lock is not None:
            self._lock.release()
        if self._throwaway:
            shutil.rmtree(self.home.root, ignore_errors=True)

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


_open: weakref.WeakSet[Vault] = weakref.WeakSet()


def opened(home: Home) -> Vault | None:
    """A vault of this home that this process has open now."""
    return next((vault for vault in _open if vault.home == home), None)


def open_vault(
    home: Home,
    *,
    write: bool,
    passphrase: str | None = None,
    backends: Sequence[BackendMaker] = TRUSTED,
    within_s: float = 0.0,
    by_window: bool = False,
) -> Vault:
    """Open the store of `home`; the first opening for writing makes key and store.

    Readers open beside each other and beside one writer. A passphrase, given or in SOTTO_PASSPHRASE (which is
    taken out of the environment), makes a keystore for the key of a new store; else the keychain keeps it.

    Args:
        within_s, by_window: to write: how long to wait for another process, and whether this one is the window.

    Raises:
        StoreMissing: nothing there to read.
        SottoIsOpen: another process writes.
        StoreKeyMissing, StoreKeyWrong, StoreDamaged, StoreNewer: never answered by a new key or store.
        PassphraseMissing, PassphraseWrong, KeychainUnavailable, CipherMissing, BackupFailed, DiskFull,
        HomeUnwritable.
    """
    said = os.environ.pop(PASSPHRASE_VARIABLE, None)
    passphrase = passphrase or said or None
    try:
        if not write:
            return _read(home, passphrase, backends)
        lock = ownership.own(home, within_s=within_s, by_window=by_window)
        return _write(home, lock, passphrase, backends)
    except OSError as error:
        raise paths.unwritable(home.root, error) from None


def throwaway() -> Vault:
    """A vault in a temporary home whose key exists only in this process; closing removes the home.

    Raises:
        DiskFull, HomeUnwritable: the temporary folder cannot hold it.
    """
    try:
        sweep(Path(tempfile.gettempdir()))
        home = paths.home(Path(tempfile.mkdtemp(prefix=_THROWAWAY)))
        atexit.register(shutil.rmtree, home.root, ignore_errors=True)  # for whoever forgets to close it
        lock = HomeLock(home.lock)
        key = secrets.token_bytes(connection.KEY_BYTES)
        db = connection.create(home.database, key)
        migrations.migrate(db, key, None)
    except OSError as error:
        raise paths.unwritable(Path(tempfile.gettempdir()), error) from None
    return Vault(db, home, key, lock=lock, throwaway=True)


def sweep(folder: Path, *, older_than_s: float = 3600.0) -> int:
    """Remove throw-away homes in `folder` whose process was killed; returns how many.

    Nobody has their keys. One that is in use is locked, and one that is being made is not old enough.
    """
    swept = 0
    for lock in folder.glob(f"{_THROWAWAY}????????/lock"):
        with contextlib.suppress(OSError, SottoIsOpen):
            left = lock.stat()
            if time.time() - left.st_mtime < older_than_s or (lock.parent / "vault.json").exists():
                continue
            HomeLock(lock).release()
            shutil.rmtree(lock.parent, ignore_errors=True)
            swept += 1
    return swept


def restore(
    home: Home,
    typed: str,
    *,
    passphrase: str | None = None,
    backends: Sequence[BackendMaker] = TRUSTED,
) -> None:
    """Give a store whose key was lost its key back, from the printed recovery key.

    Raises:
        StoreMissing: no store to recover.
        RecoveryKeyWrong: mistyped, or the key of another store.
        SottoIsOpen, KeychainUnavailable, PassphraseMissing.
    """
    key = recovery.read(typed)
    if not home.database.is_file():
        raise StoreMissing(path=str(home.database))
    lock = ownership.own(home)
    try:
        connection.open_writer(home.database, key).close()
        _keep(home, key, passphrase or os.environ.pop(PASSPHRASE_VARIABLE, None), backends)
    except StoreDamaged:
        raise RecoveryKeyWrong(why="another_store") from None
    finally:
        lock.release()


def card(home: Home) -> Card | None:
    """What `vault.json` says; None where there is none, or none readable (then the recovery key helps)."""
    try:
        return msgspec.json.decode(home.vault_json.read_bytes(), type=Card)
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _write(home: Home, lock: HomeLock, passphrase: str | None, backends: Sequence[BackendMaker]) -> Vault:
    try:
        db, key = _opened_for_writing(home, passphrase, backends)
    except BaseException:
        lock.release()
        raise
    return Vault(db, home, key, lock=lock)


def _opened_for_writing(home: Home, passphrase: str | None, backends: Sequence[BackendMaker]) -> tuple[Database, bytes]:
    if home.database.is_file():
        key = _key(home, passphrase, backends)
        db = connection.open_writer(home.database, key)
    else:
        key = _key_of_new_store(home, passphrase, backends)
        db = connection.create(home.database, key)
    try:
        migrations.migrate(db, key, home.backups)
    except BaseException:
        db.close()
        raise
    connection.hold_ballast(home.ballast)
    return db, key


def _read(home: Home, passphrase: str | None, backends: Sequence[BackendMaker]) -> Vault:
    if not home.database.is_file():
        raise StoreMissing(path=str(home.database))
    key = _key(home, passphrase, backends)
    db = connection.open_reader(home.database, key)
    known = len(migrations.known())
    if (have := migrations.version(db)) != known:
        db.close()
        if have > known:
            raise StoreNewer(have=have, known=known)
        _bring_up_to_date(home, key)
        db = connection.open_reader(home.database, key)
    return Vault(db, home, key, lock=None)


def _bring_up_to_date(home: Home, key: bytes) -> None:
    lock = ownership.own(home, within_s=UPDATE_WITHIN_S)
    try:
        db = connection.open_writer(home.database, key)
        try:
            migrations.migrate(db, key, home.backups)
        finally:
            db.close()
    finally:
        lock.release()


def _key(home: Home, passphrase: str | None, backends: Sequence[BackendMaker]) -> bytes:
    """The key of a store that exists; never a new one."""
    known = card(home)
    if known is None:
        raise StoreKeyMissing(path=str(home.vault_json), keeper="vault.json")
    if known.keeper == _KEYSTORE:
        if passphrase is None:
            raise PassphraseMissing(path=str(home.keystore))
        key = keystore.read(home.keystore, passphrase, bytes.fromhex(known.salt))
    else:
        found = keychain.named(known.keeper, backends).load(known.vault_id, known.key_id)
        if found is None:
            raise StoreKeyMissing(path=str(home.database), keeper=known.keeper)
        key = found
    if not hmac.compare_digest(_check(key), known.check):
        raise StoreKeyWrong(path=str(home.database), keeper=known.keeper)
    return key


def _key_of_new_store(home: Home, passphrase: str | None, backends: Sequence[BackendMaker]) -> bytes:
    """The key that was made before a crash or a deleted store, if it is still there; else a new one."""
    if card(home) is not None:
        try:
            return _key(home, passphrase, backends)
        except (StoreKeyMissing, StoreKeyWrong):
            if any(home.backups.iterdir()):
                raise  # the copies still want the old key
    key = secrets.token_bytes(connection.KEY_BYTES)
    _keep(home, key, passphrase, backends)
    return key


def _keep(home: Home, key: bytes, passphrase: str | None, backends: Sequence[BackendMaker]) -> None:
    """Give the key to its keeper, then write `vault.json`: a crash between them loses nothing."""
    vault_id = secrets.token_hex(8)
    if passphrase is not None:
        salt = keystore.new_salt()
        keystore.write(home.keystore, passphrase, salt, key)
        written = Card(_FORMAT, vault_id, KEY_ID, _KEYSTORE, salt.hex(), _check(key))
    else:
        try:
            chain = keychain.find(backends)
        except KeychainUnavailable as problem:
            raise PassphraseMissing(path=str(home.keystore), **problem.facts) from None
        chain.store(vault_id, KEY_ID, key)
        written = Card(_FORMAT, vault_id, KEY_ID, chain.name, "", _check(key))
    paths.write_private(home.vault_json, msgspec.json.format(msgspec.json.encode(written)) + b"\n")


def _check(key: bytes) -> str:
    return hmac.new(key, b"kcv", hashlib.sha256).hexdigest()
