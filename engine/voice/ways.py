"""Ways of saying the same: "thanks" or "cheers", "no problem" or "no worries", "hi" or "hey".

Only words at the start of a sentence count, where they are a sentence or an interjection and can be exchanged without
changing what is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from engine.voice.card import says_never
from engine.voice.vocabulary import plain

#: Kinds of saying, each with its ways from loose to formal. A phrase is in one kind only.
KINDS: dict[str, tuple[str, ...]] = {
    "greet_en": ("hiya", "hey", "hi", "hello"),
    "greet_es": ("buenas", "hola"),
    "greet_de": ("hi", "hallo", "guten tag"),
    "greet_fr": ("coucou", "salut", "bonjour"),
    "greet_pt": ("oi", "olá"),
    "thanks": ("thx", "cheers", "thanks", "thank you"),
    "yes": ("yup", "yep", "yeah", "yes"),
    "okay": ("ok", "okay", "alright"),
    "welcome": ("no worries", "no problem", "of course"),
    "good": ("sounds good", "sounds great", "sounds lovely"),
    "sure": ("sure thing", "sure", "certainly"),
    "bye": ("see ya", "see you"),
    "thanks_de": ("danke", "vielen dank"),
    "sure_de": ("klar", "natürlich"),
    "sure_es": ("claro", "por supuesto"),
    "thanks_pt": ("valeu", "obrigado"),
}
#: How what is counted in small letters is written.
SPELT = {
    "guten tag": "guten Tag", "vielen dank": "vielen Dank", "liebe grüße": "liebe Grüße", "viele grüße": "viele Grüße",
    "lg": "LG", "vg": "VG",
}  # fmt: skip
#: What may follow a way, so that it stands by itself: a sign, the end, or for some a word that carries on.
_AFTER = {
    "thanks": r"(?=\s*(?:[,.!?…;:)]|$|\n)|\s+(?:so much|for|again|a lot)\b)",
    "okay": r"(?=\s*(?:[,.!…;:)]|$|\n))",
    "bye": r"(?=\s+\w)",
    "thanks_de": r"(?=\s*(?:[,.!…;:]|$|\n)|\s+(?:dir|dass|für)\b)",
}
_ALONE = r"(?=\s*(?:[,.!…;:)]|$|\n))"
_GREETS = r"(?=\s*(?:[,.!…;:)]|$|\n)|\s+[A-ZÀ-Ý])"
#: Before a way: the start of the text, of a line or a sentence, or a greeting and its comma.
_BEFORE = r"(^|\n|[.!?…]\s+|(?<=[¡¿])|\b(?i:hi|hey|hello|hola|hallo|salut|oi)(?:\s+\w+)?[,!]\s+)"
#: The words that a way of saying may put in or take out; they name nobody.
WORDS = frozenset(word for ways in KINDS.values() for way in ways for word in way.split())


def _pattern(kind: str, ways: Sequence[str]) -> re.Pattern[str]:
    longest = sorted(ways, key=len, reverse=True)
    after = _AFTER.get(kind, _GREETS if kind.startswith("greet") else _ALONE)
    said = "|".join(map(re.escape, longest))
    return re.compile(rf"{_BEFORE}(?i:({said})){after}(?!\s+(?i:to|but|if)\b)", re.M)


_PATTERNS = {kind: _pattern(kind, ways) for kind, ways in KINDS.items()}


def kinds_for(tongue: str | None) -> tuple[str, ...]:
    """The kinds that are said in a language; without one, English."""
    tongue = tongue or "en"
    return tuple(kind for kind in KINDS if (kind[-3:-2] == "_" and kind[-2:] == tongue) or _is_english(kind, tongue))


def said(text: str, tongue: str | None = None) -> list[tuple[str, str]]:
    """Every (kind, way) that a text says, in small letters."""
    return [(kind, plain(hit.group(2))) for kind in kinds_for(tongue) for hit in _PATTERNS[kind].finditer(text)]


def swapped(text: str, preferred: Mapping[str, str], never: Sequence[str] = (), tongue: str | None = None) -> str:
    """The text with the preferred way of each kind; a way that is never written is replaced in any case.

    Large or small first letter stays as it was.
    """
    for kind in kinds_for(tongue):
        text = _PATTERNS[kind].sub(_putting(kind, preferred, never), text)
    return text


def usual(counted: Mapping[str, int], *, least: int = 3, share: float = 0.6) -> dict[str, str]:
    """The way somebody usually says each kind, from counts by "kind way": in `least` places and this share of all."""
    found: dict[str, str] = {}
    for kind, ways in KINDS.items():
        counts = {way: counted.get(f"{kind} {way}", 0) for way in ways}
        best = max(counts, key=lambda way: counts[way])
        if counts[best] >= least and counts[best] >= share * sum(counts.values()):
            found[kind] = best
    return found


def wished(phrases: Sequence[str], formality: float | None) -> dict[str, str]:
    """The ways that phrases set by hand name; besides, by a wished formality: the loose ones or the formal ones."""
    found: dict[str, str] = {}
    if formality is not None and formality <= _LOOSE:
        found = {kind: ways[min(1, len(ways) - 2)] for kind, ways in KINDS.items() if kind not in _NO_REGISTER}
    elif formality is not None and formality >= _FORMAL:
        found = {kind: ways[-1] for kind, ways in KINDS.items() if kind not in _NO_REGISTER}
    named = {plain(phrase.strip(" .,!")) for phrase in phrases}
    return found | {kind: way for kind, ways in KINDS.items() for way in ways if way in named}


_LOOSE, _FORMAL = 0.3, 0.7
_NO_REGISTER = frozenset({"good", "thanks_pt"})


def _putting(kind: str, preferred: Mapping[str, str], never: Sequence[str]) -> Callable[[re.Match[str]], str]:
    ways = KINDS[kind]

    def put(hit: re.Match[str]) -> str:
        was = plain(hit.group(2))
        want = preferred.get(kind, was)
        if says_never(want, never):
            others = sorted(ways, key=lambda way: abs(ways.index(way) - ways.index(want)))
            want = next((way for way in others if not says_never(way, never)), was)
        if want == was:
            return hit.group()
        large, want = hit.group(2)[0].isupper(), SPELT.get(want, want)
        return hit.group(1) + (want[0].upper() + want[1:] if large else want)

    return put


def _is_english(kind: str, tongue: str) -> bool:
    return tongue == "en" and (kind.endswith("_en") or kind[-3:-2] != "_")
