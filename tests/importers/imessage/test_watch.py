"""Noticing that a database was written to."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3

import pytest

from importers.imessage.schema import probe
from importers.imessage.watch import Watch, look
from importers.sqlite_file import open_readonly


@pytest.fixture
def writer(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "chat.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE message (guid TEXT, date INTEGER, text TEXT)")
        db.execute("CREATE TABLE chat (guid TEXT)")
        db.execute("CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER)")
        yield db


def test_nothing_written_is_no_change_not_even_by_our_own_reading(tmp_path, writer):
    watch = Watch(tmp_path / "chat.db")
    with contextlib.closing(open_readonly(tmp_path / "chat.db")) as reader:
        reader.execute("SELECT * FROM message").fetchall()
    assert not watch.changed()


def test_a_commit_is_a_change_once(tmp_path, writer):
    watch = Watch(tmp_path / "chat.db")
    writer.execute("INSERT INTO message (guid) VALUES ('a')")
    assert watch.changed()
    assert not watch.changed()


def test_a_commit_that_leaves_sizes_and_times_alone_is_seen_through_the_connection(tmp_path, writer):
    with contextlib.closing(open_readonly(tmp_path / "chat.db")) as connection:
        watch = Watch(tmp_path / "chat.db", connection)
        watch.changed()
        writer.execute("INSERT INTO message (guid) VALUES ('a')")
        watch._files = look(tmp_path / "chat.db")
        assert watch.changed()


def test_a_log_made_anew_and_a_file_put_in_place_are_changes(tmp_path, writer):
    path = tmp_path / "chat.db"
    watch = Watch(path)
    writer.execute("INSERT INTO message (guid) VALUES ('a')")
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert watch.changed()
    shutil.copy(path, tmp_path / "copy.db")
    (tmp_path / "copy.db").replace(path)
    assert watch.changed()
    path.unlink()
    assert watch.changed()


def test_what_was_written_before_the_watch_began_counts_from_an_earlier_look(tmp_path, writer):
    seen = look(tmp_path / "chat.db")
    writer.execute("INSERT INTO message (guid) VALUES ('a')")
    assert Watch(tmp_path / "chat.db", since=seen).changed()


def test_the_smallest_store_that_is_one_is_supported(tmp_path, writer):
    with contextlib.closing(open_readonly(tmp_path / "chat.db")) as reader:
        schema = probe(reader, "chat.db")
    assert schema.lineage == "10.11/A"
    assert not schema.has_bin
    assert schema.message_columns().count("NULL AS") > 20
