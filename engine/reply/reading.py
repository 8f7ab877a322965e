"""The turn to answer, understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from engine.domain import Message, Move, StyleProfile, Triage
from engine.memory.turns import turns
from engine.reply.moves import move as move_of
from engine.reply.occasion_patterns import Occasion
from engine.reply.occasions import occasion
from engine.reply.options import RECENT
from engine.reply.slots import Slots, slots
from engine.voice.language import language, language_of_many

#: What the person put off stays open so long, and for these occasions.
_STAYS_OPEN = timedelta(days=4)
_CAN_STAY_OPEN = frozenset({Occasion.RESCHEDULE, Occasion.AVAILABILITY, Occasion.CONFIRM, Occasion.BOOKING})


@dataclass(frozen=True, slots=True)
class Reading:
    """The turn to answer, understood."""

    turn: tuple[Message, ...]
    text: str
    occasion: Occasion
    slots: Slots
    tongue: str | None


def read(messages: Sequence[Message], triage: Triage | None = None) -> Reading | None:
    """The last turn understood, or None if it is not theirs."""
    said = turns(messages)
    if not said or said[-1].from_me:
        return None
    last = said[-1]
    theirs = [message.text for message in messages[-RECENT:] if not message.from_me]
    return Reading(
        turn=last.messages,
        text=last.text,
        occasion=occasion(last.text, triage),
        slots=slots(last.messages),
        tongue=language(last.text) or language_of_many(theirs),
    )


def open_before(messages: Sequence[Message]) -> Reading | None:
    """An earlier turn of theirs that still waits: never answered, or put off by the person ("let me check")."""
    worded = [turn for turn in turns(messages) if turn.text.strip()]
    if len(worded) < 2 or worded[-1].from_me:
        return None
    before = worded[-2]
    if before.from_me and len(worded) > 2 and move_of(before.text) is Move.DEFER:
        before = worded[-3]
    if before.from_me or worded[-1].started_at - before.ended_at > _STAYS_OPEN:
        return None
    called_for = occasion(before.text)
    if called_for not in _CAN_STAY_OPEN:
        return None
    return Reading(before.messages, before.text, called_for, slots(before.messages), language(before.text))


def usual_tongue(messages: Sequence[Message], profile: StyleProfile) -> str:
    """The language of a conversation whose last turn does not tell: of what was said before, else of the person."""
    said = language_of_many([message.text for message in messages[-RECENT:]])
    return said or (profile.languages[0] if profile.languages else "en")
