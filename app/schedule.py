"""The schedule: nudges at a time and once a day. It decides nothing: what it posts looks at a row of the store.

A nudge may come twice (autumn), late (sleep) or not at the named hour (spring); whoever is nudged claims a row first
(`app.reminders`, `app.store.day_runs`). APScheduler waits on the monotonic clock and so sleeps through a wall clock
that was set forward: a beat compares what is pending with the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

Act = Callable[[], None]
#: Seconds between two comparisons of what is pending with the clock.
BEAT_S = 20
_BEAT = " beat"


@dataclass(frozen=True, slots=True)
class _Once:
    """An act at a moment."""

    when: datetime
    act: Act


@dataclass(slots=True)
class _Daily:
    """An act at a local time; `told_on` is the date of the last nudge."""

    at: time
    act: Act
    told_on: date | None


class Schedule:
    """Owns the timer thread between `start` and `stop`.

    Its methods and everything it calls run on the thread that works off what is posted; the timer thread posts and
    does nothing else.
    """

    def __init__(
        self, post: Callable[[Act], None], clock: Callable[[], datetime], *, zone: ZoneInfo, beat_s: float = BEAT_S
    ) -> None:
        """Args:
        post: hands an act to the one thread that acts.
        clock: the aware time; only compared, never waited for.
        zone: whose wall clock daily times are read on.
        """
        self._post = post
        self._now = clock
        self._zone = zone
        self._once: dict[str, _Once] = {}
        self._daily: dict[str, _Daily] = {}
        self._timer = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone=zone,
            daemon=True,
        )
        self._timer.add_job(lambda: post(self.look), IntervalTrigger(seconds=beat_s, timezone=zone), id=_BEAT)

    def start(self) -> None:
        """Begin to nudge; what is overdue comes at once."""
        self._timer.start()

    def stop(self) -> None:
        """Nudge no more; what is pending is forgotten."""
        self._once.clear()
        self._daily.clear()
        if self._timer.running:
            self._timer.shutdown(wait=False)

    @property
    def running(self) -> bool:
        """Whether the timer thread is there."""
        return bool(self._timer.running)

    def at(self, key: str, when: datetime, act: Act) -> None:
        """Post `act` at `when` (aware), at once if that is over; in place of an earlier nudge of that key."""
        self.cancel(key)
        self._once[key] = _Once(when, act)
        self._arm(key, DateTrigger(when.astimezone(UTC), timezone=UTC))

    def daily(self, key: str, at: time, act: Act) -> None:
        """Post `act` every day at a local time, once a date as far as this process knows; in place of an earlier one.

        A time the clocks skip is nudged after the gap; one that has gone by today at the first beat, for whoever
        slept through it.
        """
        self.cancel(key)
        self._daily[key] = _Daily(at, act, None)
        self._arm(key, CronTrigger(hour=at.hour, minute=at.minute, second=at.second, timezone=self._zone))

    def cancel(self, key: str) -> None:
        """Nudge no more for this key; one that is already posted does nothing."""
        self._once.pop(key, None)
        self._daily.pop(key, None)
        if self._timer.get_job(key) is not None:
            self._timer.remove_job(key)

    def pending(self) -> frozenset[str]:
        """The keys that will be nudged."""
        return frozenset(self._once) | frozenset(self._daily)

    def _arm(self, key: str, trigger: DateTrigger | CronTrigger) -> None:
        self._timer.add_job(lambda: self._post(self.look), trigger, id=key, replace_existing=True)

    def look(self) -> None:
        """Let what is due act; what a clock set back has made early again waits on."""
        now = self._now()
        for key, one in list(self._once.items()):
            if one.when.astimezone(UTC) <= now.astimezone(UTC) and self._once.get(key) is one:
                self.cancel(key)
                one.act()
        local = now.astimezone(self._zone)
        for key, each in list(self._daily.items()):
            reached = local.replace(tzinfo=None) >= datetime.combine(local.date(), each.at)
            if reached and each.told_on != local.date() and self._daily.get(key) is each:
                each.told_on = local.date()
                each.act()
