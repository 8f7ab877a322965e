"""What the person keeps, forgets and sets: about a contact ticks, memories, facts, the voice; and what is learnt from.

Every wish has its way back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from sqlite_utils import Database

from app import events, personas, remembering, sample_table, voices
from app.events import Event
from app.keep_wishes import (
    EditFact,
    EditSample,
    ForgetFact,
    ForgetMemory,
    IncludeSample,
    Keep,
    KeepFact,
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
from app.store import briefs, memories, styles
from app.store import facts as known_facts
from app.store import personas as used
from app.store.memories import Stored
from app.store.styles import EVERYBODY
from engine.remembered import Memory
from engine.voice import card as cards
from engine.voice.card import VoiceCard

#: Pieces of conversations that are cut anew at once when a stretch is remembered again; the rest comes by itself.
CUT_AGAIN = 12


_WayBack = Callable[[], None]


class Keeping:
    """Carries such wishes out on the writing connection; called on the thread that owns it."""

    def __init__(
        self,
        db: Database,
        *,
        announce: Callable[[Event], None],
        remember: Callable[[_WayBack], None],
        clock: Callable[[], datetime],
    ) -> None:
        """`remember` takes the way back of an act."""
        self._db = db
        self._announce = announce
        self._remember = remember
        self._now = clock

    def carry_out(self, wish: Keep) -> None:
        """Do it and tell.

        Raises:
            NoSuchContact, NoSuchFact, NoSuchMemory, NoSuchPersona, NoSuchSample: it is not there any more.
            NoWords: nothing would be left of a sample.
            PersonaRefused: the contact is family or work.
        """
        back = self._done(wish)

        def taken_back() -> None:
            back()
            self._announce(events.Kept())

        self._remember(taken_back)
        self._announce(events.Kept())

    def _done(self, wish: Keep) -> _WayBack:
        match wish:
            case Tick(conversation_id, step, on):
                return self._tick(conversation_id, step, on)
            case ForgetMemory(memory_id):
                return self._forget(memory_id)
            case EditFact(fact_id, text):
                return self._edit(fact_id, text)
            case ForgetFact(fact_id):
                deleted = remembering.forget_fact(self._db, fact_id)
                return lambda: known_facts.restore(self._db, deleted)
            case KeepFact(fact_id):
                return self._lock_fact(fact_id, True)
            case LockFact(fact_id, on):
                return self._lock_fact(fact_id, on)
            case LockVoice(contact_id, on, None):
                return self._lock_whole(contact_id, on)
            case SetVoice(contact_id) | LockVoice(contact_id) | SetWords(contact_id) | ResetVoice(contact_id):
                back = self._card_as_it_is(contact_id)
                self._set(wish)
                return back
            case UseEverywhere(contact_id):
                back = self._card_as_it_is(EVERYBODY)
                general = styles.card(self._db, EVERYBODY)
                styles.put_card(self._db, EVERYBODY, for_everybody(styles.card(self._db, contact_id), general))
                return back
            case SetTreatment(contact_id) | LockTreatment(contact_id):
                back = self._card_as_it_is(contact_id)
                self._treat(wish)
                return back
            case UsePersona(contact_id, on):
                return self._use_persona(contact_id, on)
            case IncludeSample(sample_id, on):
                return sample_table.include(self._db, sample_id, on)[1]
            case EditSample(sample_id, asked, answer):
                return sample_table.edit(self._db, sample_id, asked=asked, answer=answer)[1]
            case _ as never:
                assert_never(never)

    def _treat(self, wish: SetTreatment | LockTreatment) -> None:
        match wish:
            case SetTreatment(contact_id, field, value):
                personas.set_field(self._db, contact_id, field, value)
            case LockTreatment(contact_id, field, on):
                personas.lock(self._db, contact_id, field, on)

    def _use_persona(self, contact_id: int, on: bool) -> _WayBack:
        before = used.of_contact(self._db, contact_id)
        if on:
            personas.switch_on(self._db, contact_id)
        else:
            personas.switch_off(self._db, contact_id)
        return lambda: used.switch(self._db, contact_id, before)

    def _tick(self, conversation_id: int, step: int, on: bool) -> _WayBack:
        kept = briefs.get(self._db, conversation_id)
        before = () if kept is None else kept.ticked
        briefs.tick(self._db, conversation_id, {*before, step} if on else set(before) - {step})

        def back() -> None:
            now = briefs.get(self._db, conversation_id)
            if kept is not None and now is not None and now.made_us == kept.made_us:
                briefs.tick(self._db, conversation_id, before)

        return back

    def _forget(self, memory_id: str) -> _WayBack:
        """A stretch of messages is remembered again by its mark, a stored memory by storing it anew."""
        stored = self._stored(memory_id)
        forgotten = remembering.forget(self._db, memory_id)

        def back() -> None:
            remembering.take_back(self._db, forgotten)
            for one in stored:
                told = Stored(one.conversation_id, one.summary, "", one.messages, one.metadata, one.written_by)
                remembering.store(self._db, one.user_id, one.contact_id, told, now=one.stored_at)
            for _ in range(CUT_AGAIN):
                if not remembering.step(self._db, now=self._now()):
                    break

        return back

    def _stored(self, memory_id: str) -> list[Memory]:
        """The memory if a script stored it: its words are nowhere else."""
        number = memory_id.removeprefix("m")
        if not number.isdecimal():
            return []
        return memories.get(self._db, [int(number)], memories.owners(self._db, None, None), {})

    def _edit(self, fact_id: int, text: str) -> _WayBack:
        known = remembering.facts(self._db, known_facts.contact_of(self._db, fact_id))
        edited = any(one.edited for one in known if one.fact_id == fact_id)
        before = known_facts.edit(self._db, fact_id, text)

        def back() -> None:
            known_facts.edit(self._db, fact_id, before, edited=edited)

        return back

    def _lock_fact(self, fact_id: int, on: bool) -> _WayBack:
        known = remembering.facts(self._db, known_facts.contact_of(self._db, fact_id))
        held = any(one.locked for one in known if one.fact_id == fact_id)
        known_facts.lock(self._db, fact_id, on)
        return lambda: known_facts.lock(self._db, fact_id, held)

    def _lock_whole(self, contact_id: int, on: bool) -> _WayBack:
        learnt = styles.get(self._db, contact_id)
        voices.lock(self._db, contact_id, on)

        def back() -> None:
            voices.lock(self._db, contact_id, not on)
            if learnt is None:
                styles.delete(self._db, contact_id)

        return back

    def _set(self, wish: SetVoice | LockVoice | SetWords | ResetVoice) -> None:
        db, contact_id = self._db, wish.contact_id
        match wish:
            case SetVoice(_, field, value):
                voices.set_field(db, contact_id, field, value)
            case LockVoice(_, on, field):
                voices.lock(db, contact_id, on, field=field)
            case SetWords(_, phrases, never):
                voices.set_words(db, contact_id, phrases=phrases, never=never)
            case ResetVoice():
                voices.need(db, contact_id)
                styles.put_card(db, contact_id, cards.learnt_anew(styles.card(db, contact_id)))

    def _card_as_it_is(self, contact_id: int) -> _WayBack:
        before = styles.card(self._db, contact_id)
        return lambda: styles.put_card(self._db, contact_id, before)


def for_everybody(special: VoiceCard, general: VoiceCard) -> VoiceCard:
    """Everybody's card with how one contact is written to above it; how that contact is treated stays theirs."""
    chosen: dict[str, Any] = {name: value for name in cards.FIELDS if (value := getattr(special, name)) is not None}
    words = cards.with_words(
        general, phrases=(*general.phrases, *special.phrases), never=(*general.never, *special.never)
    )
    return replace(words, **chosen)
