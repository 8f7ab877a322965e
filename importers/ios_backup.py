"""Where the message database lies inside an iOS backup. Encrypted backups are a problem, not read."""

from __future__ import annotations

import hashlib
import plistlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from engine.problems import BackupEncrypted, SourceMissing, SourceUnsupported
from importers.sqlite_file import open_readonly, problems_of

HOME_DOMAIN = "HomeDomain"
MESSAGES = "Library/SMS/sms.db"
ADDRESS_BOOK = "Library/AddressBook/AddressBook.sqlitedb"


@dataclass(frozen=True, slots=True)
class Backup:
    """An unencrypted backup of a phone.

    Attributes:
        messages: its message database.
        contacts: its address book, None if it has none.
    """

    messages: Path
    contacts: Path | None


def looks_like_one(folder: Path) -> bool:
    """Whether `folder` is a backup of a phone."""
    return (folder / "Manifest.db").exists() or (folder / "Manifest.plist").exists()


def find(folder: Path) -> Backup:
    """The files of a backup.

    Raises:
        BackupEncrypted: it needs a password.
        SourceMissing: no messages in it. SourceUnsupported: no manifest. Other SourceProblems on reading it.
    """
    if _encrypted(folder / "Manifest.plist"):
        raise BackupEncrypted(path=str(folder))
    manifest = folder / "Manifest.db"
    connection = open_readonly(manifest)
    try:
        with problems_of(manifest):
            messages = _located(connection, folder, MESSAGES)
            contacts = _located(connection, folder, ADDRESS_BOOK)
    finally:
        connection.close()
    if messages is None:
        raise SourceMissing(path=str(folder))
    return Backup(messages, contacts)


def file_id(domain: str, relative_path: str) -> str:
    """The name of a file inside a backup: SHA-1 of its domain and path (a naming rule of the format)."""
    return hashlib.sha1(f"{domain}-{relative_path}".encode(), usedforsecurity=False).hexdigest()


def _located(connection: sqlite3.Connection, folder: Path, relative_path: str) -> Path | None:
    try:
        row = connection.execute(
            "SELECT fileID FROM Files WHERE domain = ? AND relativePath = ?", (HOME_DOMAIN, relative_path)
        ).fetchone()
    except sqlite3.OperationalError:
        raise SourceUnsupported(path=str(folder), table="Files") from None
    name = file_id(HOME_DOMAIN, relative_path) if row is None else _text(row[0])
    if not name.isalnum():
        return None
    found = folder / name[:2] / name
    return found if found.is_file() else None


def _encrypted(plist: Path) -> bool:
    try:
        with plist.open("rb") as file:
            return bool(plistlib.load(file).get("IsEncrypted"))
    except FileNotFoundError:
        return False
    except (plistlib.InvalidFileException, ValueError, AttributeError):
        return False


def _text(value: object) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
