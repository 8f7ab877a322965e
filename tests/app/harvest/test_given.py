"""What a job is given: masked words, names that say nothing, and enough of it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from sqlite_utils import Database

from app import deciding, harvest, sample_table
from app.deciding import Verb
from app.store import samples
from app.store.samples import Wanted
from engine.domain import moment
from engine.training.samples import Limits, select
from tests.app.harvest.talk import EVERYTHING, KEY, NOW, Talk, answers, collect, found, offer
from tests.app.store.conftest import MINUTE


def test_details_and_names_never_stand_in_a_sample(db: Database, talk: Talk):
    talk.contact("Bartholomew Fox")
    talk.said("< Is it still 07700 900123?", "> yes, 07700 900123, ask Bartholomew")
    collect(db)
    assert found(db)[0][1:3] == ("Them: Is it still [PHONE_1]?\nMe:", "yes, [PHONE_1], ask [NAME_1]")
    assert b"07700" not in b"".join(str(row).encode() for row in db.execute("SELECT * FROM sample"))


def test_somebody_who_gets_a_name_later_is_masked_from_then_on(db: Database, talk: Talk):
    talk.said("< Who else?", "> Bartholomew and me")
    collect(db)
    assert answers(db) == ["Bartholomew and me"]
    talk.contact("Bartholomew Fox")
    assert answers(db) == ["[NAME_1] and me"]
    assert next(iter(harvest.candidates(db, KEY, settings=EVERYTHING))).example.output == "[NAME_1] and me"


def test_a_decision_is_masked_soon_and_shown_masked_at_once(db: Database, talk: Talk):
    here = talk.said("< Is it 07700 900123?")
    offer(db, here, "yes, 07700 900123", through=1, made_us=talk.clock_us)
    deciding.decide(db, KEY, "r-1", Verb.ACCEPT, text=None, reason=None, now=moment(talk.clock_us + MINUTE))
    assert answers(db) == ["yes, [PHONE_1]"]
    collect(db)
    assert db.execute("SELECT source, input, output FROM sample").fetchall() == [
        ("accepted", "Them: Is it [PHONE_1]?\nMe:", "yes, [PHONE_1]")
    ]
    assert answers(db) == ["yes, [PHONE_1]"]


def test_what_is_new_and_what_there_is_in_all_are_counted(db: Database, talk: Talk):
    here = talk.said("< Hello?", "> hi")
    for n in range(40):
        sample_table.add(db, f"and {n}?", "yes", conversation_id=here, now=NOW)
    collect(db)
    assert harvest.collected(db).new == 40
    assert harvest.collected(db).all == 41
    assert harvest.collected(db, since=NOW).new == 0
    for n in range(160):
        sample_table.add(db, f"and {n}?", "no", conversation_id=here, now=NOW + timedelta(hours=1))
    assert harvest.collected(db).all == 201
    assert harvest.collected(db, since=NOW).new == 160
    assert harvest.collected(db, since=NOW + timedelta(hours=1)).new == 0


def test_a_job_is_given_names_that_say_nothing(db: Database, talk: Talk):
    talk.said("< Friday?", "> yes", "< And Monday?", "> no")
    talk.said("< Hello?", "> hi", name="Robin")
    collect(db)
    given = list(harvest.candidates(db, KEY, settings=EVERYTHING))
    named = {one.example.conversation for one in given}
    assert len(named) == len({one.contact for one in given}) == 2
    assert named == {one.example.conversation for one in harvest.candidates(db, KEY, settings=EVERYTHING)}
    assert named.isdisjoint(
        {one.example.conversation for one in harvest.candidates(db, bytes(32), settings=EVERYTHING)}
    )
    chosen = select(given, limits=Limits(), now=NOW)
    assert len(chosen.train) + len(chosen.held) + sum(chosen.left_out.values()) == 3


def test_edited_drafts_are_learnt_from_only_if_the_person_lets_them(db: Database, talk: Talk):
    here = talk.said("< Friday?")
    offer(db, here, "yes", through=1, made_us=talk.clock_us)
    deciding.decide(db, KEY, "r-1", Verb.EDIT, text="yes, at six", reason=None, now=NOW)
    assert len(harvest.candidates(db, KEY, settings=EVERYTHING)) == 1
    without = msgspec.structs.replace(EVERYTHING, learn_from_edits=False)
    assert harvest.candidates(db, KEY, settings=without) == {}
    sample_table.add(db, "and the boat?", "mine", conversation_id=here, now=NOW)
    assert [line["output"] for line in sample_table.lines(db, settings=without)] == ["mine"], "nor exported"
    assert answers(db, without) == ["mine"], "nor listed"
    assert samples.n_found(db, Wanted(), edits=False) == 1
    counted = harvest.collected(db, settings=without)
    assert (counted.all, counted.new, counted.counts.all, counted.counts.edited) == (1, 1, 1, 0)
    assert len(list(sample_table.lines(db, settings=EVERYTHING))) == harvest.collected(db).counts.all == 2
