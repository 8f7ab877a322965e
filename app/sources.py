"""Where messages may lie on this machine."""

from __future__ import annotations

import sys
from pathlib import Path

from app import settings
from app.store.sources import last_path
from app.vault import Vault
from engine.problems import SourceMissing

MESSAGES = Path("Library/Messages/chat.db")
ADDRESS_BOOK = Path("Library/Application Support/AddressBook")


def of_this_mac(home: Path | None = None) -> Path | None:
    """The live message database of this Mac's user, whether or not we may read it; None elsewhere than macOS."""
    return (home or Path.home()) / MESSAGES if sys.platform == "darwin" else None


def address_book(home: Path | None = None) -> Path | None:
    """The address book folder of this Mac's user, None where there is none."""
    folder = (home or Path.home()) / ADDRESS_BOOK
    return folder if sys.platform == "darwin" and folder.exists() else None


def of_home(vault: Vault, source: Path | None, contacts: Path | None) -> tuple[Path, Path | None]:
    """(source, contacts) to read for a home: what is named now, else settings, else what was synced last.

    The address book of this Mac goes with this Mac's own Messages only.

    Raises:
        SourceMissing: nothing was named ever and this machine has no Messages.
    """
    kept = settings.load(vault.home)
    place = chosen(source, kept.source or last_path(vault.db))
    if contacts is None and kept.contacts:
        contacts = Path(kept.contacts)
    if contacts is None and place == of_this_mac():
        contacts = address_book()
    return place, contacts


def chosen(named: Path | None, remembered: str) -> Path:
    """The source to read: the one named now, else the one used before, else this Mac's.

    Raises:
        SourceMissing: nothing was named and this machine has no Messages.
    """
    if named is not None:
        return named.expanduser()
    if remembered:
        return Path(remembered)
    if (live := of_this_mac()) is not None:
        return live
    raise SourceMissing(path="")
