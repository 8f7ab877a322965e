"""A day as one says it back in the languages that phrases are there for: "Sunday", "tomorrow", "22 October"."""

from __future__ import annotations

from datetime import date

#: Weekdays from Monday on, as they follow "until" or stand alone.
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado", "el domingo"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "pt": ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
}
_TOMORROW = {"en": "tomorrow", "es": "mañana", "de": "morgen", "fr": "demain", "pt": "amanhã"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: A weekday alone is understood so many days ahead.
_A_WEEK = 6


def said_of(day: date, today: date, tongue: str) -> str:
    """How one names a day today; "" for today itself, and for one that has passed. Other languages are English."""
    tongue = tongue if tongue in _WEEKDAYS else "en"
    ahead = (day - today).days
    if ahead <= 0:
        return ""
    if ahead == 1:
        return _TOMORROW[tongue]
    if ahead <= _A_WEEK:
        return _WEEKDAYS[tongue][day.weekday()]
    match tongue:
        case "en":
            return f"{day.day} {_MONTHS[day.month - 1]}"
        case "de":
            return f"{day.day}.{day.month}."
        case "es":
            return f"el {day.day}/{day.month}"
        case _:
            return f"{day.day}/{day.month}"
