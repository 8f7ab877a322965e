"""Messages inside a backup of a phone."""

from __future__ import annotations

import contextlib
import plistlib
import sqlite3
from datetime import UTC, datetime

import pytest

from engine.problems import BackupEncrypted, SourceMissing, SourceNotADatabase, SourceUnsupported
from importers import addressbook, ios_backup
from importers.demo.chatdb import ChatDatabase
from importers.imessage.database import located
from importers.imessage.reader import Messages

AT = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


def backup(folder, *, encrypted=False, listed=True):
    folder.mkdir()
    (folder / "Manifest.plist").write_bytes(plistlib.dumps({"IsEncrypted": encrypted}))
    with contextlib.closing(sqlite3.connect(folder / "Manifest.db")) as manifest:
        manifest.execute(
            "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)"
        )
        for path in (ios_backup.MESSAGES, ios_backup.ADDRESS_BOOK):
            name = ios_backup.file_id("HomeDomain", path)
            (folder / name[:2]).mkdir(exist_ok=True)
            if listed:
                manifest.execute("INSERT INTO Files VALUES (?, 'HomeDomain', ?, 1, x'')", (name, path))
        manifest.commit()
    return (
        folder / "3d" / "3d0d7e5fb2ce288813306e4d4636395e047a3d28",
        folder / "31" / "31bb7ba8914766d4ba40d6dfb6113c8b614be442",
    )


@pytest.mark.parametrize("listed", [True, False])
def test_messages_and_names_of_a_backup_are_found(tmp_path, listed):
    messages, contacts = backup(tmp_path / "phone", listed=listed)
    with ChatDatabase(messages) as source:
        chat = source.add_chat([source.add_handle("+447700900100")])
        guid = source.add_message(chat, "from the phone", at=AT)
    with contextlib.closing(sqlite3.connect(contacts)) as people:
        people.execute("CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First TEXT, Last TEXT, Organization TEXT)")
        people.execute("CREATE TABLE ABMultiValue (record_id INTEGER, property INTEGER, value TEXT)")
        people.execute("INSERT INTO ABPerson VALUES (1, 'Ana', 'Lima', NULL), (2, NULL, NULL, 'Studio')")
        people.execute(
            "INSERT INTO ABMultiValue VALUES (1, 3, '07700 900100'), (2, 4, 'Hi@Studio.example'), (1, 22, 'x')"
        )
        people.commit()
    place = located(tmp_path / "phone")
    assert (place.kind, place.messages, place.contacts) == ("ios_backup", messages, contacts)
    assert [(one.guid, one.text) for one in Messages(tmp_path / "phone").read(0)] == [(guid, "from the phone")]
    assert [(one.name, one.addresses, one.organisation) for one in addressbook.read(contacts, "GB")] == [
        ("Ana Lima", ("+447700900100",), False),
        ("Studio", ("hi@studio.example",), True),
    ]


def test_an_encrypted_backup_is_a_problem_of_its_own(tmp_path):
    backup(tmp_path / "phone", encrypted=True)
    with pytest.raises(BackupEncrypted):
        located(tmp_path / "phone")


def test_a_backup_without_messages_is_missing_them(tmp_path):
    backup(tmp_path / "phone")
    with pytest.raises(SourceMissing):
        located(tmp_path / "phone")


def test_a_broken_manifest_is_told(tmp_path):
    backup(tmp_path / "phone")
    (tmp_path / "phone" / "Manifest.db").write_bytes(b"nothing of the kind")
    with pytest.raises(SourceNotADatabase):
        located(tmp_path / "phone")
    (tmp_path / "phone" / "Manifest.db").unlink()
    with contextlib.closing(sqlite3.connect(tmp_path / "phone" / "Manifest.db")) as manifest:
        manifest.execute("CREATE TABLE Other (x)")
        manifest.commit()
    with pytest.raises(SourceUnsupported):
        located(tmp_path / "phone")


def test_a_folder_with_a_database_is_that_database(tmp_path):
    assert located(tmp_path).messages == tmp_path / "chat.db"
    assert located(tmp_path / "any.db").messages == tmp_path / "any.db"
