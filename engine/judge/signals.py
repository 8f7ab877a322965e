"""What speaks for and against a conversation as business, each with the messages it was read from."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from engine.brief import BookingState, Dealings, Direction, Promise, PromiseState, Side, Signal
from engine.domain import Message, Risk
from engine.judge.episodes import Heard
from engine.judge.intent import accepts
from engine.judge.reading import read
from engine.judge.risk import level

#: Who comes back after so long a silence came back.
AWAY = timedelta(days=21)
#: A question of the person's left unanswered for so long is met with silence.
SILENT = timedelta(days=4)
#: Put off so often in one episode is vague.
VAGUE = 2
#: Most sources told of one signal, newest kept.
SOURCES = 5

_BUDGET = re.compile(
    r"\b(?:my|our|the|a) (?:max(?:imum)? )?budget\b|\bwe (?:can|could|have) (?:spend|up to|around) ?[$€£]?\d|\bup to [$€£]?\d{2,}|\bpresupuesto (?:es|de)\b|\bnotre budget\b|\b(?:unser|mein) budget\b|\b(?:nosso|meu) or[çc]amento [ée]\b"
)
_HAGGLES = re.compile(
    r"\b(?:discount|cheaper|better price|lower (?:price|rate)|best price|knock (?:some|anything|\d+)? ?off|meet (?:me|us) in the middle|for free|throw in|(?:could|can|would|will) (?:you|u) do (?:it |this |that |them )?for (?:less|[$€£]?\d)|bit (?:much|steep|pricey|expensive)|too (?:much|expensive|pricey)|descuento|m[áa]s barato|rebaja|r[ée]duction|moins cher|rabatt|g[üu]nstiger|billiger|desconto|mais barato)\b"
)
_VAGUE = re.compile(
    r"\b(?:maybe|not sure|we'?ll see|let me think|i'?ll think|some ?time|one day|at some point|don't know yet|might|quiz[áa]s|no s[ée]|peut-?[êe]tre|je ne sais pas|vielleicht|mal sehen|talvez|n[ãa]o sei)\b"
)
_LATE = re.compile(
    r"\b(?:(?:running|i'?m|be|we're|a (?:bit|little)) (?:\w+ )?late\b(?! (?:at|to bed))|stuck in traffic|sorry (?:i'?m|for being|to be) late|llego tarde|en retard|versp[äa]te|atrasad[oa])\b"
)


def positive(
    episode: Sequence[Heard], *, back: Message | None, dealings: Dealings, promises: Sequence[Promise]
) -> tuple[Signal, ...]:
    """What speaks for it, the weightiest first.

    Args:
        back: the message with which they came back after a long silence.
    """
    paid = [one for one in dealings.payments if one.direction is Direction.IN]
    kept = [one for one in promises if one.by is Side.THEM and one.state is PromiseState.KEPT and one.message_id]
    agreed = [one for one in dealings.bookings if one.state is BookingState.AGREED]
    found = [
        _signal("paid", [one.message_id for one in paid], count=len(paid)),
        _signal("booked", [one.message_id for one in agreed], count=len(agreed)),
        _signal("came_back", [back.message_id] if back is not None else []),
        _signal("kept_promise", [one.message_id for one in kept], count=len(kept)),
        _signal("confirms", _theirs(episode, lambda one: accepts(one.reading))),
        _signal("asks_for_date", _theirs(episode, lambda one: one.intent.name == "booking")),
        _signal("names_budget", _theirs(episode, lambda one: _BUDGET.search(one.reading.low) is not None)),
        _signal("says_thanks", _theirs(episode, lambda one: one.intent.name == "thanks")),
    ]
    return tuple(one for one in found if one is not None)


def negative(
    said: Sequence[Message],
    episode: Sequence[Heard],
    *,
    dealings: Dealings,
    promises: Sequence[Promise],
    risk: Risk,
    now: datetime,
) -> tuple[Signal, ...]:
    """What speaks against it, the weightiest first."""
    theirs = [one for one in promises if one.by is Side.THEM and one.message_id]
    broken = [one for one in theirs if one.state is PromiseState.BROKEN or one.overdue(now)]
    cancelled = [one for one in dealings.bookings if one.state is BookingState.CANCELLED]
    vague = _theirs(episode, lambda one: _VAGUE.search(one.reading.low) is not None and not one.reading.question_mark)
    flags = [one.message_id for one in risk.red_flags] if level(risk.combined_risk) != "clear" else []
    found = [
        _signal("risk_flags", flags, count=len(flags)),
        _signal("complains", _theirs(episode, lambda one: one.intent.name == "complaint")),
        _signal("broken_promise", [one.message_id for one in broken], count=len(broken)),
        _signal("cancelled", [one.message_id for one in cancelled], count=len(cancelled)),
        _signal("haggles", _theirs(episode, lambda one: _HAGGLES.search(one.reading.low) is not None)),
        _signal("late", _theirs(episode, lambda one: _LATE.search(one.reading.low) is not None)),
        _signal("vague", vague if len(vague) >= VAGUE else []),
        _signal("silent", _unanswered(said, now)),
    ]
    return tuple(one for one in found if one is not None)


def _signal(code: str, sources: Sequence[str], **facts: int) -> Signal | None:
    told = tuple(dict.fromkeys(sources))[-SOURCES:]
    return Signal(code, told, {name: str(value) for name, value in facts.items()}) if told else None


def _theirs(episode: Sequence[Heard], holds: Callable[[Heard], bool]) -> list[str]:
    return [one.message.message_id for one in episode if not one.message.from_me and holds(one)]


def _unanswered(said: Sequence[Message], now: datetime) -> list[str]:
    """The person's own last words, if they asked and nothing came."""
    if not said or not said[-1].from_me or now - said[-1].sent_at < SILENT:
        return []
    return [said[-1].message_id] if read(said[-1].text).question_mark else []
