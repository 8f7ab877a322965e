"""The stretches of time that insights look at: whole days of the person's zone, in steps that a chart can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from engine.domain import micros

#: Weeks shown of what was done with drafts, where a period is shorter than that.
WEEKS = 6


class Span(StrEnum):
    """How far back insights look."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Step(StrEnum):
    """What one place of a chart stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Steps:
    """Stretches one after another.

    Attributes:
        firsts: the first local day of each.
        bounds_us: where each begins in µs since 1970, and where the last one ends.
    """

    step: Step
    firsts: tuple[date, ...]
    bounds_us: tuple[int, ...]

    @property
    def since_us(self) -> int:
        """Where the first one begins."""
        return self.bounds_us[0]

    @property
    def until_us(self) -> int:
        """Where the last one ends."""
        return self.bounds_us[-1]


def period(span: Span, now: datetime) -> Steps:
    """The last 7 or 30 days, or the last 12 months of the calendar, today among them; `now` in the person's zone."""
    if span is Span.YEAR:
        return _steps(Step.MONTH, [_month(now.date(), ago) for ago in range(11, -2, -1)], now)
    n_days = 7 if span is Span.WEEK else 30
    return _steps(Step.DAY, [now.date() - timedelta(days=ago) for ago in range(n_days - 1, -2, -1)], now)


def before(span: Span, now: datetime) -> Steps:
    """The period before, as long as this one."""
    first = period(span, now).firsts[0]
    return period(span, now.replace(year=first.year, month=first.month, day=first.day) - timedelta(days=1))


def weeks(span: Span, now: datetime) -> Steps:
    """Steps for what was done with drafts: the last six weeks from Monday on, or the months of a year."""
    if span is Span.YEAR:
        return period(span, now)
    monday = now.date() - timedelta(days=now.weekday())
    return _steps(Step.WEEK, [monday - timedelta(weeks=ago) for ago in range(WEEKS - 1, -2, -1)], now)


def _steps(step: Step, days: Sequence[date], now: datetime) -> Steps:
    bounds = tuple(micros(datetime.combine(day, time(), tzinfo=now.tzinfo)) for day in days)
    return Steps(step, tuple(days[:-1]), bounds)


def _month(today: date, ago: int) -> date:
    years, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
    return date(years, month + 1, 1)
