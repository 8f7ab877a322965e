"""The words on the page of Ask: what an answer is called, what was searched, how reminders are named there."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Final

from app.store.asked import LeftOut
from app.wording import asking
from engine.asked import AskAnswer, AskSource, Intent, Reminder, ReminderState

HERE: Final = "on this Mac" if sys.platform == "darwin" else "on this computer"
LOOKING: Final = "Looking through your messages…"
SLOW: Final = "Still looking. This Mac is busy." if sys.platform == "darwin" else "Still looking."
#: What anybody may ask; `{name}` is somebody they write with.
SUGGESTED: Final = ("Who is waiting longest?", "What did I promise this week?", "Which reminders are set?")
SUGGESTED_OF: Final = "What did {name} say last?"


def scope(n_searched: int) -> str:
    """What the page searches."""
    count = f"{n_searched:,} message{'' if n_searched == 1 else 's'}"
    return f"Searches {count} {HERE} · words, not guesses"


def label(answer: AskAnswer) -> str:
    """What stands above an answer: who made it, what it rests on, that it is to be checked."""
    if answer.intent is Intent.DRAFT and not answer.unclear:
        return "Draft by Sotto · not sent"
    if answer.unclear or answer.reminder is not None or answer.intent in (Intent.CHIT_CHAT, Intent.REMIND):
        return "Sotto"
    n_sources = len(answer.sources)
    rests_on = f"{n_sources} source{'' if n_sources == 1 else 's'}" if n_sources else ""
    return " · ".join(part for part in ("Answer by Sotto", rests_on, asking.CHECK) if part)


def not_searched(left_out: LeftOut) -> str:
    """ "Not searched: 2 people you left out, 3 group conversations."; "" where everything is."""
    counted = (
        (left_out.people, "person you left out", "people you left out"),
        (left_out.groups, "group conversation", "group conversations"),
        (left_out.filed_away, "conversation filed away by Messages", "conversations filed away by Messages"),
    )
    told = [f"{count:,} {one if count == 1 else many}" for count, one, many in counted if count]
    return f"Not searched: {', '.join(told)}." if told else ""


def source_line(source: AskSource, now: datetime) -> str:
    """ "Today 09:40 · you wrote"."""
    said = asking.day(source.sent_at, now)
    local = source.sent_at.astimezone(now.tzinfo)
    clock = f" {local:%H:%M}" if (now.date() - local.date()).days in (0, 1) else ""
    return f"{said[:1].upper()}{said[1:]}{clock} · {'you wrote' if source.from_me else 'they wrote'}"


def reminder_when(reminder: Reminder, now: datetime) -> str:
    """When a reminder is due, short: "Fri 09:00", "6 Nov 09:00", "overdue since 09:00"."""
    local = reminder.due_at.astimezone(now.tzinfo)
    ahead = (local.date() - now.date()).days
    if ahead == 0:
        day = "Today"
    elif ahead == 1:
        day = "Tomorrow"
    elif 1 < ahead < 7:
        day = f"{local:%a}"
    else:
        day = f"{local.day} {local:%b}" + ("" if local.year == now.year else f" {local.year}")
    due = reminder.state is ReminderState.FIRED or reminder.due_at <= now
    return f"{day} {local:%H:%M}" + (" · due" if due else "")


def reminder_line(reminder: Reminder, now: datetime, tongue: str) -> str:
    """ "Friday 9 October, 09:00 · links to Lena Ostrowe"."""
    links = f" · links to {reminder.name}" if reminder.name else ""
    return asking.moment(reminder.due_at, now, tongue) + links


def forgotten(n_turns: int) -> str:
    """What forgetting a chat takes away."""
    return "1 question and its answer" if n_turns == 1 else f"{n_turns} questions and their answers"
