"""Slips of the hand in a wish, put right: "offer thrusday", "say no nicly"."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from engine.voice.vocabulary import is_common, listed

#: Shorter words are too near to others.
_LEAST = 4
_WORDS = listed(
    "offer suggest propose decline accept confirm thank apologise apologize congratulate nicely politely kindly firmly "
    "instead deposit address price later maybe monday tuesday wednesday thursday friday saturday sunday tomorrow "
    "tonight absage zusage ablehnen annehmen bestätigen anzahlung freundlich höflich montag dienstag mittwoch "
    "donnerstag freitag samstag sonntag morgen lunes martes miércoles jueves viernes sábado domingo dirección "
    "rechaza acepta confirma ofrece lundi mardi mercredi jeudi vendredi samedi dimanche demain refuse accepte "
    "gentiment propose recusa aceita sugere agradece educadamente"
)


def mended(low: str) -> str:
    """Small words with those exchanged that are one slip away from a single word of wishing, and no usual word."""
    return re.sub(rf"[^\W\d_]{{{_LEAST},}}", lambda hit: _meant(hit.group()), low)


def _meant(word: str) -> str:
    if word in _WORDS or is_common(word):
        return word
    near = [one for one in _WORDS if abs(len(one) - len(word)) <= 1 and OSA.distance(one, word, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else word
