"""Which turns of the person's are collected, with what was said before, in small pieces."""

from __future__ import annotations

from itertools import count

import pytest
from sqlite_utils import Database

from app import deciding, harvest, judging, sample_table, syncing
from app.deciding import Verb
from app.settings import Settings
from app.store import contacts, cutting, turns_waiting
from app.store.samples import Wanted
from engine.domain import micros, moment
from tests.app.harvest.talk import EVERYTHING, KEY, NOW, WITH_GROUPS, Talk, answers, collect, found, offer
from tests.app.store.conftest import MINUTE
from tests.stores import throwaway


def test_a_turn_of_the_persons_is_learnt_with_what_was_said_before(db: Database, talk: Talk):
    talk.said("< Hello!", "> hi", "< Are you free?", "< On Friday?", "> yes", "> after six", "< Great")
    collect(db)
    assert found(db) == [
        ("history", "Them: Hello!\nMe:", "hi", 0.6),
        ("history", "Them: Hello!\nMe: hi\nThem: Are you free?\nThem: On Friday?\nMe:", "yes\nafter six", 0.6),
    ]


def test_words_that_answer_nothing_are_no_sample(db: Database, talk: Talk):
    here = talk.said("> Good morning everybody", "< Morning!")
    talk.message(here, "anyone?", from_me=True, after_min=60 * 24 * 5)
    talk.ready(here)
    collect(db)
    assert answers(db) == []


def test_a_turn_too_long_for_any_night_is_not_even_masked(db: Database, talk: Talk):
    endless = "a word of many " * 700
    talk.said(*[f"< {endless}"] * 6, "> I see", "< And Friday?", "> yes")
    robin = talk.said("< Hello?", "> hi", name="Robin")
    collect(db)
    assert answers(db) == ["hi"]
    talk.said(f"> {endless}", conversation=robin, after_min=1)
    collect(db)
    assert answers(db) == [], "the turn says something else by now"


def test_a_decision_too_long_for_any_night_is_no_sample(db: Database, talk: Talk):
    here = talk.said("< Hello?")
    offer(db, here, "a word of many " * 200, through=1, made_us=talk.clock_us)
    deciding.decide(db, KEY, "r-1", Verb.ACCEPT, text=None, reason=None, now=moment(talk.clock_us))
    collect(db)
    assert db.execute("SELECT count(*) FROM sample").fetchone() == (0,)


def test_pieces_are_small_and_can_be_broken_off_anywhere(db: Database, talk: Talk):
    for n in range(12):
        talk.said(f"< Question {n}?", f"> answer {n}")
    seconds = count(0, 1)
    pieces = 0
    while harvest.piece(db, now=NOW, settings=EVERYTHING, clock=lambda: float(next(seconds))):
        pieces += 1
        assert len(answers(db)) <= pieces
    assert pieces >= 12
    assert len(answers(db)) == 12
    assert not harvest.piece(db, now=NOW, settings=EVERYTHING)


def test_only_what_is_new_is_looked_at(db: Database, talk: Talk):
    here = talk.said("< Friday?", "> yes")
    collect(db)
    (sample,) = sample_table.page(db, Wanted())
    talk.said("< Where?", "> at the mill", conversation=here)
    assert len(turns_waiting.newest(db, here, 10)) == 1
    collect(db)
    assert answers(db) == ["yes", "at the mill"]
    assert sample_table.page(db, Wanted())[1] == sample


def test_a_turn_that_goes_on_takes_the_place_of_what_it_was(db: Database, talk: Talk):
    here = talk.said("< Friday?", "> yes")
    collect(db)
    talk.said("> after six", conversation=here)
    collect(db)
    assert answers(db) == ["yes\nafter six"]


@pytest.mark.parametrize("filed", ["junk", "promotion", "transaction", "unknown_sender"])
def test_nothing_is_learnt_from_filtered_conversations(db: Database, talk: Talk, filed: str):
    here = talk.said("< Friday?", "> yes")
    db.conn.execute("UPDATE conversation SET filter = ?", (filed,))
    collect(db)
    assert answers(db) == []
    db.conn.execute("UPDATE conversation SET filter = 'main'")
    collect(db)
    assert answers(db) == ["yes"]
    db.conn.execute("UPDATE conversation SET filter = ? WHERE id = ?", (filed, here))
    assert answers(db) == [], "what was filed away later is not shown, not counted, not learnt"
    assert harvest.collected(db).all == 0
    assert harvest.candidates(db, KEY, settings=EVERYTHING) == {}


def test_nothing_is_learnt_where_a_red_flag_stands_anywhere_with_that_contact(db: Database, talk: Talk):
    here = talk.said("< Friday?", "> yes")
    other = talk.conversation(db.conn.execute("SELECT contact_id FROM conversation").fetchone()[0])
    talk.said("< Send me your card number", "> no", conversation=other)
    talk.ready(other, risk=0.9)
    collect(db)
    assert answers(db) == []
    talk.ready(other, risk=0.4)
    collect(db)
    assert answers(db) == ["yes", "no"]
    talk.ready(here, risk=0.75)
    assert answers(db) == []


def test_a_conversation_is_judged_before_it_is_learnt_from(db: Database, talk: Talk):
    talk.said("< Friday?", "> yes")
    db.conn.execute("DELETE FROM judgement")
    assert not harvest.piece(db, now=NOW, settings=EVERYTHING)
    assert answers(db) == []


def test_machines_and_their_codes_are_no_talk(db: Database, talk: Talk):
    here = talk.said("< Reply YES to go on", "> YES")
    handle = db.conn.execute("INSERT INTO handle (address, shown, contact_id) VALUES ('72345', '72345', 1)").lastrowid
    db.conn.execute("INSERT INTO conversation_handle VALUES (?, ?)", (here, handle))
    there = talk.said("< Did you get in?", name="Robin")
    talk.message(there, "481234 is your code", kind="one_time_code")
    talk.said("> it says 481234", "< thanks, and the gate?", "> open", conversation=there)
    collect(db)
    assert found(db) == [
        ("history", "Them: Did you get in?\nMe: it says [CODE_1]\nThem: thanks, and the gate?\nMe:", "open", 0.6)
    ]


def test_groups_are_learnt_from_only_where_sotto_may_write_in_them(db: Database, talk: Talk):
    group = talk.conversation(None, is_group=1, display_name="Hikers")
    talk.said("< Who comes?", "> me", conversation=group)
    collect(db)
    assert answers(db) == []
    collect(db, WITH_GROUPS)
    assert answers(db, WITH_GROUPS) == ["me"]
    assert answers(db) == []
    assert harvest.collected(db, settings=WITH_GROUPS).all == 1
    assert harvest.collected(db, settings=EVERYTHING).all == 0


def test_a_muted_contact_is_learnt_from(db: Database, talk: Talk):
    talk.said("< Friday?", "> yes")
    contacts.mute(db, 1, True)
    collect(db)
    assert answers(db) == ["yes"]


def test_an_own_answer_beside_options_counts_in_full(db: Database, talk: Talk):
    here = talk.said("< Friday?")
    offer(db, here, "Sure thing", through=1, made_us=talk.clock_us + MINUTE)
    talk.said("> nah, busy", conversation=here)
    collect(db)
    assert found(db) == [("manual", "Them: Friday?\nMe:", "nah, busy", 1.0)]


def test_options_nobody_saw_do_not_make_an_answer_count_more(db: Database, talk: Talk):
    here = talk.said("< Friday?")
    offer(db, here, "Sure thing", through=1, made_us=talk.clock_us + MINUTE)
    db.conn.execute("UPDATE request SET background = 1")
    talk.said("> nah, busy", conversation=here)
    collect(db)
    assert [one[0] for one in found(db)] == ["history"]


def test_only_so_many_turns_are_kept_and_the_newest_first(db: Database, talk: Talk):
    bounds = turns_waiting.Bounds(of_conversation=4, in_all=6)
    for name in "ABC":
        talk.said(*(line for n in range(6) for line in (f"< Question {n}?", f"> {name}{n}")), name=f"Kim {name}")
    while harvest.piece(db, now=NOW, settings=EVERYTHING, bounds=bounds):
        pass
    assert answers(db)[-4:] == ["C2", "C3", "C4", "C5"]
    assert len(answers(db)) == 6
    assert db.execute("SELECT count(*) FROM turn_waiting").fetchone() == (0,)


def test_an_inbox_that_was_just_read_gives_samples_of_its_talk_only(demo_folder, told_now):
    with throwaway() as vault:
        syncing.sync_once(
            vault.db, source=demo_folder / "chat.db", contacts=demo_folder / "AddressBook", reconcile=False,
            now=lambda: told_now,
        )  # fmt: skip
        judging.judge_changed(vault.db, now=told_now)
        for conversation_id in cutting.uncut(vault.db):
            cutting.cut(vault.db, conversation_id)
        while harvest.piece(vault.db, now=told_now, settings=Settings()):
            pass
        rows = vault.db.execute(
            "SELECT s.input, s.output, c.filter, c.is_group, m.from_me FROM sample s JOIN conversation c "
            "ON c.id = s.conversation_id JOIN message m ON m.id = s.turn_id"
        ).fetchall()
        assert len(rows) > 20
        assert {(filed, group, mine) for _, _, filed, group, mine in rows} == {("main", 0, 1)}
        assert all(said.endswith("\nMe:") and "Them: " in said and answer.strip() for said, answer, *_ in rows)
        assert all(micros(told_now) >= one.made_us for one in sample_table.page(vault.db, Wanted()))
