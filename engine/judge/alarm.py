"""How alarming a text is by its meaning: a logistic regression over its MiniLM vector.

It sees what no list of words holds ("Grandma fell down the stairs and isn't moving"). The weights are made by
packaging/make_alarm.py, which holds their provenance and figures.
"""

from __future__ import annotations

import io
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from engine.judge.asking import chance


def score(embedding: NDArray[np.float32]) -> float:
    """Probability in [0, 1] that the text with this unit vector, (384,), cannot wait."""
    weights, bias = _weights()
    return chance(float(weights @ embedding) + bias)


@cache
def _weights() -> tuple[NDArray[np.float32], float]:
    stored = resources.files("resources").joinpath("judge/alarm.npz").read_bytes()
    with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
        return arrays["weights"].astype(np.float32), float(arrays["bias"])
