"""What was a secret once, wherever it is said again: "pw: hunter22", and later "hunter22 doesnt work"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from engine.privacy.pii import Entity, Kind
from engine.voice.vocabulary import is_common

#: Digits of a value that is one wherever it stands, and letters of a word that is one.
_DIGITS, _LETTERS = 3, 4
#: Names are found wherever they stand.
_EDGES: Final = " .,;:!?()[]\"'“”„‘’«»…"
_GAPS = re.compile(r"[ .\-]")


def found(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """The values of these details where they stand whole in other places, in small or large letters."""
    if not entities:
        return
    small = _small(text)
    taken = bytearray(len(text))
    for one in entities:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
    values: dict[str, Kind] = {}
    for one in entities:
        if one.kind is not Kind.NAME:
            for value in _values(small[one.start : one.end], one.kind):
                values.setdefault(value, one.kind)
    for value in sorted(values, key=len, reverse=True):
        for start in _places(small, value):
            end = start + len(value)
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                yield Entity(start, end, values[value])


def _values(said: str, kind: Kind) -> Iterator[str]:
    """A value as it may be said again: whole, without its gaps, and of several words those that are none."""
    whole = said.strip(_EDGES)
    words = [word.strip(_EDGES) for word in whole.split()]
    if _tells(whole) or (len(words) > 1 and kind is Kind.CODE):
        yield whole
    if len(joined := _GAPS.sub("", whole)) > _DIGITS and joined.isdigit():
        yield joined
    elif len(words) > 1 and kind is Kind.CODE:
        yield from (word for number, word in enumerate(words) if _tells(word) and (number == 0 or not word.isalpha()))


def _tells(value: str) -> bool:
    """Whether this is a secret wherever it stands, and no word or count."""
    n_digits = sum(map(str.isdigit, value))
    if n_digits:
        return n_digits >= _DIGITS or (len(value) > _DIGITS and any(map(str.isalpha, value)))
    return " " not in value and len(value) >= _LETTERS and not is_common(value)


def _places(small: str, value: str) -> Iterator[int]:
    """Where a value stands that is no part of a longer word."""
    at = small.find(value)
    while at >= 0:
        end = at + len(value)
        if not _goes_on(small, at - 1, at) and not _goes_on(small, end - 1, end):
            yield at
        at = small.find(value, end)


def _goes_on(small: str, before: int, after: int) -> bool:
    """Whether one word or number reaches from one sign to the next; scripts without spaces never say."""
    if before < 0 or after >= len(small):
        return False
    one, other = small[before], small[after]
    return one.isalnum() and other.isalnum() and _parted(one) == _parted(other)


def _parted(sign: str) -> bool:
    """Whether words of this sign's script are parted by spaces."""
    return sign < "\u0e00"


def _small(text: str) -> str:
    """The text in small letters, sign for sign."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(one if len(one := sign.lower()) == 1 else sign for sign in text)
