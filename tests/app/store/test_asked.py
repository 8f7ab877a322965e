"""What was asked is kept with its answer, and what an answer quotes goes with the message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from app.store import asked, conversations, removal
from app.store.asked import LeftOut, Within
from engine.asked import AskAnswer, AskRow, AskSentence, AskSource, Intent
from tests.app.store.conftest import Rows

AT = datetime(2026, 3, 14, tzinfo=UTC)


def answer(*message_ids: int, conversation_id: int = 1) -> AskAnswer:
    sources = tuple(
        AskSource(n, str(one), str(conversation_id), "Kim", f"quote {one}", AT, from_me=False)
        for n, one in enumerate(message_ids, start=1)
    )
    sentences = tuple(AskSentence(f"Kim wrote: “{one.quote}” [{one.number}]", (one.number,)) for one in sources)
    rows = tuple(AskRow(one.quote, "Kim", "1", "", "", one.number) for one in sources)
    text = " ".join(one.text for one in sentences)
    return AskAnswer(text, sentences, Intent.FIND, sources, True, "no-model", rows=rows)


def test_a_kept_answer_is_read_as_it_was(db: Database, rows: Rows) -> None:
    told = answer(rows.message(rows.conversation(rows.contact()), "hello"))
    asked.keep(db, "what did Kim say?", told, asked_us=5)
    (turn,) = asked.history(db)
    assert turn.question == "what did Kim say?"
    assert turn.answer == told


@pytest.mark.parametrize("how", ["removed", "switched off"])
def test_quotes_vanish_from_the_history_with_their_message(db: Database, rows: Rows, how: str) -> None:
    here = rows.conversation(rows.contact())
    there = rows.conversation(rows.contact("Lee"))
    gone, stays = rows.message(here, "quote 1"), rows.message(there, "quote 2")
    told = answer(gone, stays)
    kept = AskAnswer(**{name: getattr(told, name) for name in told.__dataclass_fields__})
    asked.keep(db, "what did they say?", kept, asked_us=5)
    db.conn.execute("UPDATE ask_source SET conversation_id = ? WHERE message_id = ?", (here, gone))
    db.conn.execute("UPDATE ask_source SET conversation_id = ? WHERE message_id = ?", (there, stays))
    if how == "removed":
        removal.remove(db, [gone], source_id=0, now_us=9)
    else:
        conversations.switch_off(db, here, True)
    (turn,) = asked.history(db)
    assert [one.message_id for one in turn.answer.sources] == [str(stays)]
    assert turn.answer.text == f"Kim wrote: “quote {stays}” [2]"
    assert [row.source for row in turn.answer.rows] == [2]
    everything = "".join(row[0] for row in db.conn.execute("SELECT answer FROM ask_turn"))
    assert f"quote {gone}" not in everything


def test_the_history_is_cleared_one_by_one_or_whole(db: Database) -> None:
    first = asked.keep(db, "one?", answer(), asked_us=1)
    asked.keep(db, "two?", answer(), asked_us=2)
    assert asked.clear(db, first) == 1
    assert [turn.question for turn in asked.history(db)] == ["two?"]
    assert asked.clear(db) == 1
    assert asked.history(db) == []


def test_only_so_many_questions_are_kept(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "MOST_TURNS", 5)
    for number in range(asked.MOST_TURNS + 3):
        asked.keep(db, f"{number}?", answer(), asked_us=number)
    turns = asked.history(db, limit=10_000)
    assert len(turns) == asked.MOST_TURNS
    assert turns[0].question == f"{asked.MOST_TURNS + 2}?"


def test_messages_are_found_by_person_side_and_time(db: Database, rows: Rows) -> None:
    kim, lee = rows.contact(), rows.contact("Lee")
    with_kim, with_lee = rows.conversation(kim), rows.conversation(lee)
    theirs, mine = rows.message(with_kim, "from Kim"), rows.message(with_kim, "to Kim", from_me=True)
    other = rows.message(with_lee, "from Lee")
    ids = [theirs, mine, other]
    assert [one.message_id for one in asked.said(db, ids, Within(contacts=(kim,)))] == [theirs, mine]
    assert [one.message_id for one in asked.said(db, ids, Within(from_me=False))] == [theirs, other]
    assert [one.message_id for one in asked.newest(db, Within(contacts=(kim,)), limit=1)] == [mine]
    assert asked.count(db, Within(contacts=(kim,), from_me=True)) == 1
    assert asked.said(db, ids, Within(since_us=2**61)) == []


@pytest.mark.parametrize("kind", ["one_time_code", "tapback", "system"])
def test_codes_and_events_are_never_quoted(db: Database, rows: Rows, kind: str) -> None:
    one = rows.message(rows.conversation(rows.contact()), "your code is 123456", kind=kind)
    assert asked.said(db, [one], Within()) == []


@pytest.mark.parametrize("columns", [{"switched_off": 1}, {"filter": "junk"}])
def test_what_the_person_does_not_want_read_is_never_quoted(
    db: Database, rows: Rows, columns: dict[str, object]
) -> None:
    one = rows.message(rows.conversation(rows.contact(), **columns), "hello")
    assert asked.said(db, [one], Within()) == []


def test_the_next_word_of_the_other_side_is_the_answer(db: Database, rows: Rows) -> None:
    here = rows.conversation(rows.contact())
    question = rows.message(here, "where do we park?")
    rows.message(here, "hello?")
    reply = rows.message(here, "behind the yard", from_me=True)
    found = asked.after(db, question)
    assert found is not None
    assert found.message_id == reply
    assert asked.after(db, reply) is None


def test_questions_that_were_taken_come_back_as_they_were(db: Database, rows: Rows) -> None:
    here = rows.conversation(rows.contact())
    told = answer(rows.message(here, "hello"), conversation_id=here)
    first = asked.keep(db, "what did Kim say?", told, asked_us=5)
    asked.keep(db, "who waits?", answer(), asked_us=6)
    taken = asked.take(db, [first])
    assert [turn.question for turn in asked.history(db)] == ["who waits?"]
    assert db.conn.execute("SELECT count(*) FROM ask_source").fetchone() == (0,)
    asked.put_back(db, taken)
    asked.put_back(db, taken)
    assert [turn.question for turn in asked.history(db)] == ["who waits?", "what did Kim say?"]
    assert asked.history(db)[1].answer == told
    assert db.conn.execute("SELECT count(*) FROM ask_source").fetchone() == (1,)


@pytest.mark.parametrize("how", ["removed", "switched off", "contact switched off", "unsent"])
def test_what_went_meanwhile_does_not_come_back_with_a_question(db: Database, rows: Rows, how: str) -> None:
    kim = rows.contact()
    here = rows.conversation(kim)
    gone = rows.message(here, "quote 1")
    taken_from = asked.keep(db, "what?", answer(gone, conversation_id=here), asked_us=5)
    taken = asked.take(db, [taken_from])
    match how:
        case "removed":
            removal.remove(db, [gone], source_id=0, now_us=9)
        case "switched off":
            conversations.switch_off(db, here, True)
        case "contact switched off":
            db.conn.execute("UPDATE contact SET switched_off = 1 WHERE id = ?", (kim,))
        case _:
            db.conn.execute("UPDATE message SET unsent = 1 WHERE id = ?", (gone,))
    asked.put_back(db, taken)
    (turn,) = asked.history(db)
    assert (turn.answer.sources, turn.answer.text) == ((), "")
    everything = "".join(row[0] for row in db.conn.execute("SELECT answer FROM ask_turn"))
    assert f"quote {gone}" not in everything


def test_what_is_left_out_of_every_answer_is_counted(db: Database, rows: Rows) -> None:
    assert asked.left_out(db) == LeftOut()
    left = rows.contact("Lee")
    db.conn.execute("UPDATE contact SET switched_off = 1 WHERE id = ?", (left,))
    rows.message(rows.conversation(left), "not to be read")
    for columns in ({"switched_off": 1}, {"switched_off": 1, "is_group": 1}, {"filter": "junk"}, {}):
        rows.message(rows.conversation(rows.contact(), **columns), "hello")
    rows.conversation(rows.contact(), filter="junk")
    assert asked.left_out(db) == LeftOut(people=2, groups=1, filed_away=1)
