"""What a job is computed on and in follows from what torch can do here, and from what was asked for."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F  # noqa: N812 - as torch calls it
from torch.utils.checkpoint import checkpoint

from engine.problems import TrainingFailed
from engine.training import devices, network
from engine.training import state as states
from engine.training.devices import Ability, chosen_device, chosen_dtype, is_out_of_memory
from engine.training.memory import Room
from engine.training.state import Generator

NOTHING = Ability()
OLD_CARD, NEW_CARD = (Ability(cuda=True, bfloat16=new, room=Room(8 << 30, 12 << 30)) for new in (False, True))
OLD_MAC, NEW_MAC = (Ability(mps=True, bfloat16=new, room=Room(8 << 30, 12 << 30)) for new in (False, True))


@pytest.mark.parametrize(
    ("able", "device"), [(NOTHING, "cpu"), (OLD_CARD, "cuda"), (NEW_MAC, "mps"), (Ability(cuda=True, mps=True), "cuda")]
)
def test_by_itself_the_card_is_taken_where_there_is_one(able: Ability, device: str) -> None:
    assert chosen_device("auto", able) == device
    assert chosen_device("cpu", able) == "cpu"


@pytest.mark.parametrize(
    ("wanted", "able"), [("cuda", NOTHING), ("cuda", NEW_MAC), ("mps", NOTHING), ("mps", NEW_CARD), ("tpu", NEW_CARD)]
)
def test_a_card_that_torch_has_none_of_is_refused_by_name(wanted: str, able: Ability) -> None:
    with pytest.raises(TrainingFailed) as failed:
        chosen_device(wanted, able)
    assert failed.value.facts == {"reason": "device", "device": wanted}


@pytest.mark.parametrize(
    ("device", "able", "dtype"),
    [
        ("cuda", NEW_CARD, "bfloat16"), ("cuda", OLD_CARD, "float32"),
        ("mps", NEW_MAC, "bfloat16"), ("mps", OLD_MAC, "float32"),
    ],
)  # fmt: skip
def test_bfloat16_only_where_the_card_has_it(device: str, able: Ability, dtype: str) -> None:
    assert chosen_dtype("auto", device, able) == dtype
    assert chosen_dtype("bfloat16", device, able) == "bfloat16"
    assert chosen_dtype("float32", device, able) == "float32"


def test_what_this_torch_says_of_itself_holds_together() -> None:
    able = devices.ability()
    assert able.cuda == torch.cuda.is_available()
    assert not (able.cuda and able.mps)
    assert able.room.free <= able.room.total
    assert (able.room.total > 0) == (able.cuda or able.mps)
    here = devices.room("cpu")
    assert 0 < here.free <= here.total


@pytest.mark.parametrize(
    ("error", "so"),
    [
        (torch.OutOfMemoryError("no"), True),
        (RuntimeError("MPS backend out of memory (MPS allocated: 9.00 GiB)"), True),
        (RuntimeError("CUDA error: out of memory"), True),
        (RuntimeError("shapes do not match"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_a_full_card_is_known_in_whatever_words(error: Exception, so: bool) -> None:
    assert is_out_of_memory(error) is so


def test_a_state_keeps_what_is_random_on_a_card_too() -> None:
    """As for CUDA and Metal, here on a generator of its own."""
    card = torch.Generator()
    told = {"mps": Generator(lambda: True, card.get_state, card.set_state)}
    before = states.randomness("mps", told)
    assert before.keys() == {"cpu", "mps"}
    drawn = [torch.rand(3, generator=one) for one in (card, torch.default_generator)]
    states.restore_randomness(before, told)
    again = [torch.rand(3, generator=one) for one in (card, torch.default_generator)]
    assert all(torch.equal(one, other) for one, other in zip(drawn, again, strict=True))
    gone = {"mps": Generator(lambda: False, card.get_state, card.set_state)}
    states.restore_randomness(before, gone)  # a state from a machine with a card goes on without one
    assert not torch.equal(torch.rand(3, generator=card), drawn[0])
    assert states.randomness("cpu", told).keys() == {"cpu"}
    assert states.GENERATORS.keys() == {"cuda", "mps"}


@pytest.mark.parametrize("alike", [True, False])
def test_what_is_computed_again_draws_the_same_where_torch_keeps_no_generator(alike: bool) -> None:
    """As on Metal, here on the processor's own generator, which torch is told to leave alone."""
    own = Generator(lambda: True, torch.get_rng_state, torch.set_rng_state)
    told = {"context_fn": partial(states.drawn_twice, own)} if alike else {}
    x = torch.ones(64, requires_grad=True)
    y = checkpoint(lambda held: F.dropout(held, 0.5) * held, x, use_reentrant=False, preserve_rng_state=False, **told)
    torch.rand(1)
    drawn = torch.get_rng_state()
    y.sum().backward()
    assert torch.equal(x.grad, 2 * y.detach()) is alike
    assert torch.equal(torch.get_rng_state(), drawn) is alike


def test_only_metal_is_told_what_torch_does_itself_elsewhere() -> None:
    assert network.recomputing("cpu") == network.recomputing("cuda") == {"use_reentrant": False}
    assert network.recomputing("mps").keys() == {"use_reentrant", "context_fn"}


@pytest.mark.parametrize("broken", ["mem_get_info", "is_bf16_supported"])
def test_a_card_that_fails_when_it_is_asked_has_no_room_and_is_not_asked_for_a_job_without_one(
    monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("CUDA error: all CUDA-capable devices are busy or unavailable")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda **_: True)
    monkeypatch.setattr(torch.cuda, broken, fail)
    assert devices.ability() == Ability(cuda=True)
    assert devices.ability("cpu") == NOTHING
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (1, 2))
    assert devices.ability(asks=False) == Ability(cuda=True)


def test_metal_is_told_to_fall_back_before_torch_is_there() -> None:
    """torch reads it once, when it is imported."""
    code = (
        "import sys, engine.training.trainer as t; "
        "print('torch' in sys.modules, t.OFFLINE['PYTORCH_ENABLE_MPS_FALLBACK'])"
    )
    root = Path(__file__).parents[3]
    ended = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True, text=True)
    assert ended.stdout.split() == ["False", "1"]
