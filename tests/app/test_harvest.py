"""Collecting what training may learn from: which turns of the person's, in what words, and what goes again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import msgspec
import pytest
from sqlite_utils import Database

from app import deciding, harvest, judging, syncing
from app.deciding import Verb
from app.settings import Groups, Settings
from app.store import (
    contacts,
    conversations,
    cutting,
    erasure,
    judgements,
    parting,
    removal,
    samples,
    suggestions,
    turns_waiting,
)
from app.store.samples import Wanted
from app.vault import throwaway
from engine.domain import Move, Option, Priority, Risk, Standing, State, Suggestions, Theme, micros, moment
from engine.problems import NoSuchSample, NoWords
from engine.training.samples import Limits, select
from tests.app.store.conftest import MINUTE, START, Rows

KEY = bytes(range(32))
EVERYTHING = msgspec.structs.replace(Settings(), keep_samples_days=0)
NOW = moment(START) + timedelta(days=30)
WITH_GROUPS = msgspec.structs.replace(EVERYTHING, groups=Groups.DRAFT)


class Talk(Rows):
    """Conversations that were judged and cut, as the conductor leaves them."""

    def said(self, *bubbles: str, conversation: int = 0, name: str = "Kim", after_min: float = 10) -> int:
        """A conversation going on: "< …" is theirs, "> …" the person's; returns it."""
        here = conversation or self.conversation(self.contact(name))
        for text in bubbles:
            self.message(here, text[2:], from_me=text[0] == ">", after_min=after_min)
        self.ready(here)
        return here

    def ready(self, conversation_id: int, *, risk: float = 0.0) -> None:
        """Judge it, and cut it into turns."""
        cutting.cut(self.db, conversation_id)
        judgements.put(
            self.db,
            conversation_id,
            standing=Standing(State.DONE, 0.0, Priority.ROUTINE, (), 0.0, None, None, None),
            risk=Risk(str(conversation_id), 0, 0, 0, 0, risk, (), (), (), "", False, ""),
            judged_us=self.clock_us,
        )

    def message_of(self, text: str) -> int:
        return int(self.db.conn.execute("SELECT id FROM message WHERE text = ?", (text,)).fetchone()[0])


@pytest.fixture
def db() -> Iterator[Database]:
    with throwaway() as vault:
        yield vault.db


@pytest.fixture
def talk(db: Database) -> Talk:
    return Talk(db)


def collect(db: Database, settings: Settings = EVERYTHING) -> int:
    """Collect to the end; how many pieces it took."""
    for pieces in count(1):
        if not harvest.piece(db, now=NOW, settings=settings):
            return pieces
    raise AssertionError


def found(db: Database, settings: Settings = EVERYTHING) -> list[tuple[str, str, str, float]]:
    """(source, input, output, quality), oldest first."""
    return [
        (one.source, one.input, one.output, one.quality)
        for one in reversed(harvest.page(db, Wanted(), settings=settings))
    ]


def answers(db: Database, settings: Settings = EVERYTHING) -> list[str]:
    return [one[2] for one in found(db, settings)]


def offer(db: Database, conversation_id: int, text: str, *, through: int, made_us: int) -> None:
    """Options on the screen, for what was said up to a message."""
    option = Option(
        "r-1", text, (text,), Move.AGREE, Theme.WARM, "yes", 0.7, 0.6, 0.5, (), (), (), "past_reply"
    )  # fmt: skip
    made = Suggestions("r", str(conversation_id), "past_replies", "none", (option,), False, 1, 1, False, None, None)
    suggestions.add(db, made, conversation_id=conversation_id, through_message_id=through, made_us=made_us)


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
    (sample,) = harvest.page(db, Wanted())
    talk.said("< Where?", "> at the mill", conversation=here)
    assert len(turns_waiting.newest(db, here, 10)) == 1
    collect(db)
    assert answers(db) == ["yes", "at the mill"]
    assert harvest.page(db, Wanted())[1] == sample


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
    assert harvest.candidates(db, KEY, settings=EVERYTHING) == []


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
    assert harvest.candidates(db, KEY, settings=EVERYTHING)[0].example.output == "[NAME_1] and me"


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


def test_an_accepted_reply_that_was_sent_is_one_sample_and_goes_with_its_words(db: Database, talk: Talk):
    here = talk.said("< Is it 07700 900123?")
    offer(db, here, "yes\nit is 07700 900123", through=1, made_us=talk.clock_us)
    deciding.decide(db, KEY, "r-1", Verb.ACCEPT, text=None, reason=None, now=moment(talk.clock_us + MINUTE))
    talk.said("> yes", "> it is 07700 900123", "< thanks", conversation=here)
    collect(db)
    assert [one[0] for one in found(db)] == ["accepted"]
    removal.remove(db, [talk.message_of("it is 07700 900123")], source_id=1, now_us=1)
    assert answers(db) == []


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
    harvest.include(db, harvest.page(db, Wanted())[0].id, False)
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
    assert {one.contact_id for one in harvest.page(db, Wanted())} == {1, 2}
    parting.merge(db, 1, 2, now_us=1)
    assert {one.contact_id for one in harvest.page(db, Wanted())} == {1}
    fresh = parting.split(db, 1, ["+44700000002"]).contact_id
    for one in (1, 2):
        talk.ready(one)
    collect(db)
    assert {one.contact_id for one in harvest.page(db, Wanted())} == {1, fresh}


def test_what_was_left_out_stays_so_and_can_be_taken_back(db: Database, talk: Talk):
    here = talk.said("< Friday?", "> yes")
    collect(db)
    (sample,) = harvest.page(db, Wanted())
    made, back = harvest.include(db, sample.id, False)
    assert not made.included
    assert harvest.collected(db).counts.left_out == 1
    assert harvest.collected(db).all == 0
    cutting.forget_conversation(db, here)
    talk.ready(here)
    collect(db)
    assert [one.included for one in harvest.page(db, Wanted())] == [False]
    db.conn.execute("DELETE FROM sample")
    cutting.forget_conversation(db, here)
    talk.ready(here)
    collect(db)
    (again,) = harvest.page(db, Wanted())
    assert not again.included, "also when it was gone for a while"
    back()
    harvest.include(db, again.id, True)
    assert harvest.page(db, Wanted())[0].included
    assert db.execute("SELECT count(*) FROM turn_left_out").fetchone() == (0,)


def test_words_put_in_by_the_person_stay_until_the_turn_says_something_else(db: Database, talk: Talk):
    here = talk.said("< Friday?", "> yes")
    collect(db)
    (sample,) = harvest.page(db, Wanted())
    made, back = harvest.edit(db, sample.id, answer="yes! ring 07700 900123")
    assert (made.output, made.quality, made.edited) == ("yes! ring [PHONE_1]", 1.0, True)
    cutting.forget_conversation(db, here)
    talk.ready(here)
    collect(db)
    assert answers(db) == ["yes! ring [PHONE_1]"]
    back()
    assert harvest.show(db, sample.id) == sample
    harvest.edit(db, sample.id, answer="aye")
    talk.said("> after six", conversation=here)
    collect(db)
    assert answers(db) == ["yes\nafter six"]


def test_an_edited_decision_can_be_taken_back_too(db: Database, talk: Talk):
    here = talk.said("< Friday?")
    offer(db, here, "yes", through=1, made_us=talk.clock_us)
    deciding.decide(db, KEY, "r-1", Verb.ACCEPT, text=None, reason=None, now=moment(talk.clock_us))
    (sample,) = harvest.page(db, Wanted())
    _, back = harvest.edit(db, sample.id, asked="Them: Friday, at six?", answer="yes\n\n  please ")
    assert found(db) == [("accepted", "Them: Friday, at six?\nMe:", "yes\nplease", 1.0)]
    back()
    assert harvest.page(db, Wanted()) == [sample]
    talk.message(here, "yes", from_me=True)
    removal.remove(db, [talk.message_of("yes")], source_id=1, now_us=1)
    assert answers(db) == [], "it is still known what was answered"


def test_the_person_may_add_samples_of_their_own(db: Database, talk: Talk):
    made, back = harvest.add(db, "are you free on friday?", "sure!\nring 07700 900123", now=NOW)
    assert (made.source, made.quality, made.conversation_id) == ("manual", 1.0, 0)
    assert found(db) == [("manual", "Them: are you free on friday?\nMe:", "sure!\nring [PHONE_1]", 1.0)]
    assert harvest.candidates(db, KEY, settings=EVERYTHING)[0].example.conversation == ""
    back()
    assert found(db) == []
    with pytest.raises(NoWords):
        harvest.add(db, "Me: only I speak", "yes", now=NOW)
    with pytest.raises(NoWords):
        harvest.add(db, "hello?", " \n ", now=NOW)
    with pytest.raises(NoSuchSample):
        harvest.edit(db, made.id, answer="x")
    with pytest.raises(NoSuchSample):
        harvest.include(db, made.id, False)


def test_samples_are_listed_page_by_page_and_can_be_searched(db: Database, talk: Talk):
    here = talk.said(*(line for n in range(7) for line in (f"< Question {n}?", f"> Answer {n}")))
    collect(db)
    harvest.add(db, "and the boat?", "mine", conversation_id=here, now=NOW)
    pages = [[one.output for one in harvest.page(db, Wanted(), limit=3, offset=at)] for at in (0, 3, 6, 9)]
    assert pages == [
        ["mine", "Answer 6", "Answer 5"],
        ["Answer 4", "Answer 3", "Answer 2"],
        ["Answer 1", "Answer 0"],
        [],
    ]
    assert [one.output for one in harvest.page(db, Wanted(source="manual"))] == ["mine"]
    assert [one.output for one in harvest.page(db, Wanted(text="ANSWER 3"))] == [
        "Answer 6",
        "Answer 5",
        "Answer 4",
        "Answer 3",
    ]
    assert [one.output for one in harvest.page(db, Wanted(text="boat"))] == ["mine"]
    assert harvest.page(db, Wanted(text="100%'; --")) == []
    first = harvest.page(db, Wanted())[0]
    harvest.include(db, first.id, False)
    assert [one.id for one in harvest.page(db, Wanted(included=False))] == [first.id]
    assert samples.n_found(db, Wanted(included=True)) == 7


def test_a_night_wants_enough_that_is_new_and_enough_in_all(db: Database, talk: Talk):
    here = talk.said("< Hello?", "> hi")
    for n in range(40):
        harvest.add(db, f"and {n}?", "yes", conversation_id=here, now=NOW)
    collect(db)
    assert harvest.collected(db).new == 40
    assert harvest.collected(db).all == 41
    assert not harvest.collected(db).enough
    assert harvest.collected(db, since=NOW).new == 0
    for n in range(160):
        harvest.add(db, f"and {n}?", "no", conversation_id=here, now=NOW + timedelta(hours=1))
    assert harvest.collected(db).enough
    assert harvest.collected(db, since=NOW).enough
    assert not harvest.collected(db, since=NOW + timedelta(hours=1)).enough


def test_only_so_many_turns_are_kept_and_the_newest_first(db: Database, talk: Talk):
    bounds = turns_waiting.Bounds(of_conversation=4, in_all=6)
    for name in "ABC":
        talk.said(*(line for n in range(6) for line in (f"< Question {n}?", f"> {name}{n}")), name=f"Kim {name}")
    while harvest.piece(db, now=NOW, settings=EVERYTHING, bounds=bounds):
        pass
    assert answers(db)[-4:] == ["C2", "C3", "C4", "C5"]
    assert len(answers(db)) == 6
    assert db.execute("SELECT count(*) FROM turn_waiting").fetchone() == (0,)


def test_what_would_be_removed_for_its_age_is_not_collected(db: Database, talk: Talk):
    talk.said("< Friday?", "> yes")
    collect(db, msgspec.structs.replace(Settings(), keep_samples_days=7))
    assert answers(db) == []


def test_a_job_is_given_names_that_say_nothing(db: Database, talk: Talk):
    talk.said("< Friday?", "> yes", "< And Monday?", "> no")
    talk.said("< Hello?", "> hi", name="Robin")
    collect(db)
    given = harvest.candidates(db, KEY, settings=EVERYTHING)
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
    assert harvest.candidates(db, KEY, settings=without) == []


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
        assert all(micros(told_now) >= one.made_us for one in harvest.page(vault.db, Wanted()))
