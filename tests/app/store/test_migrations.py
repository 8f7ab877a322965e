"""Migrations: each whole or not at all, with a checked copy beforehand."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.store import connection, migrations, schema
from engine.problems import BackupFailed, StoreNewer

KEY = bytes(range(32))
FIRST = "CREATE TABLE a (x TEXT);\nINSERT INTO a VALUES ('kept; here');"
SECOND = "CREATE TABLE b (y);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  INSERT INTO b VALUES (1);\nEND;"
BROKEN = "CREATE TABLE c (z);\nINSERT INTO nowhere VALUES (1);"


@pytest.fixture
def db(tmp_path: Path):
    made = connection.create(tmp_path / "x.db", KEY)
    yield made
    made.close()


def tables(db: connection.Database) -> set[str]:
    return {row[0] for row in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_new_store_has_every_table_and_knows_its_version(db):
    migrations.migrate(db, KEY, None)
    assert migrations.version(db) == len(migrations.known()) >= 1
    assert {"message", "passage", "passage_vector", "passage_bits", "audit"} <= tables(db)
    assert migrations.migrate(db, KEY, None) == 0


def test_the_scripts_are_taken_in_order_and_none_is_missing():
    assert migrations.known()[0] == schema.M001
    names = sorted(name for name in vars(schema) if name.startswith("M0"))
    assert names == [f"M{number:03d}" for number in range(1, len(names) + 1)]


def test_statements_are_split_where_they_end_and_nowhere_else():
    assert len(list(migrations.statements(FIRST + "\n-- a; comment\n" + SECOND))) == 4
    assert list(migrations.statements("CREATE TABLE q (x);   -- why; because\n")) == [
        "CREATE TABLE q (x);   -- why; because"
    ]


def test_a_failing_migration_leaves_everything_as_it_was(db, tmp_path):
    migrations.migrate(db, KEY, None, [FIRST])
    with pytest.raises(Exception, match="nowhere"):
        migrations.migrate(db, KEY, tmp_path / "backups", [FIRST, BROKEN])
    assert migrations.version(db) == 1
    assert "c" not in tables(db)
    assert migrations.migrate(db, KEY, tmp_path / "backups", [FIRST, SECOND]) == 1


def test_an_existing_store_is_copied_before_it_changes(db, tmp_path):
    backups = tmp_path / "backups"
    migrations.migrate(db, KEY, backups, [FIRST])
    assert not backups.exists(), "there was nothing to copy"
    migrations.migrate(db, KEY, backups, [FIRST, SECOND])
    (copy,) = backups.iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert b"kept" not in copy.read_bytes()
    before = connection.open_reader(copy, KEY)
    assert migrations.version(before) == 1
    assert before.conn.execute("SELECT x FROM a").fetchall() == [("kept; here",)]
    before.close()


def test_only_the_newest_copies_are_kept(db, tmp_path):
    migrations.migrate(db, KEY, None, [FIRST])
    made = [migrations.backup(db, KEY, tmp_path / "b", now=datetime(2026, 1, day, tzinfo=UTC)) for day in range(1, 6)]
    assert sorted((tmp_path / "b").iterdir()) == made[-migrations.BACKUPS_KEPT :]


def test_without_a_copy_nothing_is_migrated(db, tmp_path):
    migrations.migrate(db, KEY, None, [FIRST])
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    obstacle = folder / f"sotto-v1-{datetime(2026, 1, 1, tzinfo=UTC):%Y%m%dT%H%M%S%f}.new"
    obstacle.mkdir()
    with pytest.raises(BackupFailed):
        migrations.backup(db, KEY, folder, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert migrations.version(db) == 1


def test_a_newer_store_is_left_alone(db, tmp_path):
    migrations.migrate(db, KEY, None, [FIRST, SECOND])
    with pytest.raises(StoreNewer) as caught:
        migrations.migrate(db, KEY, tmp_path / "backups", [FIRST])
    assert caught.value.facts == {"have": 2, "known": 1}


KILLED = """
import os, signal, sys
from pathlib import Path
from app.store import connection, migrations
db = connection.open_writer(Path(sys.argv[1]), bytes(range(32)))
left = int(sys.argv[2])
def tick(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return 0
db.conn.set_trace_callback(tick)
migrations.migrate(db, bytes(range(32)), None, [sys.argv[3], sys.argv[4]])
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_migration_killed_at_any_statement_is_whole_or_not_there(tmp_path):
    outcomes = set()
    for statements in range(0, 8):
        path = tmp_path / f"{statements}.db"
        db = connection.create(path, KEY)
        migrations.migrate(db, KEY, None, [FIRST])
        db.close()
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(statements), FIRST, SECOND],
            capture_output=True,
            check=False,
        )
        assert done.returncode in (-signal.SIGKILL, 0)
        db = connection.open_writer(path, KEY)
        assert (migrations.version(db), "b" in tables(db)) in ((1, False), (2, True))
        outcomes.add((done.returncode, migrations.version(db)))
        migrations.migrate(db, KEY, None, [FIRST, SECOND])
        assert migrations.version(db) == 2
        db.close()
    assert (-signal.SIGKILL, 1) in outcomes
