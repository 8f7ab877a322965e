"""Short natural replies for every occasion, filled with what the other side named and put into the person's style.

They answer where nothing the person ever wrote fits. They state nothing of their own: no time, price, name or promise
that the conversation does not hold.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter

from engine.domain import Move, StyleProfile, Theme
from engine.reply.candidates import Candidate
from engine.reply.occasion_patterns import Occasion
from engine.reply.slots import Slots
from engine.voice import style

#: Confidence of a phrase: it fits the occasion, not this message. Below what a good past reply has.
CONFIDENCE = 0.4
#: Table of the phrases that answer nothing in particular.
GENERAL = "general"
#: The same for an occasion the bank has no phrases for, answered in general.
CONFIDENCE_GENERAL = 0.3
_RELEVANCE, _RELEVANCE_GENERAL, _FILLED, _NAMED, _LATER_MOVE = 0.60, 0.45, 0.12, 0.04, 0.03


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of the bank.

    Attributes:
        rank: position of its move within the occasion (0 = the usual answer).
        holes: what must be named to fill it. without: what must not be named ("what time?" if they said when).
    """

    text: str
    move: Move
    theme: Theme
    rank: int
    holes: frozenset[str]
    without: frozenset[str]


@cache
def phrases(tongue: str) -> dict[str, tuple[Phrase, ...]]:
    """The bank of one language by occasion; empty for a language without one."""
    path = resources.files("resources") / "phrases" / f"{tongue}.toml"
    if not path.is_file():
        return {}
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        occasion: tuple(
            _phrase(text, Move(move), Theme(theme), rank)
            for rank, (move, by_theme) in enumerate(moves.items())
            for theme, texts in by_theme.items()
            for text in texts
        )
        for occasion, moves in table.items()
    }


def usual_moves(occasion: Occasion | str) -> tuple[Move, ...]:
    """The moves that answer an occasion, the most usual first."""
    return tuple(dict.fromkeys(phrase.move for phrase in phrases("en").get(occasion, ())))


def candidates(occasion: Occasion | str, slots: Slots, profile: StyleProfile, tongue: str = "en") -> list[Candidate]:
    """Every phrase for an occasion whose holes can be filled, once for each day they proposed."""
    bank = phrases(tongue)
    general = occasion not in bank or occasion == GENERAL
    base = _RELEVANCE_GENERAL if general else _RELEVANCE
    found = [
        Candidate(
            bubbles=tuple(style.apply(text, profile).split("\n")),
            move=phrase.move,
            theme=phrase.theme,
            relevance=base + _gain(phrase) - _LATER_MOVE * phrase.rank,
            confidence=CONFIDENCE_GENERAL if general else CONFIDENCE,
            origin="phrase_bank",
            sources=slots.sources if phrase.holes - {"name"} else (),
        )
        for values in slots.fillings()
        for phrase in bank.get(GENERAL if general else occasion, ())
        if (text := _filled(phrase, values)) is not None
    ]
    return list({candidate.bubbles: candidate for candidate in found}.values())


def _gain(phrase: Phrase) -> float:
    if phrase.holes - {"name"}:
        return _FILLED
    return _NAMED if phrase.holes else 0.0


def _filled(phrase: Phrase, values: dict[str, str]) -> str | None:
    if not phrase.holes <= values.keys() or phrase.without & values.keys():
        return None
    text = phrase.text.format_map(values)
    return re.sub(r"(^|[.!?]\s+|\n)([^\W\d_])", lambda hit: hit.group(1) + hit.group(2).upper(), text)


def _phrase(line: str, move: Move, theme: Theme, rank: int) -> Phrase:
    without = frozenset(re.findall(r"\{-(\w+)\}", line))
    text = re.sub(r"\{-\w+\}", "", line)
    holes = frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
    return Phrase(text, move, theme, rank, holes, without)
