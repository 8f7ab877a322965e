"""What Sotto knocks for, decided from what waits, what was told before and what the person allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from app.desk_rows import InboxRow
from app.settings import Notify, Settings
from app.wording import knocking as words
from engine.domain import State

#: Waiting times are whole seconds, so the begin of the same burst differs by this much between two readings.
SLACK = timedelta(seconds=3)
#: What waits longer is no news.
FRESH = timedelta(hours=24)
#: More than these at once are told as one.
MOST = 3
#: Quiet hours that end before this hour end in the morning.
NOON = 12
NAME, TEXT = 60, 160


@dataclass(frozen=True, slots=True)
class Rules:
    """What is allowed now.

    Attributes:
        in_front: the person looks at the window, and so sees what comes.
    """

    notify: Notify
    quiet_from: time
    quiet_to: time
    paused: bool = False
    in_front: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come."""

    reminder_id: str
    text: str
    conversation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of before.

    Attributes:
        bursts: conversation → begin of the burst that was told, or that the person saw.
        held: bursts that came in quiet hours or a pause, in the same form.
        reminders: those that fell due meanwhile.
        quiet: whether the last look was in quiet hours.
    """

    bursts: Mapping[int, datetime] = field(default_factory=dict)
    held: Mapping[int, datetime] = field(default_factory=dict)
    reminders: tuple[Due, ...] = ()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Knock:
    """One notification; `conversation_id` 0 stands for several or none, `adapter_id` for one that is to be compared."""

    title: str
    text: str = ""
    conversation_id: int = 0
    reminder_id: str = ""
    adapter_id: int = 0


def rules(settings: Settings, *, paused: bool, in_front: bool) -> Rules:
    """The rules that these settings make."""
    clock = time.fromisoformat
    return Rules(settings.notify, clock(settings.quiet_from), clock(settings.quiet_to), paused, in_front)


def is_quiet(now: datetime, allowed: Rules) -> bool:
    """Whether it is quiet at a local time; equal ends mean never."""
    at, begin, end = now.time(), allowed.quiet_from, allowed.quiet_to
    return begin <= at < end if begin <= end else at >= begin or at < end


def is_urgent(row: InboxRow) -> bool:
    """Whether a conversation may knock: it needs a reply now, and its hurry is not the mark of a scam."""
    return row.state is State.NEEDS_REPLY and row.level == "now" and row.risk_level != "high"


def morning(adapter_id: int, now: datetime, allowed: Rules) -> Knock | None:
    """The one line of a morning, for an adapter that is ready to compare; None while it may not be told.

    Args:
        now: in the person's zone.
    """
    held = is_quiet(now, allowed) or allowed.paused or allowed.in_front
    if allowed.notify is Notify.NOTHING or held:
        return None
    return Knock(words.ready(adapter_id), adapter_id=adapter_id)


def decide(
    rows: Sequence[InboxRow], told: Told, now: datetime, allowed: Rules, due: Sequence[Due] = ()
) -> tuple[tuple[Knock, ...], Told]:
    """What to knock for now, and what is known afterwards.

    Args:
        rows: every conversation, most pressing first.
        now: in the person's zone.
        due: reminders that fell due since the last look.
    """
    begins = {row.conversation_id: _begin(row, now) for row in rows if is_urgent(row)}
    waiting = {row.conversation_id for row in rows if row.state is State.NEEDS_REPLY}
    known = {number: begin for number, begin in told.bursts.items() if number in waiting}
    fresh = [row for row in rows if _is_news(row, begins, known, now)]
    news = {row.conversation_id: begins[row.conversation_id] for row in fresh}
    reminders = (*told.reminders, *due)
    quiet = is_quiet(now, allowed)
    if allowed.notify is Notify.NOTHING:
        return (), Told(known | news, quiet=quiet)
    if allowed.in_front and not allowed.paused:
        return _reminders(reminders, allowed), Told(known | news, quiet=quiet)
    if quiet or allowed.paused:
        seen = news if allowed.in_front else {}
        return (), Told(known | seen, {} if allowed.in_front else news, reminders, quiet)
    knocks = _knocks(fresh, allowed, after=now if told.quiet and told.held else None)
    return (*knocks, *_reminders(reminders, allowed)), Told(known | news)


def _begin(row: InboxRow, now: datetime) -> datetime:
    return now - timedelta(seconds=row.waiting_seconds or 0)


def _is_news(row: InboxRow, begins: Mapping[int, datetime], known: Mapping[int, datetime], now: datetime) -> bool:
    begin = begins.get(row.conversation_id)
    if begin is None or now - begin > FRESH:
        return False
    before = known.get(row.conversation_id)
    return before is None or begin - before > SLACK


def _knocks(fresh: Sequence[InboxRow], allowed: Rules, *, after: datetime | None) -> Iterable[Knock]:
    """`after`: the quiet hours ended just before this time, so that there is one knock at most."""
    if after is not None and len(fresh) > 1:
        return (Knock(words.waited(len(fresh), until_morning=after.hour < NOON)),)
    if len(fresh) > MOST:
        return (Knock(words.need_answers(len(fresh))),)
    return tuple(_knock(row, allowed) for row in fresh)


def _knock(row: InboxRow, allowed: Rules) -> Knock:
    name = " ".join(row.name.split())[:NAME]
    shown = allowed.notify is Notify.URGENT_WITH_TEXT and row.preview
    text = f"“{row.preview[:TEXT]}”" if shown else ""
    return Knock(words.needs_answer(name, row.chip), text, row.conversation_id)


def _reminders(due: Sequence[Due], allowed: Rules) -> tuple[Knock, ...]:
    if len(due) > MOST:
        return (Knock(words.reminders(len(due))),)
    shown = allowed.notify is Notify.URGENT_WITH_TEXT
    return tuple(
        Knock(words.REMINDER, one.text[:TEXT] if shown else "", one.conversation_id or 0, one.reminder_id)
        for one in due
    )
