"""Who keeps the key of a store, and whether a passphrase opens it: for a window that was locked."""

from __future__ import annotations

from app import keystore, vault
from app.paths import Home
from engine.problems import PassphraseWrong

KEYSTORE = "keystore"


def keeper(home: Home) -> str:
    """Name of the keychain, "keystore" where a passphrase guards the key, "" where only this process has it."""
    known = vault.card(home)
    return "" if known is None else known.keeper


def needs_passphrase(home: Home) -> bool:
    """Whether a passphrase guards the key."""
    return keeper(home) == KEYSTORE


def opens(home: Home, passphrase: str) -> bool:
    """Whether this passphrase opens the store; takes about half a second.

    Raises:
        StoreKeyMissing: its keystore is gone.
    """
    known = vault.card(home)
    if known is None:
        return False
    try:
        keystore.read(home.keystore, passphrase, bytes.fromhex(known.salt))
    except PassphraseWrong:
        return False
    return True
