"""Contacts: what the person sees of them, mutes, and does not want read."""

from __future__ import annotations

import pytest

from app.store import contacts, conversations, cutting
from engine.domain import ContactClass, Reason
from engine.problems import NoSuchContact


@pytest.fixture
def kim(db, rows):
    """A contact with two addresses and a conversation that was cut and judged."""
    contact_id = rows.contact("Kim")
    for address in ("+447700900100", "kim@example.com"):
        db.conn.execute(
            "INSERT INTO handle (address, shown, contact_id) VALUES (?, ?, ?)", (address, address.upper(), contact_id)
        )
    one = rows.conversation(contact_id)
    rows.message(one, "Hello")
    rows.message(one, "Hi", from_me=True)
    cutting.cut(db, one)
    db.conn.execute("INSERT INTO judgement VALUES (?, 1, '{}', '{}', 1)", (one,))
    db.conn.execute(
        "INSERT INTO sample (conversation_id, source, input, output, quality, made_us) VALUES (?, 'x', 'a', 'b', 1, 1)",
        (one,),
    )
    return contact_id


def derived(db):
    return [
        db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("passage", "judgement", "sample", "answer_delay")
    ]


def test_contacts_are_listed_with_what_is_known_about_them(db, rows, kim):
    rows.contact("Nobody who writes")
    (row,) = contacts.listing(db)
    assert row == contacts.get(db, kim)
    assert (row.name, row.addresses) == ("Kim", ("+447700900100", "KIM@EXAMPLE.COM"))
    assert (row.contact_class, row.class_set_by, row.class_confidence) == (ContactClass.UNKNOWN, "", 0.0)
    assert (row.n_conversations, row.n_messages, row.last_sent_us) == (1, 2, rows.clock_us)
    assert (row.saved, row.muted, row.switched_off) == (False, False, False)


def test_a_guess_is_kept_with_its_reasons(db, kim):
    conversations.classify(
        db, kim, ContactClass.CLIENT, "guess", confidence=0.7, reasons=(Reason("class_buys"), Reason("class_pays"))
    )
    row = contacts.get(db, kim)
    assert (row.class_set_by, row.class_confidence) == ("guess", 0.7)
    assert [reason.code for reason in row.class_reasons] == ["class_buys", "class_pays"]


def test_switching_off_keeps_the_messages_and_removes_what_was_made_of_them(db, kim):
    conversations.classify(db, kim, ContactClass.CLIENT, "guess", confidence=0.7)
    assert derived(db) == [2, 1, 1, 0]
    contacts.switch_off(db, kim, True)
    assert derived(db) == [0, 0, 0, 0]
    assert db.conn.execute("SELECT count(*) FROM message").fetchone() == (2,)
    row = contacts.get(db, kim)
    assert (row.switched_off, row.contact_class, row.class_set_by) == (True, ContactClass.UNKNOWN, "")
    assert cutting.uncut(db) == []
    assert contacts.unclassified(db) is None
    contacts.switch_off(db, kim, False)
    assert len(cutting.uncut(db)) == 1
    assert contacts.unclassified(db) == kim


def test_what_the_person_called_them_outlives_switching_off(db, kim):
    conversations.classify(db, kim, ContactClass.WORK, "person")
    contacts.switch_off(db, kim, True)
    assert contacts.get(db, kim).contact_class is ContactClass.WORK


def test_muting_is_taken_back_as_it_was_set(db, kim):
    contacts.mute(db, kim, True)
    assert contacts.get(db, kim).muted
    contacts.mute(db, kim, False)
    assert not contacts.get(db, kim).muted


@pytest.mark.parametrize("act", [contacts.mute, contacts.switch_off])
def test_nobody_is_a_problem(db, act):
    with pytest.raises(NoSuchContact):
        act(db, 77, True)
    with pytest.raises(NoSuchContact):
        contacts.get(db, 77)


def test_set_aside_until_they_write_is_kept_and_taken_back(db, rows, kim):
    (one,) = contacts.conversations_of(db, kim)
    conversations.snooze_until_they_write(db, one)
    row = conversations.get(db, one)
    assert (row.snoozed_until_us, row.snoozed_through_us) == (conversations.UNTIL_THEY_WRITE_US, rows.clock_us)
    conversations.snooze(db, one, 0)
    row = conversations.get(db, one)
    assert (row.snoozed_until_us, row.snoozed_through_us) == (0, 0)
