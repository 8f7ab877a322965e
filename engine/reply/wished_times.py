"""A day or time that a wish names, and how it is said in a sentence of five languages: "on Thursday at 15:00"."""

# ruff: noqa: E501 - a table on few lines is easier to read

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from engine.expressions import late
from engine.reply import calendar_words as calendar

_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_NEAR = {
    "en": {"today": "today", "tonight": "tonight", "tomorrow": "tomorrow", "weekend": "the weekend", "week": "next week"},
    "es": {"today": "hoy", "tonight": "esta noche", "tomorrow": "mañana", "weekend": "el fin de semana", "week": "la próxima semana"},
    "fr": {"today": "aujourd'hui", "tonight": "ce soir", "tomorrow": "demain", "weekend": "ce week-end", "week": "la semaine prochaine"},
    "de": {"today": "heute", "tonight": "heute Abend", "tomorrow": "morgen", "weekend": "am Wochenende", "week": "nächste Woche"},
    "pt": {"today": "hoje", "tonight": "hoje à noite", "tomorrow": "amanhã", "weekend": "no fim de semana", "week": "na próxima semana"},
}  # fmt: skip
#: Days of the week that Portuguese mostly names without "-feira"; elsewhere they are mere numbers.
_BARE_DAY = {"segunda": "mon", "terça": "tue", "terca": "tue", "quarta": "wed", "quinta": "thu", "sexta": "fri"}
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ORDER = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = late(
    r"\b(?:next week|nächste woche|la próxima semana|la semana que viene|la semaine prochaine|(?:na )?(?:próxima semana|semana que vem))\b"
)
_WEEKEND = late(r"\b(?:(?:the |this |am |das |ce |le )?week-?ends?|(?:am |das )?wochenende|fi[nm] de semana)\b")
_TONIGHT = late(r"\b(?:tonight|heute abend|esta noche|ce soir|hoje à noite)\b")
_DAY = late(
    rf"(?<!\w)(?:(?P<next>next|nächste[nrms]?|kommende[nrms]?|próxim[oa]|el próximo|na próxima) )?(?P<day>{calendar.alternatives(calendar.DAY)}|{'|'.join((*calendar.SHORT_DAY, *_BARE_DAY))})(?P<after> prochain| que viene| que vem)?(?!\w)"
)
_DAY_OF = calendar.DAY | _BARE_DAY
_NEARBY = late(rf"(?<!\w)(?:{calendar.alternatives(calendar.NEAR)}|mañana|manana)(?!\w)")
_DATE = late(
    rf"(?<!\w)(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.|º)? (?:of |de )?(?P<month>{calendar.alternatives(calendar.MONTH)})(?!\w)|(?<!\w)(?P<month2>{calendar.alternatives(calendar.MONTH)}) (?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?!\w)"
)
_NTH = late(
    r"\b(?:the )?(?P<en>[0-3]?\d)(?:st|nd|rd|th)\b|\b(?:am|den|der|dem) (?P<de>[0-3]?\d)\.|\b(?:el|le|dia|el día|o dia) (?P<rom>[0-3]?\d)\b(?! ?[:h€$£])"
)
_TIME = late(
    r"(?<![\w:.,])(?P<h>[01]?\d|2[0-3])[:.h](?P<m>[0-5]\d) ?(?P<half>am|pm|uhr|h)?(?!\w)|(?<![\w:.,])(?P<h2>[01]?\d|2[0-3]) ?(?P<half2>am|pm|uhr|h|horas|heures)\b|"
    r"\b(?:at|um|a las?|à|às|gegen|@) ?(?P<h3>[01]?\d|2[0-3])(?!\w|[.:,]\d|\.? ?(?:[€$£]|euro))"
)


@dataclass(frozen=True, slots=True)
class When:
    """A day, a time or both.

    Attributes:
        day: "mon" … "sun", "today", "tonight", "tomorrow", "weekend", "week", "22" or "22.5" (day.month); "" for none.
        coming: "next" stood before a weekday. hour: None without a time. sure: morning or afternoon was said.
    """

    day: str = ""
    coming: bool = False
    hour: int | None = None
    minute: int = 0
    sure: bool = False


def when_of(text: str) -> tuple[When | None, str]:
    """The only day and the only time that folded words name, and the words without them; None for none, for two, and
    for a day that no month has.
    """
    days, left = _days(text)
    times = list(_TIME.finditer(left))
    if len(days) > 1 or len(times) > 1 or not (days or times) or not all(_exists(day) for day, _coming in days):
        return None, text
    day, coming = days[0] if days else ("", False)
    if not times:
        return When(day, coming), left
    hit = times[0]
    half = hit["half"] or hit["half2"] or ""
    hour = int(hit["h"] or hit["h2"] or hit["h3"])
    if half in ("am", "pm") and hour <= 12:
        hour = hour % 12 + 12 * (half == "pm")
    sure = half in ("am", "pm") or hour > 12
    left = f"{left[: hit.start()]} {left[hit.end() :]}"
    return When(day, coming, hour, int(hit["m"] or 0), sure), left


def names_times(text: str) -> bool:
    """Whether folded words name any day or time."""
    return bool(_days(text)[0]) or _TIME.search(text) is not None


def _days(text: str) -> tuple[list[tuple[str, bool]], str]:
    found: list[tuple[str, bool]] = []

    def cut(pattern: re.Pattern[str], meaning: Callable[[re.Match[str]], tuple[str, bool]]) -> None:
        nonlocal text
        found.extend(meaning(hit) for hit in pattern.finditer(text))
        text = pattern.sub(" ", text)

    cut(_WEEK, lambda _hit: ("week", False))
    cut(_TONIGHT, lambda _hit: ("tonight", False))
    cut(_WEEKEND, lambda _hit: ("weekend", False))
    cut(_DATE, lambda hit: (f"{int(hit['day'] or hit['day2'])}.{calendar.MONTH[hit['month'] or hit['month2']]}", False))
    cut(_NTH, lambda hit: (str(int(hit["en"] or hit["de"] or hit["rom"])), False))
    cut(_DAY, lambda hit: (_DAY_OF.get(hit["day"], hit["day"]), bool(hit["next"] or hit["after"])))
    cut(_NEARBY, lambda hit: (calendar.NEAR.get(hit.group().replace("’", "'"), "tomorrow"), False))
    return found, text


def _exists(day: str) -> bool:
    """Whether a day is in the calendar: "31" is, "31.2" is not."""
    number, _, month = day.partition(".")
    return not number.isdigit() or 1 <= int(number) <= (_LENGTHS[int(month) - 1] if month else 31)


def spoken(when: When, tongue: str) -> str:
    """A day and a time as they stand in a sentence: "Thursday at 3pm", "am Donnerstag um 15 Uhr", "el jueves"."""
    day = _day(when, tongue)
    clock = "" if when.hour is None else _clock(when, tongue, alone=not day)
    return " ".join(part for part in (day, clock) if part)


def _day(when: When, tongue: str) -> str:
    if not when.day:
        return ""
    if when.day in _NEAR["en"]:
        return _NEAR[tongue][when.day]
    if when.day in _ORDER:
        place = _ORDER.index(when.day)
        name = _DAYS[tongue].split()[place]
        match tongue:
            case "es":
                return f"el próximo {name}" if when.coming else f"el {name}"
            case "fr":
                return f"{name} prochain" if when.coming else name
            case "de":
                return f"nächsten {name}" if when.coming else f"am {name}"
            case "pt":
                article, coming = ("no", "próximo") if place > 4 else ("na", "próxima")
                return f"{article} {coming} {name}" if when.coming else f"{article} {name}"
        return f"next {name}" if when.coming else name
    number, _, month = when.day.partition(".")
    named = _MONTHS[tongue].split()[int(month) - 1] if month else ""
    match tongue:
        case "es":
            return f"el {number} de {named}" if named else f"el {number}"
        case "fr":
            return f"le {number} {named}".rstrip()
        case "de":
            return f"am {number}. {named}".rstrip()
        case "pt":
            return f"no dia {number} de {named}" if named else f"no dia {number}"
    ending = "th" if 10 < int(number) % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(int(number) % 10, "th")
    return f"{number} {named}" if named else f"the {number}{ending}"


def _clock(when: When, tongue: str, *, alone: bool) -> str:
    assert when.hour is not None
    hour, minutes = when.hour, f"{when.minute:02}"
    match tongue:
        case "es":
            return f"a las {hour}:{minutes}" if hour != 1 else f"a la 1:{minutes}"
        case "fr":
            return f"à {hour} h {minutes}" if when.minute else f"à {hour} h"
        case "de":
            return f"um {hour}:{minutes} Uhr" if when.minute else f"um {hour} Uhr"
        case "pt":
            return f"às {hour}h{minutes}" if when.minute else f"às {hour}h"
    if when.sure:
        half, small = ("pm" if hour >= 12 else "am"), hour % 12 or 12
        clock = f"{small}:{minutes}{half}" if when.minute else f"{small}{half}"
    else:
        clock = f"{hour}:{minutes}" if when.minute else str(hour)
    return clock if alone else f"at {clock}"
