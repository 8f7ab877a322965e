"""Which stretch of the past a question is about: "last week", "in March", "yesterday", "since Monday"."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from engine.dates.names import MONTHS, WEEKDAYS, any_of
from engine.dates.reckoning import month_start, weekday_before
from engine.expressions import late
from engine.judge.folding import fold

_UNIT = r"(?P<unit>days?|weeks?|months?|years?|d[ií]as?|semanas?|mes(?:es)?|jours?|semaines?|mois|tagen?|tage|wochen?|monaten?|monate|dias?|mês)"
_SINCE = r"(?P<since>since|desde|depuis|seit|after)"
_PATTERNS = {
    "today": late(r"\b(?:today|hoy|aujourd'hui|heute|hoje|this morning|this afternoon)\b"),
    "before_yesterday": late(r"\b(?:(?:the )?day before yesterday|anteayer|avant-hier|vorgestern|anteontem)\b"),
    "yesterday": late(r"\b(?:yesterday|last night|ayer|anoche|hier|gestern|ontem)\b"),
    "this_week": late(r"\b(?:(?:so far )?this week|esta semana|cette semaine|diese woche)\b"),
    "last_week": late(
        r"\b(?:last week|la semana pasada|semana passada|la semaine dernière|letzte woche|vorige woche)\b"
    ),
    "this_month": late(r"\b(?:this month|este mes|ce mois(?:-ci)?|diesen monat|este mês)\b"),
    "last_month": late(r"\b(?:last month|el mes pasado|le mois dernier|letzten monat|(?:no )?mês passado)\b"),
    "this_year": late(r"\b(?:this year|este año|cette année|dieses jahr|este ano)\b"),
    "last_year": late(r"\b(?:last year|el año pasado|l'année dernière|letztes jahr|(?:no )?ano passado)\b"),
    "ago": late(
        rf"\b(?P<n>\d{{1,3}}|a|two|three) {_UNIT} ago\b|\b(?:hace|il y a|vor|há) (?P<n2>\d{{1,3}}) (?P<unit2>\w+)\b"
    ),
    "past": late(
        rf"\b(?:in |over |during )?(?:the )?(?:last|past|letzten|últimos|últimas|derniers|dernières) (?P<n>\d{{1,3}}|few|two|three|couple of) {_UNIT}\b"
    ),
    "date": late(
        rf"\b(?:{_SINCE} |on |el |le |am |em )?(?:the )?(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)? (?:of |de )?(?P<month>{any_of(MONTHS)})|(?P<month2>{any_of(MONTHS)}) (?P<day2>[0-3]?\d)(?:st|nd|rd|th)?)\b(?: (?P<year>20\d\d))?"
    ),
    "month": late(
        rf"\b(?:{_SINCE}|(?P<in>in|last|en|im|em|during)) (?P<month>{any_of(MONTHS)})\b(?: (?:de )?(?P<year>20\d\d))?"
    ),
    "year": late(rf"\b(?:{_SINCE}|in|en|em|im jahr) (?P<year>20\d\d)\b"),
    "weekday": late(
        rf"\b(?:{_SINCE}|(?P<last>last|el pasado|letzten|vorigen)|on|el|am|le|na|no) (?P<day>{any_of(WEEKDAYS)})\b(?P<after> passad[oa]| pasado| dernier)?"
    ),
}


@dataclass(frozen=True, slots=True)
class Period:
    """[since, until) in the zone of `now`; `span` are the code points that named it.

    Attributes:
        sure: the words can only mean the past ("last week", not "on Saturday").
    """

    since: datetime
    until: datetime
    span: tuple[int, int]
    sure: bool


def read(text: str, now: datetime) -> Period | None:
    """The stretch of the past that a question names, None without one."""
    folded = fold(text)
    for name, pattern in _PATTERNS.items():
        for hit in pattern.finditer(folded.text):
            try:
                found = _days(name, hit, now.date())
            except (ValueError, OverflowError):
                continue
            if found is not None:
                first, end = found
                if hit.re.groupindex.get("since") and hit["since"]:
                    end = now.date() + timedelta(days=1)
                sure = name not in ("today", "date", "month", "weekday") or first < now.date() < end
                if name == "weekday":
                    sure = bool(hit["last"] or hit["after"] or hit["since"])
                return Period(_start(first, now), _start(end, now), folded.span(*hit.span()), sure)
    return None


def _start(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)


def _days(name: str, hit: re.Match[str], today: date) -> tuple[date, date] | None:
    """[first day, day after the last)."""
    monday, one = today - timedelta(days=today.weekday()), timedelta(days=1)
    first_of_month = today.replace(day=1)
    match name:
        case "today":
            return today, today + one
        case "yesterday":
            return today - one, today
        case "before_yesterday":
            return today - 2 * one, today - one
        case "this_week":
            return monday, monday + 7 * one
        case "last_week":
            return monday - 7 * one, monday
        case "this_month":
            return first_of_month, month_start(today)
        case "last_month":
            return (first_of_month - one).replace(day=1), first_of_month
        case "this_year":
            return date(today.year, 1, 1), date(today.year + 1, 1, 1)
        case "last_year":
            return date(today.year - 1, 1, 1), date(today.year, 1, 1)
        case "ago":
            days = _length(hit["n"] or hit["n2"], hit["unit"] or hit["unit2"])
            spread = 0 if days < 7 else 3 if days < 60 else 15
            return today - timedelta(days=days + spread), today - timedelta(days=days - spread - 1)
        case "past":
            return today - timedelta(days=_length(hit["n"], hit["unit"])), today + one
        case "date":
            return _date(hit, today)
        case "month":
            return _month(hit, today)
        case "year":
            return date(int(hit["year"]), 1, 1), date(int(hit["year"]) + 1, 1, 1)
    found = weekday_before(today, WEEKDAYS[hit["day"]])
    return found, found + one


def _length(said: str, unit: str) -> int:
    count = {"a": 1, "two": 2, "couple of": 2, "few": 3, "three": 3}.get(said) or int(said)
    days = 1 if unit.startswith(("d", "jour", "tag")) else 7 if unit.startswith(("w", "sem")) else 30
    return count * (365 if unit.startswith("y") else days)


def _date(hit: re.Match[str], today: date) -> tuple[date, date]:
    month, day = MONTHS[hit["month"] or hit["month2"]], int(hit["day"] or hit["day2"])
    year = int(hit["year"]) if hit["year"] else today.year
    found = date(year, month, day)
    if not hit["year"] and found > today:
        found = date(year - 1, month, day)
    return found, found + timedelta(days=1)


def _month(hit: re.Match[str], today: date) -> tuple[date, date]:
    month = MONTHS[hit["month"]]
    year = int(hit["year"]) if hit["year"] else today.year - (month > today.month)
    first = date(year, month, 1)
    return first, month_start(first)
