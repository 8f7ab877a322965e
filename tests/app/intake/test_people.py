"""Who is who: handles, chats, conversations and the names of the address book."""

from __future__ import annotations

import sqlite3

import pytest
from happenings import ago, stored, talk

from app.store import known_names
from importers.demo import addressbook
from importers.demo.addressbook import Person


def conversations(db):
    return db.execute(
        "SELECT merge_key, display_name, is_group, n_messages, filter FROM conversation ORDER BY id"
    ).fetchall()


def say(source, chat, text="hello", **more):
    return source.add_message(chat, text, at=ago(hours=1), **more)


def test_a_person_with_two_numbers_is_one_conversation_and_one_contact(db, source, sync):
    phone = source.add_handle("+447700900100", person="p1")
    mail = source.add_handle("Ana@Example.com", person="p1")
    say(source, source.add_chat([phone]))
    say(source, source.add_chat([mail]))
    report = sync()
    assert (report.conversations, report.contacts) == (1, 1)
    assert db.execute("SELECT address, shown FROM handle ORDER BY id").fetchall() == [
        ("+447700900100", "+447700900100"),
        ("ana@example.com", "Ana@Example.com"),
    ]


def test_chats_that_the_system_looks_up_together_are_one_conversation(source, sync):
    one = source.add_chat([source.add_handle("+447700900100")])
    other = source.add_chat([source.add_handle("ana@example.com")])
    source.link_chats("ana", [one, other])
    say(source, one)
    say(source, other)
    report = sync()
    assert (report.conversations, report.contacts) == (1, 1)


def test_strangers_stay_apart(source, sync):
    for address in ("+447700900100", "+447700900101", "ana@example.com"):
        say(source, source.add_chat([source.add_handle(address)]))
    report = sync()
    assert (report.conversations, report.contacts) == (3, 3)


def test_chats_that_turn_out_to_be_one_person_are_united_later(db, source, sync):
    phone, mail = source.add_handle("+447700900100"), source.add_handle("ana@example.com")
    first, second = source.add_chat([phone]), source.add_chat([mail])
    talk(source, 10, chat=first)
    talk(source, 10, chat=second, start=ago(days=2))
    assert sync().conversations == 2
    db.execute("UPDATE conversation SET done_through_us = 5 WHERE id = 1")
    source.db.execute("UPDATE handle SET person_centric_id = 'p1'")
    report = sync()
    assert (report.conversations, report.contacts) == (1, 1)
    assert db.execute("SELECT n_messages, done_through_us FROM conversation").fetchone() == (20, 0)
    assert db.execute("SELECT count(*) FROM message WHERE conversation_id = 1").fetchone() == (20,)
    say(source, second, "new one")
    sync()
    assert db.execute("SELECT n_messages FROM conversation").fetchone() == (21,)


def test_rewritten_chat_guids_change_no_conversation(db, source, sync):
    chat, _ = talk(source, 10)
    source.db.execute("UPDATE chat SET guid = 'iMessage;-;+447700900100'")
    sync()
    before = db.execute("SELECT id, merge_key FROM conversation").fetchall()
    source.rename_guids_to_any()
    say(source, chat)
    report = sync()
    assert (report.conversations, report.updated) == (1, 0)
    assert db.execute("SELECT id, merge_key FROM conversation").fetchall() == before
    assert db.execute("SELECT guid FROM chat").fetchone() == ("any;-;+447700900100",)


def test_groups_are_one_only_if_both_are_unnamed(db, source, sync):
    members = [source.add_handle(f"+4477009001{n:02}") for n in range(3)]
    for name in (None, None, "Friday", "Saturday"):
        say(source, source.add_chat(members, group=True, name=name), handle=members[0])
    assert sync().conversations == 3
    assert [row[1] for row in conversations(db)] == [None, "Friday", "Saturday"]
    assert [row[3] for row in conversations(db)] == [2, 1, 1]


def test_a_group_keeps_its_conversation_when_it_is_named_and_people_come(db, source, sync):
    members = [source.add_handle(f"+4477009001{n:02}") for n in range(3)]
    chat = source.add_chat(members[:2], group=True)
    say(source, chat, handle=members[0])
    sync()
    source.update("chat", ("ROWID", chat), {"display_name": "Trip"})
    source.insert("chat_handle_join", {"chat_id": chat, "handle_id": members[2]})
    say(source, chat, "again", handle=members[2])
    sync()
    assert [(row[1], row[3]) for row in conversations(db)] == [("Trip", 2)]
    assert db.execute("SELECT count(*) FROM conversation_handle").fetchone() == (3,)


def test_what_the_system_filed_away_is_filed_away_here(db, source, sync):
    for number, columns in enumerate(
        ({}, {"filtered": 1}, {"filtered": 2}, {"is_blackholed": 1}, {"is_pending_review": 1})
    ):
        say(source, source.add_chat([source.add_handle(f"+44770090010{number}")], **columns))
    sync()
    assert [row[4] for row in conversations(db)] == ["main", "unknown_sender", "junk", "blackholed", "unknown_sender"]


def test_the_sender_of_a_lost_handle_is_the_other_side_of_a_direct_chat(db, source, sync):
    chat, _ = talk(source, 2)
    lost = say(source, chat, handle=999)
    mine = say(source, chat, handle=0)
    sync()
    assert stored(db, lost, "from_me", "handle_id") == (0, 1)
    assert stored(db, mine, "from_me", "handle_id") == (1, None)


def names(db):
    return dict(db.execute("SELECT h.address, k.name FROM handle h JOIN contact k ON k.id = h.contact_id").fetchall())


def test_names_come_from_the_address_book_however_numbers_are_written(db, source, sync, tmp_path):
    for address in ("+447700900100", "+447700900101", "info@studio.example", "+447700900103"):
        say(source, source.add_chat([source.add_handle(address)]))
    cards = [
        Person("Ana Lima", ("+447700900100", "ana@example.com")),
        Person("Bo Berg", ("07700 900101",)),
        Person("Studio", ("Info@Studio.example",), organisation="Studio"),
    ]
    addressbook.write(tmp_path / "AddressBook", cards)
    sync(contacts=tmp_path / "AddressBook")
    assert names(db) == {
        "+447700900100": "Ana Lima",
        "+447700900101": "Bo Berg",
        "info@studio.example": "Studio",
        "+447700900103": "",
    }
    assert db.execute("SELECT name FROM contact WHERE is_organisation").fetchall() == [("Studio",)]


def test_one_card_makes_one_contact_of_two_addresses_but_not_one_conversation(db, source, sync, tmp_path):
    for address in ("+447700900100", "ana@example.com"):
        say(source, source.add_chat([source.add_handle(address)]))
    addressbook.write(tmp_path, [Person("Ana Lima", ("+447700900100", "ana@example.com"))])
    report = sync(contacts=tmp_path)
    assert (report.conversations, report.contacts) == (2, 1)


def test_changed_cards_change_names_and_unchanged_ones_are_not_read_again(db, source, sync, tmp_path):
    talk(source, 2)
    path = addressbook.write(tmp_path, [Person("Ana", ("+447700900100",))])
    sync(contacts=tmp_path)
    assert names(db) == {"+447700900100": "Ana"}
    db.execute("UPDATE contact SET name = 'kept as it is'")
    sync(contacts=tmp_path)
    assert names(db) == {"+447700900100": "kept as it is"}
    cards = sqlite3.connect(path)
    cards.execute("UPDATE ZABCDRECORD SET ZFIRSTNAME = 'Anna', ZMODIFICATIONDATE = 1")
    cards.commit()
    cards.close()
    sync(contacts=tmp_path)
    assert names(db) == {"+447700900100": "Anna"}


def test_a_name_that_left_the_address_book_is_forgotten(db, source, sync, tmp_path):
    talk(source, 2)
    addressbook.write(tmp_path, [Person("Ana", ("+447700900100",))])
    sync(contacts=tmp_path)
    addressbook.write(tmp_path, [Person("Somebody Else", ("+447700900111",))])
    sync(contacts=tmp_path)
    assert names(db) == {"+447700900100": ""}
    assert known_names.of_everybody(db) == ("Ana", "Somebody Else"), "they stand in what was said"


def test_an_unreadable_address_book_costs_only_the_names(db, source, sync, tmp_path):
    talk(source, 2)
    (tmp_path / "AddressBook-v22.abcddb").write_bytes(b"not a database at all")
    assert sync(contacts=tmp_path).imported == 2
    assert names(db) == {"+447700900100": ""}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_people_with_one_number_name_nobody_and_two_spellings_the_longer(db, source, sync, tmp_path, order):
    for address in ("+447700900100", "+447700900101"):
        say(source, source.add_chat([source.add_handle(address)]))
    both = [
        [Person("Ana", ("+447700900100",)), Person("Cy", ("+447700900101",))],
        [Person("Ana Lima", ("+447700900100",)), Person("Bo", ("+447700900101",))],
    ]
    for at, number in enumerate(order):
        path = addressbook.write(tmp_path / "one", both[number])
        folder = tmp_path / "book" / "Sources" / str(at)
        folder.mkdir(parents=True)
        path.replace(folder / path.name)
    sync(contacts=tmp_path / "book")
    assert names(db) == {"+447700900100": "Ana Lima", "+447700900101": ""}
    assert {"Bo", "Cy"} <= set(known_names.of_everybody(db))
