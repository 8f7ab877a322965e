"""The sentences of nudges: who waits, whom to ask again, what was promised."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.wording.spans import MINUTE, waited
from engine.judge.nudges import Kind, Nudge

#: What an open message wants, as the reason beside an answer that is due.
_ABOUT = {
    "booking": "about a booking",
    "reschedule": "to move a date",
    "cancel": "to cancel",
    "price": "about the price",
    "payment": "about a payment",
    "complaint": "with a complaint",
    "emergency": "with something urgent",
    "question": "with a question",
    "request": "with a request",
}


def content(nudge: Nudge, now: datetime) -> str:
    """The nudge in one line; `now` is in the person's zone."""
    match nudge.kind:
        case Kind.ANSWER:
            return _answer(nudge, now)
        case Kind.FOLLOW_UP:
            return f"Follow up with {nudge.name}: quiet for {_days(now - nudge.since)}"
        case Kind.PROMISE:
            return f"You promised {nudge.name}: “{nudge.what}”{_due(nudge.due_at, now)}"


def rationale(nudge: Nudge, now: datetime) -> str:
    """Why it is worth a look."""
    match nudge.kind:
        case Kind.ANSWER:
            about = _ABOUT.get(nudge.intent, "")
            return f"{nudge.name} wrote {_ago(nudge.since, now)}{' ' + about if about else ''}."
        case Kind.FOLLOW_UP:
            return f"You wrote last, {_ago(nudge.since, now)}."
        case Kind.PROMISE:
            return f"You said so {_ago(nudge.since, now)}."


def _answer(nudge: Nudge, now: datetime) -> str:
    if nudge.due_at is None or nudge.due_at <= now:
        return f"Answer {nudge.name}: wrote {_ago(nudge.since, now)}"
    due = nudge.due_at.astimezone(now.tzinfo)
    if due.date() == now.date():
        return f"Answer {nudge.name} before {due:%H:%M}"
    return f"Answer {nudge.name} before {_day(due, now)}"


def _due(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return ""
    due = due_at.astimezone(now.tzinfo)
    if due <= now:
        return f" · was due {_ago(due, now)}"
    return f" · by {due:%H:%M}" if due.date() == now.date() else f" · by {_day(due, now)}"


def _day(due: datetime, now: datetime) -> str:
    ahead = (due.date() - now.date()).days
    if ahead == 1:
        return f"tomorrow {due:%H:%M}"
    return f"{due:%A} {due:%H:%M}" if ahead < 7 else f"{due.day} {due:%B}"


def _days(passed: timedelta) -> str:
    return "1 day" if passed.days == 1 else f"{passed.days} days"


def _ago(then: datetime, now: datetime) -> str:
    seconds = int((now - then) / timedelta(seconds=1))
    return "just now" if seconds < MINUTE else f"{waited(seconds)} ago"
