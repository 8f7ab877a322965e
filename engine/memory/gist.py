"""The gist of a segment: its most telling sentences, word for word. Used where no language model writes a summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from engine.memory.query import STOP

#: Sentences and characters of a gist, and characters read of one message.
MOST_SENTENCES, MOST_CHARS, READ_CHARS = 2, 180, 2000

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_WORD = re.compile(r"\w+")


def gist(texts: Sequence[str]) -> str:
    """One or two sentences that hold most of what these messages are about, in their order; "" without words.

    A sentence is as central as its words are frequent among the messages, counted once each, over the square root
    of its length (SumBasic: Nenkova and Vanderwende, 2005, with a length normalisation); numbers count twice.
    """
    sentences = [
        " ".join(found.split()) for text in texts for found in _SENTENCE.findall(text[:READ_CHARS]) if found.strip()
    ]
    tokens = [_telling(sentence) for sentence in sentences]
    frequency = Counter(token for found in tokens for token in found)
    best = sorted(range(len(sentences)), key=lambda at: (-_weight(tokens[at], frequency), at))
    chosen: list[int] = []
    for at in best:
        new = tokens[at] - {token for other in chosen for token in tokens[other]}
        if not chosen or (new and len(new) * 2 >= len(tokens[at])):
            chosen.append(at)
        if len(chosen) == MOST_SENTENCES:
            break
    return _shortened(" ".join(sentences[at] for at in sorted(chosen)))


def _telling(sentence: str) -> set[str]:
    return {word for word in _WORD.findall(sentence.casefold()) if word not in STOP}


def _weight(tokens: set[str], frequency: Counter[str]) -> float:
    if not tokens:
        return 0.0
    total = sum(frequency[token] * (2 if token[:1].isdigit() else 1) for token in tokens)
    return float(total / len(tokens) ** 0.5)


def _shortened(text: str) -> str:
    if len(text) <= MOST_CHARS:
        return text
    return text[: MOST_CHARS - 1].rsplit(" ", 1)[0].rstrip() + "…"
