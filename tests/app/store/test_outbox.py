"""Replies on their way, as the store keeps them."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from app.store import derived, filing, outbox
from app.store.outbox import Stage
from engine.problems import AlreadySending, SendingFailed


@pytest.fixture
def number(db: Database) -> int:
    db.conn.executemany("INSERT INTO conversation (id, merge_key) VALUES (?, ?)", [(1, "one"), (2, "two")])
    return outbox.claim(db, 1, "Hello", "draft", now_us=10)


def stage(db: Database, number: int) -> Stage | None:
    letter = outbox.get(db, number)
    return None if letter is None else letter.stage


def test_a_reply_begins_once(db: Database, number: int) -> None:
    assert outbox.begin(db, number, now_us=20) is not None
    assert outbox.begin(db, number, now_us=30) is None
    letter = outbox.get(db, number)
    assert letter is not None
    assert (letter.stage, letter.began_us) == (Stage.SENDING, 20)


def test_what_was_taken_back_never_begins(db: Database, number: int) -> None:
    assert outbox.take_back(db, number)
    assert outbox.begin(db, number, now_us=20) is None
    assert not outbox.arrive(db, number, 5)


def test_what_began_is_not_taken_back(db: Database, number: int) -> None:
    outbox.begin(db, number, now_us=20)
    assert not outbox.take_back(db, number)
    outbox.lose_sight(db, number)
    assert not outbox.take_back(db, number)


def test_a_draft_is_claimed_once_unless_it_did_not_go(db: Database, number: int) -> None:
    with pytest.raises(AlreadySending):
        outbox.claim(db, 1, "Hello", "draft", now_us=11)
    outbox.begin(db, number, now_us=20)
    outbox.fail(db, number, SendingFailed(number=-1700))
    again = outbox.claim(db, 1, "Hello", "draft", now_us=30)
    outbox.begin(db, again, now_us=40)
    outbox.arrive(db, again, 7)
    with pytest.raises(AlreadySending):
        outbox.claim(db, 1, "Hello", "draft", now_us=50)


def test_own_words_may_be_said_twice(db: Database, number: int) -> None:
    assert outbox.claim(db, 1, "ok", None, now_us=11) != outbox.claim(db, 1, "ok", None, now_us=12)


def test_a_failure_keeps_its_reason(db: Database, number: int) -> None:
    outbox.begin(db, number, now_us=20)
    assert outbox.fail(db, number, SendingFailed(number=-1700))
    letter = outbox.latest(db, 1)
    assert letter is not None
    assert isinstance(letter.problem, SendingFailed)
    assert letter.problem.facts == {"number": -1700}


def test_a_new_claim_takes_the_place_of_text_that_came_back(db: Database, number: int) -> None:
    outbox.take_back(db, number)
    fresh = outbox.claim(db, 1, "Hello there", None, now_us=30)
    assert fresh > number  # a countdown of the old one may still be running
    assert stage(db, number) is None
    assert [one.text for one in outbox.in_stage(db, *Stage)] == ["Hello there"]
    assert stage(db, fresh) is Stage.CLAIMED


def test_only_what_is_not_on_its_way_is_forgotten(db: Database, number: int) -> None:
    outbox.forget(db, number)
    assert stage(db, number) is Stage.CLAIMED
    outbox.begin(db, number, now_us=20)
    outbox.forget(db, number)
    assert stage(db, number) is Stage.SENDING
    outbox.lose_sight(db, number)
    outbox.forget(db, number)
    assert stage(db, number) is None


def test_a_sent_text_is_not_kept(db: Database, number: int) -> None:
    outbox.begin(db, number, now_us=20)
    assert outbox.arrive(db, number, 7)
    assert not outbox.arrive(db, number, 8)
    assert not outbox.fail(db, number, SendingFailed(number=1))
    assert db.conn.execute("SELECT stage, message_id, problem FROM outbox").fetchall() == [("sent", 7, "")]
    assert b"Hello" not in b"".join(str(row).encode() for row in db.conn.execute("SELECT * FROM outbox"))
    assert outbox.latest(db, 1) is None


def test_a_reply_follows_its_conversation_into_another(db: Database, number: int) -> None:
    filing.unite(db, 2, 1)
    letter = outbox.latest(db, 2)
    assert letter is not None
    assert letter.text == "Hello"


@pytest.mark.parametrize("how", ["forgotten", "deleted"])
def test_a_reply_goes_with_its_conversation(how: str, db: Database, number: int) -> None:
    if how == "forgotten":
        derived.forget(db, 1)
    else:
        db.conn.execute("DELETE FROM conversation WHERE id = 1")
    assert stage(db, number) is None
