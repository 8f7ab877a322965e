"""What was just written down about a conversation, as replies that tell it: "booked, see you at 2".

A booking that their last words settled, a reminder or a promise that the person set since they wrote. What the person
has said already is not said again, and nothing is acknowledged where something is worth checking.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from app.store import ledger, promises, reminders
from app.store.conversations import ConversationRow
from app.store.ledger import Footing
from engine.asked import Reminder
from engine.brief import Booking, BookingState, Promise, PromiseState, Side
from engine.domain import Message, Risk, StyleProfile
from engine.judge import dealings
from engine.memory.turns import Turn
from engine.reply.acknowledgements import Noted, acknowledgements
from engine.reply.candidates import Candidate
from engine.reply.day_names import said_of
from engine.reply.reading import read, usual_tongue
from engine.reply.stance import is_watchful

#: A booking that was only guessed from a bare word is not said to be one.
LEAST_SURE = dealings.PLAIN


def acknowledged(
    db: Database,
    row: ConversationRow,
    messages: Sequence[Message],
    turn: Turn | None,
    profile: StyleProfile,
    *,
    risk: Risk,
    now: datetime,
) -> tuple[Candidate, ...]:
    """Replies to `turn`, the last of `messages`, that tell what was recorded, the fullest first; none if nothing was.

    Args:
        now: aware, in the person's zone.
    """
    if turn is None or row.is_group or is_watchful(risk):
        return ()
    here = read(messages)
    tongue = (here and here.tongue) or usual_tongue(messages, profile)
    if (booking := _booked(db, row.id, messages, turn, now)) is not None:
        day = said_of(booking.starts_at.astimezone(now.tzinfo).date(), now.date(), tongue)
        time = _clock(booking.starts_at, now) if booking.clock else ""
        found = acknowledgements(Noted.BOOKING, profile, tongue, day=day, time=time, sources=(booking.message_id,))
    elif (promise := _promised(db, row.id, turn, now)) is not None:
        day = said_of(promise.due_at.astimezone(now.tzinfo).date(), now.date(), tongue) if promise.due_at else ""
        found = acknowledgements(Noted.PROMISE, profile, tongue, day=day)
    elif (reminder := _reminded(db, row.id, turn)) is not None:
        day = said_of(reminder.due_at.astimezone(now.tzinfo).date(), now.date(), tongue)
        found = acknowledgements(
            Noted.REMINDER, profile, tongue, day=day, time="" if day else _clock(reminder.due_at, now)
        )
    else:
        return ()
    return tuple(found)


def _booked(
    db: Database, conversation_id: int, messages: Sequence[Message], turn: Turn, now: datetime
) -> Booking | None:
    """The date their last words settled, unless it was settled before or the person says it is none."""
    spoken = [one for one in messages if one.spoken and not one.one_time_code]
    theirs = {one.message_id for one in turn.messages}
    new = [
        one
        for one in _agreed(spoken, now)
        if one.message_id in theirs and one.starts_at > now and one.confidence >= LEAST_SURE
    ]
    if not new:
        return None
    newest = new[-1]
    before = _agreed([one for one in spoken if one.sent_at < turn.started_at], now)
    ruled_out = {
        str(one.message_id)
        for one in ledger.bookings(db, conversation_id=conversation_id, dismissed=True)
        if one.standing is Footing.DISMISSED
    }
    known = newest.starts_at in {one.starts_at for one in before} or newest.message_id in ruled_out
    return None if known else newest


def _agreed(messages: Sequence[Message], now: datetime) -> list[Booking]:
    found = dealings.find(messages, zone=now.tzinfo).bookings
    return [one for one in found if one.state is BookingState.AGREED]


def _promised(db: Database, conversation_id: int, turn: Turn, now: datetime) -> Promise | None:
    """What the person wrote down to do for them since they wrote; what was promised in words has been said."""
    return next(
        (
            one
            for one in promises.open(db, conversation_id=conversation_id, now=now)
            if one.by is Side.ME
            and not one.message_id
            and one.state is PromiseState.OPEN
            and one.made_at >= turn.started_at
        ),
        None,
    )


def _reminded(db: Database, conversation_id: int, turn: Turn) -> Reminder | None:
    """What the person wants to be told about them, since they wrote; a reminder of a promise tells nothing new."""
    found = reminders.open_for(db, conversation_id)
    return next((one for one in found if one.source != "promise" and one.made_at >= turn.started_at), None)


def _clock(when: datetime, now: datetime) -> str:
    return f"{when.astimezone(now.tzinfo):%H:%M}"
