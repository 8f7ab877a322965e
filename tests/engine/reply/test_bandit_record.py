"""What a bandit learned survives a night on disk, and a damaged record costs what was learned, nothing more."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reply.bandit import KEPT, Bandit, Policy, fresh, rewarded, shown, stats
from engine.reply.bandit_record import recorded, restored

NOW = datetime(2026, 5, 5, 6, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def lived(policy: Policy = Policy.LINUCB, n_steps: int = 120) -> Bandit:
    random, learner = Random(3), fresh(policy)
    for _ in range(n_steps):
        features = tuple(random.uniform(-1, 1) for _ in learner.labels)
        learner = shown(learner, features, explored=random.random() < 0.1)
        learner = rewarded(learner, features, random.uniform(-1, 1), NOW)
    return learner


@pytest.mark.parametrize("policy", Policy)
def test_what_was_learned_comes_back_whole(policy: Policy) -> None:
    learner = lived(policy)
    back = restored(json.loads(json.dumps(recorded(learner))), policy)
    assert (back.a == learner.a).all()
    assert (back.b == learner.b).all()
    assert np.abs(back.inverse - learner.inverse).max() < 1e-12
    assert recorded(back) == recorded(learner)
    assert stats(back).last_updated == NOW
    assert len(back.recent) == KEPT


def test_a_restored_bandit_goes_on_learning() -> None:
    learner = lived(n_steps=3)
    back = restored(recorded(learner), Policy.LINUCB)
    after = [rewarded(one, (1.0, 0.0, 0.0, 0.5, 0.5), 1.0, NOW) for one in (learner, back)]
    assert after[0].theta == pytest.approx(after[1].theta, abs=1e-14)
    assert after[1].reward_count == 4


def test_a_fresh_bandit_can_be_kept_too() -> None:
    assert recorded(restored(recorded(fresh(Policy.EGREEDY)), Policy.EGREEDY)) == recorded(fresh(Policy.EGREEDY))


def _set(*path: str | int, to: object) -> Callable[[Any], None]:
    def damage(value: Any) -> None:
        for key in path[:-1]:
            value = value[key]
        value[path[-1]] = to

    return damage


DAMAGES: dict[str, Callable[[Any], object]] = {
    "a field is gone": lambda value: value.pop("b"),
    "a row is gone": lambda value: value["a"].pop(),
    "a number of a row is gone": lambda value: value["a"][2].pop(),
    "a number of b is gone": lambda value: value["b"].pop(),
    "a is not a number": _set("a", 1, 1, to=math.nan),
    "a is without end": _set("a", 1, 1, to=math.inf),
    "a is astronomical": _set("a", 1, 1, to=1e300),
    "a is beyond a float": _set("a", 1, 1, to=10**400),
    "a is words": _set("a", to="A"),
    "a is nothing": _set("a", 0, 0, to=None),
    "a is not symmetric": _set("a", 0, 1, to=9.0),
    "a is not positive": _set("a", 2, 2, to=-1.0),
    "a is smaller than at first": _set("a", 2, 2, to=0.1),
    "b is not a number": _set("b", 0, to=math.nan),
    "b is more than was ever given": _set("b", 0, to=500.0),
    "a count is negative": _set("pulls", to=-1),
    "more explored than picked": _set("explored", to=10_000),
    "fewer rewards than a has seen": _set("reward_count", to=0),
    "the sum of rewards is not a number": _set("cumulative_reward", to=math.nan),
    "the time has no zone": _set("last_updated", to="2026-05-05T06:00:00"),
    "the time is no time": _set("last_updated", to="yesterday"),
    "a kept vector is too long": _set("recent", 0, to=[0.0] * 9),
    "a kept vector is not a number": _set("recent", 0, 0, to=math.nan),
    "too many are kept": _set("recent", to=[[0.0] * 5] * (KEPT + 1)),
    "another policy": _set("policy", to="egreedy-v1"),
    "a policy nobody knows": _set("policy", to="ucb-v9"),
    "features of another version": _set("labels", 0, to="minute_sin"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_record_is_a_fresh_bandit(damage: Callable[[Any], object]) -> None:
    value = copy.deepcopy(msgspec.json.decode(msgspec.json.encode(recorded(lived()))))
    assert restored(value, Policy.LINUCB).reward_count == 120
    damage(value)
    assert recorded(restored(value, Policy.LINUCB)) == recorded(fresh(Policy.LINUCB))


def test_a_matrix_below_the_one_it_began_as_is_damaged() -> None:
    learner = rewarded(fresh(Policy.LINUCB), (1.0, 0.0, 0.0, 0.0, 0.0), 1.0, NOW)
    value: Any = json.loads(json.dumps(recorded(learner)))
    value["a"][4][4] = 0.5
    assert restored(value, Policy.LINUCB).reward_count == 0


@given(JSON)
def test_no_value_at_all_makes_it_fail(value: object) -> None:
    assert restored(value, Policy.EGREEDY).reward_count == 0


@given(st.sampled_from(sorted(recorded(fresh(Policy.LINUCB)))), JSON)
def test_no_value_in_any_field_makes_it_fail(name: str, value: object) -> None:
    back = restored({**recorded(lived(n_steps=4)), name: value}, Policy.LINUCB)
    assert np.isfinite(back.theta).all()
    assert np.linalg.eigvalsh(back.a)[0] >= 1 - 1e-4
