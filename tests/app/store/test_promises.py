"""The ledger of promises in the store: what the person says of one wins over every later reading."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlcipher3 import dbapi2 as cipher
from sqlite_utils import Database

from app.store import briefs, conversations, filing, promises, removal
from app.store.connection import transaction
from engine.brief import Promise, PromiseState, Side
from engine.domain import moment
from tests.app.store.conftest import START, Rows

NOW = moment(START) + timedelta(hours=2)


def promise(message_id: int, what: str = "send the invoice", place: int = 0, **changes: object) -> Promise:
    values: dict[str, object] = {
        "by": Side.ME,
        "text": f"I'll {what} tomorrow",
        "what": what,
        "kind": "send",
        "message_id": str(message_id),
        "made_at": moment(START),
        "due_at": moment(START) + timedelta(days=1),
        "due_text": "tomorrow",
        "state": PromiseState.OPEN,
        "confidence": 0.9,
        "place": place,
    }
    return Promise(**{**values, **changes})  # type: ignore[arg-type] # the fields above


@pytest.fixture
def noted(db: Database, rows: Rows) -> tuple[int, int]:
    """A conversation with a message that promises something, and that message."""
    conversation_id = rows.conversation(rows.contact())
    message_id = rows.message(conversation_id, "I'll send the invoice tomorrow", from_me=True)
    promises.note(db, conversation_id, [promise(message_id)], read=[str(message_id)])
    return conversation_id, message_id


def test_a_promise_is_noted_once_however_often_it_is_read(db: Database, noted: tuple[int, int]) -> None:
    conversation_id, message_id = noted
    promises.note(db, conversation_id, [promise(message_id)], read=[str(message_id)])
    (only,) = promises.of(db, conversation_id)
    assert (only.what, only.due_text, only.message_id) == ("send the invoice", "tomorrow", str(message_id))
    assert promises.open(db, now=NOW) == [only]


def test_a_reading_that_settles_a_promise_closes_it(db: Database, noted: tuple[int, int]) -> None:
    conversation_id, _message_id = noted
    (only,) = promises.of(db, conversation_id)
    kept = promise(int(only.message_id), state=PromiseState.KEPT, promise_id=only.promise_id, settled_by="77")
    promises.note(db, conversation_id, [kept], read=[])
    assert promises.of(db, conversation_id)[0].state is PromiseState.KEPT
    assert promises.open(db, now=NOW) == []


def test_what_the_person_says_wins_over_reading_again(db: Database, noted: tuple[int, int]) -> None:
    conversation_id, message_id = noted
    (only,) = promises.of(db, conversation_id)
    later = moment(START) + timedelta(days=9)
    assert promises.settle(db, int(only.promise_id), PromiseState.DISMISSED)
    assert promises.set_due(db, int(only.promise_id), later)
    promises.note(db, conversation_id, [promise(message_id)], read=[str(message_id)])
    promises.note(db, conversation_id, [], read=[str(message_id)])
    (after,) = promises.of(db, conversation_id)
    assert (after.state, after.due_at) == (PromiseState.DISMISSED, later)
    assert promises.reread(db, int(only.promise_id))
    assert promises.of(db, conversation_id)[0].state is PromiseState.OPEN


def test_taking_back_what_became_of_a_promise_leaves_when_the_person_says_it_is_due(
    db: Database, noted: tuple[int, int]
) -> None:
    conversation_id, message_id = noted
    (only,) = promises.of(db, conversation_id)
    later = moment(START) + timedelta(days=9)
    promises.set_due(db, int(only.promise_id), later)
    promises.settle(db, int(only.promise_id), PromiseState.KEPT)
    db.conn.execute("UPDATE conversation SET changed = 0")
    assert promises.reread(db, int(only.promise_id))
    promises.note(db, conversation_id, [promise(message_id)], read=[str(message_id)])
    (after,) = promises.of(db, conversation_id)
    assert (after.state, after.due_at) == (PromiseState.OPEN, later)
    assert db.conn.execute("SELECT changed FROM conversation").fetchone() == (1,)


def test_what_became_of_a_promise_is_taken_back_whole_or_not_at_all(db: Database, noted: tuple[int, int]) -> None:
    conversation_id, _message_id = noted
    (only,) = promises.of(db, conversation_id)
    promises.settle(db, int(only.promise_id), PromiseState.KEPT)
    db.conn.execute(
        "CREATE TEMP TRIGGER full BEFORE UPDATE OF changed ON conversation BEGIN SELECT raise(ABORT, 'full'); END"
    )
    with pytest.raises(cipher.IntegrityError):
        promises.reread(db, int(only.promise_id))
    assert promises.of(db, conversation_id)[0].state is PromiseState.KEPT


def test_reading_says_nothing_of_a_promise_the_person_wrote_though_its_end_was_taken_back(
    db: Database, noted: tuple[int, int]
) -> None:
    conversation_id, message_id = noted
    own = promises.add(db, conversation_id, by=Side.ME, what="print the album", now=NOW)
    promises.settle(db, own, PromiseState.KEPT)
    promises.reread(db, own)
    read = promise(message_id, state=PromiseState.KEPT, promise_id=str(own), settled_by=str(message_id))
    promises.note(db, conversation_id, [read], read=[])
    assert [one.state for one in promises.of(db, conversation_id) if not one.message_id] == [PromiseState.OPEN]


def test_half_a_character_in_a_promise_is_written_as_a_question_mark(db: Database, noted: tuple[int, int]) -> None:
    conversation_id, _message_id = noted
    promises.add(db, conversation_id, by=Side.ME, what="print \ud83d albums", now=NOW)
    assert "print ? albums" in [one.what for one in promises.of(db, conversation_id)]


def test_a_promise_that_is_not_found_any_more_goes(db: Database, noted: tuple[int, int]) -> None:
    conversation_id, message_id = noted
    promises.note(db, conversation_id, [], read=["999"])
    assert len(promises.of(db, conversation_id)) == 1
    promises.note(db, conversation_id, [], read=[str(message_id)])
    assert promises.of(db, conversation_id) == []


def test_removing_a_message_removes_its_promise(db: Database, noted: tuple[int, int]) -> None:
    conversation_id, message_id = noted
    (only,) = promises.of(db, conversation_id)
    promises.settle(db, int(only.promise_id), PromiseState.KEPT)
    with transaction(db):
        removal.remove(db, [message_id], source_id=0, now_us=START)
    assert promises.of(db, conversation_id) == []


def test_removing_what_settled_a_promise_opens_it_again(db: Database, rows: Rows, noted: tuple[int, int]) -> None:
    conversation_id, message_id = noted
    proof = rows.message(conversation_id, "sent!", from_me=True)
    promises.note(db, conversation_id, [promise(message_id, state=PromiseState.KEPT, settled_by=str(proof))], read=[])
    assert promises.open(db, now=NOW) == []
    with transaction(db):
        removal.remove(db, [proof], source_id=0, now_us=START)
    assert len(promises.open(db, now=NOW)) == 1


def test_a_conversation_switched_off_keeps_only_what_the_person_wrote(db: Database, noted: tuple[int, int]) -> None:
    conversation_id, _message_id = noted
    own = promises.add(db, conversation_id, by=Side.THEM, what="bring the keys", now=NOW)
    conversations.switch_off(db, conversation_id, True)
    assert [one.promise_id for one in promises.of(db, conversation_id)] == [str(own)]
    assert promises.open(db, now=NOW) == []


def test_promises_follow_their_conversation(db: Database, rows: Rows, noted: tuple[int, int]) -> None:
    conversation_id, _message_id = noted
    other = rows.conversation(rows.contact("Lee"))
    with transaction(db):
        filing.unite(db, other, conversation_id)
    assert len(promises.of(db, other)) == 1


def test_a_promise_written_down_can_be_removed_and_a_read_one_is_dismissed(
    db: Database, noted: tuple[int, int]
) -> None:
    conversation_id, _message_id = noted
    own = promises.add(db, conversation_id, by=Side.ME, what="print the album", now=NOW, due_at=NOW)
    (read,) = [one for one in promises.of(db, conversation_id) if one.message_id]
    assert promises.delete(db, own)
    assert promises.delete(db, int(read.promise_id))
    assert [one.state for one in promises.of(db, conversation_id)] == [PromiseState.DISMISSED]
    assert not promises.delete(db, 999)


def test_a_brief_is_gone_when_its_words_are(db: Database, noted: tuple[int, int]) -> None:
    conversation_id, message_id = noted
    db.conn.execute(
        "INSERT INTO brief (conversation_id, through_us, primer, made_us, judged_us) VALUES (?, 0, '{}', 0, 0)",
        (conversation_id,),
    )
    with transaction(db):
        removal.remove(db, [message_id], source_id=0, now_us=START)
    assert briefs.get(db, conversation_id) is None
