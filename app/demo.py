"""The demo inbox as a source: its chat.db and address book in one folder."""

from __future__ import annotations

from pathlib import Path

from app import clock
from importers.demo import addressbook, inbox


def written(folder: Path, n_messages: int | None = None) -> tuple[Path, Path]:
    """Write the demo's chat.db and address book for this moment; returns where (source, contacts)."""
    source = folder / "chat.db"
    inbox.write(source, now=clock.now(), n_messages=n_messages)
    return source, addressbook.write(folder / "AddressBook")
