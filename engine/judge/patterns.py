"""Red-flag patterns read from `resources/risk_patterns.toml` and made ready to search with."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from engine.domain import Severity

CATEGORIES = ("scam", "freeloader", "time_waste", "emotional_manipulation", "payment_scam")
STAGES = ("hook", "trust", "urgency", "ask")

#: Weights a severity may have, both ends included.
WEIGHTS = {
    Severity.CRITICAL: (1.0, 1.0),
    Severity.HIGH: (0.8, 0.9),
    Severity.MEDIUM: (0.5, 0.7),
    Severity.LOW: (0.3, 0.6),
}

_WORD = re.compile(r"%(\w+)%")
_GAP = re.compile(r"~(\d+)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One red flag.

    Attributes:
        unless: found anywhere in the text, it voids the pattern.
        needs: one of these must occur in the folded text before `expression` is tried.
        after: what must have happened before ("refused_price"), or "".
        beside: signals of which one must be flagged too; empty if it stands alone.
        signal: what it brings to combinations; several patterns may share one.
        matches, misses: examples that must and must not be found.
    """

    name: str
    category: str
    severity: Severity
    weight: float
    stage: str
    signal: str
    after: str
    beside: frozenset[str]
    needs: tuple[str, ...]
    expression: re.Pattern[str]
    unless: re.Pattern[str] | None
    matches: tuple[str, ...]
    misses: tuple[str, ...]

    def find(self, folded: str) -> re.Match[str] | None:
        """The first place in a folded text (small letters, plain quotes), or None."""
        for word in self.needs:
            if word in folded:
                return (
                    None if self.unless is not None and self.unless.search(folded) else self.expression.search(folded)
                )
        return None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All patterns, and the words of self-harm, which are no accusation."""

    patterns: tuple[Pattern, ...]
    care: Pattern
    by_word: dict[str, tuple[int, ...]]

    def candidates(self, folded: str) -> list[Pattern]:
        """Patterns worth trying on a folded text: each needed word is looked for once."""
        by_word = self.by_word
        places = {place for word in [w for w in by_word if w in folded] for place in by_word[word]}
        return [self.patterns[place] for place in sorted(places)]


@cache
def catalogue() -> Catalogue:
    """The shipped patterns."""
    return parse(resources.files("resources").joinpath("risk_patterns.toml").read_text("utf-8"))


def parse(text: str) -> Catalogue:
    """Patterns written as TOML.

    Raises:
        ValueError: an entry lacks a field, names an unknown category or stage, or is no regular expression.
    """
    raw = tomllib.loads(text)
    words = {str(k): str(v) for k, v in raw.get("words", {}).items()}
    try:
        care = {
            "name": "care",
            "category": CATEGORIES[3],
            "severity": "LOW",
            "weight": 0.3,
            "stage": "",
            "signal": "",
        }
        patterns = tuple(_pattern(entry, words) for entry in raw["pattern"])
        return Catalogue(patterns, _pattern({**care, **raw["care"]}, words), _by_word(patterns))
    except (KeyError, re.error) as error:
        raise ValueError(f"risk patterns: {error}") from error


def _pattern(entry: dict[str, object], words: dict[str, str]) -> Pattern:
    category, stage = str(entry["category"]), str(entry["stage"])
    if category not in CATEGORIES or stage not in (*STAGES, ""):
        raise ValueError(f"risk pattern {entry['name']}: unknown category or stage")
    parts = (_GAP.sub(_gap, _WORD.sub(lambda m: words[m[1]], part)) for part in _strings(entry["expression"]))
    return Pattern(
        name=str(entry["name"]),
        category=category,
        severity=Severity(str(entry["severity"])),
        weight=float(str(entry["weight"])),
        stage=stage,
        signal=str(entry["signal"]),
        after=str(entry.get("after", "")),
        beside=frozenset(_strings(entry.get("beside", []))),
        needs=_strings(entry["needs"]),
        expression=re.compile("|".join(f"(?:{part})" for part in parts)),
        unless=re.compile(str(entry["unless"])) if "unless" in entry else None,
        matches=_strings(entry["matches"]),
        misses=_strings(entry["misses"]),
    )


def _by_word(patterns: tuple[Pattern, ...]) -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = {}
    for place, pattern in enumerate(patterns):
        for word in pattern.needs:
            if place not in places.setdefault(word, []):
                places[word].append(place)
    return {word: tuple(found) for word, found in places.items()}


def _gap(found: re.Match[str]) -> str:
    """`~N`: up to N characters that end no question or exclamation."""
    return f"[^!?\\n]{{0,{found[1]}}}?"


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("risk patterns: a list of strings was expected")
    return tuple(str(item) for item in value)
