"""The load is shaped like a large chat.db and is the same every time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from importers.demo import load, typedstream_writer
from importers.demo.chatdb_file import apple_ns

NOW = datetime(2026, 10, 9, 11, 6, tzinfo=UTC)
N = 3_000


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("load") / "chat.db"
    load.write(made, n_messages=N, n_conversations=40, now=NOW)
    return made


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


def scalar(db: sqlite3.Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


def test_it_has_the_rows_and_conversations_asked_for(db: sqlite3.Connection) -> None:
    assert scalar(db, "SELECT COUNT(*) FROM message") == N
    assert scalar(db, "SELECT COUNT(*) FROM chat_message_join") == N
    assert scalar(db, "SELECT COUNT(*) FROM chat") == 40
    assert scalar(db, "SELECT COUNT(*) FROM chat WHERE style = 43") == 8
    assert scalar(db, "SELECT COUNT(DISTINCT chat_id) FROM chat_message_join") > 30


def test_every_body_is_in_the_blob_and_no_text_in_the_column(db: sqlite3.Connection) -> None:
    assert scalar(db, "SELECT COUNT(*) FROM message WHERE text IS NULL AND length(attributedBody) > 100") == N
    bodies = [body for (body,) in db.execute("SELECT attributedBody FROM message")]
    texts = [text for body in bodies if (text := typedstream_writer.plain_text(body)) is not None]
    assert len(texts) > 0.95 * N
    assert min(map(len, texts)) >= 5
    assert max(map(len, texts)) <= 200
    assert len(set(texts)) > 0.9 * len(texts)


def test_dates_ascend_over_years_and_end_before_now(db: sqlite3.Connection) -> None:
    dates = [date for (date,) in db.execute("SELECT date FROM message ORDER BY ROWID")]
    assert dates[-1] < apple_ns(NOW)
    assert dates[-1] - dates[0] > apple_ns(NOW) - apple_ns(NOW - timedelta(days=365 * (load.YEARS - 1)))
    assert sum(later < earlier for earlier, later in pairwise(dates)) == 0


def test_indexes_triggers_and_room_names_are_as_in_life(db: sqlite3.Connection) -> None:
    assert scalar(db, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger'") == 17
    assert scalar(db, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index' AND sql NOT NULL") == 33
    assert (
        scalar(
            db,
            "SELECT COUNT(*) FROM message m JOIN chat_message_join j ON j.message_id = m.ROWID "
            "JOIN chat c ON c.ROWID = j.chat_id WHERE m.cache_roomnames IS NOT c.room_name",
        )
        == 0
    )


def test_tapbacks_and_replies_point_at_messages_that_exist(db: sqlite3.Connection) -> None:
    assert scalar(db, "SELECT COUNT(*) FROM message WHERE associated_message_type > 0") > 20
    assert (
        scalar(
            db,
            "SELECT COUNT(*) FROM message WHERE associated_message_guid NOT NULL AND "
            "substr(associated_message_guid, 5) NOT IN (SELECT guid FROM message)",
        )
        == 0
    )
    assert scalar(db, "SELECT COUNT(*) FROM message WHERE thread_originator_guid NOT NULL") > 20


def test_the_same_seed_makes_the_same_load(tmp_path: Path, db: sqlite3.Connection) -> None:
    load.write(tmp_path / "again.db", n_messages=N, n_conversations=40, now=NOW)
    again = sqlite3.connect(tmp_path / "again.db")
    sql = "SELECT ROWID, guid, date, handle_id, attributedBody FROM message ORDER BY ROWID"
    assert again.execute(sql).fetchall() == db.execute(sql).fetchall()
    again.close()


def test_more_conversations_than_numbers_kept_for_fiction_get_addresses(tmp_path: Path) -> None:
    load.write(tmp_path / "wide.db", n_messages=50, n_conversations=800, now=NOW)
    connection = sqlite3.connect(tmp_path / "wide.db")
    found = connection.execute("SELECT COUNT(*) FROM handle WHERE id LIKE '%@load.example'").fetchone()
    connection.close()
    assert found == (40,)
