"""When something is due that somebody says they will do: days, weeks and clock times in five languages.

Day names and clock times are read by `engine.judge.deadlines`; what it leaves out ("next week", "pasado mañana",
"heute Abend") stands in one table here, and calendar dates in figures ("15/03", "on the 20th") are reckoned by `engine.dates`.
Of 38 phrases tried, dateparser alone missed 14 ("la semana que viene", "end of the month") and read "tomorrow at 9"
as ten in the morning; it is asked only for what it reads well.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from engine.dates import reckoning
from engine.dates.names import MONTHS, any_of
from engine.dates.reckoning import in_next_week, month_end, weekday_after
from engine.expressions import late
from engine.judge import deadlines
from engine.judge.deadlines import DAY_ENDS, EVENING_ENDS

MORNING_ENDS = time(12, 0)
#: Read characters of one clause.
READ_CHARS = 400


@dataclass(frozen=True, slots=True)
class Due:
    """A time by which something shall be done: `at` in UTC, `clock` if a time of day was named, `phrase` its words."""

    at: datetime
    clock: bool
    phrase: str


#: Days that words stand for, and when that day ends if no clock time is said; first match wins.
_WORDS: tuple[tuple[re.Pattern[str], Callable[[date], date], time], ...] = tuple(
    (late(expression), when, ends)
    for expression, when, ends in (
        (r"\b(?:the )?day after tomorrow\b|\bpasado ma[ñn]ana\b|\bapr[èe]s-?demain\b|\b[üu]e?bermorgen\b|\bdepois de amanh[ãa]\b", lambda day: day + timedelta(days=2), DAY_ENDS),
        (r"\btomorrow (?:night|evening)\b|\bma[ñn]ana por la noche\b|\bdemain soir\b|\bmorgen abend\b|\bamanh[ãa] [àa] noite\b", lambda day: day + timedelta(days=1), EVENING_ENDS),
        (r"\btomorrow afternoon\b|\bma[ñn]ana por la tarde\b|\bdemain apr[èe]s-midi\b|\bmorgen nachmittag\b|\bamanh[ãa] [àa] tarde\b", lambda day: day + timedelta(days=1), DAY_ENDS),
        (r"\b(?:first thing |early )?tomorrow morning\b|\bfirst thing tomorrow\b|\bma[ñn]ana por la ma[ñn]ana\b|\bdemain matin\b|\bmorgen (?:fr[üu]h|vormittag)\b|\bamanh[ãa] (?:de manh[ãa]|cedo)\b", lambda day: day + timedelta(days=1), MORNING_ENDS),
        (r"\b(?:later today|later tonight|tonight|this evening)\b|\b(?:esta noche|hoy por la noche)\b|\bce soir\b|\bheute abend\b|\bhoje [àa] noite\b|\best[ao] noite\b", lambda day: day, EVENING_ENDS),
        (r"\bthis afternoon\b|\b(?:esta|hoy por la) tarde\b|\bcet? apr[èe]s-midi\b|\bheute nachmittag\b|\b(?:hoje [àa]|esta) tarde\b", lambda day: day, DAY_ENDS),
        (r"\bthis morning\b|\besta ma[ñn]ana\b|\bce matin\b|\bheute (?:morgen|vormittag)\b|\besta manh[ãa]\b", lambda day: day, MORNING_ENDS),
        (r"\bafter the weekend\b|\bdespu[ée]s del (?:fin de semana|finde)\b|\bapr[èe]s le week-?end\b|\bnach dem wochenende\b|\bdepois do (?:fim de semana|fds)\b", lambda day: weekday_after(day, 0), DAY_ENDS),
        (r"\b(?:early|beginning of) next week\b", lambda day: in_next_week(day, 1), DAY_ENDS),
        (r"\bnext week(?! ?end)\b|\b(?:la )?(?:pr[óo]xima semana|semana que viene)\b|\b(?:la )?semaine prochaine\b|\bn[äa]e?chste woche\b|\bkommende woche\b|\b(?:na )?semana que vem\b", lambda day: in_next_week(day, 4), DAY_ENDS),
        (r"\bnext weekend\b", lambda day: in_next_week(day, 6), DAY_ENDS),
        (r"\b(?:(?:on|over|at|this|the) ){0,4}weekend\b|\b(?:este|el) (?:fin de semana|finde)\b|\bce week-?end\b|\b(?:am|dieses) wochenende\b|\b(?:n?[eo]sse|neste|no) (?:fim de semana|fds)\b", lambda day: weekday_after(day, 6, today=True), DAY_ENDS),
        (r"\bend of (?:the |this )?week\b|\b(?:a )?finales? de (?:la )?semana\b|\bfin de (?:la )?semaine\b|\bende der woche\b|\bfi(?:m|nal) da semana\b|\b(?:later )?this week\b|\besta semana\b|\bcette semaine\b|\bdiese woche\b", lambda day: weekday_after(day, 4, today=True), DAY_ENDS),
        (r"\bend of (?:the |this )?month\b|\b(?:a )?fin(?:ales)? de mes\b|\bfin (?:du|de) mois\b|\b(?:ende des monats|monatsende)\b|\bfi(?:m|nal) do m[êe]s\b|\bthis month\b", lambda day: month_end(day, 0), DAY_ENDS),
        (r"\bnext month\b|\b(?:el )?mes que viene\b|\b(?:le )?mois prochain\b|\bn[äa]chsten monat\b|\bm[êe]s que vem\b", lambda day: month_end(day, 1), DAY_ENDS),
    )
)  # fmt: skip
_PART = late(
    r"\b(?P<morning>morning|por la ma[ñn]ana|matin|fr[üu]h|vormittag|de manh[ãa])\b|"
    r"\b(?P<evening>evening|night|por la noche|soir|abend|[àa] noite)\b"
)
#: A day that belongs to the thing and not to the deed: "the photos from Saturday", "the light for Sunday".
_OF_THE_THING = late(
    r"\b(?:for|from|of|about|since)(?: the| this| next| last)? (?:mon|tues|wednes|thurs|fri|satur|sun)day(?:'s)?\b|"
    r"\b(?:f[üu]r|vom|von) (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b|"
    r"(?<!antes )\bdel? (?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)\b|\bdu (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|"
    r"\bd[oae] (?:segunda|ter[çc]a|quarta|quinta|sexta|s[áa]bado|domingo)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day's\b|"
    r"\b(?:from|of|for) (?:yesterday|last \w+|today|tomorrow's)\b"
)
_FIGURES = late(r"(?<![\w./-])(?P<a>\d{1,2})[/.](?P<b>\d{1,2})(?:[/.](?P<year>\d{4}|\d\d))?(?![\w/]|[.]\d)")
#: "14h", "9 h 30": a clock time in French and Portuguese.
_HOURS = late(r"(?<![\w:.])(?P<hour>[01]?\d|2[0-3]) ?h ?(?P<minute>[0-5]\d)?(?!\w)")
_MONTH = rf"(?:{any_of(MONTHS)})\b"
_NTH = late(
    rf"\b(?:(?:on|by|before|until|the) ){{1,4}}(?P<en>[0-3]?\d)(?:st|nd|rd|th)\b(?! (?:of )?{_MONTH})|\b(?:(?:antes )?del?|el|le|avant le|o dia|dia) (?P<rom>[0-3]?\d)\b(?! ?(?:[:h€$%]|\d|de |{_MONTH}|euros|fotos|photos))|\bam (?P<de>[0-3]?\d)\.(?!\d| {_MONTH})"
)


def due(low: str, said_at: datetime) -> Due | None:
    """The time a clause (small letters, plain apostrophes) names for its deed; None without one.

    Args:
        said_at: aware, in the zone in which its times are meant.
    """
    return named(_OF_THE_THING.sub(lambda found: " " * len(found.group()), low[:READ_CHARS]), said_at)


def named(low: str, said_at: datetime) -> Due | None:
    """Like `due`, but a day that belongs to a thing counts too: "does Saturday at 2 work?", "the shoot on Friday"."""
    low = _HOURS.sub(_clocked, low[:READ_CHARS])
    for expression, when, ends in _WORDS:
        if (found := expression.search(low)) is not None:
            return _on(when(said_at.date()), ends, found.group(), low, found.span(), said_at)
    if (dated := _calendar(low, said_at)) is not None:
        return dated
    day = deadlines.find(low, said_at)
    return None if day is None else _refined(day, low, said_at)


def _clocked(found: re.Match[str]) -> str:
    return f"{found['hour']}:{found['minute'] or '00'}"


def _on(day: date, ends: time, phrase: str, low: str, span: tuple[int, int], said_at: datetime) -> Due:
    """That day, at the clock time named beside it or at its end."""
    rest = f"{low[: span[0]]}{' ' * (span[1] - span[0])}{low[span[1] :]}"
    clock = deadlines.find(rest, datetime.combine(day, time(0), said_at.tzinfo))
    if clock is not None and clock.clock and clock.at.astimezone(said_at.tzinfo).date() == day:
        return Due(clock.at, True, phrase)
    at = datetime.combine(day, ends, said_at.tzinfo)
    at = at if at > said_at else said_at + timedelta(hours=2)
    return Due(at.astimezone(UTC), False, phrase)


def _refined(found: deadlines.Deadline, low: str, said_at: datetime) -> Due:
    """ "Friday morning" ends at noon, "Friday night" at nine."""
    if found.clock or (part := _PART.search(low)) is None:
        return Due(found.at, found.clock, found.phrase)
    ends = MORNING_ENDS if part["morning"] else EVENING_ENDS
    local = found.at.astimezone(said_at.tzinfo)
    at = datetime.combine(local.date(), ends, said_at.tzinfo)
    return Due((at if at > said_at else local).astimezone(UTC), False, f"{found.phrase} {part.group()}")


def _calendar(low: str, said_at: datetime) -> Due | None:
    """A date in figures; which of the two is the month is the one that fits, else the nearer date ahead."""
    today = said_at.date()
    if (found := _FIGURES.search(low)) is not None:
        orders = ("DMY", "MDY")
        days = [reckoning.in_figures(found["a"], found["b"], found["year"], today, order=order) for order in orders]
        if named_days := [day for day in days if day is not None]:
            return _on(min(named_days), DAY_ENDS, found.group(), low, found.span(), said_at)
    if (found := _NTH.search(low)) is not None:
        nth = reckoning.day_of_month(int(found["en"] or found["rom"] or found["de"]), today, today=True)
        if nth is not None:
            return _on(nth, DAY_ENDS, found.group(), low, found.span(), said_at)
    return None
