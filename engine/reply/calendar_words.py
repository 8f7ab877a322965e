"""The words with which people name days, in the languages Sotto has phrases for, and what they mean."""

from __future__ import annotations

_DAYS = {
    "mon": "monday mondays lunes montag montags lundi segunda segunda-feira",
    "tue": "tuesday tuesdays tues martes dienstag mardi terça terça-feira",
    "wed": "wednesday wednesdays miércoles miercoles mittwoch mercredi quarta-feira",
    "thu": "thursday thursdays thurs thur jueves donnerstag jeudi quinta-feira",
    "fri": "friday fridays viernes freitag vendredi sexta-feira",
    "sat": "saturday saturdays sábado sabado samstag samstags sonnabend samedi",
    "sun": "sunday sundays domingo sonntag sonntags dimanche",
}
_MONTHS = {
    "1": "january jan enero januar janvier janeiro",
    "2": "february feb febrero februar février fevereiro",
    "3": "march marzo märz mars março",
    "4": "april apr abril avril",
    "5": "may mayo mai maio",
    "6": "june jun junio juni juin junho",
    "7": "july jul julio juli juillet julho",
    "8": "august aug agosto août",
    "9": "september sept sep septiembre septembre setembro",
    "10": "october oct octubre oktober octobre outubro",
    "11": "november nov noviembre novembre novembro",
    "12": "december dec diciembre dezember décembre dezembro",
}
_NEAR = {
    "today": "today hoy heute aujourd'hui hoje",
    "tonight": "tonight",
    "tomorrow": "tomorrow tmrw tmr tomoz mañana morgen demain amanhã",
    "yesterday": "yesterday ayer gestern hier ontem",
    "weekend": "weekend wochenende week-end",
}

#: Word → meaning ("sat", "12", "tomorrow").
DAY = {word: meaning for meaning, words in _DAYS.items() for word in words.split()}
MONTH = {word: meaning for meaning, words in _MONTHS.items() for word in words.split()}
NEAR = {word: meaning for meaning, words in _NEAR.items() for word in words.split()}

#: Short day names count only written large or after a word that leads to a day ("the cat sat", "in the sun").
SHORT_DAY = {short: short for short in _DAYS}
#: Words for days and months that mean something else too in running text.
AMBIGUOUS = frozenset({"may", "march", "mars", "segunda", "terça", "hier", "morgen", "mai", "sep", "jan"})


def alternatives(words: dict[str, str]) -> str:
    """A regular expression for any of these words, longest first."""
    return "|".join(sorted(map(_escaped, words), key=len, reverse=True))


def _escaped(word: str) -> str:
    return word.replace("'", "['’]")
