"""Conversations that are left out, or filed as junk, leave the counts of the voice and come back to them."""

from __future__ import annotations

import pytest

from app import voices
from app.store import conversations, filing, removal, styles, voice, voice_counts
from app.store.connection import transaction
from engine.domain import micros
from tests.app.voices.talk import NOW, conversation, counts, settle, talk

#: Pairs that make a conversation longer than what is taken out message by message.
LONG = voice.MOST_TAKEN_OUT // 2 + 1


def test_a_conversation_that_is_switched_off_leaves_the_voice_and_comes_back(db):
    talk(db, 25, 1)
    talk(db, 5, 2)
    settle(db)
    before = counts(db)
    conversations.switch_off(db, 1, True)
    conversations.switch_off(db, 1, True)
    settle(db)
    assert voice_counts.tally(db).messages == 5
    assert voices.profile_for(db, 1).samples_count == 5
    conversations.switch_off(db, 1, False)
    settle(db)
    assert counts(db) == before
    assert voices.profile_for(db, 1).samples_count == 25


def test_a_long_conversation_is_taken_out_by_counting_all_anew(db):
    talk(db, LONG, 1)
    talk(db, 5, 2)
    settle(db)
    conversations.switch_off(db, 1, True)
    settle(db)
    assert voice_counts.tally(db).messages == 5


def anew(db):
    """What counting everything from the beginning gives."""
    voice.start_anew(db)
    settle(db)
    return counts(db)


def test_a_long_conversation_that_becomes_junk_costs_no_other_its_counts(db):
    talk(db, LONG, 1)
    talk(db, 5, 2)
    settle(db)
    db.conn.execute("UPDATE conversation SET filter = 'junk' WHERE id = 1")
    talk(db, 1, 1)
    settle(db)
    known = counts(db)
    assert voice_counts.tally(db).messages == 5
    assert known == anew(db)


def test_nothing_learnt_from_a_long_conversation_stays_when_it_is_left_out(db):
    talk(db, LONG, 1)
    settle(db)
    assert styles.get(db, 1) is not None
    conversations.switch_off(db, 1, True)
    settle(db)
    assert (styles.get(db, 1), styles.get(db)) == (None, None)


def test_what_waits_is_not_counted_twice_when_its_long_conversation_becomes_junk(db):
    talk(db, LONG, 1)
    talk(db, 5, 2)
    settle(db)
    voice.count_contact_anew(db, 2)
    voice.count_contact_anew(db, 1)
    db.conn.execute("UPDATE conversation SET filter = 'junk' WHERE id = 1")
    settle(db)
    known = counts(db)
    assert voice_counts.tally(db, 2).messages == 5
    assert known == anew(db)


def test_what_waits_for_its_contact_alone_is_taken_out_of_the_sums_alone(db):
    conversation(db, 3, 1)
    talk(db, 30, 1)
    last = talk(db, 4, 3)
    settle(db)
    voice.count_contact_anew(db, 1)
    voice.count_some(db, limit=10)
    conversations.switch_off(db, 3, True)
    with transaction(db):
        removal.remove(db, [last[0] - 1], source_id=0, now_us=micros(NOW))
    settle(db)
    assert voice_counts.tally(db, 1).messages == voice_counts.tally(db).messages == 29
    assert counts(db) == anew(db)


@pytest.mark.parametrize(("kept", "other"), [(1, 3), (3, 1)])
def test_a_conversation_left_out_that_becomes_part_of_another_is_counted_like_it(db, kept, other):
    conversation(db, 3, 1, filter="junk")
    talk(db, 12, 1)
    talk(db, 9, 3)
    talk(db, 5, 2)
    settle(db)
    assert db.conn.execute("SELECT conversation_id FROM voice_left").fetchall() == [(3,)]
    with transaction(db):
        filing.unite(db, kept, other)
    settle(db)
    known = counts(db)
    assert voice_counts.tally(db).messages == (26 if kept == 1 else 5)
    assert known == anew(db)


def test_a_conversation_that_is_gone_leaves_no_row_behind(db):
    conversation(db, 3, 1)
    conversations.switch_off(db, 3, True)
    with transaction(db):
        filing.unite(db, 1, 3)
    assert not db.conn.execute("SELECT * FROM voice_left WHERE conversation_id = 3").fetchall()


def test_junk_is_never_counted_until_it_is_filed_elsewhere(db):
    conversation(db, 3, 2, filter="junk")
    talk(db, 4, 3)
    talk(db, 3, 1)
    settle(db)
    assert voice_counts.tally(db).messages == 3
    db.conn.execute("UPDATE conversation SET filter = 'main' WHERE id = 3")
    settle(db)
    assert voice_counts.tally(db).messages == 7


def test_what_is_said_in_a_group_belongs_to_no_contact(db):
    conversation(db, 3, 2, is_group=1)
    talk(db, 22, 3)
    settle(db)
    assert voice_counts.tally(db, 2) is None
    assert voice_counts.tally(db).messages == 22
