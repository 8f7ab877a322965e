"""Which date a calendar expression comes to: the next Friday, the 20th, 15/03, the end of the month, in two weeks.

Everything is reckoned from a day that is passed in. Dates in figures and with the name of a month are read by
dateparser; what it gets wrong of the rest ("next Friday", "the 5th" said late in a month) stands here.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

_WEEK = 7


def weekday_after(day: date, weekday: int, *, today: bool = False) -> date:
    """The next day with that number (Monday 0); with `today` that may be this day."""
    ahead = (weekday - day.weekday()) % _WEEK
    return day + timedelta(days=ahead if ahead or today else _WEEK)


def weekday_before(day: date, weekday: int) -> date:
    """The last day with that number (Monday 0) before this one."""
    return day - timedelta(days=(day.weekday() - weekday) % _WEEK or _WEEK)


def weekday_of_next_week(day: date, weekday: int) -> date:
    """ "Next Friday": that day of the week after this one, or the next one where that is already in it."""
    found = weekday_after(day, weekday)
    return found + timedelta(days=_WEEK) if (found - day).days + day.weekday() < _WEEK else found


def in_next_week(day: date, weekday: int) -> date:
    """That day of the week after this one."""
    return day + timedelta(days=_WEEK - day.weekday() + weekday)


def month_start(day: date, months: int = 1) -> date:
    """The first day of the month so many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def month_end(day: date, months: int = 0) -> date:
    """The last day of the month so many months on."""
    first = month_start(day, months)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def day_of_month(number: int, day: date, *, today: bool = False) -> date | None:
    """The next day with that number, in the first month that has it, None for none; with `today` it may be this one."""
    if not 1 <= number <= 31:
        return None
    for months in range(12):
        first = month_start(day, months)
        if number <= month_end(first).day and (found := first.replace(day=number)) >= day and (today or found > day):
            return found
    return None


def in_month(day: int, month: int, today: date, *, back: timedelta) -> date | None:
    """A day of a named month: this year's unless that is over for longer than `back`, then the next; None for none."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= today - back:
            return found
    return None


def parsed(said: str, today: date, *, tongue: str = "en", order: str = "") -> date | None:
    """A written date as dateparser reads it, still to come where no year is named; None for none (31 February).

    Args:
        order: "DMY" or "MDY" for dates in figures.
    """
    import dateparser  # takes 0.1 s, which only a named date is worth

    settings = {
        "RELATIVE_BASE": datetime(today.year, today.month, today.day),
        "PREFER_DATES_FROM": "future",
        "PARSERS": ["relative-time", "absolute-time"],
        "REQUIRE_PARTS": ["day"],
    }
    found: datetime | None = dateparser.parse(
        said, languages=[tongue], settings=settings | ({"DATE_ORDER": order} if order else {})
    )
    return None if found is None else found.date()


def in_figures(first: str, second: str, year: str | None, today: date, *, order: str) -> date | None:
    """A date in figures ("15/03", "3.4.2027") read in that order; None where it is none."""
    day, month = (first, second) if order == "DMY" else (second, first)
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return None
    return parsed("/".join(part for part in (first, second, year) if part), today, order=order)
