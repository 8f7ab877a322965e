"""The names of weekdays and months in the five languages Sotto reads, and what they stand for."""

# ruff: noqa: E501 - a table on few lines is easier to read

from __future__ import annotations

import re
from collections.abc import Iterable

#: Word → number of the day, Monday 0.
WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday mon lunes lundi montag segunda-feira segunda",
            "tuesday tues tue martes mardi dienstag terça-feira terça terca",
            "wednesday weds wed miércoles miercoles mercredi mittwoch quarta-feira quarta",
            "thursday thurs thur thu jueves jeudi donnerstag quinta-feira quinta",
            "friday fri viernes vendredi freitag sexta-feira sexta",
            "saturday sat sábado sabado samedi samstag sonnabend",
            "sunday sun domingo dimanche sonntag",
        )
    )
    for word in words.split()
}
#: The names of the months by language, as a date library wants them.
MONTHS_OF = {
    "en": "january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre",
    "fr": "janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_MONTH_STARTS = (
    ("jan", "ene", "gen"), ("feb", "fév", "fev"), ("mar", "mär", "maer"), ("apr", "abr", "avr"), ("may", "mai"), ("jun", "juin"),
    ("jul", "juil"), ("aug", "ago", "aoû", "aou"), ("sep", "set"), ("oct", "okt", "out"), ("nov",), ("dec", "dic", "déc", "dez"),
)  # fmt: skip


def month(word: str) -> int:
    """The number of a month by its name, January 1.

    Raises:
        ValueError: no name of a month begins so.
    """
    for number, starts in enumerate(_MONTH_STARTS, start=1):
        if word.startswith(starts):
            return number
    raise ValueError(word)


#: Word → number of the month, spellings without accents included.
MONTHS = {word: month(word) for word in " ".join([*MONTHS_OF.values(), "maerz marco"]).split()}


def any_of(words: Iterable[str]) -> str:
    """An expression for any of these words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
