"""Where a space belongs between an opening and the text that a model wrote behind it."""

from __future__ import annotations

import unicodedata


def gap(opening: str, rest: str) -> str:
    """A space where two words would run together, else "": "yes" and "sure", but not "I" and "'m".

    Letters of scripts that set no spaces (East Asian wide ones) need none.
    """
    return " " if _is_of_word(opening[-1:]) and _is_of_word(rest[:1]) else ""


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() and unicodedata.east_asian_width(letter) not in ("W", "F")
