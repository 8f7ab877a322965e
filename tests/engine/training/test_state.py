"""A damaged state is refused, whatever the damage; a good one comes back number by number."""

from __future__ import annotations

import pytest
import torch
from mutations import mutants

from engine.problems import TrainingFailed
from engine.training import state as states
from engine.training.state import Counters, State

SEEDS = [*range(20), *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(20, 320))]
JOB = "a job"


@pytest.fixture(scope="module")
def state() -> State:
    draw = torch.Generator().manual_seed(1)
    tensors = {f"layer.{n}": torch.randn(8, 16, generator=draw) for n in range(4)}
    best = {name: held.clone() for name, held in tensors.items()}
    counters = Counters(JOB, "float32", 7, 4, 3.5, 2.5, 4, 900, 12.5, ((1, 3.0),), ((0, 3.5), (4, 2.5)))
    return State(counters, tensors, best, {f"exp_avg.{n}": t + 1 for n, t in tensors.items()}, states.randomness("cpu"))


@pytest.fixture(scope="module")
def data(state: State) -> bytes:
    return b"".join(states.pack(state))


def refusal(data: bytes, job: str = JOB) -> str:
    with pytest.raises(TrainingFailed) as failed:
        states.unpack(data, job=job)
    return str(failed.value.facts["reason"])


def test_it_comes_back_as_it_was(state: State, data: bytes) -> None:
    found = states.unpack(data, job=JOB)
    assert found.counters == state.counters
    for name in ("adapter", "best", "moments", "rng"):
        one, other = getattr(state, name), getattr(found, name)
        assert one.keys() == other.keys()
        assert all(torch.equal(one[key], other[key]) for key in one)


def test_the_same_state_is_the_same_bytes(state: State, data: bytes) -> None:
    assert b"".join(states.pack(state)) == data
    assert b"".join(states.pack(states.unpack(data, job=JOB))) == data


def test_that_of_another_job_is_refused(data: bytes) -> None:
    assert refusal(data, job="another") == "other_job"


@pytest.mark.parametrize("length", [0, 1, 31, 32, 40, 200])
def test_a_truncated_state_is_refused(data: bytes, length: int) -> None:
    assert refusal(data[:length]) == "checkpoint"
    assert refusal(data[: len(data) - 1 - length]) == "checkpoint"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_state_is_refused(data: bytes, seed: int) -> None:
    assert refusal(mutants(data, seed)) == "checkpoint"


def test_a_state_without_counters_is_refused() -> None:
    import hashlib

    from safetensors.torch import save

    held = save({"adapter.x": torch.ones(2)})
    assert refusal(hashlib.sha256(held).digest() + held) == "checkpoint"


def test_states_of_generators_that_are_none_are_refused() -> None:
    with pytest.raises(TrainingFailed):
        states.restore_randomness({"cpu": torch.zeros(3, dtype=torch.uint8)})
