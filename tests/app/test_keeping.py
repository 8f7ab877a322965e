"""What the person keeps, forgets and sets beside a conversation: done, told, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlite_utils import Database

from app import briefing, judging, personas, recalling, recollections, remembering, voice_shown, voices
from app.events import Event, Kept
from app.indexing import cut_some
from app.keep_wishes import (
    EditFact,
    ForgetFact,
    ForgetMemory,
    Keep,
    LockFact,
    LockTreatment,
    LockVoice,
    ResetVoice,
    SetTreatment,
    SetVoice,
    SetWords,
    Tick,
    UseEverywhere,
    UsePersona,
)
from app.keeping import Keeping
from app.store import briefs, conversations, styles, threads
from app.store.memories import ME, Stored
from app.store.styles import EVERYBODY
from engine.domain import moment
from engine.problems import NoSuchContact, NoSuchFact, NoSuchMemory, PersonaRefused
from engine.remembered import Said
from engine.voice.card import VoiceCard
from tests.app.store.conftest import MINUTE, Rows
from tests.stores import throwaway


@pytest.fixture
def db() -> Iterator[Database]:
    with throwaway() as vault:
        yield vault.db


@pytest.fixture
def rows(db: Database) -> Rows:
    return Rows(db)


class Recorded:
    """Keeping over a store, with what it told and how each act is taken back."""

    def __init__(self, rows: Rows) -> None:
        self.told: list[Event] = []
        self.back: list[Callable[[], None]] = []
        self.keeping = Keeping(
            rows.db, announce=self.told.append, remember=self.back.append, clock=lambda: moment(rows.clock_us + MINUTE)
        )

    def do(self, wish: Keep) -> None:
        self.keeping.carry_out(wish)

    def undo(self) -> None:
        self.back.pop()()


@pytest.fixture
def kept(rows: Rows) -> Recorded:
    return Recorded(rows)


def person(rows: Rows, name: str = "Ines") -> tuple[int, int]:
    """A contact with an address, and a conversation with them."""
    contact_id = rows.contact(name)
    rows.db.conn.execute(
        "INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (f"a{contact_id}", contact_id)
    )
    return contact_id, rows.conversation(contact_id)


def briefed(rows: Rows, conversation_id: int) -> None:
    now = moment(rows.clock_us + MINUTE)
    row = conversations.get(rows.db, conversation_id)
    verdict = judging.judge_and_keep(rows.db, conversation_id, now=now)
    messages = threads.recent(rows.db, conversation_id, limit=400, until=now)
    briefing.refresh(rows.db, row, messages, now=now, risk=verdict.risk, standing=verdict.standing)


def ticked(rows: Rows, conversation_id: int) -> tuple[int, ...]:
    found = briefing.for_conversation(rows.db, conversation_id, now=moment(rows.clock_us + MINUTE))
    assert found is not None
    return found.ticked


def remembered(rows: Rows) -> None:
    while cut_some(rows.db, limit=10):
        pass
    while remembering.step(rows.db, now=moment(rows.clock_us + MINUTE)):
        pass


def test_a_tick_stays_until_the_brief_is_made_anew(rows: Rows, kept: Recorded) -> None:
    _contact, one = person(rows)
    rows.message(one, "Could we do Saturday at 2pm? And what does it cost?")
    briefed(rows, one)
    kept.do(Tick(one, 1, True))
    kept.do(Tick(one, 0, True))
    assert ticked(rows, one) == (0, 1)
    kept.do(Tick(one, 1, False))
    assert ticked(rows, one) == (0,)
    rows.message(one, "Or is Sunday better?")
    briefed(rows, one)
    assert ticked(rows, one) == ()


def test_a_tick_is_taken_back_and_told(rows: Rows, kept: Recorded) -> None:
    _contact, one = person(rows)
    rows.message(one, "Could we do Saturday at 2pm?")
    briefed(rows, one)
    kept.do(Tick(one, 0, True))
    kept.undo()
    assert ticked(rows, one) == ()
    assert kept.told == [Kept(), Kept()]


def test_taking_a_tick_back_leaves_a_newer_brief_alone(rows: Rows, kept: Recorded) -> None:
    _contact, one = person(rows)
    rows.message(one, "Could we do Saturday at 2pm?")
    briefed(rows, one)
    kept.do(Tick(one, 0, True))
    kept.do(Tick(one, 0, False))
    rows.message(one, "Or is Sunday better?", after_min=5)
    briefed(rows, one)
    kept.undo()
    assert ticked(rows, one) == ()


def test_a_tick_where_no_brief_is_changes_nothing(rows: Rows, kept: Recorded) -> None:
    _contact, one = person(rows)
    kept.do(Tick(one, 0, True))
    assert briefs.get(rows.db, one) is None
    kept.undo()


def test_a_moment_is_forgotten_and_comes_back(rows: Rows, kept: Recorded) -> None:
    contact_id, one = person(rows)
    rows.message(one, "The orchard at Westmere has the best light in May")
    rows.message(one, "Then let us go to the orchard", from_me=True)
    remembered(rows)
    (found,) = remembering.recall(rows.db, contact_id, "orchard")
    kept.do(ForgetMemory(found.memory_id))
    assert remembering.recall(rows.db, contact_id, "orchard") == []
    kept.undo()
    (again,) = remembering.recall(rows.db, contact_id, "orchard")
    assert [said.text for said in again.messages] == [said.text for said in found.messages]


def test_a_memory_that_a_script_stored_comes_back_with_its_words(rows: Rows, kept: Recorded) -> None:
    contact_id, _one = person(rows)
    now = moment(rows.clock_us)
    told = Stored(None, "Likes matte prints", "", (Said("1", "incoming", "matte, please"),), {"from": "shop"})
    memory = remembering.store(rows.db, ME, str(contact_id), told, now=now)
    kept.do(ForgetMemory(memory.memory_id))
    assert remembering.recall(rows.db, contact_id, "matte") == []
    kept.undo()
    (again,) = remembering.recall(rows.db, contact_id, "matte")
    assert (again.summary, again.messages, again.metadata) == (memory.summary, memory.messages, memory.metadata)
    assert again.stored_at == now


def test_a_fact_is_put_in_other_words_and_back(rows: Rows, kept: Recorded) -> None:
    contact_id, one = person(rows)
    rows.message(one, "I live in Harrow Quay")
    remembered(rows)
    (fact,) = remembering.facts(rows.db, contact_id)
    kept.do(EditFact(fact.fact_id, "Lives by the water"))
    (edited,) = remembering.facts(rows.db, contact_id)
    assert (edited.text, edited.edited) == ("Lives by the water", True)
    kept.undo()
    assert remembering.facts(rows.db, contact_id) == [fact]


def test_a_fact_is_forgotten_and_comes_back(rows: Rows, kept: Recorded) -> None:
    contact_id, one = person(rows)
    rows.message(one, "I live in Harrow Quay")
    remembered(rows)
    (fact,) = remembering.facts(rows.db, contact_id)
    kept.do(ForgetFact(fact.fact_id))
    assert remembering.facts(rows.db, contact_id) == []
    kept.undo()
    assert [one.text for one in remembering.facts(rows.db, contact_id)] == [fact.text]


def test_a_field_of_the_voice_is_set_and_taken_back(rows: Rows, kept: Recorded) -> None:
    contact_id, _one = person(rows)
    kept.do(SetVoice(contact_id, "formality", 0.9))
    kept.do(SetVoice(contact_id, "capitalization", "lowercase"))
    assert voices.profile_for(rows.db, contact_id).formality == 0.9
    assert voices.profile_for(rows.db, contact_id).capitalization == "lowercase"
    kept.undo()
    kept.undo()
    assert styles.card(rows.db, contact_id) == VoiceCard()


def test_a_field_is_locked_at_what_it_shows_and_freed_again(rows: Rows, kept: Recorded) -> None:
    contact_id, _one = person(rows)
    kept.do(LockVoice(contact_id, True, "warmth"))
    card = styles.card(rows.db, contact_id)
    assert (card.locked, card.warmth) == (("warmth",), 0.5)
    kept.undo()
    assert styles.card(rows.db, contact_id) == VoiceCard()


def test_the_whole_voice_is_locked_and_taken_back_leaves_no_profile_behind(rows: Rows, kept: Recorded) -> None:
    contact_id, _one = person(rows)
    kept.do(LockVoice(contact_id, True))
    assert styles.is_locked(rows.db, contact_id)
    kept.undo()
    assert not styles.is_locked(rows.db, contact_id)
    assert styles.get(rows.db, contact_id) is None


def test_phrases_are_set_and_taken_back(rows: Rows, kept: Recorded) -> None:
    contact_id, _one = person(rows)
    kept.do(SetWords(contact_id, phrases=("works for me",)))
    kept.do(SetWords(contact_id, never=("kindly",)))
    card = styles.card(rows.db, contact_id)
    assert (card.phrases, card.never) == (("works for me",), ("kindly",))
    kept.undo()
    assert styles.card(rows.db, contact_id).phrases == ("works for me",)


def test_what_is_set_for_one_contact_is_used_everywhere_but_not_how_they_are_treated(
    rows: Rows, kept: Recorded
) -> None:
    contact_id, _one = person(rows)
    styles.put_card(rows.db, EVERYBODY, VoiceCard(emoji=0.2, never=("kindly",)))
    own = VoiceCard(formality=0.1, never=("regards",), pet_names=("love",), locked=("formality",))
    styles.put_card(rows.db, contact_id, own)
    kept.do(UseEverywhere(contact_id))
    general = styles.card(rows.db, EVERYBODY)
    assert (general.formality, general.emoji, general.never) == (0.1, 0.2, ("kindly", "regards"))
    assert general.pet_names is None
    assert styles.card(rows.db, contact_id) == own
    kept.undo()
    assert styles.card(rows.db, EVERYBODY) == VoiceCard(emoji=0.2, never=("kindly",))


def test_giving_up_what_was_set_leaves_locked_fields_and_words(rows: Rows, kept: Recorded) -> None:
    contact_id, _one = person(rows)
    card = VoiceCard(formality=0.1, warmth=0.9, locked=("warmth",), phrases=("lovely",))
    styles.put_card(rows.db, contact_id, card)
    kept.do(ResetVoice(contact_id))
    after = styles.card(rows.db, contact_id)
    assert (after.formality, after.warmth, after.phrases) == (None, 0.9, ("lovely",))
    kept.undo()
    assert styles.card(rows.db, contact_id) == card


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (ForgetMemory("s99"), NoSuchMemory),
        (ForgetMemory("m99"), NoSuchMemory),
        (EditFact(99, "x"), NoSuchFact),
        (ForgetFact(99), NoSuchFact),
        (SetVoice(99, "formality", 0.5), NoSuchContact),
        (LockVoice(99, True), NoSuchContact),
        (ResetVoice(99), NoSuchContact),
    ],
)
def test_what_is_gone_is_a_problem_and_nothing_to_take_back(
    kept: Recorded, wish: Keep, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        kept.do(wish)
    assert (kept.told, kept.back) == ([], [])


def test_recollections_leave_out_what_is_in_sight_and_every_other_contact(rows: Rows) -> None:
    contact_id, one = person(rows)
    _other, two = person(rows, "Kit")
    rows.message(two, "The orchard is closed on Mondays")
    rows.message(one, "The orchard at Westmere has the best light")
    rows.message(one, "Then the orchard it is", from_me=True)
    for n in range(recalling.IN_SIGHT):
        rows.message(one, f"Plain word number {n}", after_min=60 * 24, from_me=bool(n % 2))
    rows.message(one, "Shall we go to the orchard again?", after_min=60 * 24)
    remembered(rows)
    found = recollections.for_reply(rows.db, one, now=moment(rows.clock_us + MINUTE))
    assert found.moments[0].quotes[0].text == "The orchard at Westmere has the best light"
    assert all("Mondays" not in quote.text for moment_ in found.moments for quote in moment_.quotes)
    assert all("again" not in quote.text for moment_ in found.moments for quote in moment_.quotes)
    assert found.n_moments == remembering.stats(rows.db, user_id=ME, contact_key=str(contact_id)).total_memories


def test_recollections_say_why_there_are_none(rows: Rows) -> None:
    contact_id, one = person(rows)
    now = moment(rows.clock_us) + timedelta(days=1)
    group = rows.conversation(None, is_group=1)
    assert recollections.for_reply(rows.db, group, now=now).why_none == "group"
    assert recollections.for_reply(rows.db, one, now=now).why_none == "nothing_to_answer"
    rows.message(one, "Hello")
    remembered(rows)
    assert recollections.for_reply(rows.db, one, now=now).why_none == "nothing_fits"
    rows.db.conn.execute("UPDATE contact SET switched_off = 1 WHERE id = ?", (contact_id,))
    assert recollections.for_reply(rows.db, one, now=now).why_none == "not_read"


def told(rows: Rows, contact_id: int, text: str) -> None:
    """A fact of a contact, as if they had told it."""
    rows.db.conn.execute(
        "INSERT INTO fact (contact_id, conversation_id, kind, slot, value, text, message_id, said_us, digest) "
        "VALUES (?, 1, 'fact', 'home', ?, ?, NULL, ?, ?)",
        (contact_id, text, text, rows.clock_us, text.encode()),
    )


def test_a_fact_is_locked_and_freed_with_a_way_back(rows: Rows, kept: Recorded) -> None:
    contact_id, _one = person(rows)
    told(rows, contact_id, "I live in Leeds")

    def locked() -> bool:
        return remembering.facts(rows.db, contact_id)[0].locked

    fact_id = remembering.facts(rows.db, contact_id)[0].fact_id
    kept.do(LockFact(fact_id, True))
    assert locked()
    kept.do(LockFact(fact_id, False))
    assert not locked()
    kept.undo()
    assert locked()
    kept.undo()
    assert not locked()
    with pytest.raises(NoSuchFact):
        kept.do(LockFact(999, True))


def test_how_somebody_is_treated_is_set_locked_and_taken_back(rows: Rows, kept: Recorded) -> None:
    contact_id, _one = person(rows)
    kept.do(SetTreatment(contact_id, "pet_names", ("sunshine",)))
    kept.do(LockTreatment(contact_id, "pet_names", True))
    assert personas.fields(rows.db, contact_id)["pet_names"] == personas.Field(("sunshine",), "hand", locked=True)
    kept.undo()
    assert not personas.fields(rows.db, contact_id)["pet_names"].locked
    kept.undo()
    assert personas.fields(rows.db, contact_id)["pet_names"].value is None


def test_a_persona_is_used_for_one_contact_with_a_way_back_and_never_for_family(rows: Rows, kept: Recorded) -> None:
    contact_id, one = person(rows)
    now = moment(rows.clock_us)
    assert voice_shown.to_conversation(rows.db, one, now=now).persona == ""
    personas.learn(rows.db, "mira", ["hey sunshine, come over later 😘", "aw sunshine you are sweet 😘"] * 12, now=now)
    kept.do(UsePersona(contact_id, True))
    assert voice_shown.to_conversation(rows.db, one, now=now).persona_on
    kept.undo()
    shown = voice_shown.to_conversation(rows.db, one, now=now)
    assert (shown.persona, shown.persona_on) == ("mira", False)
    rows.db.conn.execute("UPDATE contact SET class = 'family' WHERE id = ?", (contact_id,))
    assert voice_shown.to_conversation(rows.db, one, now=now).persona == ""
    with pytest.raises(PersonaRefused):
        kept.do(UsePersona(contact_id, True))
