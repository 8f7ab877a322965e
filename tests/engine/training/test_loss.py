"""What tokens cost is what torch's own cross-entropy says, in whatever pieces the output matrix passes."""

from __future__ import annotations

import gguf
import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType as Kind
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from engine.training import packed
from engine.training.loss import costs
from engine.training.packed import PackedLinear

TOKENS, WIDTH, VOCABULARY = 9, 64, 131


def packed_head() -> tuple[PackedLinear, torch.Tensor]:
    numbers = np.random.default_rng(3).normal(0, 0.3, (VOCABULARY, WIDTH)).astype(np.float32)
    blocks = gguf.quants.quantize(numbers, Kind.Q8_0)
    dense = torch.from_numpy(gguf.quants.dequantize(blocks, Kind.Q8_0))
    return PackedLinear(torch.from_numpy(blocks), int(Kind.Q8_0), (VOCABULARY, WIDTH), None, torch.float32), dense


def plain_head() -> tuple[nn.Linear, torch.Tensor]:
    head = nn.Linear(WIDTH, VOCABULARY, bias=False).requires_grad_(False)
    return head, head.weight


@pytest.mark.parametrize("make", [packed_head, plain_head])
@pytest.mark.parametrize("rows", [1, 40, VOCABULARY], ids=["a row", "some rows", "all rows"])
def test_costs_and_their_gradient_are_cross_entropys(
    make: type[packed_head], rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "CHUNK", rows * WIDTH)
    head, dense = make()
    hidden = (3 * torch.randn(TOKENS, WIDTH)).requires_grad_()
    other = hidden.detach().clone().requires_grad_()
    wanted = torch.tensor([0, 130, 7, 7, 39, 40, 41, 99, 1])
    pull = torch.rand(TOKENS)
    found, told = costs(hidden, head, wanted), F.cross_entropy(other @ dense.T, wanted, reduction="none")
    torch.testing.assert_close(found, told, rtol=1e-5, atol=1e-5)
    (found * pull).sum().backward()
    (told * pull).sum().backward()
    torch.testing.assert_close(hidden.grad, other.grad, rtol=1e-5, atol=1e-5)
    assert float(other.grad.abs().max()) > 0.05


def test_logits_far_beyond_what_can_be_raised_to_a_power_stay_numbers() -> None:
    head, dense = plain_head()
    hidden = torch.full((2, WIDTH), 1e4).requires_grad_()
    wanted = torch.tensor([3, 4])
    found = costs(hidden, head, wanted)
    torch.testing.assert_close(found, F.cross_entropy(hidden.detach() @ dense.T, wanted, reduction="none"))
    found.sum().backward()
    assert bool(torch.isfinite(hidden.grad).all())


def test_logits_of_a_long_reply_are_never_there_at_once() -> None:
    """Of 512 tokens and 40,000 words they would take 82 MB, and as much again for their gradient."""
    head = nn.Linear(8, 40_000, bias=False).requires_grad_(False)
    hidden = torch.randn(512, 8, requires_grad=True)
    largest = _Largest()
    with largest:
        costs(hidden, head, torch.zeros(512, dtype=torch.long)).sum().backward()
    assert 0 < largest.numbers <= packed.CHUNK


class _Largest(torch.utils._python_dispatch.TorchDispatchMode):
    """The most numbers that anything computed has."""

    numbers = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        made = func(*args, **(kwargs or {}))
        if isinstance(made, torch.Tensor):
            self.numbers = max(self.numbers, made.numel())
        return made
