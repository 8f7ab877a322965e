"""Which of many texts answers this turn: meaning of the last turns and the text, with words and form weighed in.

score = σ(bias + Σₗ nearₗ·uₗ·v + Σₗ (uₗPₗ)·(vQ) + c·q·(u₁·v) + w·x), where uₗ is the vector of the turn l before the
text, v the text's, x the features of `engine.reply.following` and q tells which of `CROSSED` are there. P and Q are of
low rank and small beside the cosines: what follows stays close to what is similar. `packaging/make_reply_choice.py`
learnt the numbers; where they come from and how good they are stands in resources/reply/choice.json.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from engine.domain import Message
from engine.memory.turns import turns
from engine.reply import following
from engine.reply.following import LAGS

DIMENSIONS = 384
Floats = NDArray[np.float32]
#: Features at which the cosine to the last turn counts anew: near and yet no answer.
CROSSED = ("asked_again", "idle")
_CROSSED = [following.NAMES.index(name) for name in CROSSED]


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt; the last turn comes first.

    Attributes:
        near: (LAGS,) weight of the cosine to each turn. queries: (LAGS, 384, rank) P. keys: (384, rank) Q.
        crossed: (len(CROSSED),) further weights of the cosine to the last turn, where such a feature is there.
        form: (features,) weights of `following.NAMES` beside the vectors, `bias` with them.
        words: (features,) the same without vectors, `words_bias` with them.
    """

    near: Floats
    queries: Floats
    keys: Floats
    crossed: Floats
    form: Floats
    bias: float
    words: Floats
    words_bias: float


@dataclass(frozen=True, slots=True)
class Chooser:
    """The turn at hand, and what is known of the meaning of texts: unit vectors by text, where there are any."""

    context: tuple[str, ...] = ()
    meanings: Mapping[str, Floats] = field(default_factory=dict)

    def scores(self, texts: Sequence[str]) -> list[float]:
        """`scores` of texts as the answer to the turn at hand."""
        found = scores(self.context, self._vectors(self.context), texts, self._vectors(texts))
        return [round(float(one), 4) for one in found]

    def alike(self, one: str, other: str) -> float:
        """Cosine of two texts; 0 where the meaning of one is not known."""
        vectors = self.meanings.get(one), self.meanings.get(other)
        return 0.0 if vectors[0] is None or vectors[1] is None else float(vectors[0] @ vectors[1])

    def _vectors(self, texts: Sequence[str]) -> Floats:
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        for at, text in enumerate(texts):
            if (vector := self.meanings.get(text)) is not None:
                found[at] = vector
        return found


def chooser(messages: Sequence[Message], meanings: Mapping[str, Floats] | None = None) -> Chooser:
    """A chooser for the last turn of one conversation (`messages` oldest first)."""
    said = [turn.text for turn in turns(messages) if turn.text.strip()]
    return Chooser(tuple(said[-following.MOST_TURNS :]), meanings or {})


def scores(
    context: Sequence[str],
    context_vectors: Floats | None,
    candidates: Sequence[str],
    candidate_vectors: Floats | None,
) -> Floats:
    """How likely each candidate is the answer to the last turn rather than some other text, (m,) float32 in [0, 1].

    Args:
        context: turns, oldest first. context_vectors: (n, 384) their unit vectors; a row of zeros is an unknown one.
        candidate_vectors: (m, 384) the same of the candidates. Without a vector words and form alone decide.

    Raises:
        ValueError: vectors of another shape.
    """
    learnt = weights()
    form = np.asarray(following.features(context, candidates), np.float32).reshape(-1, len(following.NAMES))
    by_words = form @ learnt.words + learnt.words_bias
    if context_vectors is None or candidate_vectors is None or not context or not candidates:
        return _sigmoid(by_words)
    said = _checked(context_vectors, len(context))[[at for at, turn in enumerate(context) if turn.strip()]][::-1]
    texts = _checked(candidate_vectors, len(candidates))
    by_meaning = form @ learnt.form + learnt.bias + _follows(said[:LAGS], texts, learnt)
    if len(said):
        by_meaning += ((form[:, _CROSSED] > 0) @ learnt.crossed) * (texts @ said[0])
    known = texts.any(axis=1) & bool(said[:1].any())
    return _sigmoid(np.where(known, by_meaning, by_words))


@cache
def weights() -> Weights:
    """The shipped weights, float32."""
    stored = (resources.files("resources") / "reply" / "choice.npz").read_bytes()
    with np.load(io.BytesIO(stored), allow_pickle=False) as file:
        found = {name: file[name].astype(np.float32) for name in file.files}
    return Weights(
        near=found["near"],
        queries=found["queries"],
        keys=found["keys"],
        crossed=found["crossed"],
        form=found["form"],
        bias=float(found["bias"]),
        words=found["words"],
        words_bias=float(found["words_bias"]),
    )


def _follows(turns: Floats, texts: Floats, learnt: Weights) -> Floats:
    """(m,) what the vectors say; `turns` are (≤ LAGS, 384), the last turn first."""
    n = len(turns)
    near = learnt.near[:n] @ turns
    asked = np.einsum("ld,ldr->r", turns, learnt.queries[:n])
    found: Floats = texts @ near + (texts @ learnt.keys) @ asked
    return found


def _checked(matrix: Floats, n_rows: int) -> Floats:
    found = np.nan_to_num(np.asarray(matrix, np.float32))
    if found.shape != (n_rows, DIMENSIONS):
        raise ValueError("a matrix of 384 columns and one row a text is wanted")
    return found


def _sigmoid(values: Floats) -> Floats:
    found: Floats = (1 / (1 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)
    return found
