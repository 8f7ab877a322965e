"""A store from before Sotto learnt overnight is copied, upgraded, and loses nothing."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from app import vault
from app.paths import Home, home
from app.store import connection, known_names, learnt_words, migrations, samples, trainings
from app.store.jobs import Status
from engine.problems import StoreNewer

KEY = bytes(range(32))
BEFORE = 17
#: Made by SQLite or by extensions for their own ends.
_EXCLUDED = ("contact_key",)  # of a memory's owner, where a handle is
_INNER = ("sqlite_", "message_fts", "segment_fts", "memory_fts", "passage_vector", "passage_bits", "segment_vector")


def tables(db: Database) -> list[str]:
    rows = db.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    virtual = tuple(name for name, sql in rows if sql and sql.startswith("CREATE VIRTUAL"))
    return [name for name, _sql in rows if not name.startswith((*_INNER, *virtual))]


def columns(db: Database, table: str) -> list[tuple[str, str]]:
    return [(row[1], row[2].upper()) for row in db.conn.execute(f"PRAGMA table_info({table})").fetchall()]


def value(table: str, column: str, kind: str) -> object:
    return {"INTEGER": 1, "REAL": 0.5, "BLOB": b"kept"}.get(kind, f"{table} {column}")


def fill(db: Database) -> None:
    """A row in every table."""
    db.conn.execute("PRAGMA foreign_keys = OFF")
    for table in tables(db):
        given = {name: value(table, name, kind) for name, kind in columns(db, table) if name not in _EXCLUDED}
        holes = ", ".join("?" * len(given))
        db.conn.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(given)}) VALUES ({holes})", tuple(given.values()))


def everything(db: Database, of: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: db.conn.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1").fetchall()
        for table, names in of.items()
    }


def shape(db: Database) -> dict[str, list[str]]:
    return {table: [name for name, _kind in columns(db, table)] for table in tables(db)}


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    db = connection.create(tmp_path / "sotto.db", KEY)
    migrations.migrate(db, KEY, None, migrations.known()[:BEFORE])
    fill(db)
    yield db
    db.close()


def test_nothing_of_an_old_store_is_lost(old: Database, tmp_path: Path) -> None:
    was = shape(old)
    before = everything(old, was)
    assert len(before) > 40
    assert sum(map(len, before.values())) >= len(before) - 5, "rows in nearly every table"
    assert migrations.migrate(old, KEY, tmp_path / "backups") == len(migrations.known()) - BEFORE
    assert everything(old, was) == before
    assert connection.quick_check(old)


def test_it_is_copied_first_and_the_copy_is_the_old_store(old: Database, tmp_path: Path) -> None:
    was = shape(old)
    before = everything(old, was)
    migrations.migrate(old, KEY, tmp_path / "backups")
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name.startswith(f"sotto-v{BEFORE}-")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert b"sample input" not in copy.read_bytes()
    opened = connection.open_reader(copy, KEY)
    try:
        assert everything(opened, was) == before
        with pytest.raises(StoreNewer):
            migrations.migrate(old, KEY, None, migrations.known()[:BEFORE])
    finally:
        opened.close()


def test_what_was_learnt_and_said_before_may_be_learnt_from(old: Database) -> None:
    """Decisions stay samples; own turns that were cut before wait to be looked at."""
    migrations.migrate(old, KEY, None)
    (kept,) = samples.plain_ones(old, 10)
    assert (kept.input, kept.included, kept.masked) == ("sample input", True, False)
    assert old.conn.execute("SELECT passage_id FROM turn_waiting").fetchall() == [(1,)]


def test_jobs_from_before_it_was_noted_what_they_hold_are_over(tmp_path: Path) -> None:
    db = connection.create(tmp_path / "sotto.db", KEY)
    migrations.migrate(db, KEY, None, migrations.known()[:19])
    for number, status in enumerate(("queued", "processing", "completed", "failed")):
        db.conn.execute(
            "INSERT INTO training_job (id, status, by_hand, merges, model_id, base_sha256, parameters, key, asked_us) "
            'VALUES (?, ?, 0, 0, \'tiny\', \'ab\', CAST(\'{"rank":8,"style":null,"notes":["mine"]}\' AS BLOB), ?, 1)',
            (str(number), status, KEY),
        )
    db.conn.execute(
        "INSERT INTO adapter (job_id, model_id, base_sha256, sha256, n_bytes, key, state, verdict, made_us) "
        "VALUES ('2', 'tiny', 'ab', 'cd', 1, ?, 'offered', x'', 1)",
        (KEY,),
    )
    migrations.migrate(db, KEY, None)
    jobs = trainings.listing(db)
    assert sorted(one.status for one in jobs) == sorted([Status.CANCELLED] * 2 + [Status.COMPLETED, Status.FAILED])
    assert {one.key for one in jobs} == {b""}
    assert {(one.parameters.rank, one.parameters.notes) for one in jobs} == {(8, ())}
    assert db.conn.execute("SELECT key, stale FROM adapter").fetchall() == [(KEY, 0)]
    db.close()


def test_names_and_what_open_jobs_took_are_known_after_an_upgrade_and_all_cards_are_heard_again(tmp_path: Path) -> None:
    db = connection.create(tmp_path / "sotto.db", KEY)
    migrations.migrate(db, KEY, None, migrations.known()[:24])
    for statement in (
        "INSERT INTO contact (id, name) VALUES (1, 'Mum'), (2, '')",
        "INSERT INTO handle (id, address, shown, contact_id) VALUES (5, 'a', 'a', 1)",
        "INSERT INTO joined (handles, kept, other, joined_us) "
        'VALUES (\'[5]\', \'{"name":"Mum"}\', \'{"name":"Helga"}\', 1)',
        "INSERT INTO source (path, kind, cursor) VALUES ('p', 'messages', '{\"top\":7,\"people\":\"digest\"}')",
        "INSERT INTO sample (id, conversation_id, source, input, output, quality, made_us) "
        "VALUES (3, 1, 'x', 'a', 'b', 1, 9)",
        "INSERT INTO training_job (id, status, by_hand, merges, model_id, base_sha256, parameters, key, asked_us) "
        "VALUES ('open', 'queued', 0, 0, 'tiny', 'ab', '{}', x'00', 1)",
        "INSERT INTO training_words (job_id, conversation_id, since_us, until_us, made_us) VALUES ('open', 1, 0, 9, 9)",
    ):
        db.conn.execute(statement)
    migrations.migrate(db, KEY, None)
    assert known_names.of_contact(db, 1) == ("Helga", "Mum")
    assert db.conn.execute("SELECT cursor FROM source").fetchall() == [('{"top":7}',)]
    learnt_words.end_with(db, 3)
    assert trainings.get(db, "open").is_over
    db.close()


def test_opening_a_home_upgrades_its_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there: Home = home(tmp_path / "home")
    monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, "a long walk by the sea")
    with vault.open_vault(there, write=True, backends=[]) as opened:
        key = opened.key
    there.database.unlink()
    db = connection.create(there.database, key)
    migrations.migrate(db, key, None, migrations.known()[:BEFORE])
    fill(db)
    db.close()
    monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, "a long walk by the sea")
    with vault.open_vault(there, write=True, backends=[]) as opened:
        assert migrations.version(opened.db) == len(migrations.known())
        assert opened.db.conn.execute("SELECT input FROM sample").fetchall() == [("sample input",)]
    assert [one.name.startswith(f"sotto-v{BEFORE}-") for one in there.backups.iterdir()] == [True]
