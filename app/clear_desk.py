"""What is told when nobody waits: when it begins again, how today went, who owes an answer, what is promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median

from sqlite_utils import Database

from app import desk, insights
from app.store import insights as counted
from app.store import names, promises, threads
from app.wording import nudge_texts
from engine.brief import Side
from engine.domain import State, micros, moment
from engine.voice.language import language_of_many

#: The same weekdays that are looked at, how many of them must have had words, and how many of those must have been
#: quiet until then.
WEEKS, ENOUGH_DAYS, QUIET_SHARE = 10, 5, 0.7
#: A quiet time shorter than this is none; it is told in steps of ten minutes.
LEAST_QUIET, STEP_MIN = timedelta(minutes=45), 10
DAY_S = 86400.0
#: People who are listed, and promises.
MOST_WAITING, MOST_PROMISES = 5, 6
#: Own messages that say in which language somebody is written to.
READS = 20


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody who owes the person an answer: their last words to them, and for how long they have been there."""

    conversation_id: int
    name: str
    said: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Today:
    """Since midnight; None where nothing was counted yet."""

    answered: int
    median_wait_min: float | None
    saved_min: float | None


@dataclass(frozen=True, slots=True)
class DuePromise:
    """Something the person promised for tomorrow."""

    conversation_id: int
    what: str
    name: str
    has_clock: bool


@dataclass(frozen=True, slots=True)
class ClearDesk:
    """Everything of the page; `quiet_until` is None without a pattern."""

    quiet_until: datetime | None
    awaited: tuple[Awaited, ...]
    n_awaited: int
    today: Today
    due: tuple[DuePromise, ...]


def clear_desk(db: Database, *, now: datetime) -> ClearDesk:
    """Read the page; `now` is aware and in the person's zone."""
    awaited = [row for row in desk.inbox(db, now=now, weigh=False) if row.state is State.WAITING and not row.is_group]
    awaited.sort(key=lambda row: row.last_message_at or now)
    return ClearDesk(
        quiet_until=quiet_until(db, now=now),
        awaited=tuple(
            Awaited(row.conversation_id, row.name, row.preview, _seconds(row.last_message_at, now))
            for row in awaited[:MOST_WAITING]
        ),
        n_awaited=len(awaited),
        today=_today(db, now),
        due=_due_tomorrow(db, now),
    )


def quiet_until(db: Database, *, now: datetime) -> datetime | None:
    """When it usually begins again on this weekday, from the person's own history; None if that says nothing.

    Of each of the last weekdays alike, the first message after this time of day counts.
    """
    starts = []
    for week in range(1, WEEKS + 1):
        here = now - timedelta(weeks=week)
        rows = counted.said(db, _midnight_us(here), _midnight_us(here + timedelta(days=1)))
        came = [moment(at).astimezone(now.tzinfo) for at, n_in, _n_out in rows if n_in]
        if came:
            later = next((one for one in came if one > here), None)
            starts.append(DAY_S if later is None else (later - here).total_seconds())
    quiet = [wait for wait in starts if wait >= LEAST_QUIET.total_seconds()]
    if len(starts) < ENOUGH_DAYS or len(quiet) < QUIET_SHARE * len(starts):
        return None
    usual = now + timedelta(seconds=median(starts))
    usual = usual.replace(minute=usual.minute // STEP_MIN * STEP_MIN, second=0, microsecond=0)
    return usual if usual.date() == now.date() and usual - now >= LEAST_QUIET / 2 else None


def nudges(db: Database, conversation_id: int, *, now: datetime) -> tuple[str, ...]:
    """Short texts that ask somebody again, in the language they are written to."""
    mine = [one.text for one in threads.recent(db, conversation_id, limit=READS, until=now) if one.from_me]
    return nudge_texts.texts(language_of_many(mine) or "en")


def _today(db: Database, now: datetime) -> Today:
    since, until = _midnight_us(now), micros(now) + 1
    answers = counted.answers(db, since, until)
    taken = counted.taken(db, since, until)
    waits = [(answered - asked) / 60e6 for asked, answered in answers]
    return Today(
        answered=len(answers),
        median_wait_min=median(waits) if waits else None,
        saved_min=sum(insights.saved_min(one.draft, one.sent, one.n_read) for one in taken) if taken else None,
    )


def _due_tomorrow(db: Database, now: datetime) -> tuple[DuePromise, ...]:
    tomorrow = (now + timedelta(days=1)).date()
    mine = [
        one
        for one in promises.open(db, now=now)
        if one.by is Side.ME and one.due_at is not None and one.due_at.astimezone(now.tzinfo).date() == tomorrow
    ][:MOST_PROMISES]
    called = names.of_conversations(db, [int(one.conversation_id) for one in mine])
    return tuple(
        DuePromise(int(one.conversation_id), one.what or one.text, called.get(int(one.conversation_id), ""), one.clock)
        for one in mine
    )


def _seconds(then: datetime | None, now: datetime) -> int:
    return 0 if then is None else max(0, round((now - then).total_seconds()))


def _midnight_us(when: datetime) -> int:
    return micros(datetime.combine(when.date(), time(), tzinfo=when.tzinfo))
