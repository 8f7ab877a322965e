"""Red-flag patterns read from `resources/risk_patterns.toml` and made ready to search with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
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
        needs: one of these must occur in the folded text before `expression` is tried.
        signal: what it brings to combinations; several patterns may share one.
        matches, misses: examples that must and must not be found.
    """

    name: str
    category: str
    severity: Severity
    weight: float
    stage: str
    signal: str
    needs: tuple[str, ...]
    expression: re.Pattern[str]
    matches: tuple[str, ...]
    misses: tuple[str, ...]

    def find(self, folded: str) -> re.Match[str] | None:
        """The first place in a folded text (small letters, plain quotes), or None."""
        for word in self.needs:
            if word in folded:
                return self.expression.search(folded)
        return None

    def find_all(self, folded: str) -> Iterator[re.Match[str]]:
        """Every place, left to right."""
        if any(word in folded for word in self.needs):
            yield from self.expression.finditer(folded)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All patterns, and the words of self-harm, which are no accusation."""

    patterns: tuple[Pattern, ...]
    care: Pattern


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
        return Catalogue(
            tuple(_pattern(entry, words) for entry in raw["pattern"]),
            _pattern({**care, **raw["care"]}, words),
        )
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
        needs=_strings(entry["needs"]),
        expression=re.compile("|".join(f"(?:{part})" for part in parts)),
        matches=_strings(entry["matches"]),
        misses=_strings(entry["misses"]),
    )


def _gap(found: re.Match[str]) -> str:
    """`~N`: up to N characters that end no question or exclamation."""
    return f"[^!?\\n]{{0,{found[1]}}}?"


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("risk patterns: a list of strings was expected")
    return tuple(str(item) for item in value)
