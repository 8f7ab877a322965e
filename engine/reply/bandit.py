"""A contextual bandit: what to show next, learned from what the person does with what they saw.

A linear model of the reward with one arm for all. A begins as the identity and b as zero; θ = A⁻¹b; a reward r for
features x adds xxᵀ to A and r·x to b. `linucb-v1` takes the largest θ·x + α√(xᵀA⁻¹x) (Li et al. 2010, A Contextual-
Bandit Approach to Personalized News Article Recommendation, algorithm 1), `egreedy-v1` a uniform candidate with
probability ε, else the largest θ·x. Everything here is a value: nothing is changed in place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from random import Random

import numpy as np
from numpy.typing import NDArray

from engine.problems import NoCandidates

Floats = NDArray[np.float64]


class Policy(StrEnum):
    """How a bandit chooses; the names are stored and shown."""

    LINUCB = "linucb-v1"
    EGREEDY = "egreedy-v1"


#: α of LinUCB and ε of ε-greedy.
ALPHA, EPSILON = 1.0, 0.1
#: What a nudge's features are called, in their order.
LABELS: dict[Policy, tuple[str, ...]] = {
    Policy.LINUCB: ("hour_sin", "hour_cos", "is_overdue", "age_days", "priority"),
    Policy.EGREEDY: ("hour_sin", "hour_cos", "is_overdue", "age_days", "priority", "dow_sin", "dow_cos"),
}
#: What each answer to a nudge is worth.
REWARDS = {"done": 1.0, "helpful": 0.5, "snooze": 0.0, "not_helpful": -0.5, "dismiss": -1.0}
#: Days after which an older nudge is no more urgent.
_OLDEST_DAYS = 30.0
#: The lowest and the highest priority of a nudge.
_LEAST, _MOST = 1, 4
#: How many feature vectors of past picks are kept.
KEPT = 100
#: Rewards between two inversions of A; rank-one updates in between gather rounding errors.
_INVERT_EVERY = 100


@dataclass(frozen=True, slots=True)
class Tip:
    """A nudge that could be shown; `priority` is 1 (least) to 4 (most)."""

    tip_id: str
    is_overdue: bool
    age_days: float
    priority: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to choose, with its d features, each in [-1, 1]."""

    tip_id: str
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen.

    Attributes:
        score: θ·x, with LinUCB's bonus for the unknown; no fixed range.
        features: to be kept with what is shown, for its reward later.
        explored: drawn by chance (ε-greedy), or chosen for its bonus over what promises most (LinUCB).
    """

    tip_id: str
    score: float
    policy: Policy
    features: tuple[float, ...]
    explored: bool


@dataclass(frozen=True, slots=True, eq=False)
class Bandit:
    """What one bandit has learned.

    Attributes:
        labels: names of the d features.
        a, inverse: (d, d), symmetric positive definite, read-only. b: (d,), read-only.
        pulls: picks that were shown; `explored` of them to learn.
        last_updated: when the newest reward came, aware; None before the first.
        recent: the features of the last `KEPT` picks, oldest first.
    """

    policy: Policy
    labels: tuple[str, ...]
    a: Floats
    inverse: Floats
    b: Floats
    pulls: int = 0
    explored: int = 0
    reward_count: int = 0
    cumulative_reward: float = 0.0
    last_updated: datetime | None = None
    recent: tuple[tuple[float, ...], ...] = ()

    @property
    def theta(self) -> Floats:
        """θ = A⁻¹b, the expected reward of one unit of each feature; (d,)."""
        return np.asarray(self.inverse @ self.b, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Stats:
    """A bandit in figures; `exploration_rate` is the share of picks made to learn, means are 0 before any reward."""

    policy: Policy
    pulls: int
    reward_count: int
    cumulative_reward: float
    estimated_mean_reward: float
    exploration_rate: float
    theta: tuple[float, ...]
    feature_labels: tuple[str, ...]
    last_updated: datetime | None


def fresh(policy: Policy, labels: Sequence[str] | None = None) -> Bandit:
    """A bandit that knows nothing; `labels` where it does not choose nudges."""
    names = LABELS[policy] if labels is None else tuple(labels)
    return Bandit(policy, names, frozen(np.eye(len(names))), frozen(np.eye(len(names))), frozen(np.zeros(len(names))))


def reset(bandit: Bandit) -> Bandit:
    """The same bandit as on its first day."""
    return fresh(bandit.policy, bandit.labels)


def frozen(array: Floats) -> Floats:
    """The array, read-only from now on."""
    array.setflags(write=False)
    return array


def tip_features(tip: Tip, now: datetime, policy: Policy) -> tuple[float, ...]:
    """The features of a nudge at `now`, which is in the person's own time zone; in the order of `LABELS`.

    The hour is whole, Monday is the weekday 0; age is cut to 0 … 30 days, priority to 1 … 4, both scaled to [0, 1].
    """
    age = min(max(tip.age_days, 0.0), _OLDEST_DAYS) / _OLDEST_DAYS
    priority = (min(max(tip.priority, _LEAST), _MOST) - _LEAST) / (_MOST - _LEAST)
    features = (*around(now.hour, 24), float(tip.is_overdue), age, priority)
    return features if policy is Policy.LINUCB else (*features, *around(now.weekday(), 7))


def around(at: int, period: int) -> tuple[float, float]:
    """Sine and cosine of a place on a circle, so that its end meets its beginning."""
    angle = 2 * math.pi * at / period
    return math.sin(angle), math.cos(angle)


def candidates(tips: Sequence[Tip], now: datetime, policy: Policy) -> list[Candidate]:
    """The nudges as this policy sees them at `now` (the person's own time zone)."""
    return [Candidate(tip.tip_id, tip_features(tip, now, policy)) for tip in tips]


def expected(bandit: Bandit, features: Sequence[float]) -> float:
    """θ·x: the reward to be expected."""
    return float(bandit.theta @ vector(bandit, features))


def unsureness(bandit: Bandit, features: Sequence[float]) -> float:
    """√(xᵀA⁻¹x): how little is known of features like these; falls with every reward for such."""
    x = vector(bandit, features)
    return math.sqrt(max(0.0, float(x @ bandit.inverse @ x)))


def choose(bandit: Bandit, offered: Sequence[Candidate], random: Random) -> Choice:
    """The candidate to show next; of equal ones the first. `random` is drawn from by ε-greedy only.

    Raises `NoCandidates` where nothing is offered. The pick counts only once it is `shown`.
    """
    if not offered:
        raise NoCandidates()
    means = [expected(bandit, each.features) for each in offered]
    promising = max(range(len(offered)), key=means.__getitem__)
    if bandit.policy is Policy.EGREEDY:
        explored = random.random() < EPSILON
        at = random.randrange(len(offered)) if explored else promising
        return Choice(offered[at].tip_id, means[at], bandit.policy, offered[at].features, explored)
    scores = [mean + ALPHA * unsureness(bandit, each.features) for mean, each in zip(means, offered, strict=True)]
    at = max(range(len(offered)), key=scores.__getitem__)
    return Choice(offered[at].tip_id, scores[at], bandit.policy, offered[at].features, means[at] < means[promising])


def shown(bandit: Bandit, features: Sequence[float], *, explored: bool = False) -> Bandit:
    """The bandit once a pick with these features was shown to the person."""
    vector(bandit, features)
    return replace(
        bandit,
        pulls=bandit.pulls + 1,
        explored=bandit.explored + explored,
        recent=(*bandit.recent, tuple(features))[-KEPT:],
    )


def rewarded(bandit: Bandit, features: Sequence[float], reward: float, now: datetime) -> Bandit:
    """The bandit after a reward in [-1, 1] for what had these features: A += xxᵀ, b += r·x.

    A⁻¹ follows by (A + xxᵀ)⁻¹ = A⁻¹ − A⁻¹x(A⁻¹x)ᵀ / (1 + xᵀA⁻¹x) (Sherman and Morrison 1950) and is inverted anew every
    100 rewards.
    """
    if not -1.0 <= reward <= 1.0:
        raise ValueError("a reward is in [-1, 1]")
    x = vector(bandit, features)
    a = bandit.a + np.outer(x, x)
    count = bandit.reward_count + 1
    step = bandit.inverse @ x
    inverse = bandit.inverse - np.outer(step, step) / (1.0 + float(x @ step))
    return replace(
        bandit,
        a=frozen(a),
        inverse=frozen(inverse) if count % _INVERT_EVERY else inverted(a),
        b=frozen(bandit.b + reward * x),
        reward_count=count,
        cumulative_reward=bandit.cumulative_reward + reward,
        last_updated=now,
    )


def unrewarded(bandit: Bandit, features: Sequence[float], reward: float) -> Bandit:
    """The bandit as if a reward it was given had never come: A −= xxᵀ, b −= r·x; A is inverted anew.

    For acts that are taken back. Where so many rewards never came, nothing changes.
    """
    if not bandit.reward_count:
        return bandit
    x = vector(bandit, features)
    a = bandit.a - np.outer(x, x)
    return replace(
        bandit,
        a=frozen(a),
        inverse=inverted(a),
        b=frozen(bandit.b - reward * x),
        reward_count=bandit.reward_count - 1,
        cumulative_reward=bandit.cumulative_reward - reward,
    )


def inverted(a: Floats) -> Floats:
    """The inverse of a symmetric positive definite matrix, itself exactly symmetric; read-only."""
    inverse = np.linalg.inv(a)
    return frozen((inverse + inverse.T) / 2)


def vector(bandit: Bandit, features: Sequence[float]) -> Floats:
    """The features as an array; raises ValueError where they are not this bandit's (d numbers in [-1, 1])."""
    x = np.asarray(features, dtype=np.float64)
    if x.shape != bandit.b.shape or not bool(np.all(np.abs(x) <= 1.0)):
        raise ValueError("these are not the features of this bandit")
    return x


def stats(bandit: Bandit) -> Stats:
    """What the bandit did and learned, in figures."""
    return Stats(
        policy=bandit.policy,
        pulls=bandit.pulls,
        reward_count=bandit.reward_count,
        cumulative_reward=bandit.cumulative_reward,
        estimated_mean_reward=bandit.cumulative_reward / bandit.reward_count if bandit.reward_count else 0.0,
        exploration_rate=bandit.explored / bandit.pulls if bandit.pulls else 0.0,
        theta=tuple(bandit.theta.tolist()),
        feature_labels=bandit.labels,
        last_updated=bandit.last_updated,
    )
