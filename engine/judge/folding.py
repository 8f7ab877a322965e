"""Text folded for pattern search, with the way back: every place in the folded text knows its place in the original."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from dataclasses import dataclass

#: Judged characters of one message; of a longer one the middle is left out.
HEAD_CHARS = 6_000
TAIL_CHARS = 2_000

_SAME_LENGTH = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u3000": " ", "\t": " ", "\n": " ", "\r": " ", "？": "?", "！": "!",
    }
)  # fmt: skip
#: Letters of other scripts that pass for Latin ones; folded only inside otherwise Latin words.
_LOOKALIKE = str.maketrans("аеорсухіјѕԁһԛԝАВЕКМНОРСТХ", "aeopcyxijsdhqwabekmhopctx")
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_MIXED = re.compile(r"\b(?=\w*[a-zA-Z])(?=\w*[\u0400-\u052f])\w+\b")


@dataclass(frozen=True, slots=True)
class Folded:
    """Small letters, plain quotes, no invisible characters.

    Attributes:
        places: for each folded character its index in the original; None where they are the same.
    """

    text: str
    places: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The code points [start, end) of the original that folded text [start, end) stands for."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text. Length and places are kept unless invisible or special characters stand in it, or it is too long."""
    long = len(text) > HEAD_CHARS + TAIL_CHARS
    if text.isascii() and not long:
        return Folded(text.translate(_SAME_LENGTH).lower(), None)
    if long or _HIDDEN.search(text):
        return _with_places(text)
    plain = _MIXED.sub(lambda m: m.group().translate(_LOOKALIKE), text.translate(_SAME_LENGTH))
    low = plain.lower()
    return Folded(low, None) if len(low) == len(text) else _with_places(text)


def _with_places(text: str) -> Folded:
    kept = [i for i in _window(len(text)) if not _HIDDEN.match(text[i])]
    plain = "".join(text[i] for i in kept).translate(_SAME_LENGTH)
    plain = _MIXED.sub(lambda m: m.group().translate(_LOOKALIKE), plain)
    low = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    return Folded(low, tuple(kept))


def _window(length: int) -> list[int]:
    if length <= HEAD_CHARS + TAIL_CHARS:
        return list(range(length))
    return [*range(HEAD_CHARS), *range(length - TAIL_CHARS, length)]
