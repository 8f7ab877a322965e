"""A message text made ready for judging: bounded, folded to plain letters, with what its shape says."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from engine.judge.folding import fold

#: Judged characters of one text: a longer one is read at its beginning and its end, where people put the point.
HEAD_CHARS = 3_000
TAIL_CHARS = 1_000

#: What `fold` leaves as it is and we read as plain marks.
_MARKS = str.maketrans({"«": '"', "»": '"', "‐": "-", "؟": "?", "՞": "?", "⸮": "?", "，": ","})
_WORD = re.compile(r"[^\W\d_](?:[\w']*\w)?|\d+(?:[:.,]\d+){0,8}")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.-])\w[\w-]{0,62}(?:\.[\w-]{1,63}){0,6}\.(?:com|net|org|io|co|me|ly|info|app)\b(?:/\S*)?",
    re.I,
)
_SPACES = re.compile(r"\s+")
_CAPS_WORD = re.compile(r"\b[A-Z]{3,}\b")


class Shape(StrEnum):
    """What a text consists of."""

    EMPTY = "empty"
    EMOJI = "emoji"
    LINK = "link"
    WORDS = "words"


class Script(StrEnum):
    """Whether our word lists can read the letters."""

    LATIN = "latin"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as the judges see it.

    Attributes:
        text: the bounded text, letters as written.
        low: the same in small letters, typographic marks made plain, invisible characters taken out, runs of space
            made one.
        unlinked: `low` without its links, which say nothing of how somebody sounds.
        words: words and numbers of `low`, in order.
        question_mark: a question mark of any script stands in it, outside links.
        exclamations: number of exclamation marks.
        shouting: it is written in capitals, wholly or in several words.
    """

    text: str
    low: str
    unlinked: str
    words: tuple[str, ...]
    shape: Shape
    script: Script
    question_mark: bool
    exclamations: int
    shouting: bool


def read(text: str) -> Reading:
    """Make `text` ready; of more than HEAD_CHARS + TAIL_CHARS characters the middle is left out."""
    if len(text) > HEAD_CHARS + TAIL_CHARS:
        text = f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"
    low = _SPACES.sub(" ", fold(text).text.translate(_MARKS)).strip()
    unlinked = _LINK.sub(" ", low)
    words = tuple(_WORD.findall(low))
    cased = _LINK.sub(" ", text)
    letters = [c for c in cased if c.isalpha()]
    return Reading(
        text=text,
        low=low,
        unlinked=unlinked,
        words=words,
        shape=_shape(low, unlinked),
        script=_script(letters),
        question_mark="?" in unlinked,
        exclamations=low.count("!"),
        shouting=_shouts(cased, letters),
    )


def _shape(plain: str, unlinked: str) -> Shape:
    if not plain:
        return Shape.EMPTY
    if any(c.isalnum() or c in "?!" for c in unlinked):
        return Shape.WORDS
    return Shape.LINK if len(unlinked) < len(plain) else Shape.EMOJI


def _script(letters: list[str]) -> Script:
    if not letters:
        return Script.NONE
    latin = sum(c < "\u0250" or unicodedata.name(c, "").startswith("LATIN") for c in letters[:400])
    return Script.LATIN if latin * 2 >= len(letters[:400]) else Script.OTHER


def _shouts(text: str, letters: list[str]) -> bool:
    capitals = sum(c.isupper() for c in letters)
    return (len(letters) >= 8 and capitals * 10 >= len(letters) * 8) or len(_CAPS_WORD.findall(text)) >= 3
