"""How likely a text asks something of the reader, where its meaning is known: a small network over its embedding.

For each of a few nets (they differ by their random start; their answers are averaged):

    hidden = relu(W [embedding, marks] + b)        odds_net = v · hidden + c
    odds = a * odds_words + d * mean(odds_net) + e

`odds_words` are `engine.judge.asking.logit`; a, d, e are learned on odds of texts left out of learning. The weights
are made by packaging/make_ask_head.py, which holds their provenance and figures.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from engine.judge import asking
from engine.judge.intent import INTENTS, Intent
from engine.judge.reading import Reading

#: Length of a MiniLM vector.
WIDTH = 384
#: Marks beside the vector, in the order of their columns.
MARKS = (
    *INTENTS,
    "asks",
    *("=?", "=?$", "=!", "=:$", "=.$", "=link"),
    *(f"=len{n}" for n in range(9)),
)
#: What a mark and a unit vector count beside each other, so that both reach the net at a like size. Set by hand.
EMBEDDING_SCALE = 8.0
MARK_SCALE = 0.4


@dataclass(frozen=True, slots=True)
class Head:
    """Weights of n nets: hidden (n, WIDTH + marks, h), bias (n, h), out (n, h), shift (n,); mix (3,) = a, d, e."""

    hidden: NDArray[np.float32]
    bias: NDArray[np.float32]
    out: NDArray[np.float32]
    shift: NDArray[np.float32]
    mix: NDArray[np.float32]

    def odds(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean log odds of the nets, (m,), for inputs (m, WIDTH + marks)."""
        hidden = np.maximum(np.einsum("md,ndh->nmh", inputs, self.hidden) + self.bias[:, None], 0.0)
        each = np.einsum("nmh,nh->nm", hidden, self.out) + self.shift[:, None]
        return np.asarray(each.mean(axis=0), np.float32)


def inputs(reading: Reading, found: Intent, embedding: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the nets see of one text, (WIDTH + marks,) float32; `embedding` is its unit vector, (WIDTH,)."""
    stands = {found.name, *asking.shape(reading), *(("asks",) if found.asks else ())}
    marks = np.array([MARK_SCALE if name in stands else 0.0 for name in MARKS], np.float32)
    return np.concatenate([np.asarray(embedding, np.float32) * EMBEDDING_SCALE, marks])


def logit(reading: Reading, found: Intent, embedding: NDArray[np.float32]) -> float:
    """Log odds that the text asks for something.

    Args:
        found: the intent of the text by rules.
        embedding: the MiniLM unit vector of the text, (WIDTH,).
    """
    head = _head()
    words, net, shift = (float(part) for part in head.mix)
    odds = float(head.odds(inputs(reading, found, embedding)[None])[0])
    return words * asking.logit(reading) + net * odds + shift


@cache
def _head() -> Head:
    stored = resources.files("resources").joinpath("judge/ask_head.npz").read_bytes()
    with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
        return Head(*(arrays[name].astype(np.float32) for name in ("hidden", "bias", "out", "shift", "mix")))
