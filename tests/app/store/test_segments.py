"""Segments are cut piece by piece behind the turns, and gone when their messages are."""

from __future__ import annotations

import pytest

from app.store import cutting, filing, parting, segments
from app.store.connection import transaction
from tests.app.store.conftest import Rows


def cut_all(db):
    """Turns and segments of everything; returns the number of pieces."""
    for one in cutting.uncut(db):
        cutting.cut(db, one)
    pieces = 0
    while (one := segments.uncut_of(db)) is not None:
        segments.cut(db, one)
        pieces += 1
    return pieces


def spans(db):
    return [
        [message.text for message in segments.messages(db, row[0])]
        for row in db.conn.execute("SELECT id FROM segment ORDER BY began_us, began_rowid").fetchall()
    ]


@pytest.fixture
def chat(rows):
    contact = rows.contact()
    return contact, rows.conversation(contact)


def test_segments_end_after_twelve_messages_and_after_four_hours(db, rows: Rows, chat):
    for at in range(14):
        rows.message(chat[1], f"a{at}", from_me=at % 2 == 1)
    rows.message(chat[1], "later", after_min=241)
    cut_all(db)
    assert [len(span) for span in spans(db)] == [12, 2, 1]
    assert segments.uncut_of(db) is None


def test_a_new_message_extends_the_last_segment_only(db, rows, chat):
    for at in range(3):
        rows.message(chat[1], f"a{at}")
    rows.message(chat[1], "b0", after_min=300)
    cut_all(db)
    (first,) = db.conn.execute("SELECT min(id) FROM segment").fetchone()
    rows.message(chat[1], "b1")
    cut_all(db)
    assert spans(db) == [["a0", "a1", "a2"], ["b0", "b1"]]
    assert db.conn.execute("SELECT min(id) FROM segment").fetchone() == (first,)


def test_a_long_conversation_is_cut_in_small_pieces(db, rows, chat):
    for at in range(segments.PIECE * 2):
        rows.message(chat[1], f"a{at}", from_me=at % 2 == 1)
    assert cut_all(db) >= 3
    assert [len(span) for span in spans(db)] == [12] * (segments.PIECE * 2 // 12)


def test_messages_of_one_moment_stay_in_their_own_segments(db, rows, chat):
    for at in range(26):
        rows.message(chat[1], f"a{at}", at_us=rows.clock_us, from_me=at % 2 == 1)
    cut_all(db)
    assert [len(span) for span in spans(db)] == [12, 12, 2]
    ids = [row[0] for row in db.conn.execute("SELECT id FROM message ORDER BY id").fetchall()]
    where = segments.of_messages(db, chat[0], ids)
    assert [list(where.values()).count(one) for one in dict.fromkeys(where.values())] == [12, 12, 2]


def test_forgetting_a_message_takes_its_segment_with_it_at_once(db, rows, chat):
    first = rows.message(chat[1], "the code is 4711")
    rows.message(chat[1], "ok", from_me=True)
    rows.message(chat[1], "next day", after_min=1000)
    cut_all(db)
    rows.remove(first)
    cutting.forget_messages(db, [first])
    assert "4711" not in str(db.conn.execute("SELECT group_concat(summary) FROM segment").fetchone())
    cut_all(db)
    assert spans(db) == [["ok"], ["next day"]]


def test_a_message_that_comes_late_is_woven_in(db, rows, chat):
    rows.message(chat[1], "one")
    rows.message(chat[1], "three", after_min=10)
    cut_all(db)
    late = rows.message(chat[1], "two", at_us=rows.clock_us - 5 * 60_000_000)
    cutting.forget_messages(db, [late])
    cut_all(db)
    assert spans(db) == [["one", "two", "three"]]


def test_groups_and_switched_off_conversations_have_no_segments(db, rows):
    group = rows.conversation(rows.contact(), is_group=1)
    off = rows.conversation(rows.contact())
    for one in (group, off):
        rows.message(one, "hello")
    cut = rows.conversation(rows.contact())
    rows.message(cut, "hello")
    cut_all(db)
    assert len(spans(db)) == 2
    db.conn.execute("UPDATE conversation SET switched_off = 1 WHERE id = ?", (off,))
    assert len(spans(db)) == 1


def test_another_contacts_segment_is_nobody_elses(db, rows, chat):
    message_id = rows.message(chat[1], "between us")
    cut_all(db)
    (segment_id,) = db.conn.execute("SELECT id FROM segment").fetchone()
    assert segments.of_messages(db, chat[0] + 1, [message_id]) == {}
    assert segments.get(db, [segment_id], contact_id=chat[0] + 1) == {}


def test_what_is_forgotten_is_not_read_again_until_that_is_taken_back(db, rows, chat):
    for text in ("secret one", "secret two"):
        rows.message(chat[1], text)
    rows.message(chat[1], "harmless", after_min=300)
    cut_all(db)
    (first,) = db.conn.execute("SELECT min(id) FROM segment").fetchone()
    marks = segments.forget(db, [first, 999])
    rows.message(chat[1], "more")
    cut_all(db)
    assert spans(db) == [["harmless", "more"]]
    segments.remember(db, marks)
    cut_all(db)
    assert spans(db) == [["secret one", "secret two"], ["harmless", "more"]]


def test_a_moved_conversation_is_cut_for_its_new_contact(db, rows, chat):
    rows.message(chat[1], "hello")
    cut_all(db)
    other = rows.contact()
    db.conn.execute("UPDATE conversation SET contact_id = ? WHERE id = ?", (other, chat[1]))
    cutting.forget_conversation(db, chat[1])
    cut_all(db)
    assert segments.all_of(db, other)
    assert segments.all_of(db, chat[0]) == []


def forgotten_first(db):
    cut_all(db)
    return segments.forget(db, [db.conn.execute("SELECT min(id) FROM segment").fetchone()[0]])


def test_what_is_forgotten_stays_so_in_the_conversation_it_is_folded_into(db, rows, chat):
    rows.message(chat[1], "secret one")
    kept = rows.conversation(chat[0])
    marks = forgotten_first(db)
    with transaction(db):
        filing.unite(db, kept, chat[1])
    cut_all(db)
    assert spans(db) == []
    segments.remember(db, marks)
    cut_all(db)
    assert spans(db) == [["secret one"]]


def test_what_is_forgotten_stays_so_when_its_contact_is_split_and_is_taken_back_in_both_halves(db, rows, chat):
    handles = [
        db.conn.execute("INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (at, chat[0])).lastrowid
        for at in ("a", "b")
    ]
    for handle in handles:
        db.conn.execute("INSERT INTO conversation_handle VALUES (?, ?)", (chat[1], handle))
        message_id = rows.message(chat[1], f"secret {handle}")
        db.conn.execute("UPDATE message SET handle_id = ? WHERE id = ?", (handle, message_id))
    marks = forgotten_first(db)
    parting.split(db, chat[0], ["b"])
    cut_all(db)
    assert spans(db) == []
    segments.remember(db, marks)
    cut_all(db)
    assert sorted(spans(db)) == [[f"secret {handle}"] for handle in handles]
