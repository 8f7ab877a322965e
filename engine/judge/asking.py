"""How likely a text asks something of the reader: learned word weights, to which triage adds its rules.

The weights are a logistic regression on words, pairs of words and shape; provenance stands in the file itself.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources

from engine.judge.reading import Reading, Shape

BIAS = "=bias"

#: Texts longer than this say little more by their later words.
MAX_WORDS = 120


def features(reading: Reading) -> list[str]:
    """Names of what stands in the text: `w`, `a b` pairs with borders, `=shape` marks."""
    words = ["<n>" if word[0].isdigit() else word for word in reading.words[:MAX_WORDS]]
    found = list(words)
    found += [f"{a} {b}" for a, b in zip(["<s>", *words], [*words, "</s>"], strict=True)]
    if len(words) > 1:
        found.append(f"<s> {words[0]} {words[1]}")
    if reading.question_mark:
        found.append("=?")
        if reading.low.endswith("?"):
            found.append("=?$")
    if reading.exclamations:
        found.append("=!")
    if reading.low.endswith(":"):
        found.append("=:$")
    if "http" in reading.low or "www." in reading.low or "$link" in reading.low:
        found.append("=link")
    if reading.low.endswith("."):
        found.append("=.$")
    found.append(f"=len{min(len(words) // 4, 8)}")
    return found


def score(reading: Reading) -> float:
    """Probability in [0, 1] that the text asks for something, by learned weights alone."""
    if reading.shape is not Shape.WORDS:
        return 0.0
    weights = _weights()
    total = weights[BIAS] + sum(weights.get(name, 0.0) for name in set(features(reading)))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def _weights() -> dict[str, float]:
    text = resources.files("resources").joinpath("judge/ask_weights.json").read_text("utf-8")
    return {str(k): float(v) for k, v in json.loads(text)["weights"].items()}
