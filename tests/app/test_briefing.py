"""Briefs in the store: kept, renewed with little work, and told as they stand now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlite_utils import Database

from app import briefing, judging
from app.store import briefs, conversations, ledger, promises, removal, threads
from app.store.connection import transaction
from engine.brief import Primer, PromiseState, Stage
from engine.domain import moment
from engine.problems import NoSuchConversation
from tests.app.store.conftest import MINUTE, Rows
from tests.stores import throwaway


@pytest.fixture
def db() -> Iterator[Database]:
    with throwaway() as vault:
        yield vault.db


@pytest.fixture
def rows(db: Database) -> Rows:
    return Rows(db)


def refreshed(rows: Rows, conversation_id: int, *, after_min: int = 1, reads: int = briefing.READS) -> Primer:
    now = moment(rows.clock_us + after_min * MINUTE)
    row = conversations.get(rows.db, conversation_id)
    verdict = judging.judge(rows.db, row, now=now)
    messages = threads.recent(rows.db, conversation_id, limit=reads, until=now)
    return briefing.refresh(rows.db, row, messages, now=now, risk=verdict.risk, standing=verdict.standing)


def test_a_brief_is_kept_with_promises_bookings_and_payments(rows: Rows) -> None:
    one = rows.conversation(rows.contact("Ines"))
    rows.message(one, "Could we do Saturday at 2pm?")
    rows.message(one, "Yes, that works! I'll send the invoice tomorrow", from_me=True)
    rows.message(one, "I just paid the deposit of 50€. How do I find you?")
    made = refreshed(rows, one)
    kept = briefing.for_conversation(rows.db, one, now=moment(rows.clock_us))
    assert kept is not None
    assert kept.newer == 0
    assert kept.primer.summary == made.summary
    assert made.summary[0].text == "Ines asked: “How do I find you?”"
    assert [one.what for one in kept.primer.open_promises] == ["send the invoice"]
    assert [row.amount for row in ledger.payments(rows.db)] == [50]
    assert len(ledger.bookings(rows.db)) == 1
    assert made.stage is Stage.CLOSING


def test_newer_messages_make_a_brief_stale(rows: Rows) -> None:
    one = rows.conversation(rows.contact())
    rows.message(one, "Hello")
    refreshed(rows, one)
    rows.message(one, "Are you there?")
    rows.message(one, "And how much is it?")
    kept = briefing.for_conversation(rows.db, one, now=moment(rows.clock_us))
    assert kept is not None
    assert kept.newer == 2


def test_a_promise_made_before_what_is_read_again_is_settled_by_what_is_new(rows: Rows) -> None:
    one = rows.conversation(rows.contact())
    rows.message(one, "I'll send the invoice tomorrow", from_me=True)
    refreshed(rows, one)
    for _each in range(5):
        rows.message(one, "Ok, lovely")
    rows.message(one, "Just sent the invoice", from_me=True)
    made = refreshed(rows, one, reads=3)
    assert made.open_promises == ()
    assert promises.of(rows.db, one)[0].state is PromiseState.KEPT


def test_the_persons_word_on_a_promise_stands_in_the_brief(rows: Rows) -> None:
    one = rows.conversation(rows.contact())
    rows.message(one, "I'll send the invoice tomorrow", from_me=True)
    refreshed(rows, one)
    promises.settle(rows.db, int(promises.of(rows.db, one)[0].promise_id), PromiseState.KEPT)
    kept = briefing.for_conversation(rows.db, one, now=moment(rows.clock_us))
    assert kept is not None
    assert kept.primer.open_promises == ()
    assert refreshed(rows, one).open_promises == ()


def test_an_edited_message_is_read_anew(rows: Rows) -> None:
    one = rows.conversation(rows.contact())
    message_id = rows.message(one, "I'll send the invoice tomorrow", from_me=True)
    refreshed(rows, one)
    rows.db.conn.execute("UPDATE message SET text = 'Lovely day' WHERE id = ?", (message_id,))
    assert refreshed(rows, one).open_promises == ()
    assert promises.of(rows.db, one) == []


def test_removing_the_words_removes_brief_and_guesses(rows: Rows) -> None:
    one = rows.conversation(rows.contact())
    message_id = rows.message(one, "I just paid the deposit of 50€")
    refreshed(rows, one)
    with transaction(rows.db):
        removal.remove(rows.db, [message_id], source_id=0, now_us=0)
    assert briefing.for_conversation(rows.db, one, now=moment(rows.clock_us)) is None
    assert ledger.payments(rows.db) == []


def test_older_messages_are_looked_through_in_small_steps(rows: Rows) -> None:
    one = rows.conversation(rows.contact())
    rows.message(one, "I just paid the deposit of 50€")
    for _each in range(40):
        rows.message(one, "Lovely weather here", after_min=60 * 24)
    refreshed(rows, one, reads=10)
    assert ledger.payments(rows.db) == []
    now = moment(rows.clock_us)
    assert briefing.step(rows.db, now=now)
    assert not briefing.step(rows.db, now=now)
    assert [row.amount for row in ledger.payments(rows.db)] == [50]
    assert refreshed(rows, one).relation is not None


def test_a_brief_that_was_never_made_is_made_for_reading_without_writing(rows: Rows) -> None:
    one = rows.conversation(rows.contact("Ines"))
    rows.message(one, "How much is a session?")
    now = moment(rows.clock_us) + timedelta(minutes=1)
    verdict = judging.judge(rows.db, conversations.get(rows.db, one), now=now)
    made = briefing.fresh(rows.db, one, now=now, risk=verdict.risk, standing=verdict.standing)
    assert made.summary[0].text == "Ines asked: “How much is a session?”"
    assert briefs.get(rows.db, one) is None
    assert briefing.for_conversation(rows.db, one, now=now) is None
    with pytest.raises(NoSuchConversation):
        briefing.for_conversation(rows.db, 99, now=now)
