"""How well the shipped triage tells what needs a reply, or what is urgent, on outside messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.evals.curves import auc, ratio
from app.evals.rows import parsed
from engine.judge.triage import BANDS, triage
from engine.problems import BadFile

#: Adjusted urgency from which a message counts as urgent.
URGENT = BANDS[0][0]


#: Vectors of texts, None where there is none.
Vectors = Callable[[Sequence[str]], Sequence[NDArray[np.float32] | None]]


def score(lines: Iterable[str], *, now: datetime, vectors: Vectors | None = None) -> dict[str, float | int | None]:
    """Figures over lines `{"text", "needs_reply": bool}` or `{"text", "urgent": bool}`.

    The score is `action_score` (with `needs_action` as the decision) or `adjusted_urgency` (from URGENT on).

    Args:
        vectors: gives the MiniLM unit vectors, (384,), of texts; without it words alone count.

    Returns:
        n, auc, f1; None where a figure has no denominator.

    Raises:
        BadFile: with the number of the line.
    """
    rows = [_labelled(row, number) for number, row in parsed(lines)]
    texts = list(dict.fromkeys(text for text, _, _ in rows))
    known = dict(zip(texts, vectors(texts), strict=True)) if vectors is not None and texts else {}
    scores: list[float] = []
    found: list[bool] = []
    labels = [label for _, _, label in rows]
    for text, field, _ in rows:
        weighed = triage(text, now=now, embedding=known.get(text))
        asks = field == "needs_reply"
        scores.append(weighed.action_score if asks else weighed.adjusted_urgency)
        found.append(weighed.needs_action if asks else weighed.adjusted_urgency >= URGENT)
    hit = sum(f and label for f, label in zip(found, labels, strict=True))
    return {"n": len(labels), "auc": auc(scores, labels), "f1": ratio(2 * hit, sum(found) + sum(labels))}


def _labelled(row: dict[str, Any], number: int) -> tuple[str, str, bool]:
    """Text, name of the label and label of a row."""
    text = row.get("text")
    if not isinstance(text, str):
        raise BadFile(line=number, why="text")
    for field in ("needs_reply", "urgent"):
        if isinstance(label := row.get(field), bool):
            return text, field, label
    raise BadFile(line=number, why="label")
