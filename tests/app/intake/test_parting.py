"""Who is one person, as the person says: it stands against what the source says, sync after sync, and can be undone."""

from __future__ import annotations

import pytest
from happenings import ago, talk

from app.store import contacts, conversations, cutting, parting
from engine.domain import ContactClass
from engine.problems import NoSuchContact, NothingToSplit, SameContact
from importers.demo import addressbook
from importers.demo.addressbook import Person

PHONE, MAIL = "+447700900100", "ana@example.com"


def say(source, chat, text="hello", hours=1, **more):
    return source.add_message(chat, text, at=ago(hours=hours), **more)


def who(db):
    """Addresses by contact, and texts by conversation, as sets."""
    people, said = {}, {}
    for contact_id, address in db.execute("SELECT contact_id, address FROM handle ORDER BY id").fetchall():
        people.setdefault(contact_id, []).append(address)
    for conversation_id, text in db.execute(
        "SELECT conversation_id, text FROM message WHERE text <> '' ORDER BY sent_us"
    ).fetchall():
        said.setdefault(conversation_id, []).append(text)
    return sorted(people.values()), sorted(said.values())


@pytest.fixture
def one_person(source, sync):
    """Two addresses that the source says are one person, each with a chat, both answered."""
    phone, mail = source.add_handle(PHONE, person="p1"), source.add_handle(MAIL, person="p1")
    chats = source.add_chat([phone]), source.add_chat([mail])
    for at, (chat, name) in enumerate(zip(chats, ("phone", "mail"), strict=True)):
        say(source, chat, f"from {name}", hours=40 - 10 * at)
        say(source, chat, f"to {name}", hours=39 - 10 * at, handle=0)
    sync()
    return chats


TWO = ([[PHONE], [MAIL]], [["from mail", "to mail"], ["from phone", "to phone"]])


def test_a_split_stands_however_often_the_source_says_otherwise(db, source, sync, one_person):
    assert len(contacts.listing(db)) == 1
    done = parting.split(db, 1, [MAIL])
    assert done.contact_id != 1
    for reconcile in (False, True, True):
        people, said = who(db)
        assert (sorted(people), said) == (sorted(TWO[0]), TWO[1])
        sync(reconcile=reconcile)
    assert [row.n_messages for row in contacts.listing(db)] == [2, 2]
    say(source, one_person[1], "again by mail")
    say(source, one_person[0], "again by phone")
    sync()
    assert who(db)[1] == [["from mail", "to mail", "again by mail"], ["from phone", "to phone", "again by phone"]]


def test_own_words_of_a_split_go_where_their_chat_goes(db, source, sync):
    phone, mail = source.add_handle(PHONE, person="p1"), source.add_handle(MAIL, person="p1")
    first, second = source.add_chat([phone]), source.add_chat([mail])
    say(source, first, "from phone", hours=9)
    say(source, second, "to mail", hours=8, handle=0)  # follows the words of the phone, but belongs to the mail
    say(source, second, "from mail", hours=7)
    sync()
    parting.split(db, 1, [MAIL])
    sync()  # the split asked for a full comparison
    assert who(db)[1] == [["from phone"], ["to mail", "from mail"]]


def test_a_merge_after_a_split_makes_one_of_them_again(db, sync, one_person):
    fresh = parting.split(db, 1, [MAIL]).contact_id
    sync(reconcile=True)
    parting.merge(db, 1, fresh, now_us=1)
    together = [["from phone", "to phone", "from mail", "to mail"]]
    assert who(db) == ([[PHONE, MAIL]], together)
    sync(reconcile=True)
    assert who(db) == ([[PHONE, MAIL]], together)
    assert db.execute("SELECT count(*) FROM parted").fetchone() == (0,)


def test_a_merge_stands_though_two_cards_say_otherwise(db, source, sync, tmp_path):
    for address in (PHONE, MAIL):
        say(source, source.add_chat([source.add_handle(address)]))
    addressbook.write(tmp_path, [Person("Ana Lima", (PHONE,)), Person("A. Lima (work)", (MAIL,))])
    sync(contacts=tmp_path)
    assert len(contacts.listing(db)) == 2
    parting.merge(db, 2, 1, now_us=1)
    for _ in range(2):
        (row,) = contacts.listing(db)
        assert (row.id, row.addresses, row.name, row.n_conversations) == (2, (PHONE, MAIL), "A. Lima (work)", 2)
        db.execute("UPDATE source SET last_sync_us = 0")
        addressbook.write(tmp_path, [Person("Ana Lima", (PHONE,)), Person("A. Lima (work)", (MAIL,))])
        sync(contacts=tmp_path, reconcile=True)


def test_a_split_of_a_merge_gives_back_what_each_was(db, source, sync, tmp_path):
    for address in (PHONE, MAIL):
        say(source, source.add_chat([source.add_handle(address)]))
    addressbook.write(tmp_path, [Person("Ana Lima", (PHONE,)), Person("Bo Berg", (MAIL,))])
    sync(contacts=tmp_path)
    conversations.classify(db, 1, ContactClass.CLIENT, "person")
    contacts.mute(db, 2, True)
    parting.merge(db, 1, 2, now_us=1)
    (row,) = contacts.listing(db)
    assert (row.muted, row.contact_class) == (True, ContactClass.CLIENT)
    fresh = parting.split(db, 1, [MAIL]).contact_id
    sync(contacts=tmp_path, reconcile=True)
    ana, bo = contacts.get(db, 1), contacts.get(db, fresh)
    assert (ana.name, ana.muted, ana.contact_class) == ("Ana Lima", False, ContactClass.CLIENT)
    assert (bo.name, bo.muted, bo.contact_class) == ("Bo Berg", True, ContactClass.UNKNOWN)
    assert (ana.n_conversations, bo.n_conversations) == (1, 1)


def test_one_card_for_two_people_names_the_first_and_leaves_the_other_alone(db, source, sync, tmp_path):
    for address in (PHONE, MAIL):
        say(source, source.add_chat([source.add_handle(address)]))
    addressbook.write(tmp_path, [Person("Ana and Bo", (PHONE, MAIL))])
    sync(contacts=tmp_path)
    fresh = parting.split(db, 1, [MAIL]).contact_id
    addressbook.write(tmp_path, [Person("Ana & Bo", (PHONE, MAIL))])
    sync(contacts=tmp_path, reconcile=True)
    assert (contacts.get(db, 1).name, contacts.get(db, fresh).name) == ("Ana & Bo", "")


def test_a_split_takes_passages_and_counts_with_it(db, sync, one_person):
    cutting.cut(db, 1)
    parting.split(db, 1, [MAIL])
    assert db.execute("SELECT count(*) FROM passage").fetchone() == (0,)
    for conversation_id in cutting.uncut(db):
        cutting.cut(db, conversation_id)
    rows = db.execute("SELECT contact_id, count(*) FROM passage GROUP BY 1").fetchall()
    assert sorted(count for _, count in rows) == [2, 2]


def test_what_cannot_be_split_or_merged_is_a_problem_and_changes_nothing(db, sync, one_person):
    before = who(db)
    for act, problem in (
        (lambda: parting.split(db, 1, ["nobody@example.com"]), NothingToSplit),
        (lambda: parting.split(db, 1, [PHONE, MAIL]), NothingToSplit),
        (lambda: parting.split(db, 1, []), NothingToSplit),
        (lambda: parting.split(db, 9, [MAIL]), NoSuchContact),
        (lambda: parting.merge(db, 1, 1, now_us=1), SameContact),
        (lambda: parting.merge(db, 1, 9, now_us=1), NoSuchContact),
    ):
        with pytest.raises(problem):
            act()
    assert who(db) == before


def test_nothing_new_is_stored_of_somebody_switched_off_and_all_of_it_comes_when_they_are_back(db, source, sync, texts):
    chat, _ = talk(source, 4)
    sync()
    contacts.switch_off(db, 1, True)
    known = texts()
    say(source, chat, "not to be read")
    report = sync()
    assert texts() == known
    assert report.imported == 0
    sync(reconcile=True)
    assert texts() == known
    contacts.switch_off(db, 1, False)
    sync(reconcile=None)
    assert texts() == [*known, "not to be read"]


def test_an_unsend_reaches_what_is_stored_of_somebody_switched_off(db, source, sync, texts):
    _, said = talk(source, 4)
    sync()
    contacts.switch_off(db, 1, True)
    before = len(texts())
    source.db.execute("DELETE FROM message WHERE guid = ?", (said[-1],))
    sync(reconcile=True)
    assert len(texts()) == before - 1
