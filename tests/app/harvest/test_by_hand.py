"""The person leaves samples out, puts words in, adds their own, and looks through them."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from app import deciding, harvest, sample_table
from app.deciding import Verb
from app.store import cutting, removal, samples
from app.store.samples import Wanted
from engine.domain import moment
from engine.problems import NoSuchSample, NotRead, NoWords
from tests.app.harvest.talk import EVERYTHING, KEY, NOW, Talk, answers, collect, found, offer


def test_what_was_left_out_stays_so_and_can_be_taken_back(db: Database, talk: Talk):
    here = talk.said("< Friday?", "> yes")
    collect(db)
    (sample,) = sample_table.page(db, Wanted())
    made, back = sample_table.include(db, sample.id, False)
    assert not made.included
    assert harvest.collected(db).counts.left_out == 1
    assert harvest.collected(db).all == 0
    cutting.forget_conversation(db, here)
    talk.ready(here)
    collect(db)
    assert [one.included for one in sample_table.page(db, Wanted())] == [False]
    db.conn.execute("DELETE FROM sample")
    cutting.forget_conversation(db, here)
    talk.ready(here)
    collect(db)
    (again,) = sample_table.page(db, Wanted())
    assert not again.included, "also when it was gone for a while"
    back()
    sample_table.include(db, again.id, True)
    assert sample_table.page(db, Wanted())[0].included
    assert db.execute("SELECT count(*) FROM turn_left_out").fetchone() == (0,)


def test_words_put_in_by_the_person_stay_until_the_turn_says_something_else(db: Database, talk: Talk):
    here = talk.said("< Friday?", "> yes")
    collect(db)
    (sample,) = sample_table.page(db, Wanted())
    made, back = sample_table.edit(db, sample.id, answer="yes! ring 07700 900123")
    assert (made.output, made.quality, made.edited) == ("yes! ring [PHONE_1]", 1.0, True)
    cutting.forget_conversation(db, here)
    talk.ready(here)
    collect(db)
    assert answers(db) == ["yes! ring [PHONE_1]"]
    back()
    assert sample_table.show(db, sample.id) == sample
    sample_table.edit(db, sample.id, answer="aye")
    talk.said("> after six", conversation=here)
    collect(db)
    assert answers(db) == ["yes\nafter six"]


def test_an_edited_decision_can_be_taken_back_too(db: Database, talk: Talk):
    here = talk.said("< Friday?")
    offer(db, here, "yes", through=1, made_us=talk.clock_us)
    deciding.decide(db, KEY, "r-1", Verb.ACCEPT, text=None, reason=None, now=moment(talk.clock_us))
    (sample,) = sample_table.page(db, Wanted())
    _, back = sample_table.edit(db, sample.id, asked="Them: Friday, at six?", answer="yes\n\n  please ")
    assert found(db) == [("accepted", "Them: Friday, at six?\nMe:", "yes\nplease", 1.0)]
    back()
    assert sample_table.page(db, Wanted()) == [sample]
    talk.message(here, "yes", from_me=True)
    removal.remove(db, [talk.message_of("yes")], source_id=1, now_us=1)
    assert answers(db) == [], "it is still known what was answered"


def test_the_person_may_add_samples_of_their_own(db: Database, talk: Talk):
    made, back = sample_table.add(db, "are you free on friday?", "sure!\nring 07700 900123", now=NOW)
    assert (made.source, made.quality, made.conversation_id) == ("manual", 1.0, 0)
    assert found(db) == [("manual", "Them: are you free on friday?\nMe:", "sure!\nring [PHONE_1]", 1.0)]
    assert next(iter(harvest.candidates(db, KEY, settings=EVERYTHING))).example.conversation == ""
    back()
    assert found(db) == []
    with pytest.raises(NoWords):
        sample_table.add(db, "Me: only I speak", "yes", now=NOW)
    with pytest.raises(NoWords):
        sample_table.add(db, "hello?", " \n ", now=NOW)
    with pytest.raises(NoSuchSample):
        sample_table.edit(db, made.id, answer="x")
    with pytest.raises(NoSuchSample):
        sample_table.include(db, made.id, False)


@pytest.mark.parametrize("why", ["flagged", "switched off", "their contact is switched off", "a group"])
def test_nothing_is_added_to_a_conversation_that_is_not_learnt_from(db: Database, talk: Talk, why: str):
    here = talk.said("< Friday?")
    if why == "flagged":
        talk.ready(here, risk=1.0)
    elif why == "switched off":
        db.conn.execute("UPDATE conversation SET switched_off = 1")
    elif why == "a group":
        db.conn.execute("UPDATE conversation SET is_group = 1")
    else:
        db.conn.execute("UPDATE contact SET switched_off = 1")
    for _ in range(2):
        with pytest.raises(NotRead):
            sample_table.add(db, "and the boat?", "mine", conversation_id=here, now=NOW)
    assert db.execute("SELECT count(*) FROM sample").fetchone() == (0,)


def test_samples_are_listed_page_by_page_and_can_be_searched(db: Database, talk: Talk):
    here = talk.said(*(line for n in range(7) for line in (f"< Question {n}?", f"> Answer {n}")))
    collect(db)
    sample_table.add(db, "and the boat?", "mine", conversation_id=here, now=NOW)
    pages = [[one.output for one in sample_table.page(db, Wanted(), limit=3, offset=at)] for at in (0, 3, 6, 9)]
    assert pages == [
        ["mine", "Answer 6", "Answer 5"],
        ["Answer 4", "Answer 3", "Answer 2"],
        ["Answer 1", "Answer 0"],
        [],
    ]
    assert [one.output for one in sample_table.page(db, Wanted(source="manual"))] == ["mine"]
    assert [one.output for one in sample_table.page(db, Wanted(text="ANSWER 3"))] == [
        "Answer 6",
        "Answer 5",
        "Answer 4",
        "Answer 3",
    ]
    assert [one.output for one in sample_table.page(db, Wanted(text="boat"))] == ["mine"]
    assert sample_table.page(db, Wanted(text="100%'; --")) == []
    first = sample_table.page(db, Wanted())[0]
    sample_table.include(db, first.id, False)
    assert [one.id for one in sample_table.page(db, Wanted(included=False))] == [first.id]
    assert samples.n_found(db, Wanted(included=True)) == 7
