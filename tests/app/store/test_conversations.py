"""Conversations: what the person says about them holds."""

from __future__ import annotations

import pytest

from app.store import conversations, cutting
from engine.domain import ContactClass, Filter
from engine.problems import NoSuchConversation


def test_a_conversation_is_listed_with_what_is_known_about_it(db, rows):
    kim = rows.contact("Kim")
    older = rows.conversation(kim, service="iMessage")
    newer = rows.conversation(None, is_group=1, display_name="Crew", filter="junk")
    last = rows.message(older, "Hi")
    rows.message(newer, "Ho")
    first, second = conversations.listing(db)
    assert (first.id, first.name, first.is_group, first.contact_id) == (newer, "Crew", True, None)
    assert (first.filter, first.filtered) == (Filter.JUNK, True)
    assert (second.name, second.service, second.filtered) == ("Kim", "iMessage", False)
    assert (second.contact_class, second.n_messages, second.last_message_id) == (
        ContactClass.UNKNOWN,
        1,
        last,
    )
    assert conversations.get(db, older) == second


def test_a_group_is_not_called_by_the_name_of_one_member(db, rows):
    group = rows.conversation(rows.contact("Kim"), is_group=1)
    assert conversations.get(db, group).name == ""


def test_what_does_not_exist_is_a_problem(db):
    with pytest.raises(NoSuchConversation):
        conversations.get(db, 7)
    for change in (
        lambda: conversations.set_done(db, 7, 1),
        lambda: conversations.snooze(db, 7, 1),
        lambda: conversations.switch_off(db, 7, True),
    ):
        with pytest.raises(NoSuchConversation):
            change()


def test_judged_conversations_are_changed_again_by_what_the_person_says(db, rows):
    kim = rows.contact()
    one, two = rows.conversation(kim), rows.conversation(rows.contact())
    rows.message(one, "a")
    rows.message(two, "b")
    assert [row.id for row in conversations.changed(db)] == [two, one]
    assert [row.id for row in conversations.changed(db, limit=1)] == [two]
    for row in conversations.changed(db):
        conversations.mark_judged(db, row.id)
    assert conversations.changed(db) == []
    conversations.classify(db, kim, ContactClass.CLIENT, "person")
    assert [row.id for row in conversations.changed(db)] == [one]


def test_done_ends_a_snooze_and_both_can_be_taken_back(db, rows):
    one = rows.conversation(rows.contact())
    conversations.snooze(db, one, 99)
    assert conversations.get(db, one).snoozed_until_us == 99
    conversations.set_done(db, one, 50)
    row = conversations.get(db, one)
    assert (row.done_through_us, row.snoozed_until_us) == (50, 0)
    conversations.set_done(db, one, 0)
    assert conversations.get(db, one).done_through_us == 0


def test_switching_off_removes_what_was_derived_and_on_again_reads_anew(db, rows):
    one = rows.conversation(rows.contact())
    rows.message(one, "Hello")
    cutting.cut(db, one)
    conversations.switch_off(db, one, True)
    assert conversations.get(db, one).switched_off
    assert db.conn.execute("SELECT count(*) FROM passage").fetchone() == (0,)
    conversations.switch_off(db, one, False)
    assert cutting.uncut(db) == [one]


def test_a_guess_never_replaces_the_persons_word(db, rows):
    kim = rows.contact()
    one = rows.conversation(kim)
    conversations.classify(db, kim, ContactClass.WORK, "guess")
    assert conversations.get(db, one).contact_class is ContactClass.WORK
    conversations.classify(db, kim, ContactClass.CLIENT, "person")
    conversations.classify(db, kim, ContactClass.FRIEND, "guess")
    assert conversations.get(db, one).contact_class is ContactClass.CLIENT
    with pytest.raises(ValueError):
        conversations.classify(db, kim, ContactClass.FRIEND, "somebody")
