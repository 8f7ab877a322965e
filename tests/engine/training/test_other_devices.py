"""What lies on a card and what lies in main memory never meet: on pretended cards, and a whole job where one is real.

torch's fake tensors have a device and no numbers, and an operation over two devices fails as it would on a card.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
import torch
from random_files import Files
from small_jobs import HELD, LEARNT, SMALL, Run
from torch._subclasses.fake_tensor import FakeTensorMode

from engine.training import state as states
from engine.training.base import open_base
from engine.training.job import name_of
from engine.training.memory import Room
from engine.training.network import Network

ROOM = Room(8 << 30, 24 << 30)


@pytest.fixture
def _moved_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """torch exchanges a module's tensors in place when it moves, which fake ones do not let it."""

    def apply(self: torch.nn.Module, change: Callable[[torch.Tensor], torch.Tensor], **_: object) -> torch.nn.Module:
        for child in self.children():
            child._apply(change)
        for name, held in self._parameters.items():
            if held is not None:
                self._parameters[name] = torch.nn.Parameter(change(held.detach()), held.requires_grad)
        self._buffers |= {name: change(held) for name, held in self._buffers.items() if held is not None}
        return self

    monkeypatch.setattr(torch.nn.Module, "_apply", apply)


@pytest.mark.usefixtures("_moved_by_hand")
@pytest.mark.parametrize("device", ["cuda:0", "mps:0"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("name", ["llama", "wide Q4_K_M", "wide Q5_0"])
def test_a_job_is_opened_stepped_kept_and_resumed_on_one_device(
    files: Files, name: str, dtype: torch.dtype, device: str
) -> None:
    shape, _, kind = name.partition(" Q")
    path = files.packed(shape, f"Q{kind}") if kind else files.plain(name)
    with FakeTensorMode(allow_non_fake_inputs=True), torch.no_grad():
        net = Network(open_base(path, device=device, dtype=dtype), SMALL, device=device, room=ROOM)
        everything = [*net._model.parameters(), *net._model.buffers()]
        assert {str(held.device) for held in everything} == {device}
        assert {held.dtype for held in net.weights.values()} == {torch.float32}
        optimizer = torch.optim.AdamW(net.weights.values(), lr=1e-3)
        for _ in range(2):
            for held in net.weights.values():
                held.grad = torch.ones_like(held)
            norm = torch.nn.utils.clip_grad_norm_(net.weights.values(), 1.0)
            assert str(norm.device) == device
            optimizer.step()
        assert {str(held.device) for held in net.adapter.values()} == {device}
        resumed = torch.optim.AdamW(net.weights.values(), lr=1e-3)
        moments = {
            f"{kind}.{name}": torch.zeros(held.shape) if kind != "step" else torch.zeros(())
            for name, held in net.weights.items()
            for kind in ("exp_avg", "exp_avg_sq", "step")
        }
        states.restore_moments(resumed, net.weights, moments)
        assert {one["step"].device.type for one in resumed.state.values()} == {"cpu"}  # as AdamW itself keeps it
        assert {one["step"].device.type for one in optimizer.state.values()} == {"cpu"}
        assert {str(one["exp_avg"].device) for one in resumed.state.values()} == {device}


@pytest.mark.usefixtures("_moved_by_hand")
def test_a_pretended_card_tells_a_mistake(files: Files) -> None:
    """Or the test above could not fail."""
    with FakeTensorMode(allow_non_fake_inputs=True), torch.no_grad():
        net = Network(open_base(files.plain("llama"), device="cuda:0"), SMALL, device="cuda:0", room=ROOM)
        held = next(iter(net.weights.values()))
        with pytest.raises((RuntimeError, ValueError)):
            held.detach() + torch.ones(held.shape)


@pytest.mark.skipif(
    not (torch.cuda.is_available() or torch.backends.mps.is_available()), reason="there is no graphics card"
)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", ["llama", "wide Q4_K_M"])
def test_on_a_card_a_job_learns_what_it_learns_on_the_processor(files: Files, name: str, dtype: str) -> None:
    shape, _, kind = name.partition(" Q")
    path = files.packed(shape, f"Q{kind}") if kind else files.plain(name)
    device = "cuda" if torch.cuda.is_available() else "mps"
    wanted = Run(path).train(dropout=0.0)
    run = Run(path, tick=400.0)  # a state is kept after every step
    made = run.train(dropout=0.0, device=device, dtype=dtype)
    assert (made.device, made.dtype, made.left) == (device, dtype, "")
    assert made.best_loss == pytest.approx(wanted.best_loss, rel=0.02 if dtype == "float32" else 0.1)
    resumed = Run(path).train(dropout=0.0, device=device, dtype=dtype, state=run.saved[2])
    assert resumed.best_loss == pytest.approx(made.best_loss, rel=0.02 if dtype == "float32" else 0.1)


def test_a_state_says_where_it_was_computed(files: Files) -> None:
    path = files.plain("llama")
    run = Run(path)
    made = run.train(epochs=1)
    kept = states.unpack(run.saved[-1], job=name_of(LEARNT, HELD, path, msgspec.structs.replace(SMALL, epochs=1)))
    assert (kept.counters.device, made.device, made.left) == ("cpu", "cpu", "")
