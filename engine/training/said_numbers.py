"""Digits said one by one, as figures or in words of many languages, which a number is that somebody is told."""

# ruff: noqa: E501 - words of many languages on few lines are easier to read

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from engine.dates.names import any_of
from engine.expressions import late

_SINGLY = late(r"(?<![\d.,:/-])\d(?:[ -]\d){3,}(?![\d.,:/-])")
_WORDS: Final = {
    word: digit
    for words in (
        "zero one two three four five six seven eight nine", "null eins zwei drei vier fünf sechs sieben acht neun",
        "cero uno dos tres cuatro cinco seis siete ocho nueve", "zéro un deux trois quatre cinq six sept huit neuf",
        "zero um dois três quatro cinco seis sete oito nove", "oh ein zwo three four five six seven eight nine",
        "ноль один два три четыре пять шесть семь восемь девять", "nought uno due tre quattro cinque sei sette otto nove",
        "nul een twee drie vier vijf zes zeven acht negen", "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
        "sıfır bir iki üç dört beş altı yedi sekiz dokuz", "noll ett två tre fyra fem sex sju åtta nio",
    )
    for digit, word in enumerate(words.split())
}  # fmt: skip
#: Said before a digit that comes again.
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3, "doppel": 2, "doppelt": 2, "doble": 2, "doppio": 2}
#: Digits said in words are rarely all the same.
_FEW: Final = 2
_DIGIT: Final = rf"(?:(?:{any_of(_TIMES)}) )?(?:{any_of(_WORDS)})"
_IN_WORDS = late(rf"\b{_DIGIT}(?:[ ,-]{{1,3}}{_DIGIT}){{3,20}}\b", re.I)
_WORD = late(r"[^\W\d_]+")


def found(text: str, small: str) -> Iterator[tuple[int, int]]:
    """Where digits are told one by one, and nobody only counts.

    Args:
        small: the text, case folded.
    """
    for hit in _SINGLY.finditer(text):
        if not _counts([int(sign) for sign in hit.group() if sign.isdigit()]):
            yield hit.span()
    if len(_WORDS.keys() & set(_WORD.findall(small))) < _FEW:
        return
    for hit in _IN_WORDS.finditer(text):
        if not _counts(_digits(hit.group())):
            yield hit.span()


def _digits(said: str) -> list[int]:
    digits: list[int] = []
    times = 1
    for word in _WORD.findall(said.casefold()):
        if word in _TIMES:
            times = _TIMES[word]
        else:
            digits += [_WORDS[word]] * times
            times = 1
    return digits


def _counts(digits: list[int]) -> bool:
    """Whether somebody only counts, up or down."""
    steps = {after - before for before, after in pairwise(digits)}
    return steps in ({1}, {-1})
