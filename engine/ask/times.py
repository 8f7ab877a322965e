"""When somebody wants to be told, as they say it: "at 3", "tomorrow morning", "in 20 minutes", "next Friday".

Rules, all of them said back to the person with the date:
- "at 3" is 15:00 and so is every hour from 1 to 6 without am, pm or a leading zero; 7 to 11 is the morning if that is
  still to come on the day meant, else the evening; 12 is noon. Without a day the next such time is meant.
- A day without a time means 9:00, "today" 18:00, parts of a day as in `time_words.PARTS`.
- A weekday is the next one that is not today; "next Friday" is the Friday of the week after this one.
- A date without a year is the next one. 3/4 is 3 April, in America 4 March.
- A time that the clocks skip (spring) is moved on by what they skip; of one that comes twice (autumn) the first is
  meant. Minutes and hours are counted on a stop-watch, days and longer on the calendar.

Dates, and spans of a day and more, are read by dateparser (`engine.dates.reckoning`). Traps of it that are kept from it
here: it reads "at 3" as a day of the month, drops the time in "tomorrow at 9", knows no "el viernes" and no zone of a
relative time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from engine.ask import time_pieces
from engine.ask import time_words as words
from engine.ask.time_pieces import Piece
from engine.dates import reckoning
from engine.dates.names import MONTHS_OF, WEEKDAYS
from engine.judge.folding import fold

#: The time of a day that was named without one.
MORNING = words.PARTS["morning"]
#: Hours without am or pm up to this one are afternoon.
AFTERNOON_UP_TO = 6
#: Characters of a wish that are read.
MOST = 2_000

#: The surest name of a day first: "Thursday the 26th" is the 26th.
_SUREST = ("iso", "date", "numeric", "monthday", "near", "weekday", "week")
#: Who names a later time than this meant something else.
FURTHEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class When:
    """A moment that was named.

    Attributes:
        at: aware, in the zone of `now`.
        guessed: codes of what was filled in: "half_day" (am or pm), "time", "week" (which Friday), "order" (3/4),
            "gap", "fold" (the clocks change).
        spans: code points [start, end) of the text that named it.
    """

    at: datetime
    guessed: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    """No moment that could be kept: "no_date", "past" or "repeats"."""

    code: str


def read(text: str, now: datetime, *, after: int = 0) -> When | Unclear:
    """The moment that a wish names.

    Args:
        now: aware; its zone is the zone of named times (a `ZoneInfo` knows when the clocks change).
        after: where the wish itself begins; what stands before it ("tomorrow at 9 remind me …") counts too.
    """
    folded = fold(text[:MOST])
    low = folded.text
    if words.REPEATS.search(low):
        return Unclear("repeats")
    chosen = time_pieces.chosen(low, after)
    if not chosen:
        return Unclear("no_date")
    try:
        found = _moment(chosen, now)
    except (ValueError, OverflowError):
        return Unclear("no_date")
    if found is None:
        return Unclear("no_date")
    at, guessed = found
    ahead = at.astimezone(UTC) - now.astimezone(UTC)  # two times of one zone would be compared by the wall
    if ahead <= timedelta():
        return Unclear("past")
    if ahead > FURTHEST:
        return Unclear("no_date")
    return When(at, tuple(dict.fromkeys(guessed)), tuple(folded.span(one.start, one.end) for one in chosen))


# ---- reckoning -----------------------------------------------------------------------------------------------------


def _moment(chosen: list[Piece], now: datetime) -> tuple[datetime, tuple[str, ...]] | None:
    span = next((one for one in chosen if one.kind == "span"), None)
    days = [one for one in chosen if one.kind == "day"]
    days.sort(key=lambda one: _SUREST.index(one.name))
    day = next(iter(days), next((one for one in chosen if one.kind == "today_part"), None))
    part = next((one.name for one in chosen if one.kind in ("part", "today_part") and one.name in words.PARTS), "")
    clock = next((one for one in chosen if one.kind == "clock"), None)
    guessed: list[str] = []
    named: date | None = now.date() if day is not None else None
    wall = MORNING
    if span is not None:
        count, unit = _length(span.found)
        if unit in ("minute", "hour"):
            hours = count if unit == "hour" else count / 60
            return (now.astimezone(UTC) + timedelta(hours=hours)).astimezone(now.tzinfo), ()
        named = reckoning.parsed(f"in {count:g} {unit}s", now.date())
        if named is None:
            return None
        wall = now.time()
    elif day is not None and day.kind == "day":
        found = _named_day(day, now, guessed)
        if found is None:
            return None
        if day.name == "weekday" and days[-1].name == "week" and days[-1].found["week"]:
            found = reckoning.in_next_week(now.date(), found.weekday())
        named, wall = found, MORNING if found != now.date() else words.PARTS["today"]
    if clock is None and part == "" and named is None:
        return None
    return _on_the_clock(named, wall, part, clock, now, guessed, spanned=span is not None)


def _on_the_clock(
    named: date | None,
    wall: time,
    part: str,
    clock: Piece | None,
    now: datetime,
    guessed: list[str],
    *,
    spanned: bool,
) -> tuple[datetime, tuple[str, ...]]:
    """Day and time together; without a day the next such time."""
    if clock is not None:
        hour, minute, sure = _clock(clock.found)
        choices = [time(hour, minute)] if sure else _half_days(hour, minute, part)
        if len(choices) > 1 or not sure:
            guessed.append("half_day")
        if named is None or named == now.date():
            ahead = [one for one in choices if datetime.combine(now.date(), one) > now.replace(tzinfo=None)]
            chosen, named = (ahead or choices)[0], named or now.date() + timedelta(days=not ahead)
        else:
            chosen = choices[0]
        return _in_zone(named, chosen, now, guessed)
    if part:
        wall = words.PARTS[part]
        if named is None:
            named = now.date() + timedelta(days=datetime.combine(now.date(), wall) <= now.replace(tzinfo=None))
        elif part == "midnight":
            named += timedelta(days=1)
    elif not spanned:
        guessed.append("time")
    assert named is not None
    if not spanned and part in ("today", "night", "day_end", "") and named == now.date():
        late = datetime.combine(named, wall) <= now.replace(tzinfo=None)
        if late:  # "today" said in the evening is still to come
            return now + timedelta(hours=1), (*guessed, "time")
    return _in_zone(named, wall, now, guessed)


def _in_zone(day: date, wall: time, now: datetime, guessed: list[str]) -> tuple[datetime, tuple[str, ...]]:
    """A time on the wall of the zone of `now`; one that does not exist moves on, of two the first is taken."""
    first = datetime.combine(day, wall.replace(second=0, microsecond=0), now.tzinfo)
    there = first.astimezone(UTC).astimezone(now.tzinfo)
    if there.replace(tzinfo=None) != first.replace(tzinfo=None):
        guessed.append("gap")
    elif first.utcoffset() != first.replace(fold=1).utcoffset():
        guessed.append("fold")
        if first.astimezone(UTC) <= now.astimezone(UTC):
            there = first.replace(fold=1)
    return there, tuple(guessed)


def _half_days(hour: int, minute: int, part: str) -> list[time]:
    """What an hour without am or pm may mean, the likelier first."""
    early, late = time(hour % 12, minute), time(hour % 12 + 12, minute)
    if part == "morning":
        return [early]
    if part in ("afternoon", "evening", "night", "today", "noon") or 1 <= hour <= AFTERNOON_UP_TO or hour == 12:
        return [late]
    return [early, late]


def _clock(hit: re.Match[str]) -> tuple[int, int, bool]:
    """(hour, minute, whether that is all there is to know) of a time of day."""
    if hit["word"]:
        return words.HOURS[hit["word"]], 0, False
    if hit["past"]:
        hour = words.PAST_HOURS.get(hit["hour4"]) or int(hit["hour4"])
        minutes = (hour * 60 + words.PAST_MINUTES[hit["past"]]) % 720
        return minutes // 60 or 12, minutes % 60, False
    digits = hit["hour"] or hit["hour2"] or hit["hour3"] or hit["hour6"]
    hour, minute = int(digits), int(hit["minute"] or hit["minute2"] or hit["minute3"] or hit["uhr"] or 0)
    half = (hit["half"] or hit["half2"] or "").replace(".", "")
    if hour > 23 or (half in ("am", "pm") and not 1 <= hour <= 12):
        raise ValueError
    if hit["more"]:
        hour, minute = divmod((hour * 60 + minute + words.MORE_MINUTES[hit["more"]]) % 1440, 60)
    if half in ("am", "pm"):
        return hour % 12 + 12 * (half == "pm"), minute, True
    return hour, minute, hour > 12 or hour == 0 or digits.startswith("0")


def _length(hit: re.Match[str]) -> tuple[float, str]:
    """(how many, of which unit): unit is minute, hour, day, week, month or year."""
    said, unit = hit["count"] or hit["count2"], hit["unit"] or hit["unit2"]
    count = words.COUNTS[said] if said in words.COUNTS else float(said.replace(",", "."))
    count += 0.5 if hit["half"] else 0
    for name, starts in (
        ("minute", ("min",)), ("month", ("mo", "mes", "mês")), ("hour", ("h", "stund")), ("day", ("d", "jour", "tag")),
        ("week", ("w", "sem")), ("year", ("y", "añ", "an", "jahr")),
    ):  # fmt: skip
        if unit.startswith(starts):
            return count, name
    raise ValueError


def _named_day(item: Piece, now: datetime, guessed: list[str]) -> date | None:
    hit, today = item.found, now.date()
    match item.name:
        case "near":
            return today + timedelta(days=words.DAYS_AHEAD[hit["day"]])
        case "weekday":
            return _weekday(hit, today, guessed)
        case "week":
            return _week(hit, today)
        case "monthday":
            return reckoning.day_of_month(int(hit["day"] or hit["day2"]), today)
        case "numeric":
            return _numeric(hit, now, guessed)
        case "iso":
            return date(int(hit["year"]), int(hit["month"]), int(hit["day"]))
    return _date(hit, now)


def _weekday(hit: re.Match[str], today: date, guessed: list[str]) -> date:
    following = hit["next"] or ("next week" in (hit["after"] or "")) or (hit["after"] or "").startswith(" prochain")
    weekday = WEEKDAYS[hit["day"]]
    if following and not (hit["next"] or "").startswith(("pr", "coming", "kommend")):
        guessed.append("week")
        return reckoning.weekday_of_next_week(today, weekday)
    return reckoning.weekday_after(today, weekday)


def _week(hit: re.Match[str], today: date) -> date:
    if hit["end"] or hit["weeks_end"]:
        named = reckoning.weekday_of_next_week if "next" in hit.group() else reckoning.weekday_after
        return named(today, 5 if hit["end"] else 4)
    return reckoning.in_next_week(today, 0) if hit["week"] else reckoning.month_start(today)


def _numeric(hit: re.Match[str], now: datetime, guessed: list[str]) -> date | None:
    first, second, american = int(hit["first"]), int(hit["second"]), "America/" in str(now.tzinfo)
    month_first = second > 12 or (american and first <= 12)
    if first <= 12 and second <= 12 and first != second:
        guessed.append("order")
    order = "MDY" if month_first else "DMY"
    return reckoning.in_figures(hit["first"], hit["second"], hit["year"], now.date(), order=order)


def _date(hit: re.Match[str], now: datetime) -> date | None:
    """A day of a named month, this year's or the next; with a year just that."""
    month = hit["month"] or hit["month2"]
    tongue = next(tongue for tongue, listed in MONTHS_OF.items() if month in listed.split())
    said = f"{hit['day'] or hit['day2']} {month} {hit['year'] or hit['year2'] or ''}".strip()
    return reckoning.parsed(said, now.date(), tongue=tongue)
