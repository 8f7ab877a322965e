"""The counts of the person's answers: read once, kept true by what is new, made anew where something was taken away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.store import conversations, delays, message_counts
from engine.domain import micros, moment
from engine.judge import reply_window

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
START_US = micros(NOW - timedelta(days=9))


def count_all(db, limit=delays.PIECE) -> int:
    pieces = 0
    while delays.count_some(db, now=NOW, limit=limit):
        pieces += 1
    return pieces


def total(db, conversation_id=0):
    sql = "SELECT coalesce(sum(answers), 0) FROM answer_delay WHERE conversation_id = ?"
    return db.conn.execute(sql, (conversation_id,)).fetchone()[0]


@pytest.fixture
def talk(db, rows):
    """A conversation of questions, each answered after ten minutes."""
    rows.clock_us = START_US
    db.conn.execute("INSERT INTO night VALUES (1, 23, 7, ?)", (micros(NOW),))

    def make(n_answers, *, after_min=10.0, **columns):
        conversation_id = rows.conversation(rows.contact(), **columns)
        for _ in range(n_answers):
            rows.message(conversation_id, "can you?", after_min=50)
            rows.message(conversation_id, "yes", after_min=after_min, from_me=True)
        return conversation_id

    return make


def test_answers_are_counted_once_and_new_ones_are_added(db, rows, talk):
    one = talk(5)
    count_all(db)
    assert (total(db, one), total(db)) == (5, 5)
    assert count_all(db) == 0
    rows.message(one, "and?", after_min=30)
    count_all(db)
    assert total(db, one) == 5
    rows.message(one, "yes", from_me=True, after_min=3)
    count_all(db)
    assert (total(db, one), total(db)) == (6, 6)


def test_a_long_history_is_counted_in_pieces_as_if_in_one(db, rows, talk):
    one = talk(40)
    count_all(db)
    whole = db.conn.execute("SELECT cell, bin, answers FROM answer_delay WHERE conversation_id = ?", (one,)).fetchall()
    delays.forget(db, one)
    assert total(db) == 0
    assert count_all(db, limit=7) > 10
    pieces = db.conn.execute("SELECT cell, bin, answers FROM answer_delay WHERE conversation_id = ?", (one,)).fetchall()
    assert pieces == whole


def test_what_was_removed_or_came_late_is_not_counted_any_more_or_is(db, rows, talk):
    one, other = talk(4), talk(3)
    count_all(db)
    last = db.conn.execute("SELECT last_message_id FROM conversation WHERE id = ?", (one,)).fetchone()[0]
    rows.remove(last)
    message_counts.recount(db, [(one, "text", -1)])
    assert total(db) == 3
    count_all(db)
    assert (total(db, one), total(db, other), total(db)) == (3, 3, 6)


def test_groups_and_what_is_switched_off_are_not_counted(db, rows, talk):
    group, off = talk(3, is_group=1), talk(3, switched_off=1)
    count_all(db)
    assert total(db) == 0
    conversations.switch_off(db, off, False)
    count_all(db)
    assert (total(db, off), total(db, group)) == (3, 0)
    conversations.switch_off(db, off, True)
    assert total(db) == 0


def test_the_history_of_a_contact_is_over_all_conversations_with_them(db, rows, talk):
    one, other = talk(4), talk(3)
    (contact,) = db.conn.execute("SELECT contact_id FROM conversation WHERE id = ?", (one,)).fetchone()
    count_all(db)
    found = delays.history(db, contact)
    assert (found.contact.sum(), found.everybody.sum()) == (4, 7)
    db.conn.execute("UPDATE conversation SET contact_id = ? WHERE id = ?", (contact, other))
    assert delays.history(db, contact).contact.sum() == 7
    assert delays.history(db, None).contact.sum() == 0


def test_the_night_moves_when_the_person_lives_by_other_hours_and_all_is_counted_anew(db, rows, talk):
    one = talk(1)
    day = NOW.replace(hour=0)
    for n in range(300):  # awake from noon to four in the morning
        at = day - timedelta(days=1 + n % 20) + timedelta(hours=(12 + n % 16))
        rows.message(one, "x", from_me=True, at_us=micros(at))
    db.conn.execute("DELETE FROM night")
    count_all(db)
    first, last = delays.night(db)
    assert (first, last) == (4, 12)
    assert total(db, one) == total(db) > 0


HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("rows", "pairs", "left"),
    [
        ([], [], 0),
        ([(1, 5, 0)], [], 0),
        ([(0, 1, 1), (0, 2, 0), (1, 9, 0)], [(1, 9)], 0),
        ([(0, 1, 0), (0, 1 + 9 * HOUR, 1), (1, 2 + 9 * HOUR, 0)], [(1 + 9 * HOUR, 2 + 9 * HOUR)], 0),
        ([(0, 1, 1), (0, 1 + 9 * HOUR, 0), (1, 2 + 9 * HOUR, 0)], [(1, 2 + 9 * HOUR)], 0),
        ([(0, 1, 1), (1, 4, 0), (0, 7, 0), (0, 8, 1)], [(1, 4)], 7),
    ],
)
def test_thanks_before_a_silence_wait_for_no_answer_and_questions_do(rows, pairs, left):
    assert delays.answered(rows) == (pairs, left)


def test_a_forecast_comes_out_of_it(db, rows, talk):
    one = talk(30, after_min=20)
    count_all(db)
    (contact,) = db.conn.execute("SELECT contact_id FROM conversation WHERE id = ?", (one,)).fetchone()
    found = reply_window.forecast(delays.history(db, contact), arrived_at=moment(rows.clock_us), now=NOW)
    assert found.sure
    assert 600 < found.usual_s < 3600
