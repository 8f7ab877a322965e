"""Whom the person answers first, learnt from whom they answered while others waited.

A Bradley-Terry model over what waiting costs: of two conversations the one is answered first with

    P(a before b) = sigmoid((ln loss_a - ln loss_b) x SHARPNESS + w.(x_a - x_b))

`w` starts at 0, which is the order of `standing.VALUE` alone, and is pulled back there (ridge). A choice moves it by
RATE x (1 - P) x (x_a - x_b), summed over the pairs of the choice and divided by the root of their number. In the
inbox it only lowers: the loss of a conversation is multiplied by

    exp(-B / 2 x (1 - tanh((w.x - w.mean) / (B / 2))))  with B = -ln FLOOR, between FLOOR and 1,

where `mean` is what usually waits. What is urgent is never lowered, so that learning can put nothing in front of it
that was not there before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from engine.domain import ContactClass, Priority, Standing, State

Features = NDArray[np.float64]

CLASSES = tuple(ContactClass)
#: What a conversation is about, as far as it decides who comes first.
INTENTS = ("booking", "reschedule", "cancel", "price", "payment", "complaint", "question", "request")
LABELS = (
    *(f"class_{cls.value}" for cls in CLASSES),
    *(f"intent_{name}" for name in INTENTS),
    "urgency", "waiting", "returning", "unread", "due", "group",
)  # fmt: skip
#: A learnt preference can take at most this much of a loss: about what lies between a client and an acquaintance who
#: both ask something, and less than between a question and small talk.
FLOOR = 0.55
#: Single weights stay within +- this.
MOST_WEIGHT = 1.5
RATE = 0.15
#: What is pulled back towards the table at each choice.
RIDGE = 0.004
SHARPNESS = 2.0
#: How quickly the mean of what waits follows.
MEAN_PACE = 0.05
#: Others that are compared with the one that was answered: those that cost most.
COMPARED = 12
#: Waiting that counts as long, unread messages that count as many, for features in [0, 1].
LONG_WAIT, MANY_UNREAD = timedelta(days=3), 5


@dataclass(frozen=True, slots=True)
class Preference:
    """What was learnt from `n_choices`: a weight for each of LABELS, and the mean of each over what was waiting."""

    weights: tuple[float, ...] = (0.0,) * len(LABELS)
    mean: tuple[float, ...] = (0.0,) * len(LABELS)
    n_choices: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that needs a reply, as choices see it."""

    loss: float
    features: Features


def features(
    standing: Standing,
    contact_class: ContactClass,
    *,
    n_unread: int,
    returning: bool,
    is_group: bool,
    now: datetime,
) -> Features:
    """(len(LABELS),) figures in [0, 1]."""
    waited = timedelta() if standing.waiting_since is None else max(timedelta(), now - standing.waiting_since)
    intent = standing.triage.intent if standing.triage is not None else ""
    return np.array(
        [
            *(float(cls is contact_class) for cls in CLASSES),
            *(float(name == intent) for name in INTENTS),
            standing.urgency,
            min(1.0, math.log1p(waited / timedelta(minutes=5)) / math.log1p(LONG_WAIT / timedelta(minutes=5))),
            float(returning),
            min(1.0, n_unread / MANY_UNREAD),
            float(standing.due_at is not None),
            float(is_group),
        ]
    )


def learn(preference: Preference, answered: Waiting, others: Sequence[Waiting]) -> Preference:
    """What is known after one conversation was answered while these others waited."""
    rivals = sorted(others, key=lambda one: -one.loss)[:COMPARED]
    if not rivals:
        return preference
    weights = np.array(preference.weights)
    step = np.zeros(len(LABELS))
    for other in rivals:
        step += (1.0 - _first(weights, answered, other)) * (answered.features - other.features)
    moved = weights * (1.0 - RIDGE) + RATE * step / math.sqrt(len(rivals))
    kept = np.clip(moved, -MOST_WEIGHT, MOST_WEIGHT)
    seen = np.mean([answered.features, *(other.features for other in rivals)], axis=0)
    pace = max(MEAN_PACE, 1.0 / (preference.n_choices + 1))
    mean = (1.0 - pace) * np.array(preference.mean) + pace * seen
    return Preference(_rounded(kept), _rounded(mean), preference.n_choices + 1)


def _rounded(figures: Features) -> tuple[float, ...]:
    return tuple(float(round(figure, 6)) for figure in figures)


def _first(weights: Features, one: Waiting, other: Waiting) -> float:
    """The probability that `one` is answered before `other`."""
    cost = SHARPNESS * (math.log(max(one.loss, 1e-6)) - math.log(max(other.loss, 1e-6)))
    z = cost + float(weights @ (one.features - other.features))
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, z))))


def factor(preference: Preference, found: Features, priority: Priority) -> float:
    """By what the loss of a conversation is multiplied, in [FLOOR, 1]; 1 for what is urgent."""
    if priority is Priority.URGENT or preference.n_choices == 0:
        return 1.0
    ahead = float(np.array(preference.weights) @ (found - np.array(preference.mean)))
    half = -math.log(FLOOR) / 2
    return math.exp(-half * (1.0 - math.tanh(ahead / half)))


def weighed(preference: Preference, standing: Standing, found: Features) -> Standing:
    """The standing with the learnt preference in its loss."""
    if standing.state is not State.NEEDS_REPLY:
        return standing
    return replace(standing, loss=round(standing.loss * factor(preference, found, standing.priority), 4))
