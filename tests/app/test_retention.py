"""Limits of time: what is over them goes with all that was made of it, what an open promise needs waits."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from app import retention, settings, vault
from app.commands import main
from app.paths import home
from app.retention import Retaining
from app.settings import Settings
from app.store import search
from app.store.aging import Part
from app.vault import Vault
from engine.domain import micros
from tests.app.store.conftest import Rows

NOW = datetime(2026, 10, 8, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")
YEAR = msgspec.structs.replace(Settings(), keep_messages_days=365, keep_drafts_days=0, keep_samples_days=0)


@pytest.fixture
def opened() -> Iterator[Vault]:
    with vault.throwaway() as made:
        yield made


@pytest.fixture
def talk(opened: Vault) -> dict[str, int]:
    """Three old messages, one of them the word of an open promise, and two new ones."""
    rows = Rows(opened.db)
    there = rows.conversation(rows.contact("Ines Calloway"), filter="main")
    ids = {
        "old": rows.message(there, "the lantern was red", at_us=ago(800)),
        "older": rows.message(there, "the lantern was green", at_us=ago(900)),
        "promise": rows.message(there, "I will send the album with the lantern", at_us=ago(700)),
        "recent": rows.message(there, "the lantern is here", at_us=ago(300)),
        "new": rows.message(there, "thank you for the lantern", at_us=ago(1)),
    }
    opened.db.conn.execute(
        "INSERT INTO promise (conversation_id, message_id, by, text, what, kind, made_us, state, confidence) "
        "VALUES (?, ?, 'me', 'I will send the album', 'the album', 'send', ?, 'open', 0.9)",
        (there, ids["promise"], ago(700)),
    )
    return ids | {"conversation": there}


def ago(days: float) -> int:
    return micros(NOW - timedelta(days=days))


def left(opened: Vault) -> set[int]:
    return {row[0] for row in opened.db.conn.execute("SELECT id FROM message")}


def rows_of(opened: Vault, table: str) -> int:
    return int(opened.db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_what_a_limit_would_remove_is_counted_and_nothing_is_removed(opened: Vault, talk: dict[str, int]) -> None:
    assert retention.would_remove(opened.db, Part.MESSAGES, 365, now=NOW) == 2
    assert retention.would_remove(opened.db, Part.MESSAGES, 30, now=NOW) == 3
    assert retention.would_remove(opened.db, Part.MESSAGES, 0, now=NOW) == 0
    assert len(left(opened)) == 5


def test_old_messages_go_with_their_words_and_an_open_promise_waits(opened: Vault, talk: dict[str, int]) -> None:
    counts = retention.run(opened, YEAR, now=NOW)
    assert counts[Part.MESSAGES] == 2
    assert left(opened) == {talk["promise"], talk["recent"], talk["new"]}
    assert len(search.full_text(opened.db, "lantern")) == 3
    opened.db.conn.execute("UPDATE promise SET state = 'kept'")
    assert retention.run(opened, YEAR, now=NOW)[Part.MESSAGES] == 1


def test_what_was_removed_does_not_come_back(opened: Vault, talk: dict[str, int]) -> None:
    retention.run(opened, YEAR, now=NOW)
    buried = dict(opened.db.conn.execute("SELECT guid, source_id FROM tombstone").fetchall())
    assert buried == {f"guid-{talk['old']}": 0, f"guid-{talk['older']}": 0}


def test_moments_facts_and_briefs_go_by_their_own_limit(opened: Vault, talk: dict[str, int]) -> None:
    there, conn = talk["conversation"], opened.db.conn
    for days in (500, 20):
        conn.execute(
            "INSERT INTO segment (conversation_id, contact_id, began_us, began_rowid, ended_us, ended_rowid, "
            "n_messages, summary) VALUES (?, 1, ?, 1, ?, 2, 2, 'the lantern')",
            (there, ago(days + 1), ago(days)),
        )
    for slot, locked in (("home", 0), ("likes", 1)):
        conn.execute(
            "INSERT INTO fact (contact_id, conversation_id, kind, slot, value, text, message_id, said_us, digest, "
            "locked) VALUES (1, ?, 'fact', ?, 'v', 'words', NULL, ?, ?, ?)",
            (there, slot, ago(500), slot.encode(), locked),
        )
    conn.execute("INSERT INTO brief VALUES (?, ?, '{}', 0, 0, '', '[1]')", (there, ago(500)))
    wanted = msgspec.structs.replace(Settings(), keep_memories_days=365, keep_drafts_days=0, keep_samples_days=0)
    assert retention.would_remove(opened.db, Part.MEMORIES, 365, now=NOW) == 3
    assert retention.run(opened, wanted, now=NOW)[Part.MEMORIES] == 3
    assert rows_of(opened, "segment") == 1
    assert [row[0] for row in conn.execute("SELECT slot FROM fact")] == ["likes"]
    assert conn.execute("SELECT primer, ticked FROM brief").fetchone() == ("", "[]")
    assert len(left(opened)) == 5


def test_unused_drafts_lose_their_words_and_taken_ones_stay(opened: Vault, talk: dict[str, int]) -> None:
    conn = opened.db.conn
    for name, days in (("unused", 60), ("taken", 60), ("fresh", 5)):
        conn.execute(
            "INSERT INTO request (id, conversation_id, through_message_id, mode, model_version, elapsed_ms, made_us, "
            "wish) VALUES (?, ?, ?, 'model', 'm', 5, ?, 'a wish')",
            (name, talk["conversation"], talk["new"], ago(days)),
        )
        conn.execute("INSERT INTO option VALUES (?, ?, 0, '{}')", (f"{name}-1", name))
    conn.execute(
        "INSERT INTO decision (option_id, conversation_id, verb, decided_us) VALUES ('taken-1', ?, 'accept', 1)",
        (talk["conversation"],),
    )
    wanted = msgspec.structs.replace(Settings(), keep_drafts_days=30, keep_samples_days=0)
    assert retention.run(opened, wanted, now=NOW)[Part.DRAFTS] == 1
    assert {row[0] for row in conn.execute("SELECT id FROM option")} == {"taken-1", "fresh-1"}
    assert conn.execute("SELECT wish, withdrawn FROM request WHERE id = 'unused'").fetchone() == ("", 1)


def test_old_samples_go(opened: Vault, talk: dict[str, int]) -> None:
    for days in (400, 10):
        opened.db.conn.execute(
            "INSERT INTO sample (conversation_id, source, input, output, quality, made_us) VALUES (?, 'manual', "
            "'Them: hi', 'hello', 1, ?)",
            (talk["conversation"], ago(days)),
        )
    wanted = msgspec.structs.replace(Settings(), keep_drafts_days=0, keep_samples_days=365)
    assert retention.run(opened, wanted, now=NOW)[Part.SAMPLES] == 1
    assert rows_of(opened, "sample") == 1


def test_copies_of_the_store_do_not_outlive_a_limit_on_messages(opened: Vault, talk: dict[str, int]) -> None:
    opened.home.backups.mkdir(exist_ok=True)
    copies = {days: opened.home.backups / f"sotto-v1-{days}.db" for days in (5, 90)}
    for days, copy in copies.items():
        copy.write_bytes(b"encrypted")
        os.utime(copy, ((NOW - timedelta(days=days)).timestamp(),) * 2)
    retention.run(opened, YEAR, now=NOW)
    assert copies[5].exists()
    assert not copies[90].exists()


def test_limits_are_kept_once_a_day_and_at_once_when_they_change(opened: Vault, talk: dict[str, int]) -> None:
    wanted, time = [Settings()], [NOW]
    retaining = Retaining(opened, settings=lambda: wanted[0], clock=lambda: time[0], zone=ZONE)
    assert not retaining.piece()
    wanted[0] = YEAR
    assert not retaining.piece()
    assert len(left(opened)) == 5
    retaining.begin()
    while retaining.piece():
        pass
    assert len(left(opened)) == 3
    opened.db.conn.execute("UPDATE promise SET state = 'kept'")
    assert not retaining.piece()
    time[0] = NOW + timedelta(days=1)
    assert retaining.piece()
    assert len(left(opened)) == 2


def test_the_command_tells_what_would_go_and_removes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = home(tmp_path / "home")
    monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, "a plain passphrase")
    with vault.open_vault(there, write=True) as opened:
        rows = Rows(opened.db)
        rows.message(rows.conversation(rows.contact(), filter="main"), "long ago", at_us=ago(4000))
    settings.save(there, YEAR)
    for flag, kept in (("--dry-run", 1), ("--json", 0)):
        monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, "a plain passphrase")
        assert main.run(["--home", str(there.root), "retention", "run", flag, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["messages"] == 1
        monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, "a plain passphrase")
        with vault.open_vault(there, write=False) as opened:
            assert len(left(opened)) == kept
