"""Search by words finds what was meant and survives whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store import search

HOSTILE = [
    '"',
    "'; DROP TABLE message; --",
    "AND",
    "a AND OR NOT b",
    "NEAR(a b, 2",
    "text:hello",
    "*",
    "he*llo*",
    "^hello",
    "(hello",
    "hello) OR (",
    "-hello",
    "hello + world",
    "{text} : x",
    "\x00hello",
    "\ud800",
    "hel\ud800lo",
    "%_?",
    "😀",
    "ё" * 5000,
    "a " * 5000,
]


@pytest.fixture
def library(db, rows):
    """Three messages in two conversations."""
    first, second = rows.conversation(rows.contact()), rows.conversation(rows.contact())
    return [
        rows.message(first, "Could we reschedule the shoot to Friday?"),
        rows.message(first, "Friday is fine, see you at the café"),
        rows.message(second, "The invoice for the shoot is overdue"),
    ]


def found(db, query, **options):
    return [message_id for message_id, _ in search.full_text(db, query, **options)]


def test_all_words_together_come_first_and_any_of_them_after(db, library):
    assert found(db, "shoot friday")[0] == library[0]
    assert set(found(db, "shoot friday")) == set(library)
    assert found(db, "zebra shoot") == found(db, "shoot")


def test_the_last_word_may_be_unfinished_and_endings_do_not_matter(db, library):
    assert found(db, "resch") == [library[0]]
    assert found(db, "invoices") == [library[2]]
    assert found(db, "cafe") == [library[1]]


def test_scores_fall_and_are_larger_for_better(db, library):
    scores = [score for _, score in search.full_text(db, "shoot friday")]
    assert scores[0] == max(scores) > 0


def test_a_search_can_stay_inside_one_conversation(db, library):
    conversation = db.conn.execute("SELECT conversation_id FROM message WHERE id = ?", (library[2],)).fetchone()[0]
    assert found(db, "shoot", conversation_id=conversation) == [library[2]]


def test_no_more_than_asked_for_is_given(db, library):
    assert len(found(db, "the shoot friday", limit=1)) == 1
    assert found(db, "shoot", limit=0) == []


@pytest.mark.parametrize("query", ["", "   ", "?!", '"" ""'])
def test_nothing_asked_is_nothing_found(db, library, query):
    assert found(db, query) == []


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_text_is_only_text(db, library, query):
    found(db, query)
    assert db.conn.execute("SELECT count(*) FROM message").fetchone() == (3,)


def test_operators_are_words(db, rows, library):
    wanted = rows.message(rows.conversation(rows.contact()), "not near and or")
    assert found(db, "AND NOT NEAR OR") == [wanted]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_nothing_that_can_be_typed_is_an_error(db, library, query):
    assert isinstance(search.full_text(db, query), list)


def test_a_word_that_everybody_uses_is_not_looked_for_by_itself(db, rows):
    conversation = rows.conversation(rows.contact())
    db.conn.execute("BEGIN")
    for number in range(search.COMMON + 1):
        db.conn.execute("INSERT INTO message_fts (rowid, text) VALUES (?, 'the')", (10_000 + number,))
    wanted = rows.message(conversation, "quince")
    db.conn.execute("COMMIT")
    assert found(db, "the unknown quince") == [wanted]


def test_any_of_the_words_is_enough_and_more_are_better(db, library):
    hits = [one for one, _ in search.any_of(db, ["shoot", "friday", "zebra"], limit=10)]
    assert hits[0] == library[0]
    assert set(hits) == set(library)


def test_an_unfinished_word_is_completed(db, library):
    assert [one for one, _ in search.any_of(db, ["resch"], limit=5, unfinished=True)] == [library[0]]
    assert search.any_of(db, ["resch"], limit=5) == []


def test_any_of_can_stay_inside_conversations(db, library):
    (conversation,) = db.conn.execute("SELECT conversation_id FROM message WHERE id = ?", (library[2],)).fetchone()
    assert [one for one, _ in search.any_of(db, ["shoot"], limit=5, conversation_ids=[conversation])] == [library[2]]
    assert search.any_of(db, ["shoot"], limit=5, conversation_ids=[]) == []


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_words_are_only_words(db, library, query):
    assert isinstance(search.any_of(db, [query.replace('"', "")], limit=5), list)
