"""Samples go with the words, the conversations and the people they came from."""

from __future__ import annotations

import msgspec
import pytest
from sqlite_utils import Database

from app import deciding, sample_table
from app.deciding import Verb
from app.settings import Settings
from app.store import contacts, conversations, erasure, parting, removal
from app.store.samples import Wanted
from engine.domain import moment
from tests.app.harvest.talk import KEY, Talk, answers, collect, found, offer
from tests.app.store.conftest import MINUTE


def test_who_is_switched_off_is_forgotten_and_comes_back_when_switched_on(db: Database, talk: Talk):
    here = talk.said("< Friday?", "> yes")
    collect(db)
    contacts.switch_off(db, 1, True)
    assert db.execute("SELECT count(*) FROM sample").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM turn_waiting").fetchone() == (0,)
    collect(db)
    assert answers(db) == []
    contacts.switch_off(db, 1, False)
    talk.ready(here)
    collect(db)
    assert answers(db) == ["yes"]
    conversations.switch_off(db, here, True)
    assert db.execute("SELECT count(*) FROM sample").fetchone() == (0,)


def test_an_accepted_reply_that_was_sent_is_one_sample_and_goes_with_its_words(db: Database, talk: Talk):
    here = talk.said("< Is it 07700 900123?")
    offer(db, here, "yes\nit is 07700 900123", through=1, made_us=talk.clock_us)
    deciding.decide(db, KEY, "r-1", Verb.ACCEPT, text=None, reason=None, now=moment(talk.clock_us + MINUTE))
    talk.said("> yes", "> it is 07700 900123", "< thanks", conversation=here)
    collect(db)
    assert [one[0] for one in found(db)] == ["accepted"]
    removal.remove(db, [talk.message_of("it is 07700 900123")], source_id=1, now_us=1)
    assert answers(db) == []


def test_a_reply_that_was_left_out_as_a_decision_stays_so_as_a_turn(db: Database, talk: Talk):
    for n, out_first in enumerate((True, False), start=1):
        here = talk.said("< Friday?", name=f"Kim {n}")
        offer(db, here, f"yes {n}", through=talk.last(), made_us=talk.clock_us)
        deciding.decide(db, KEY, "r-1", Verb.ACCEPT, text=None, reason=None, now=moment(talk.clock_us + MINUTE))
        if not out_first:
            talk.said(f"> yes {n}", conversation=here)
            collect(db)
        sample_table.include(db, sample_table.page(db, Wanted())[0].id, False)
        if out_first:
            talk.said(f"> yes {n}", conversation=here)
            collect(db)
        contacts.switch_off(db, n, True)
        contacts.switch_off(db, n, False)
        talk.ready(here)
        collect(db)
        (again,) = sample_table.page(db, Wanted(text=str(n)))
        assert (again.source, again.output, again.included) == ("history", f"yes {n}", False)


def test_a_decision_waits_for_its_context_when_words_of_that_are_taken_back(db: Database, talk: Talk):
    here = talk.said("< Hello", "> hi", "< Ah", "< Friday?")
    offer(db, here, "yes", through=talk.message_of("Friday?"), made_us=talk.clock_us)
    deciding.decide(db, KEY, "r-1", Verb.EDIT, text="yes, at six", reason=None, now=moment(talk.clock_us + MINUTE))
    talk.said("> yes, at six", "< thanks", conversation=here)
    collect(db)
    assert [one[0] for one in found(db)] == ["history", "edited"]
    removal.remove(db, [talk.message_of("Ah")], source_id=1, now_us=1)
    assert answers(db) == ["hi"]
    talk.ready(here)
    collect(db)
    assert found(db)[1] == ("edited", "Them: Hello\nMe: hi\nThem: Friday?\nMe:", "yes, at six", 1.0)
    removal.remove(db, [talk.message_of("Friday?"), talk.message_of("thanks")], source_id=1, now_us=1)
    talk.ready(here)
    collect(db)
    assert db.execute("SELECT output FROM sample").fetchall() == [("hi\nyes, at six",)], "it answers nothing by itself"


@pytest.mark.parametrize("gone", ["Friday?", "yes", "after six"])
def test_words_that_are_taken_back_leave_the_samples(db: Database, talk: Talk, gone: str):
    talk.said("< Hello", "> hi", "< Friday?", "> yes", "> after six")
    collect(db)
    assert answers(db) == ["hi", "yes\nafter six"]
    removal.remove(db, [talk.message_of(gone)], source_id=1, now_us=1)
    assert answers(db) == ["hi"]


def test_what_is_left_after_a_bubble_is_unsent_is_learnt_anew(db: Database, talk: Talk):
    here = talk.said("< Friday?", "> yes", "> after six")
    collect(db)
    removal.remove(db, [talk.message_of("after six")], source_id=1, now_us=1)
    talk.ready(here)
    collect(db)
    assert answers(db) == ["yes"]


def test_erasing_a_contact_takes_their_samples(db: Database, talk: Talk):
    talk.said("< Friday?", "> yes")
    talk.said("< Monday?", "> no", name="Robin")
    collect(db)
    sample_table.include(db, sample_table.page(db, Wanted())[0].id, False)
    assert erasure.holding(db, 2).samples == 1
    erasure.erase(db, 2, now_us=1)
    assert answers(db) == ["yes"]
    assert db.execute("SELECT count(*) FROM turn_left_out").fetchone() == (0,)


def test_samples_belong_to_whom_the_conversation_is_with_now(db: Database, talk: Talk):
    for number, name in enumerate(("Kim", "Kimberley"), start=1):
        here = talk.said("< Friday?", f"> yes {name}", name=name)
        handle = db.conn.execute(
            "INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (f"+4470000000{number}", number)
        ).lastrowid
        db.conn.execute("INSERT INTO conversation_handle VALUES (?, ?)", (here, handle))
    collect(db)
    assert {one.contact_id for one in sample_table.page(db, Wanted())} == {1, 2}
    parting.merge(db, 1, 2, now_us=1)
    assert {one.contact_id for one in sample_table.page(db, Wanted())} == {1}
    fresh = parting.split(db, 1, ["+44700000002"]).contact_id
    for one in (1, 2):
        talk.ready(one)
    collect(db)
    assert {one.contact_id for one in sample_table.page(db, Wanted())} == {1, fresh}


def test_what_would_be_removed_for_its_age_is_not_collected(db: Database, talk: Talk):
    talk.said("< Friday?", "> yes")
    collect(db, msgspec.structs.replace(Settings(), keep_samples_days=7))
    assert answers(db) == []
