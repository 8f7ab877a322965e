"""Options from the raw texts of a language model: cleaned, named, guarded, weighed like all others."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from engine.domain import Message, Option, Risk, StyleProfile, Theme
from engine.reply import guards
from engine.reply.candidates import Candidate
from engine.reply.guards import Elsewhere
from engine.reply.hygiene import clean
from engine.reply.moves import CAREFUL
from engine.reply.moves import move as move_of
from engine.reply.options import MAX_BUBBLES, Bounds, weighed
from engine.reply.quality import chosen, normalised
from engine.reply.stance import is_careful
from engine.reply.themes import theme as theme_of

#: A model's reply is taken to answer the turn so well, before its confidence speaks.
_RELEVANCE = 0.6
#: What a model's option gains over past replies and phrases in the choice.
_FIRST = 0.3
_ROLE = re.compile(r"^\s*(?:me|assistant|reply|answer|draft|option \d+)\s*:\s*", re.I)
_REMNANT = re.compile(
    r"\n\s*(?:them|me|user|assistant|system)\s*:.*\Z|<\|.*?\|>|</?s>|<(?:end|eot|im)_\w+>", re.I | re.S
)
_PREAMBLE = re.compile(r"^(?:sure|okay|certainly|here(?:'s| is))[^\n:]{0,60}:\s*\n*", re.I)


def from_texts(
    texts: Sequence[tuple[str, float]],
    *,
    messages: Sequence[Message],
    profile: StyleProfile,
    risk: Risk | None,
    count: int = 8,
    fallback: Sequence[Option] = (),
    themes: Sequence[Theme] = (),
    seed: int | str = 0,
    elsewhere: Elsewhere = guards.NOBODY,
    home_address: str | None = None,
) -> list[Option]:
    """The options to show from what a model wrote: pairs of text and mean log-probability of its tokens (≤ 0).

    `fallback` (options from past replies and phrases) fills up behind them and makes sure that one declines or
    defers. Texts that are empty after cleaning, or repeat what the person just said, are dropped.
    """
    bounds = Bounds(messages, profile, elsewhere, (), is_careful(risk), home_address)
    said = {normalised(one.text) for one in messages if one.from_me}
    candidates = []
    for raw, mean_logprob in texts:
        bubbles = bubbles_of(raw)
        text = "\n".join(bubbles)
        if re.search(r"\w", text) and normalised(text) not in said:
            sure = confidence(mean_logprob)
            candidates.append(Candidate(bubbles, move_of(text), theme_of(text), _RELEVANCE + 0.4 * sure, sure, "model"))
    allowed = [option for option in fallback if option.move in CAREFUL or not bounds.careful_only]

    def bonus(option: Option) -> float:
        return (_FIRST if option.origin == "model" else 0.0) + (1.0 if option.theme in themes else 0.0)

    return chosen([*weighed(candidates, bounds, seed), *allowed], count, bonus)


def confidence(mean_logprob: float) -> float:
    """Mean token log-probability → [0, 1]: logistic, 0.5 at −1.2 nats, 0.9 near −0.3, 0.1 near −2.1."""
    return round(1 / (1 + math.exp(-(mean_logprob + 1.2) / 0.41)), 4)


def bubbles_of(raw: str) -> tuple[str, ...]:
    """A model's text as one to three bubbles: without role names, stop remnants, preambles and outer quotes."""
    text = _REMNANT.sub("", _ROLE.sub("", clean(raw))).strip()
    text = _PREAMBLE.sub("", _ROLE.sub("", text)).split("\n\n")[0].strip()
    if len(text) > 1 and text[0] in "\"“'" and text[-1] in "\"”'" and text[1:-1].count(text[0]) == 0:
        text = text[1:-1].strip()
    lines = [_ROLE.sub("", line).strip() for line in text.split("\n") if line.strip()]
    return tuple(lines[:MAX_BUBBLES])
