"""How far a piece of business has come. The first rule that holds decides:

initial_contact    nobody said anything in words, or only one side wrote yet and asked for nothing
dead               they said no for good, or nothing was said for DEAD and nothing is agreed
negotiation        an open question moves or cancels a date, or is about the price after one was named
closing            a date is agreed and still ahead or just past, money came lately, or they took the offer
stalled            the person asked or offered, or they put it off, and nothing was said for STALLED
negotiation        a price was named and they speak of the price, or dates go to and fro without one being taken
qualification      they asked for a date, a price or a service, or the person asked what they need
early_engagement   both wrote
initial_contact    else
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.brief import BookingState, Dealings, Direction, Question, Side, Stage
from engine.domain import Message
from engine.judge.episodes import Heard
from engine.judge.intent import accepts
from engine.judge.standing import is_closing

STALLED, DEAD = timedelta(days=5), timedelta(days=60)
#: Money that came this lately, and a date this shortly past, still belong to closing.
PAID_LATELY, JUST_PAST = timedelta(days=14), timedelta(days=3)
#: Words of the episode that are read, newest kept.
READS = 30

_GONE = re.compile(
    r"\b(?:went|going|decided to go|gone|chose|booked|found) (?:with )?(?:someone else|somebody else|another \w+|a different \w+)\b|\b(?:not|no longer) interested\b|\bno longer need\b|\b(?:decided|going) (?:against|not to)\b|"
    r"\b(?:don't|do not|won't|will not) (?:need|be needing|be going ahead)\b|\b(?:too expensive|out of (?:our|my) budget|can't afford)\b|\bpass on (?:it|this)\b|\bmaybe (?:another time|next year)\b|\bchanged (?:my|our) minds?\b|"
    r"\bya no (?:nos |me )?interesa\b|\bhemos elegido a otr[oa]\b|\bplus int[ée]ress[ée]e?s?\b|\bpris quelqu'un d'autre\b|\bkein interesse\b|\banderweitig\b|\bn[ãa]o temos mais interesse\b"
)
_LATER = re.compile(
    r"\b(?:let me think|(?:i'll|will|need to|have to) think|get back to you|come back to you|(?:i'll|will) let you know|need (?:some |more )?time|ask my (?:husband|wife|partner|boss)|talk (?:it over|to my)|lo pienso|te aviso|je r[ée]fl[ée]chis|ich [üu]berleg|vou pensar)\b"
)
_OFFERED = re.compile(
    r"\?|[$€£]\d|\d ?[€$£]|\b(?:i (?:can|could) (?:do|offer)|let me know|what do you think|happy to)\b"
)
_ASKS_NEEDS = re.compile(
    r"\b(?:what|which|when|where|how (?:many|long)|date|cu[áa]ntas|para cu[áa]ndo|combien|quand|quelle|wann|wie viele|welche|quantas|quando)\b"
)
_NEEDS = frozenset({"booking", "price", "reschedule", "request"})


def stage(
    said: Sequence[Message],
    episode: Sequence[Heard],
    *,
    dealings: Dealings,
    questions: Sequence[Question],
    now: datetime,
) -> Stage:
    """The stage by the table above; `episode` is what was heard at the end of `said`."""
    words = episode[-READS:]
    if not words:
        return Stage.INITIAL_CONTACT
    theirs = [one for one in words if not one.message.from_me]
    quiet = now - said[-1].sent_at
    agreed = _agreed(dealings, now)
    if _is_dead(words, quiet, agreed=agreed):
        return Stage.DEAD
    if _reopened(questions, dealings):
        return Stage.NEGOTIATION
    if agreed or _paid_lately(dealings, now) or _took_it(words, quiet):
        return Stage.CLOSING
    if quiet >= STALLED and _hangs(words):
        return Stage.STALLED
    if _haggles(words, dealings):
        return Stage.NEGOTIATION
    if any(one.intent.name in _NEEDS for one in theirs) or _asks_needs(words):
        return Stage.QUALIFICATION
    both = len({one.from_me for one in said}) == 2
    return Stage.EARLY_ENGAGEMENT if both else Stage.INITIAL_CONTACT


def _agreed(dealings: Dealings, now: datetime) -> bool:
    return any(one.state is BookingState.AGREED and one.starts_at > now - JUST_PAST for one in dealings.bookings)


def _paid_lately(dealings: Dealings, now: datetime) -> bool:
    return any(one.direction is Direction.IN and now - one.paid_at <= PAID_LATELY for one in dealings.payments)


def _is_dead(words: Sequence[Heard], quiet: timedelta, *, agreed: bool) -> bool:
    ends = [one.reading for one in words if not one.message.from_me][-2:]
    refused = any(_GONE.search(reading.low) and not reading.question_mark for reading in ends)
    return refused or (quiet > DEAD and not agreed)


def _reopened(questions: Sequence[Question], dealings: Dealings) -> bool:
    names = {one.intent for one in questions}
    return bool(names & {"reschedule", "cancel"}) or ("price" in names and bool(_quoted(dealings)))


def _took_it(words: Sequence[Heard], quiet: timedelta) -> bool:
    theirs = [one.reading for one in words if not one.message.from_me][-3:]
    return quiet <= PAID_LATELY and any(accepts(reading) for reading in theirs)


def _hangs(words: Sequence[Heard]) -> bool:
    """Whether the last word waits for theirs, or they put it off."""
    last = words[-1]
    if is_closing(last.message.text):
        return len(words) > 1 and _hangs(words[:-1])
    return (_OFFERED if last.message.from_me else _LATER).search(last.reading.low) is not None


def _haggles(words: Sequence[Heard], dealings: Dealings) -> bool:
    quoted = _quoted(dealings)
    theirs = [one for one in words if not one.message.from_me]
    since = next((at for at, one in enumerate(words) if one.message.message_id in quoted), None)
    if since is not None:
        later = [one for one in words[since + 1 :] if not one.message.from_me]
        if any(one.intent.name in ("price", "payment") or _OFFERED.search(one.reading.low) for one in later):
            return True
    return any(one.intent.name == "reschedule" for one in theirs)


def _quoted(dealings: Dealings) -> set[str]:
    return {one.message_id for one in dealings.prices if one.by is Side.ME}


def _asks_needs(words: Sequence[Heard]) -> bool:
    """Whether the person asked what they want, and they had written of something before."""
    mine = [one.reading for one in words if one.message.from_me and one.reading.question_mark]
    return any(_ASKS_NEEDS.search(one.low) for one in mine)
