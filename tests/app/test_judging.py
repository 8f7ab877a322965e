"""Judging a stored conversation: with the vectors of its newest turns where they are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlite_utils import Database

from app import judging
from app.store import conversations, cutting, passages, threads, vectors
from engine.domain import State, micros
from tests.stores import throwaway

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def db() -> Iterator[Database]:
    """A conversation in which they asked twice, once in one message and once in two."""
    with throwaway() as vault:
        conn = vault.db.conn
        conn.execute("INSERT INTO contact (id) VALUES (1)")
        conn.execute("INSERT INTO conversation (id, merge_key, contact_id) VALUES (1, 'k', 1)")
        lines = [
            (0, "Are you free on Friday?", 300),
            (1, "yes", 290),
            (0, "One more thing", 60),
            (0, "Could you send the file?", 59),
        ]
        for number, (from_me, text, minutes) in enumerate(lines, start=1):
            conn.execute(
                "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us)"
                " VALUES (?, ?, 1, ?, 1, ?, 'text', ?, ?)",
                (number, f"g{number}", number, from_me, text, micros(NOW - timedelta(minutes=minutes))),
            )
        conn.execute(
            "UPDATE conversation SET last_message_id = 4, n_messages = 4, last_sent_us = ?",
            (micros(NOW - timedelta(minutes=59)),),
        )
        yield vault.db


def test_turns_of_one_message_lend_it_their_vector_and_bursts_do_not(db: Database) -> None:
    messages = threads.recent(db, 1, limit=10, until=NOW)
    assert judging.embeddings(db, messages) == {}
    cutting.cut(db, 1)
    waiting = passages.waiting(db, 10)
    unit = np.zeros((len(waiting), 384), np.float32)
    unit[np.arange(len(waiting)), np.arange(len(waiting))] = 1.0
    vectors.add(db, [(one, contact) for one, contact, _ in waiting], unit)
    found = judging.embeddings(db, messages)
    assert set(found) == {"1", "2"}
    assert all(np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5) for vector in found.values())


def test_a_burst_waits_since_the_message_that_asks(db: Database) -> None:
    found = judging.judge(db, conversations.get(db, 1), now=NOW)
    assert found.standing.state is State.NEEDS_REPLY
    assert found.standing.waiting_since == NOW - timedelta(minutes=59)
