"""How likely a text asks something of the reader: learned word weights, to which triage adds its rules.

The weights are a logistic regression on words, neighbouring words and shape; provenance stands in the file itself.
`engine.judge.ask_head` improves on them where the meaning of the text is known as a vector.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources
from itertools import pairwise

from engine.judge.reading import Reading

BIAS = "=bias"

#: Texts longer than this say little more by their later words.
MAX_WORDS = 120

_DAYS = frozenset(
    [
        "monday",
        "mon",
        "tuesday",
        "tues",
        "tue",
        "wednesday",
        "weds",
        "wed",
        "thursday",
        "thurs",
        "thur",
        "thu",
        "friday",
        "fri",
        "saturday",
        "sunday",
        "today",
        "tomorrow",
        "tonight",
    ]
)
_MONTHS = frozenset(
    [
        "january",
        "jan",
        "february",
        "feb",
        "march",
        "april",
        "apr",
        "june",
        "jun",
        "july",
        "jul",
        "august",
        "aug",
        "september",
        "sept",
        "sep",
        "october",
        "oct",
        "november",
        "nov",
        "december",
        "dec",
    ]
)
#: Words written out, so that "I'd" and "I would" teach the same.
_SPELT_OUT = {
    "i'd": "i would", "i'm": "i am", "i'll": "i will", "i've": "i have", "we'd": "we would", "we'll": "we will",
    "we're": "we are", "you'd": "you would", "you're": "you are", "it's": "it is", "that's": "that is",
    "what's": "what is", "let's": "let us", "don't": "do not", "doesn't": "does not", "didn't": "did not",
    "isn't": "is not", "haven't": "have not", "won't": "will not", "can't": "can not", "cannot": "can not",
    "pls": "please", "u": "you", "r": "are",
}  # fmt: skip


def features(reading: Reading) -> list[str]:
    """Names of what stands in the text: `w`, `a b`, `a b c`, `a _ c` with borders, and the marks of `shape`."""
    words = [part for word in reading.words[:MAX_WORDS] for part in _plain(word)]
    edged = ["<s>", *words, "</s>"]
    pairs = pairwise(edged)
    triples = list(zip(edged, edged[1:], edged[2:], strict=False))
    return [
        *words,
        *(f"{a} {b}" for a, b in pairs),
        *(f"{a} {b} {c}" for a, b, c in triples),
        *(f"{a} _ {c}" for a, _, c in triples),
        *shape(reading),
    ]


def shape(reading: Reading) -> list[str]:
    """Marks of punctuation and length, each beginning with `=`."""
    low = reading.low
    found = {
        "=?": reading.question_mark,
        "=?$": reading.question_mark and low.endswith("?"),
        "=!": reading.exclamations > 0,
        "=:$": low.endswith(":"),
        "=.$": low.endswith("."),
        "=link": "http" in low or "www." in low or "$link" in low,
    }
    return [*(name for name, stands in found.items() if stands), f"=len{min(len(reading.words[:MAX_WORDS]) // 4, 8)}"]


def logit(reading: Reading) -> float:
    """Log odds that the text asks for something, by learned weights alone."""
    weights = _weights()
    return weights[BIAS] + sum(weights.get(name, 0.0) for name in set(features(reading)))


def known(reading: Reading) -> float:
    """Share of the words, in [0, 1], that the weights have learned."""
    words = [part for word in reading.words[:MAX_WORDS] for part in _plain(word)]
    return sum(word in _weights() for word in words) / len(words) if words else 0.0


def chance(odds: float) -> float:
    """The probability of log odds."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


def _plain(word: str) -> list[str]:
    if word[0].isdigit():
        return ["<time>" if ":" in word else "<n>"]
    if word in _DAYS:
        return ["<day>"]
    if word in _MONTHS:
        return ["<month>"]
    return _SPELT_OUT.get(word, word).split()


@cache
def _weights() -> dict[str, float]:
    text = resources.files("resources").joinpath("judge/ask_weights.json").read_text("utf-8")
    return {str(k): float(v) for k, v in json.loads(text)["weights"].items()}
