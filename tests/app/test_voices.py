"""The person's way of writing is learnt when enough is new, and not over and over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import voices
from app.store import passages, styles
from app.vault import throwaway

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def db():
    with throwaway() as vault:
        vault.db.conn.execute("INSERT INTO contact (id, name) VALUES (1, 'Kim')")
        vault.db.conn.execute("INSERT INTO conversation (id, merge_key, contact_id) VALUES (1, 'k', 1)")
        yield vault.db


def talk(db, n_pairs, *, since=NOW - timedelta(days=90), words="sure, see you then"):
    """Questions of theirs and answers to them, cut into turns."""
    (known,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM message").fetchone()
    for at in range(2 * n_pairs):
        number, sent_us = known + at + 1, int((since + at * timedelta(hours=1)).timestamp() * 1e6)
        db.conn.execute(
            "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us) "
            "VALUES (?, ?, 1, ?, 1, ?, 'text', ?, ?)",
            (number, f"g{number}", number, at % 2, words if at % 2 else "are you free?", sent_us),
        )
        db.conn.execute("UPDATE conversation SET last_sent_us = max(last_sent_us, ?) WHERE id = 1", (sent_us,))
    passages.cut(db, 1)


def test_it_is_learnt_once_and_again_when_a_tenth_is_new(db):
    assert voices.learn_if_stale(db, now=NOW)
    talk(db, 40)
    assert voices.learn_if_stale(db, now=NOW)
    assert not voices.learn_if_stale(db, now=NOW)
    talk(db, 2, since=NOW + timedelta(hours=1))
    assert not voices.learn_if_stale(db, now=NOW)
    talk(db, 3, since=NOW + timedelta(hours=9))
    assert voices.learn_if_stale(db, now=NOW + timedelta(days=2))


def test_a_long_history_is_not_learnt_again_before_something_was_said(db, monkeypatch):
    monkeypatch.setattr(voices, "LEARNS_FROM", 20)
    talk(db, 40)
    assert voices.learn_if_stale(db, now=NOW)
    assert not voices.learn_if_stale(db, now=NOW)


def test_answers_without_words_do_not_make_it_learn_for_ever(db):
    talk(db, 20)
    talk(db, 20, since=NOW - timedelta(days=30), words="")
    assert voices.learn_if_stale(db, now=NOW)
    assert not voices.learn_if_stale(db, now=NOW)


def test_a_locked_profile_stays(db):
    talk(db, 5)
    assert voices.learn_if_stale(db, now=NOW)
    styles.lock(db, styles.EVERYBODY, True)
    talk(db, 30, since=NOW)
    assert not voices.learn_if_stale(db, now=NOW + timedelta(days=9))
