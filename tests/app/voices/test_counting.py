"""The person's voice is counted as messages come, change and go, and as contacts become one."""

from __future__ import annotations

from app import voices
from app.store import people, removal, styles, voice, voice_counts, withdrawing
from app.store.connection import transaction
from app.store.message_rows import COLUMNS
from engine.domain import micros
from tests.app.voices.talk import NOW, counts, settle, talk


def test_a_new_message_is_added_without_reading_what_was_counted(db):
    talk(db, 40)
    settle(db)
    db.conn.execute("UPDATE message SET text = 'not what was counted'")
    talk(db, 1)
    assert voices.step(db, now=NOW)
    assert not voices.step(db, now=NOW)
    kept = counts(db)
    db.conn.execute("DELETE FROM message")
    voice.start_anew(db)
    talk(db, 40)
    talk(db, 1)
    while voice.count_some(db):
        pass
    assert kept[:3] == counts(db)[:3]


def test_the_order_and_size_of_pieces_do_not_matter(db):
    talk(db, 30)
    while voice.count_some(db, limit=7):
        pass
    small = counts(db)
    voice.start_anew(db)
    assert voice_counts.tally(db) is None
    while voice.count_some(db, limit=500):
        pass
    assert counts(db) == small


def test_an_unsent_message_leaves_no_trace(db):
    talk(db, 30)
    settle(db)
    before = counts(db)
    ids = talk(db, 2, mine=("the zebra crossing on quince street", "fine"), theirs=("a walrus?", "ok"))
    settle(db)
    assert "zebra crossing" in voice_counts.tally(db).phrases
    with transaction(db):
        removal.remove(db, ids, source_id=0, now_us=micros(NOW))
    assert counts(db) == before
    talk(db, 1)  # gets the number of one that went
    settle(db)
    assert voice_counts.tally(db).messages == 31


def test_an_edited_message_counts_as_it_is_now(db):
    talk(db, 3)
    (edited, *_) = ids = talk(db, 1, mine=("the zebra crossing",))
    settle(db)
    rows = [tuple(row) for row in db.conn.execute(f"SELECT {', '.join(COLUMNS)} FROM message WHERE id = ?", (ids[1],))]
    with transaction(db):
        db.conn.execute("UPDATE message SET text = 'sure, see you then' WHERE id = ?", (ids[1],))
        withdrawing.withdraw(db, [ids[1]], [1], rows)
    assert voice_counts.tally(db).messages == 3
    settle(db)
    edited = counts(db)
    voice.start_anew(db)
    settle(db)
    assert counts(db) == edited
    assert "zebra crossing" not in voice_counts.tally(db).phrases


def test_contacts_that_become_one_have_one_tally(db):
    talk(db, 15, 1)
    talk(db, 12, 2)
    settle(db)
    styles.put_card(db, 2, voices.card_for(db, 2))
    with transaction(db):
        people.unite(db, 1, 2)
    assert voice_counts.tally(db, 1).messages == 27
    assert voice_counts.tally(db, 2) is None


def test_a_contact_counted_anew_has_the_same_tally_and_the_sums_stay(db):
    talk(db, 15, 1)
    settle(db)
    before = counts(db)
    voice.count_contact_anew(db, 1)
    assert voice_counts.tally(db, 1) is None
    settle(db)
    assert counts(db) == before


def test_a_tally_outlives_its_form(db):
    """Counts of another size (an older table) are forgotten, never misread."""
    talk(db, 3)
    settle(db)
    db.conn.execute("UPDATE voice_writing SET counts = (SELECT sums FROM voice_writing WHERE side = 0)")
    assert voice_counts.writing(db, voice_counts.MINE).sums.sum() == 0
