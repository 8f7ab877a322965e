"""The database is encrypted, private and never half written."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import ciphers

from app.store import connection, migrations
from engine.problems import DiskFull, SottoIsOpen, StoreDamaged, StoreMissing

KEY = bytes(range(32))
CANARY = "Kanarienvogel-6231"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a b#c?.db"


def with_canary(path: Path) -> connection.Database:
    """A store whose message, index entry and contact hold the canary."""
    db = connection.create(path, KEY)
    migrations.migrate(db, KEY, None)
    with connection.transaction(db):
        db.conn.execute("INSERT INTO contact (name) VALUES (?)", (CANARY,))
        db.conn.execute(
            "INSERT INTO message (guid, source_id, source_rowid, from_me, kind, text, sent_us) "
            "VALUES ('g', 1, 1, 0, 'text', ?, 1)",
            (CANARY,),
        )
        db.conn.execute("INSERT INTO message_fts (rowid, text) VALUES (1, ?)", (CANARY,))
    return db


def spellings(text: str) -> list[bytes]:
    """A text as it could lie in a file."""
    return [text.encode(), text.encode("utf-16-le"), text.lower().encode(), text.encode().hex().encode()]


def test_nothing_readable_is_on_disk_while_it_is_open_and_after(path):
    db = with_canary(path)
    for moment in ("open", "closed"):
        files = [file for file in path.parent.iterdir() if file.is_file()]
        assert moment == "closed" or {file.name[len(path.name) :] for file in files} == {"", "-wal", "-shm"}
        for file in files:
            content = file.read_bytes()
            assert not any(spelling in content for spelling in spellings(CANARY)), file.name
            assert not content.startswith(connection.PLAIN_HEADER)
        db.close()
    assert len(path.read_bytes()) > 4096


def test_files_are_private_whatever_the_umask(path):
    before = os.umask(0o022)
    try:
        db = with_canary(path)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        db.close()
    finally:
        os.umask(before)
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_the_stdlib_driver_sees_no_database(path):
    with_canary(path).close()
    with contextlib.closing(sqlite3.connect(path)) as stranger, pytest.raises(sqlite3.DatabaseError):
        stranger.execute("SELECT * FROM contact")


def test_another_key_opens_nothing(path):
    with_canary(path).close()
    for opening in (connection.open_writer, connection.open_reader):
        with pytest.raises(StoreDamaged):
            opening(path, secrets.token_bytes(32))


def test_a_database_is_never_made_over_a_file(path):
    path.write_bytes(b"something")
    with pytest.raises(FileExistsError):
        connection.create(path, KEY)
    assert path.read_bytes() == b"something"


def test_a_missing_database_is_not_made_by_opening_it(path):
    for opening in (connection.open_writer, connection.open_reader):
        with pytest.raises(StoreMissing):
            opening(path, KEY)
    assert not path.exists()


def test_writes_are_durable_and_deletions_are_wiped(path):
    db = connection.create(path, KEY)
    settings = {
        name: db.conn.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
    }
    db.close()
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "temp_store": 0,
    }


def test_a_reader_sees_what_is_committed_and_cannot_write(path):
    db = with_canary(path)
    reader = connection.open_reader(path, KEY)
    with connection.transaction(db):
        db.conn.execute("INSERT INTO contact (name) VALUES ('new')")
        assert reader.conn.execute("SELECT count(*) FROM contact").fetchone() == (1,)
    assert reader.conn.execute("SELECT count(*) FROM contact").fetchone() == (2,)
    with pytest.raises(Exception, match="readonly"):
        reader.conn.execute("DELETE FROM contact")
    reader.close()
    db.close()


def test_a_transaction_inside_another_belongs_to_it(path):
    db = with_canary(path)
    with pytest.raises(ZeroDivisionError), connection.transaction(db):  # noqa: PT012 - the point
        with connection.transaction(db):
            db.conn.execute("INSERT INTO contact (name) VALUES ('x')")
        assert db.conn.in_transaction
        raise ZeroDivisionError
    assert db.conn.execute("SELECT count(*) FROM contact").fetchone() == (1,)
    assert not db.conn.in_transaction
    db.close()


def test_a_second_writer_is_told_that_sotto_is_open(path):
    first = with_canary(path)
    second = connection.open_writer(path, KEY)
    second.conn.execute("PRAGMA busy_timeout = 0")
    with connection.transaction(first), pytest.raises(SottoIsOpen), connection.transaction(second):
        pass
    second.close()
    first.close()


def test_a_full_disk_undoes_the_step_and_frees_the_ballast(path):
    db = with_canary(path)
    ballast = path.parent / "ballast"
    connection.hold_ballast(ballast)
    assert ballast.stat().st_size == connection.BALLAST_BYTES
    pages = db.conn.execute("PRAGMA page_count").fetchone()[0]
    db.conn.execute(f"PRAGMA max_page_count = {pages + 4}").fetchall()
    with pytest.raises(DiskFull) as caught, connection.transaction(db):  # noqa: PT012 - any of them
        for _ in range(200):
            db.conn.execute("INSERT INTO contact (name) VALUES (?)", ("x" * 4000,))
    assert caught.value.facts["released_bytes"] == connection.BALLAST_BYTES
    assert not ballast.exists()
    assert db.conn.execute("SELECT count(*) FROM contact").fetchone() == (1,)
    with connection.transaction(db):
        db.conn.execute("DELETE FROM contact")
    assert connection.check(db)
    db.close()


def sound(path: Path) -> bool:
    """Whether the file opens and passes the check."""
    try:
        db = connection.open_writer(path, KEY)
    except StoreDamaged:
        return False
    try:
        return connection.check(db)
    finally:
        db.close()


def test_every_flipped_bit_is_noticed(path):
    with_canary(path).close()
    good = path.read_bytes()
    for place in range(20, len(good), len(good) // 12):
        bad = bytearray(good)
        bad[place] ^= 0x10
        path.write_bytes(bytes(bad))
        assert not sound(path), place
    path.write_bytes(good)
    assert sound(path)


def test_damage_met_while_writing_is_named(path):
    db = with_canary(path)
    with connection.transaction(db):
        for number in range(500):
            db.conn.execute("INSERT INTO contact (name) VALUES (?)", (f"{number} {'x' * 900}",))
    (root,) = db.conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchone()
    db.close()
    bad = bytearray(path.read_bytes())
    bad[(root - 1) * 4096 + 100] ^= 0x10
    path.write_bytes(bytes(bad))
    db = connection.open_writer(path, KEY)
    with pytest.raises(StoreDamaged), connection.transaction(db):
        db.conn.execute("INSERT INTO contact (name) VALUES ('x')")
    db.close()


def decrypted(path: Path) -> bytes:
    """The pages as SQLite sees them, free space included (SQLCipher 4: AES-256-CBC, IV near the end)."""
    content = path.read_bytes()
    pages = []
    for start in range(0, len(content), 4096):
        page = content[start : start + 4096]
        iv = page[4096 - 80 : 4096 - 64]
        machine = ciphers.Cipher(ciphers.algorithms.AES(KEY), ciphers.modes.CBC(iv)).decryptor()
        pages.append(machine.update(page[16 if start == 0 else 0 : 4096 - 80]))
    return b"".join(pages)


def test_deleted_words_leave_no_byte_even_under_the_encryption(path):
    with_canary(path).close()
    word = CANARY.split("-")[0].encode()
    assert decrypted(path).lower().count(word.lower()) == 5, "contact, its names, message and indices hold it"
    db = connection.open_writer(path, KEY)
    with connection.transaction(db):
        db.conn.execute("INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', 1, ?)", (CANARY,))
        db.conn.execute("DELETE FROM message")
        db.conn.execute("DELETE FROM contact")
    db.close()
    assert word.lower() not in decrypted(path).lower()
    assert word not in path.read_bytes()


def test_the_key_has_thirty_two_bytes(path):
    with pytest.raises(ValueError):
        connection.create(path, b"short")
