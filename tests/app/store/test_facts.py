"""Facts keep their source, and what the person says about them stands."""

from __future__ import annotations

import pytest

from app.store import facts, filing
from app.store.connection import transaction
from engine.memory.facts import told
from engine.problems import NoSuchFact


@pytest.fixture
def chat(rows):
    contact = rows.contact()
    return contact, rows.conversation(contact)


def learn(db, rows, chat, text):
    """They say something and it is read; returns the message id."""
    _contact, conversation = chat
    message_id = rows.message(conversation, text)
    read_again(db, chat, message_id)
    return message_id


def read_again(db, chat, message_id):
    contact, conversation = chat
    text, sent_us = db.conn.execute("SELECT text, sent_us FROM message WHERE id = ?", (message_id,)).fetchone()
    facts.add(db, contact, conversation, [(message_id, sent_us, one) for one in told(text)])


def known(db, chat):
    return [(one.slot, one.value) for one in facts.of_contact(db, chat[0]) if one.superseded_by is None]


def test_a_fact_tells_where_it_was_said(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    (one,) = facts.of_contact(db, chat[0])
    assert (one.slot, one.value, one.message_id, one.text) == (
        "allergy",
        "peanuts",
        str(message_id),
        "I'm allergic to peanuts",
    )


def test_what_was_said_later_supersedes_and_both_are_kept(db, rows, chat):
    learn(db, rows, chat, "We live in Bristol")
    learn(db, rows, chat, "We moved to Leeds")
    new, old = facts.of_contact(db, chat[0])
    assert (new.value, new.superseded_by, old.value, old.superseded_by) == ("Leeds", None, "Bristol", new.fact_id)
    learn(db, rows, chat, "We live in Bristol")
    assert known(db, chat) == [("home", "Bristol")]


def test_allergies_add_up(db, rows, chat):
    learn(db, rows, chat, "I'm allergic to peanuts")
    learn(db, rows, chat, "I'm allergic to cats")
    assert {value for _slot, value in known(db, chat)} == {"peanuts", "cats"}


def test_the_same_said_twice_is_one_fact_and_outlives_one_of_its_messages(db, rows, chat):
    learn(db, rows, chat, "I'm vegan")
    later = learn(db, rows, chat, "we're vegan!")
    (one,) = facts.of_contact(db, chat[0])
    assert one.message_id == str(later)
    rows.remove(later)
    assert known(db, chat) == [("diet", "vegan")]


def test_a_fact_goes_with_its_message_in_the_same_breath(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    rows.remove(message_id)
    assert facts.of_contact(db, chat[0]) == []


def test_a_fact_goes_when_its_message_is_edited_or_unsent(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    db.conn.execute("UPDATE message SET text = 'I like peanuts' WHERE id = ?", (message_id,))
    assert facts.of_contact(db, chat[0]) == []


def test_an_edited_fact_is_the_persons_and_survives(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    (one,) = facts.of_contact(db, chat[0])
    assert facts.edit(db, one.fact_id, "no nuts near her") == "I'm allergic to peanuts"
    read_again(db, chat, message_id)
    assert [fact.text for fact in facts.of_contact(db, chat[0])] == ["no nuts near her"]
    rows.remove(message_id)
    (left,) = facts.of_contact(db, chat[0])
    assert (left.text, left.message_id) == ("no nuts near her", None)


def test_a_locked_fact_is_not_superseded(db, rows, chat):
    learn(db, rows, chat, "We live in Bristol")
    (home,) = facts.of_contact(db, chat[0])
    facts.lock(db, home.fact_id, True)
    learn(db, rows, chat, "We live in Leeds")
    assert ("home", "Bristol") in known(db, chat)
    facts.lock(db, home.fact_id, False)
    assert known(db, chat) == [("home", "Leeds")]


def test_a_deleted_fact_does_not_come_back_unless_it_is_restored(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    (one,) = facts.of_contact(db, chat[0])
    gone = facts.delete(db, one.fact_id)
    read_again(db, chat, message_id)
    learn(db, rows, chat, "did I say? I'm allergic to Peanuts")
    assert facts.of_contact(db, chat[0]) == []
    facts.restore(db, gone)
    assert known(db, chat) == [("allergy", "peanuts")]


def test_a_restored_fact_whose_message_is_gone_stays_away(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    gone = facts.delete(db, facts.of_contact(db, chat[0])[0].fact_id)
    rows.remove(message_id)
    facts.restore(db, gone)
    assert facts.of_contact(db, chat[0]) == []


@pytest.mark.parametrize("table", ["conversation", "contact"])
def test_switching_off_removes_what_was_known(db, rows, chat, table):
    learn(db, rows, chat, "I'm allergic to peanuts")
    db.conn.execute(f"UPDATE {table} SET switched_off = 1 WHERE id = ?", (chat[table == "conversation"],))
    assert db.conn.execute("SELECT count(*) FROM fact").fetchone() == (0,)


def test_facts_move_with_their_conversation(db, rows, chat):
    learn(db, rows, chat, "I'm allergic to peanuts")
    other = rows.contact("Kim's other number")
    db.conn.execute("UPDATE conversation SET contact_id = ? WHERE id = ?", (other, chat[1]))
    assert facts.of_contact(db, chat[0]) == []
    assert [one.value for one in facts.of_contact(db, other)] == ["peanuts"]


def test_facts_follow_a_message_that_is_filed_elsewhere(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    elsewhere = rows.conversation(chat[0])
    db.conn.execute("UPDATE message SET conversation_id = ? WHERE id = ?", (elsewhere, message_id))
    assert db.conn.execute("SELECT conversation_id FROM fact").fetchone() == (elsewhere,)


def test_an_unknown_fact_is_a_problem(db):
    for act in (lambda: facts.edit(db, 7, "x"), lambda: facts.lock(db, 7, True), lambda: facts.delete(db, 7)):
        with pytest.raises(NoSuchFact):
            act()


@pytest.mark.parametrize("text", ["", "I like walnuts"])
def test_an_edited_fact_keeps_no_word_of_a_message_that_is_unsent_or_reworded(db, rows, chat, text):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    (one,) = facts.of_contact(db, chat[0])
    facts.edit(db, one.fact_id, "mind the food")
    db.conn.execute("UPDATE message SET text = ? WHERE id = ?", (text, message_id))
    (left,) = facts.of_contact(db, chat[0])
    assert (left.text, left.value, left.message_id) == ("mind the food", "", None)
    assert "peanut" not in str(db.conn.execute("SELECT * FROM fact").fetchall())


def test_an_edited_fact_keeps_no_word_of_a_message_that_is_removed(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    (one,) = facts.of_contact(db, chat[0])
    facts.edit(db, one.fact_id, "mind the food")
    rows.remove(message_id)
    assert "peanut" not in str(db.conn.execute("SELECT * FROM fact").fetchall())


def test_a_fact_edited_into_the_messages_own_words_goes_with_them(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    (one,) = facts.of_contact(db, chat[0])
    facts.edit(db, one.fact_id, "Allergic to peanuts")
    db.conn.execute("UPDATE message SET text = '' WHERE id = ?", (message_id,))
    assert facts.of_contact(db, chat[0]) == []


def deleted(db, chat):
    return facts.delete(db, facts.of_contact(db, chat[0])[0].fact_id)


@pytest.mark.parametrize("text", ["", "I like walnuts"])
def test_a_restored_fact_brings_back_no_words_that_were_unsent_or_edited(db, rows, chat, text):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    gone = deleted(db, chat)
    db.conn.execute("UPDATE message SET text = ? WHERE id = ?", (text, message_id))
    facts.restore(db, gone)
    assert facts.of_contact(db, chat[0]) == []


def test_a_restored_fact_goes_to_whoever_its_message_is_with_by_now(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    gone = deleted(db, chat)
    other = rows.contact("Ines")
    elsewhere = rows.conversation(other)
    db.conn.execute("UPDATE message SET conversation_id = ? WHERE id = ?", (elsewhere, message_id))
    facts.restore(db, gone)
    assert facts.of_contact(db, chat[0]) == []
    assert [one.value for one in facts.of_contact(db, other)] == ["peanuts"]
    assert db.conn.execute("SELECT conversation_id FROM fact").fetchone() == (elsewhere,)


@pytest.mark.parametrize("table", ["conversation", "contact"])
def test_a_fact_of_somebody_switched_off_is_not_restored(db, rows, chat, table):
    learn(db, rows, chat, "I'm allergic to peanuts")
    gone = deleted(db, chat)
    db.conn.execute(f"UPDATE {table} SET switched_off = 1 WHERE id = ?", (chat[table == "conversation"],))
    facts.restore(db, gone)
    assert db.conn.execute("SELECT count(*) FROM fact").fetchone() == (0,)


def test_an_edited_fact_is_not_restored_to_another_conversation_of_the_same_number(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    facts.edit(db, facts.of_contact(db, chat[0])[0].fact_id, "mind the food")
    rows.remove(message_id)
    gone = deleted(db, chat)
    db.conn.execute("UPDATE conversation SET merge_key = 'another' WHERE id = ?", (chat[1],))
    facts.restore(db, gone)
    assert facts.of_contact(db, chat[0]) == []
    db.conn.execute("UPDATE conversation SET merge_key = ? WHERE id = ?", (gone.rows[0].conversation[1], chat[1]))
    facts.restore(db, gone)
    assert [one.text for one in facts.of_contact(db, chat[0])] == ["mind the food"]


def test_nothing_known_or_refused_waits_under_the_number_of_a_contact_that_is_gone(db, rows, chat):
    learn(db, rows, chat, "I'm allergic to peanuts")
    learn(db, rows, chat, "I'm vegan")
    deleted(db, chat)
    db.conn.execute("DELETE FROM conversation WHERE id = ?", (chat[1],))
    db.conn.execute("DELETE FROM contact WHERE id = ?", (chat[0],))
    for table in ("fact", "fact_refused"):
        assert db.conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_what_was_refused_stays_refused_when_an_address_gets_a_contact_of_its_own(db, rows, chat):
    handle = db.conn.execute(
        "INSERT INTO handle (address, shown, contact_id) VALUES ('a', 'a', ?)", (chat[0],)
    ).lastrowid
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    deleted(db, chat)
    other = rows.contact()
    db.conn.execute("UPDATE handle SET contact_id = ? WHERE id = ?", (other, handle))
    read_again(db, (other, rows.conversation(other)), message_id)
    assert facts.of_contact(db, other) == []


def test_facts_of_a_message_are_of_whoever_its_new_conversation_is_with(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    other = rows.contact("Ines")
    db.conn.execute("UPDATE message SET conversation_id = ? WHERE id = ?", (rows.conversation(other), message_id))
    assert facts.of_contact(db, chat[0]) == []
    assert [one.value for one in facts.of_contact(db, other)] == ["peanuts"]


def test_a_fact_in_the_persons_words_goes_with_its_conversation_into_another(db, rows, chat):
    message_id = learn(db, rows, chat, "I'm allergic to peanuts")
    facts.edit(db, facts.of_contact(db, chat[0])[0].fact_id, "mind the food")
    rows.remove(message_id)
    other = rows.contact("Ines")
    kept = rows.conversation(other)
    with transaction(db):
        filing.unite(db, kept, chat[1])
    assert [one.text for one in facts.of_contact(db, other)] == ["mind the food"]
    assert facts.of_contact(db, chat[0]) == []
