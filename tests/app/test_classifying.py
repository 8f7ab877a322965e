"""What people are and whom the person answers first: learnt in small pieces, set by hand at once, both undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from app import classifying, desk, judging, syncing
from app.store import contacts, conversations, judgements, preferences
from engine.domain import ContactClass, State
from engine.judge import answer_order
from engine.problems import NoSuchContact
from importers.demo import addressbook
from importers.demo.addressbook import Person
from importers.demo.chatdb import ChatDatabase
from tests.stores import throwaway

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)  # a Wednesday
MUM, CLIENT, STRANGER = "+447700900101", "+447700900102", "+447700900103"


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def talk(source: ChatDatabase, chat: int, lines: list[str], *, start: datetime) -> None:
    for at, line in enumerate(lines):
        source.add_message(
            chat, line.removeprefix("> "), at=start + timedelta(minutes=12 * at), from_me=line.startswith("> ")
        )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """Mother, a client and a stranger, all of whom asked something."""
    with ChatDatabase(tmp_path / "chat.db") as source, throwaway() as vault:
        chats = [source.add_chat([source.add_handle(one)]) for one in (MUM, CLIENT, STRANGER)]
        for day in range(20, 2, -1):
            talk(source, chats[0], ["are you well?", "> yes!", "good x"], start=ago(days=day))
        booked = ["How much is a session? I'd like to book", "> 180, deposit 50", "Deposit sent", "> got it, thank you"]
        talk(source, chats[1], booked, start=ago(days=9))
        talk(source, chats[0], ["Could we move lunch to Sunday?"], start=ago(hours=3))
        talk(source, chats[1], ["Could we move the session to Sunday?"], start=ago(hours=2))
        talk(source, chats[2], ["Are you free on Sunday?"], start=ago(hours=1))
        source.commit()
        addressbook.write(tmp_path / "cards", [Person("Mum", (MUM,)), Person("Kay Dunn", (CLIENT,))])
        syncing.sync_once(vault.db, source=source.path, contacts=tmp_path / "cards", reconcile=False, now=lambda: NOW)
        yield vault.db


def steps(db: Database) -> int:
    done = 0
    while classifying.step(db, now=NOW):
        done += 1
    return done


def of(db: Database, address: str) -> contacts.ContactRow:
    return next(row for row in contacts.listing(db) if address in row.addresses)


def test_everybody_is_guessed_piece_by_piece_and_then_there_is_nothing_to_do(db: Database) -> None:
    assert 4 <= steps(db) < 20
    assert steps(db) == 0
    assert (of(db, MUM).contact_class, of(db, MUM).class_set_by) == (ContactClass.FAMILY, "guess")
    assert of(db, CLIENT).contact_class is ContactClass.CLIENT
    assert of(db, CLIENT).class_reasons
    assert of(db, STRANGER).contact_class is ContactClass.UNKNOWN


def test_only_whose_talk_changed_is_guessed_again(db: Database) -> None:
    steps(db)
    assert contacts.unclassified(db) is None
    (one,) = contacts.conversations_of(db, of(db, CLIENT).id)
    db.conn.execute("UPDATE conversation SET unclassified = 1 WHERE id = ?", (one,))
    assert contacts.unclassified(db) == of(db, CLIENT).id


def test_what_the_person_says_stands_until_it_is_taken_back(db: Database) -> None:
    steps(db)
    kay = of(db, CLIENT).id
    back = classifying.classify(db, kay, ContactClass.FRIEND, now=NOW)
    db.conn.execute("UPDATE conversation SET unclassified = 1")
    steps(db)
    assert (of(db, CLIENT).contact_class, of(db, CLIENT).class_set_by) == (ContactClass.FRIEND, "person")
    again = classifying.classify(db, kay, ContactClass.WORK, now=NOW)
    again()
    assert (of(db, CLIENT).contact_class, of(db, CLIENT).class_set_by) == (ContactClass.FRIEND, "person")
    back()
    assert (of(db, CLIENT).contact_class, of(db, CLIENT).class_set_by) == (ContactClass.CLIENT, "guess")


def test_a_changed_class_has_the_conversation_weighed_again(db: Database) -> None:
    steps(db)
    judging.judge_changed(db, now=NOW)
    assert conversations.changed(db) == []
    classifying.classify(db, of(db, MUM).id, ContactClass.CLIENT, now=NOW)
    assert [row.contact_id for row in conversations.changed(db)] == [of(db, MUM).id]


def test_the_reason_tells_the_window_learnt_from_this_contact(db: Database) -> None:
    steps(db)
    rows = {row.name: row for row in desk.inbox(db, now=NOW)}
    assert "usually answered within" in rows["Mum"].reason
    assert "usually answered" not in rows[STRANGER].reason
    assert 60 < (classifying.usual_reply_s(db, of(db, MUM).id) or 0) < 3600
    assert classifying.usual_reply_s(db, of(db, STRANGER).id) is None


def test_choices_change_the_order_and_are_taken_back(db: Database) -> None:
    steps(db)
    judging.judge_changed(db, now=NOW)
    first = desk.inbox(db, now=NOW)
    assert [row.name for row in first[:2]] == ["Kay Dunn", "Mum"]
    assert first[0].level == first[1].level, "what was learnt orders those of one mark"
    (mother,) = contacts.conversations_of(db, of(db, MUM).id)
    backs = []
    for _ in range(25):
        backs.append(classifying.answered(db, mother, now=NOW))
    assert preferences.get(db).n_choices == 25
    judgements.outdate(db, (State.NEEDS_REPLY,))
    assert desk.inbox(db, now=NOW)[0].name == "Mum"
    for back in reversed(backs):
        back()
    assert preferences.get(db) == answer_order.Preference()


def test_a_choice_among_nothing_teaches_nothing(db: Database) -> None:
    judging.judge_changed(db, now=NOW)
    classifying.answered(db, 999, now=NOW)()
    assert preferences.get(db).n_choices == 0


def test_somebody_switched_off_is_neither_weighed_nor_guessed_nor_waiting(db: Database) -> None:
    steps(db)
    judging.judge_changed(db, now=NOW)
    kay = of(db, CLIENT).id
    (one,) = contacts.conversations_of(db, kay)
    contacts.switch_off(db, kay, True)
    steps(db)
    judging.judge_changed(db, now=NOW)
    found = judging.judge_and_keep(db, one, now=NOW)
    assert [reason.code for reason in found.standing.reasons] == ["switched_off"]
    assert (found.standing.state, found.risk.red_flags) == (State.DONE, ())
    assert judgements.get(db, one) is None
    assert "Kay Dunn" not in [row.name for row in desk.inbox(db, now=NOW)]
    assert of(db, CLIENT).contact_class is ContactClass.UNKNOWN
    contacts.switch_off(db, kay, False)
    steps(db)
    assert judging.judge_and_keep(db, one, now=NOW).standing.state is State.NEEDS_REPLY


def test_set_aside_until_they_write_wakes_with_their_next_message_only(db: Database) -> None:
    (one,) = contacts.conversations_of(db, of(db, CLIENT).id)
    conversations.snooze_until_they_write(db, one)
    later = judging.judge_and_keep(db, one, now=NOW + timedelta(days=3)).standing
    assert later.state is State.LATER
    assert later.reasons[0].code == "until_they_write"
    db.conn.execute(
        "UPDATE message SET sent_us = sent_us + 3600000000 WHERE id = (SELECT last_message_id FROM conversation "
        "WHERE id = ?)",
        (one,),
    )
    assert judging.judge_and_keep(db, one, now=NOW).standing.state is State.NEEDS_REPLY


def test_nobody_is_a_problem(db: Database) -> None:
    for act in (classifying.guess, classifying.unclassify):
        with pytest.raises(NoSuchContact):
            act(db, 99, now=NOW)
    with pytest.raises(NoSuchContact):
        classifying.classify(db, 99, ContactClass.WORK, now=NOW)
