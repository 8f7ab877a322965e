"""Red-flag patterns read from `resources/risk_patterns.toml` and made ready to search with."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate

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
        after: what must have happened before ("refused_price", "not_them"), or "".
        beside: signals of which one must be flagged too; empty if it stands alone.
        cue: whether it counts only where the model (`engine.judge.risk_model`) agrees.
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
    cue: bool
    needs: tuple[str, ...]
    expression: re.Pattern[str]
    unless: re.Pattern[str] | None
    matches: tuple[str, ...]
    misses: tuple[str, ...]

    def find(self, folded: str) -> re.Match[str] | None:
        """The first place in a folded text (small letters, plain quotes), or None."""
        return next(self.places(folded), None) if any(word in folded for word in self.needs) else None

    def places(self, folded: str) -> Iterator[re.Match[str]]:
        """All places in a folded text that holds a needed word."""
        if self.unless is not None and self.unless.search(folded):
            return iter(())
        return self.expression.finditer(folded)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All patterns, cues last, and the words of self-harm, which are no accusation.

    Attributes:
        by_word: for each needed word the places of the patterns that need it, cues apart.
        cues_by_word: the same for cues.
    """

    patterns: tuple[Pattern, ...]
    care: Pattern
    by_word: dict[str, tuple[int, ...]]
    cues_by_word: dict[str, tuple[int, ...]]

    def candidates(self, folded: Sequence[str], cued: Sequence[bool]) -> list[list[Pattern]]:
        """For each folded text the patterns worth trying; cues only where `cued` says so.

        Each needed word is looked for once in all texts together.
        """
        places: list[set[int]] = [set() for _ in folded]
        _seek(folded, list(range(len(folded))), self.by_word, places)
        chosen = [at for at, wanted in enumerate(cued) if wanted]
        _seek([folded[at] for at in chosen], chosen, self.cues_by_word, places)
        return [[self.patterns[place] for place in sorted(found)] for found in places]


def _seek(
    texts: Sequence[str], numbers: Sequence[int], by_word: dict[str, tuple[int, ...]], places: list[set[int]]
) -> None:
    """Add to `places` of each text (by its number) the patterns one of whose words it holds."""
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]  # in bytes: as fast where there is an emoji
    joined = b"\n".join(parts)
    ends = list(accumulate(len(part) + 1 for part in parts))
    for word, wanting in by_word.items():
        needle = word.encode()
        at = joined.find(needle)
        while at >= 0:
            text = bisect_right(ends, at)
            places[numbers[text]].update(wanting)
            at = joined.find(needle, ends[text])


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
        patterns = tuple(sorted((_pattern(entry, words) for entry in raw["pattern"]), key=lambda one: one.cue))
        return Catalogue(
            patterns, _pattern({**care, **raw["care"]}, words), _by_word(patterns, False), _by_word(patterns, True)
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
        after=str(entry.get("after", "")),
        beside=frozenset(_strings(entry.get("beside", []))),
        cue=entry.get("cue") is True,
        needs=_strings(entry["needs"]),
        expression=re.compile("|".join(f"(?:{part})" for part in parts)),
        unless=re.compile(str(entry["unless"])) if "unless" in entry else None,
        matches=_strings(entry["matches"]),
        misses=_strings(entry["misses"]),
    )


def _by_word(patterns: tuple[Pattern, ...], cues: bool) -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = {}
    for place, pattern in ((place, pattern) for place, pattern in enumerate(patterns) if pattern.cue is cues):
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
