"""The tokens of model servers: kept where the key of the store is kept, never in a readable file.

With a keychain a token is an entry beside the store's key. Without one it lies in an encrypted file of its own, whose
key comes from the store's.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
from collections.abc import Iterator, Sequence

from app import keychain, vault
from app.keychain import TRUSTED, BackendMaker
from app.paths import Home, private_folder, unwritable
from app.store import connection
from app.vault import Vault
from engine.problems import StoreKeyMissing, StoreMissing

#: The keeper of tokens that lie in files of their own.
FILE = "file"


def keep(home: Home, token: str, *, backends: Sequence[BackendMaker] = TRUSTED) -> tuple[str, str]:
    """Put a token away; a home without a store gets one, so that there is a key.

    Returns:
        keeper and place, which find it again.

    Raises:
        KeychainUnavailable, PassphraseMissing, StoreKeyMissing, and what else opening the store raises.
    """
    place = f"endpoint-{secrets.token_hex(8)}"
    with _opened(home, backends) as opened:
        card = vault.card(home)
        if card is not None and card.keeper in map(keychain.name_of, backends):
            keychain.named(card.keeper, backends).store(card.vault_id, place, token.encode())
            return card.keeper, place
        _write_file(home, opened, place, token)
    return FILE, place


def load(home: Home, keeper: str, place: str, *, backends: Sequence[BackendMaker] = TRUSTED) -> str:
    """A token that was kept.

    Raises:
        StoreKeyMissing: it is gone.
        KeychainUnavailable, PassphraseMissing, and what else opening the store raises.
    """
    found: bytes | None = None
    if keeper == FILE:
        with _opened(home, backends) as opened, contextlib.suppress(StoreMissing):
            found = _read_file(home, opened, place)
    elif (card := vault.card(home)) is not None:
        found = keychain.named(keeper, backends).load(card.vault_id, place)
    if found is None:
        raise StoreKeyMissing(path=place, keeper=keeper)
    return found.decode()


def forget(home: Home, keeper: str, place: str, *, backends: Sequence[BackendMaker] = TRUSTED) -> None:
    """Remove a token; none there is fine.

    Raises:
        KeychainUnavailable.
    """
    card = vault.card(home)
    if keeper == FILE:
        for left in home.models.glob(f"{place}.db*"):
            left.unlink(missing_ok=True)
    elif card is not None:
        keychain.named(keeper, backends).delete(card.vault_id, place)


@contextlib.contextmanager
def _opened(home: Home, backends: Sequence[BackendMaker]) -> Iterator[Vault]:
    """The vault that this process has open, or the home's, opened for a moment."""
    if (found := vault.opened(home)) is not None:
        yield found
        return
    with vault.open_vault(home, write=not home.database.is_file(), backends=backends) as opened:
        yield opened


def _key(opened: Vault, place: str) -> bytes:
    return hmac.digest(opened.key, place.encode(), "sha256")


def _write_file(home: Home, opened: Vault, place: str, token: str) -> None:
    try:
        private_folder(home.models)
        db = connection.create(home.models / f"{place}.db", _key(opened, place))
    except OSError as error:
        raise unwritable(home.models, error) from None
    try:
        db.conn.execute("PRAGMA journal_mode = DELETE").fetchall()
        with connection.transaction(db):
            db.conn.execute("CREATE TABLE kept (token BLOB NOT NULL)")
            db.conn.execute("INSERT INTO kept (token) VALUES (?)", (token.encode(),))
    finally:
        db.close()


def _read_file(home: Home, opened: Vault, place: str) -> bytes:
    db = connection.open_reader(home.models / f"{place}.db", _key(opened, place))
    try:
        return bytes(db.conn.execute("SELECT token FROM kept").fetchone()[0])
    finally:
        db.close()
