"""What a ranking knows about a message: who said it, to whom, when, and what stands beside it."""

from __future__ import annotations

from app.store import candidates


def test_the_spoken_messages_beside_one_are_found_across_tapbacks(db, rows):
    talk = rows.conversation(rows.contact())
    first = rows.message(talk, "one")
    rows.message(talk, "Loved “one”", kind="tapback")
    second = rows.message(talk, "two", from_me=True)
    later = rows.message(talk, "three", after_min=241)
    rows.message(rows.conversation(rows.contact()), "elsewhere", after_min=-240)
    assert candidates.beside(db, [first, second, later]) == {
        first: (None, second),
        second: (first, None),
        later: (None, None),
    }


def test_messages_of_one_moment_stand_beside_each_other(db, rows):
    talk = rows.conversation(rows.contact())
    ids = [rows.message(talk, text, at_us=rows.clock_us) for text in "abc"]
    assert candidates.beside(db, ids)[ids[1]] == (ids[0], ids[2])


def test_a_direct_message_is_said_by_its_contact_or_to_them(db, rows):
    kim = rows.contact()
    talk, group = rows.conversation(kim), rows.conversation(None, is_group=1)
    theirs, mine = rows.message(talk, "hi"), rows.message(talk, "hello", from_me=True)
    shared = rows.message(group, "all of you")
    found = candidates.candidates(db, [theirs, mine, shared, 999])
    assert (found[theirs].said_by, found[theirs].said_to) == (kim, kim)
    assert (found[mine].said_by, found[mine].said_to) == (None, kim)
    assert found[shared].said_to is None
    assert set(found) == {theirs, mine, shared}


def test_messages_of_other_conversations_are_no_candidates_inside(db, rows):
    one, other = rows.conversation(rows.contact()), rows.conversation(rows.contact())
    wanted, foreign = rows.message(one, "hi"), rows.message(other, "hi")
    assert set(candidates.candidates(db, [wanted, foreign], [one])) == {wanted}


def test_people_are_known_by_each_word_of_their_names(db, rows):
    kim, other = rows.contact("Kim Österlund"), rows.contact("Kim")
    assert candidates.people(db) == {"kim": {kim, other}, "österlund": {kim}}


def test_conversations_that_are_not_read_are_not_looked_into(db, rows):
    kim = rows.contact()
    read = rows.conversation(kim)
    rows.conversation(kim, switched_off=1)
    rows.conversation(kim, is_group=1)
    assert candidates.conversations_of(db, kim) == [read]
    db.conn.execute("UPDATE contact SET switched_off = 1 WHERE id = ?", (kim,))
    assert candidates.conversations_of(db, kim) == []
