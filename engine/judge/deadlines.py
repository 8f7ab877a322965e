"""Dates and times named in a text: "by 15:00", "before Friday", "in 20 minutes", "morgen um 10".

Named times are read in the zone of `now`: pass the person's local time where it is known.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from engine.dates.names import MONTHS, WEEKDAYS, any_of
from engine.dates.reckoning import in_month, weekday_after, weekday_of_next_week
from engine.expressions import late

#: Names of days, without "sun" and with "-feira" left to the expression.
_DAYS = {word: number for word, number in WEEKDAYS.items() if word != "sun" and not word.endswith("-feira")}
_RELATIVE = {
    "today": 0, "tonight": 0, "2day": 0, "2nite": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
    "hoy": 0, "esta noche": 0, "aujourd'hui": 0, "ce soir": 0, "heute": 0, "hoje": 0, "eod": 0, "end of day": 0,
    "end of the day": 0, "cob": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "2moro": 1, "tomoz": 1, "mañana": 1, "demain": 1,
    "morgen": 1, "amanhã": 1, "amanha": 1,
}  # fmt: skip
_EVENING = ("tonight", "2nite", "this evening", "esta noche", "ce soir")
_UNITS = {"m": 1, "h": 60, "d": 1440, "w": 10080}


_FIRM = r"by|before|until|till|no later than|due|deadline(?: is)?|antes de(?:l| las?)?|avant|d'ici|bis(?: zum)?|vor|até|ate|para"
_CLOCK = r"(?P<hour>[01]?\d|2[0-3])(?:[:.h](?P<minute>[0-5]\d)|h)? ?(?P<half>am|pm|a\.m\.|p\.m\.|uhr|o'clock)?"
_GATE = late(
    r"\d|days?\b|tonight|tomorrow|t?mrw|\btmr\b|week|month|noon|midnight|\beod\b|\bcob\b|\basap\b|hour|minut|stunde|morning|afternoon|evening|"
    rf"\b(?:{any_of(set(_DAYS) | set(_RELATIVE))})\b"
)
_IN = late(
    r"\b(?:in|within|en|dans|em)(?: the next)? (?P<count>\d{1,3}|(?<=next )(?=hour|minute)|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half an|una?|une?|einer?|um|uma|a couple of|a few) ?"
    r"(?P<unit>min(?:ute|uto)?[sn]?|h(?:ou?r|ora|eure)?s?|stunden?|d(?:ay|[ií]a|ia)s?|jours?|tage?n?|weeks?|semanas?|semaines?|wochen?)\b"
)
_COUNTS = {
    "half an": 0.5, "two": 2, "a couple of": 2, "three": 3, "a few": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_DATE = late(
    rf"\b(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)? (?:of |de )?(?P<month>{any_of(MONTHS)})|(?P<month2>{any_of(MONTHS)}) (?P<day2>[0-3]?\d)(?:st|nd|rd|th)?)\b(?!:\d)"
)
_DAY = late(
    rf"\b(?:(?P<next>next |nächste[rn]? )?(?P<weekday>{any_of(_DAYS)})(?:-feira)?|(?P<relative>{any_of(_RELATIVE)})|(?P<week>(?:this|the) weekend|end of (?:the )?week|this week|diese woche|esta semana|cette semaine))\b(?!')"
)
_AT = late(
    rf"\b(?P<firm>{_FIRM}|at|around|um|@|a las?|[àa]s?|for)\s?(?P<clock>{_CLOCK})\b(?! ?(?:people|persons|guests|kids|photos|pics|%|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|euros?|dollars?|pounds?|eur|usd|k\b|(?:of |de )?(?:{any_of(MONTHS)})\b))|\b(?P<bare>\d{{1,2}}:[0-5]\d(?: ?[ap]m)?|\d{{1,2}} ?[ap]m)\b|\b(?P<noon>noon|midday|mittags?|mediodía|midi)\b"
)
_BARE = late(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))? ?(?P<half>am|pm)?")
_LEAD = late(rf"\b(?:{_FIRM})(?: (?:the|end of|close of|this|next|los?|las?|le|den|dem|dia))* ?$")
#: What is over once the time has come: "goes to print tomorrow", "the grant closes on Friday".
_ENDS = (
    r"(?:goes|going|go|off|sent|send it|has) to (?:the )?(?:print|press|printers?|lab)|(?:print |final )?deadline|cut-?off|closing date|closes|"
    r"expires?|runs out|(?:has|have|needs?|must) (?:to )?be (?:done|booked|paid|sent|in|finished|ready|settled|confirmed)|is due|are due|hand(?:ed|ing)? (?:it )?in|submit\w*|file (?:it|them)|need\w* (?:it|them|this|that|to know|an answer|the \w+)"
)
_ENDS_BEFORE = late(rf"\b(?:{_ENDS})\b[^.!?]{{0,30}}$")
_ENDS_AFTER = late(r"^[^.!?]{0,25}\b(?:deadline|cut-?off|at the latest)\b")
#: "Would it be here before the 11th", "anything free before June", "we're there until 6": no date for the answer.
_NO_LIMIT = late(
    rf"\b(?:would|will|could|can|does|do|is|are) [^.!?]{{0,40}}\b(?:be|get|arrive|arriving|come|land|make it)(?: (?:here|there|with us|with me|to us|home|in))? (?:{_FIRM}) (?:the )?$|"
    rf"\b(?:anything|something|slots?|openings?|free|space|room|squeeze (?:us|me) in|availab\w+)(?: \w+){{0,2}} (?:{_FIRM}) (?:the )?$|"
    r"\b(?:here|there|open|around|away|busy|booked|work\w*|off|at home|stay\w*|asleep|sleeps?|naps?|lasts?|from [\w:]+) (?:until|till) (?:the )?$"
)
#: A length of time, not a moment: "all in one day", "done in an hour".
_LASTS = late(
    r"\b(?:all|both|everything|everyone|done|finished|fit\w*|only|much|many|times?|once|twice)(?: \w+){0,2} $"
)
#: Words that only sometimes name a day: "we sat down", "mon amie", "por la mañana", "guten Morgen".
_DOUBTFUL = frozenset({"mon", "sat", "wed"})
_DAY_BEFORE = late(r"(?:\b(?:on|this|next|last|by|before|until|till|for|or|and|from|to|every|coming)|[,/&-]) ?$")
_DAY_AFTER = late(r"^(?: ?\d| ?[/&-]| (?:am|pm|morning|afternoon|evening|night|noon|at|or|the)\b)")
_NO_DAY = late(r"\b(?:(?:por|de|en|esta|a) la|guten|gute|am|jeden|heute|every) $")

#: A day without a year that is over for so long is next year's.
_LONG_OVER = timedelta(days=60)
#: Hours a named day ends for work, by the word that names it.
DAY_ENDS = time(18, 0)
EVENING_ENDS = time(21, 0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time named in a text.

    Attributes:
        at: that moment, UTC; a day without a time stands for its end (18:00, evenings 21:00).
        firm: something is due by then ("by", "before", "in 20 minutes"); else it is only named.
        clock: a time of day was named, not only a day.
        phrase: the words as read, small letters.
    """

    at: datetime
    firm: bool
    clock: bool
    phrase: str


def find(low: str, now: datetime) -> Deadline | None:
    """The time that a text (small letters, plain apostrophes) asks to be kept, or names; None without one.

    Args:
        now: aware; its zone is the zone of named times.
    """
    if _GATE.search(low) is None:
        return None
    low = low[:2_000]
    if (span := next((m for m in _IN.finditer(low) if not _length(m, low)), None)) is not None:
        return _after(span, low, now)
    day, clock = _day(low, now), _clock(low)
    if day is None and clock is None:
        return None
    when, phrase, firm = day if day is not None else (now.date(), "", False)
    if clock is None:
        ends = EVENING_ENDS if phrase in _EVENING else DAY_ENDS
        at = datetime.combine(when, ends, now.tzinfo)
        # "today", said in the evening, is still to come
        at = at if at > now or when != now.date() else now + timedelta(hours=2)
        return Deadline(at.astimezone(UTC), firm, False, phrase)
    named, words, due, guessed = clock
    at = _nearest(datetime.combine(when, named, now.tzinfo), now, guessed, fixed=day is not None)
    return Deadline(at.astimezone(UTC), firm or due, True, f"{phrase} {words}".strip())


def _length(span: re.Match[str], low: str) -> bool:
    """Whether "in one day" says how long something takes."""
    within = span.group().startswith("within")
    return not within and (
        _LASTS.search(low[: span.start()]) is not None
        or (span["count"] in ("a", "an", "one") and span["unit"] == "day")
    )


def _after(span: re.Match[str], low: str, now: datetime) -> Deadline:
    count = span["count"]
    number = float(count) if count.isdigit() else float(_COUNTS.get(count, 1))
    unit = span["unit"]
    letter = {"s": "w", "j": "d", "t": "d"}.get(unit[0], unit[0])
    if unit.startswith("stunde"):
        letter = "h"
    at = now + timedelta(minutes=number * _UNITS[letter])
    # "we marry in three weeks" names a time; minutes and hours always press
    firm = letter in "mh" or span.group().startswith("within") or _ends(low, span)
    return Deadline(at.astimezone(UTC), firm, letter in "mh", span.group())


def _ends(low: str, found: re.Match[str]) -> bool:
    """Whether words around a time say that something is over by then."""
    before = low[: found.start()]
    return _ENDS_BEFORE.search(before) is not None or _ENDS_AFTER.search(low[found.end() :]) is not None


def _firm(low: str, found: re.Match[str]) -> bool:
    before = low[: found.start()]
    if _NO_LIMIT.search(before):
        return False
    return _LEAD.search(before) is not None or _ends(low, found)


def _day(low: str, now: datetime) -> tuple[date, str, bool] | None:
    if (found := _DATE.search(low)) is not None and (when := _dated(found, now)) is not None:
        return when, found.group(), _firm(low, found)
    if (found := next((m for m in _DAY.finditer(low) if _names_day(low, m)), None)) is None:
        return None
    firm = found.group() in ("eod", "end of day", "cob", "end of the day") or _firm(low, found)
    today = now.date()
    if found["relative"]:
        return today + timedelta(days=_RELATIVE[found["relative"]]), found.group(), firm
    if found["week"]:
        friday = weekday_after(today, 4, today=True)
        return friday + timedelta(days=2 if "weekend" in found["week"] else 0), found.group(), firm
    named = weekday_of_next_week if found["next"] else weekday_after
    return named(today, _DAYS[found["weekday"]]), found.group(), firm


def _names_day(low: str, found: re.Match[str]) -> bool:
    before, after = low[: found.start()], low[found.end() :]
    if found["relative"] in ("mañana", "morgen"):
        return _NO_DAY.search(before) is None
    if found["weekday"] in _DOUBTFUL:
        return not before.strip() or bool(_DAY_BEFORE.search(before) or _DAY_AFTER.search(after))
    return True


def _dated(found: re.Match[str], now: datetime) -> date | None:
    month = MONTHS[found["month"] or found["month2"]]
    return in_month(int(found["day"] or found["day2"]), month, now.date(), back=_LONG_OVER)


def _clock(low: str) -> tuple[time, str, bool, bool] | None:
    """Time of day, its words, whether it is firm, and whether morning or afternoon was left open."""
    for found in _AT.finditer(low):
        if found["noon"]:
            return time(12), found.group(), _firm(low, found), False
        part = _BARE.fullmatch(found["bare"]) if found["bare"] else found
        if part is None or int(part["hour"]) > 23:
            continue
        if (
            not found["bare"]
            and found["firm"] in ("for", "para", "a", "as", "à", "às")
            and not (part["minute"] or part["half"])
        ):
            continue
        hour, minute, half = (
            int(part["hour"]),
            int(part["minute"] or 0),
            (part["half"] or "").replace(".", ""),
        )
        hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
        firm = (found["firm"] or "") not in (
            "",
            "at",
            "around",
            "um",
            "@",
            "a la",
            "a las",
            "à",
            "às",
            "a",
            "as",
            "for",
        )
        lead = _NO_LIMIT.search(low[: found.start("hour")]) if firm and not found["bare"] else None
        firm = lead is None and (firm or _firm(low, found))
        return (
            time(hour, minute),
            found.group(),
            firm,
            half in ("", "o'clock") and hour < 12 and part["minute"] is None,
        )
    return None


def _nearest(at: datetime, now: datetime, guessed: bool, *, fixed: bool) -> datetime:
    """Read "at 3" as the afternoon; a time already past today as tomorrow's unless the day was named."""
    if guessed and at.hour < 8:
        at += timedelta(hours=12)
    if not fixed and at <= now - timedelta(minutes=30):
        at = (
            at + timedelta(hours=12)
            if guessed and at.hour < 12 and at + timedelta(hours=12) > now
            else at + timedelta(days=1)
        )
    return at
