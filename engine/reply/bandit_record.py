"""What a bandit has learned as a JSON value, and back; what was damaged on the way is learned anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
import numpy as np

from engine.reply.bandit import KEPT, Bandit, Floats, Policy, fresh, frozen, inverted

_Count = Annotated[int, msgspec.Meta(ge=0)]
#: Rounding that an honest record may show, as a share of its largest number.
_SLACK = 1e-6


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a stored bandit; A⁻¹ is not among them, it follows from A."""

    policy: Policy
    labels: tuple[str, ...]
    a: tuple[tuple[float, ...], ...]
    b: tuple[float, ...]
    pulls: _Count
    explored: _Count
    reward_count: _Count
    cumulative_reward: float
    last_updated: Annotated[datetime, msgspec.Meta(tz=True)] | None
    recent: tuple[tuple[float, ...], ...]


def recorded(bandit: Bandit) -> dict[str, object]:
    """The bandit in values that JSON knows."""
    record = Record(
        policy=bandit.policy,
        labels=bandit.labels,
        a=tuple(tuple(row) for row in bandit.a.tolist()),
        b=tuple(bandit.b.tolist()),
        pulls=bandit.pulls,
        explored=bandit.explored,
        reward_count=bandit.reward_count,
        cumulative_reward=bandit.cumulative_reward,
        last_updated=bandit.last_updated,
        recent=bandit.recent,
    )
    value: dict[str, object] = msgspec.to_builtins(record)
    return value


def restored(value: object, policy: Policy, labels: Sequence[str] | None = None) -> Bandit:
    """The bandit that `recorded` made this value of; a fresh one where it is damaged or of other features."""
    new = fresh(policy, labels)
    try:
        record = msgspec.convert(value, Record)
    except (msgspec.ValidationError, OverflowError):
        return new
    if record.policy is not policy or record.labels != new.labels or not _is_sound(record):
        return new
    a = np.array(record.a, dtype=np.float64)
    return Bandit(
        policy=policy,
        labels=record.labels,
        a=frozen(a),
        inverse=inverted(a),
        b=frozen(np.array(record.b, dtype=np.float64)),
        pulls=record.pulls,
        explored=record.explored,
        reward_count=record.reward_count,
        cumulative_reward=record.cumulative_reward,
        last_updated=record.last_updated,
        recent=record.recent,
    )


def _is_sound(record: Record) -> bool:
    """Whether rewards in [-1, 1] for features in [-1, 1] can have led here."""
    d = len(record.labels)
    rows = (*record.a, record.b, *record.recent)
    if len(record.a) != d or len(record.recent) > KEPT or any(len(row) != d for row in rows):
        return False
    most = record.reward_count * (1.0 + _SLACK)
    return (
        record.explored <= record.pulls
        and _within((record.cumulative_reward,), most)
        and _within(record.b, most)
        and all(_within(row, 1.0) for row in record.recent)
        and all(_within(row, 1.0 + most) for row in record.a)
        and _grew_from_identity(np.array(record.a, dtype=np.float64))
    )


def _within(row: Sequence[float], bound: float) -> bool:
    """Whether all are numbers of at most this size; what is not a number is not."""
    return all(abs(each) <= bound for each in row)


def _grew_from_identity(a: Floats) -> bool:
    """Whether a finite matrix can be the identity plus sums of xxᵀ: symmetric, no eigenvalue below one."""
    slack = _SLACK * float(np.abs(a).max())
    return bool(np.abs(a - a.T).max() <= slack) and float(np.linalg.eigvalsh(a)[0]) >= 1.0 - slack
