"""How well the shipped risk judgement tells scams from ordinary talk, on outside conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from app.evals.curves import auc, ratio, recall_at_fpr
from app.evals.rows import parsed
from engine.domain import Message
from engine.judge.risk import RED, detect
from engine.problems import BadFile

Vectors = Callable[[Sequence[str]], Sequence[NDArray[np.float32] | None]]

_LABELS = {"scam": True, "normal": False}


def score(lines: Iterable[str], *, now: datetime, vectors: Vectors | None = None) -> dict[str, float | int | None]:
    """Figures over lines `{"messages": [{"direction", "text"}], "label": "scam" | "normal"}`.

    A conversation counts as found where `combined_risk` reaches the shipped red threshold. The messages are taken to be
    a minute apart, the last one at `now`.

    Args:
        vectors: gives each text its unit vector (384,) or None; without it judgement goes by words alone.

    Returns:
        n, recall, fpr, precision, auc, recall_at_fpr_1pct; None where a figure has no denominator.

    Raises:
        BadFile: with the number of the line.
    """
    talks: list[list[Message]] = []
    labels: list[bool] = []
    for number, row in parsed(lines):
        label = _LABELS.get(str(row.get("label")))
        if label is None:
            raise BadFile(line=number, why="label")
        talks.append(messages(row.get("messages"), now, number))
        labels.append(label)
    said = [message.text for talk in talks for message in talk]
    known = dict(zip(said, vectors(said), strict=True)) if vectors else {}
    scores = [
        detect(str(at), talk, now=now, embeddings=by_message(talk, known)).combined_risk
        for at, talk in enumerate(talks)
    ]
    found = [s >= RED for s in scores]
    hit = sum(f and label for f, label in zip(found, labels, strict=True))
    return {
        "n": len(labels),
        "recall": ratio(hit, sum(labels)),
        "fpr": ratio(sum(found) - hit, len(labels) - sum(labels)),
        "precision": ratio(hit, sum(found)),
        "auc": auc(scores, labels),
        "recall_at_fpr_1pct": recall_at_fpr(scores, labels, 0.01),
    }


def by_message(
    talk: Iterable[Message], known: Mapping[str, NDArray[np.float32] | None]
) -> dict[str, NDArray[np.float32]]:
    """Vectors by message id, of those texts that have one."""
    found = ((message.message_id, known.get(message.text)) for message in talk)
    return {message_id: vector for message_id, vector in found if vector is not None}


def messages(raw: object, now: datetime, line: int) -> list[Message]:
    """Messages of one line, oldest first.

    Raises:
        BadFile: they are not a list of objects with a direction and a text.
    """
    if not isinstance(raw, list):
        raise BadFile(line=line, why="messages")
    read = []
    for place, item in enumerate(raw):
        if (
            not isinstance(item, dict)
            or item.get("direction") not in ("incoming", "outgoing")
            or not isinstance(item.get("text"), str)
        ):
            raise BadFile(line=line, why="message")
        at = now - timedelta(minutes=len(raw) - 1 - place)
        read.append(Message(str(item.get("message_id", place)), item["direction"] == "outgoing", item["text"], at))
    return read
