"""How well the shipped triage tells what needs a reply, or what is urgent, on outside messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.evals.curves import auc, ratio
from app.evals.rows import parsed
from engine.judge.triage import BANDS, triage
from engine.problems import BadFile

#: Adjusted urgency from which a message counts as urgent.
URGENT = BANDS[0][0]


def score(lines: Iterable[str], *, now: datetime) -> dict[str, float | int | None]:
    """Figures over lines `{"text", "needs_reply": bool}` or `{"text", "urgent": bool}`.

    The score is `action_score` (with `needs_action` as the decision) or `adjusted_urgency` (from URGENT on).

    Returns:
        n, auc, f1; None where a figure has no denominator.

    Raises:
        BadFile: with the number of the line.
    """
    scores: list[float] = []
    found: list[bool] = []
    labels: list[bool] = []
    for number, row in parsed(lines):
        text, needs, urgent = row.get("text"), row.get("needs_reply"), row.get("urgent")
        if not isinstance(text, str):
            raise BadFile(line=number, why="text")
        weighed = triage(text, now=now)
        if isinstance(needs, bool):
            label, value, positive = needs, weighed.action_score, weighed.needs_action
        elif isinstance(urgent, bool):
            label, value, positive = urgent, weighed.adjusted_urgency, weighed.adjusted_urgency >= URGENT
        else:
            raise BadFile(line=number, why="label")
        scores.append(value)
        found.append(positive)
        labels.append(label)
    hit = sum(f and label for f, label in zip(found, labels, strict=True))
    return {"n": len(labels), "auc": auc(scores, labels), "f1": ratio(2 * hit, sum(found) + sum(labels))}
