"""What the person could be reminded of: answers that are due, people who went quiet, promises of their own.

A nudge is a code with facts; `app.wording.nudges` has the sentences. Which one is shown next is chosen by
`engine.reply.bandit` among all of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from engine.brief import Promise, PromiseState, Side
from engine.domain import Priority, Standing, State, Triage
from engine.reply.bandit import Tip

#: Silence of the other side after which one may ask again, and after which it is no use any more.
QUIET_FROM, QUIET_UNTIL = timedelta(days=3), timedelta(days=30)
#: An own promise that fell due longer ago is no news.
PROMISE_HOLDS = timedelta(days=30)
#: Reply window of somebody of whom nothing is known.
USUAL = timedelta(hours=4)
#: How much an answer matters, 1 … 4.
MOST_URGENT = 4
PRIORITY = {Priority.URGENT: MOST_URGENT, Priority.TIME_SENSITIVE: 3, Priority.ROUTINE: 2, Priority.LOW: 1}


class Kind(StrEnum):
    """What a nudge asks for."""

    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something to do in one conversation.

    Attributes:
        tip_id: the same for the same thing, another once something was said since.
        name: whom it is about, as shown.
        what: what was promised, in the person's own words; "" for other kinds.
        due_at: when it should be done; None where only the time that passed tells.
        since: when it began to wait.
        priority: 1 (least) to 4 (most).
        intent: what the open message wants; "" where nothing is open.
    """

    tip_id: str
    kind: Kind
    conversation_id: int
    name: str
    due_at: datetime | None
    since: datetime
    priority: int
    what: str = ""
    intent: str = ""


def of_standing(
    conversation_id: int, name: str, standing: Standing, *, last_at: datetime, closes_at: datetime | None, now: datetime
) -> Nudge | None:
    """The nudge that follows from where a conversation stands, if any.

    Args:
        last_at: when its newest message was sent.
        closes_at: when the person's usual time to answer runs out; None if unknown.
    """
    if standing.state is State.NEEDS_REPLY and standing.waiting_since is not None:
        due = standing.due_at or closes_at or standing.waiting_since + USUAL
        return Nudge(
            tip_id=f"answer:{conversation_id}:{_stamp(standing.waiting_since)}",
            kind=Kind.ANSWER,
            conversation_id=conversation_id,
            name=name,
            due_at=due,
            since=standing.waiting_since,
            priority=PRIORITY[standing.priority],
            intent=_intent(standing.triage),
        )
    if standing.state is State.WAITING and QUIET_FROM <= now - last_at <= QUIET_UNTIL:
        return Nudge(
            tip_id=f"follow_up:{conversation_id}:{_stamp(last_at)}",
            kind=Kind.FOLLOW_UP,
            conversation_id=conversation_id,
            name=name,
            due_at=None,
            since=last_at,
            priority=2 if any(reason.code == "you_asked" for reason in standing.reasons) else 1,
        )
    return None


def of_promise(conversation_id: int, name: str, promise: Promise, *, now: datetime) -> Nudge | None:
    """The nudge that follows from a promise, if it is the person's own, open and not long past."""
    if promise.by is not Side.ME or promise.state is not PromiseState.OPEN:
        return None
    due = promise.due_at
    if due is not None and now - due > PROMISE_HOLDS:
        return None
    if due is None and not QUIET_FROM <= now - promise.made_at <= PROMISE_HOLDS:
        return None
    return Nudge(
        tip_id=f"promise:{conversation_id}:{promise.promise_id or promise.message_id}",
        kind=Kind.PROMISE,
        conversation_id=conversation_id,
        name=name,
        due_at=due,
        since=promise.made_at,
        priority=_promise_priority(due, now),
        what=promise.what,
    )


def tip(nudge: Nudge, now: datetime) -> Tip:
    """What the bandit sees of a nudge."""
    age = (now - nudge.since) / timedelta(days=1)
    overdue = nudge.due_at is not None and nudge.due_at <= now
    return Tip(nudge.tip_id, is_overdue=overdue, age_days=max(0.0, age), priority=nudge.priority)


def _promise_priority(due: datetime | None, now: datetime) -> int:
    if due is None:
        return 2
    return MOST_URGENT if due <= now else 3 if due - now <= timedelta(days=1) else 2


def _intent(triage: Triage | None) -> str:
    return "" if triage is None else triage.intent


def _stamp(when: datetime) -> str:
    return f"{round(when.timestamp())}"
