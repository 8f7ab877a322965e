"""What became of an option: one decision and one sample each, made of what was there when it was drafted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app import audit, deciding
from app.deciding import Verb
from app.store import removal, suggestions
from tests import drafts
from tests.stores import throwaway

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
KEY = bytes(32)


@pytest.fixture
def db():
    with throwaway() as vault:
        vault.db.conn.execute("INSERT INTO conversation (id, merge_key) VALUES (1, 'k')")
        say(vault.db, "Are you free on Friday?")
        made = drafts.suggestions([drafts.option()], mode="past_replies")
        suggestions.add(vault.db, made, conversation_id=1, through_message_id=1)
        yield vault.db


def say(db, text, *, from_me=False):
    (number,) = db.conn.execute("SELECT coalesce(max(id), 0) + 1 FROM message").fetchone()
    sent_us = int(NOW.timestamp() * 1e6) - (100 - number) * 60_000_000
    db.conn.execute(
        "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us) "
        "VALUES (?, ?, 1, ?, 1, ?, 'text', ?, ?)",
        (number, f"g{number}", number, from_me, text, sent_us),
    )
    db.conn.execute("INSERT INTO message_fts (rowid, text) VALUES (?, ?)", (number, text))


def decide(db, verb, text=None):
    return deciding.decide(db, KEY, "r-1", verb, text=text, reason=None, now=NOW)


def samples(db):
    return db.conn.execute("SELECT source, input, output FROM sample").fetchall()


def test_a_sample_holds_what_was_said_before_the_draft_and_nothing_after(db):
    say(db, "Yes", from_me=True)
    decide(db, Verb.ACCEPT)
    assert samples(db) == [("accepted", "Them: Are you free on Friday?\nMe:", "Yes")]


def test_a_second_decision_takes_the_place_of_the_first(db):
    decide(db, Verb.ACCEPT)
    decide(db, Verb.ACCEPT, "Yes, at two")
    assert [(source, output) for source, _, output in samples(db)] == [("edited", "Yes, at two")]
    assert suggestions.decisions(db, 1) == [("r-1", "edit", None)]
    assert audit.verify(db, KEY).rows == 2
    deciding.take_back(db, KEY, "r-1", now=NOW)
    assert samples(db) == []


@pytest.mark.parametrize(
    ("verb", "text"), [(Verb.ACCEPT, ""), (Verb.ACCEPT, " Yes "), (Verb.EDIT, None), (Verb.EDIT, " ")]
)
def test_what_was_not_rewritten_does_not_count_as_edited(db, verb, text):
    assert decide(db, verb, text).verb is Verb.ACCEPT
    assert samples(db)[0][2] == "Yes"


@pytest.mark.parametrize("gone", [1, 2])
def test_removed_words_leave_the_samples_too(db, gone):
    decide(db, Verb.ACCEPT, "Yes, at two")
    say(db, "Yes, at two", from_me=True)
    say(db, "Great")
    removal.remove(db, [3], source_id=1, now_us=1)
    assert len(samples(db)) == 1, "what was said later did not go into it"
    removal.remove(db, [gone], source_id=1, now_us=1)
    assert samples(db) == []
