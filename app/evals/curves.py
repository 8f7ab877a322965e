"""Figures of a score against yes-or-no labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Area under the ROC curve, ties counted half; None unless both labels occur."""
    values, truth = np.asarray(scores, float), np.asarray(labels, bool)
    yes, no = values[truth], np.sort(values[~truth])
    if not len(yes) or not len(no):
        return None
    below = np.searchsorted(no, yes, "left")
    not_above = np.searchsorted(no, yes, "right")
    return float((below + not_above).sum() / (2 * len(yes) * len(no)))


def recall_at_fpr(scores: Sequence[float], labels: Sequence[bool], fpr: float) -> float | None:
    """The largest share of positives above a threshold that at most `fpr` of the negatives exceed."""
    values, truth = np.asarray(scores, float), np.asarray(labels, bool)
    yes, no = values[truth], np.sort(values[~truth])[::-1]
    if not len(yes) or not len(no):
        return None
    allowed = int(fpr * len(no))
    threshold = no[allowed] if allowed < len(no) else -np.inf
    return float((yes > threshold).mean())


def ratio(part: int, whole: int) -> float | None:
    """A share; None of nothing."""
    return part / whole if whole else None
