"""What tokens cost under the output matrix, which passes a piece at a time: the logits of a text are never all there.

With a vocabulary of 150,000 those of one long reply would be half a gigabyte, and three times that with their gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import torch
from torch import Tensor, nn

from engine.training import packed
from engine.training.packed import PackedLinear


class _Costs(torch.autograd.Function):
    """-log softmax(hidden @ w.T)[wanted] for a frozen w, its pieces multiplied again in the backward pass."""

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, head: nn.Linear, wanted: Tensor) -> Tensor:
        n = hidden.shape[0]
        whole = hidden.new_full((n,), -torch.inf, dtype=torch.float32)
        said = torch.zeros_like(whole)
        for first, rows in _pieces(head, n):
            part = (hidden.to(rows.dtype) @ rows.T).float()
            whole = torch.logaddexp(whole, part.logsumexp(1))
            at, here = _within(wanted, first, rows)
            said = torch.where(here, part.gather(1, at).squeeze(1), said)
        ctx.save_for_backward(hidden, wanted, whole)
        ctx.head = head
        return whole - said

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        hidden, wanted, whole = ctx.saved_tensors
        into = torch.zeros_like(hidden, dtype=torch.float32)
        for first, rows in _pieces(ctx.head, hidden.shape[0]):
            part = (hidden.to(rows.dtype) @ rows.T).float().sub_(whole[:, None]).exp_()
            at, here = _within(wanted, first, rows)
            part.scatter_add_(1, at, -here.float()[:, None])
            into += part.mul_(grad[:, None]).to(rows.dtype) @ rows
        return into.to(hidden.dtype), None, None


def _within(wanted: Tensor, first: int, rows: Tensor) -> tuple[Tensor, Tensor]:
    """(n, 1) places of the tokens among these rows, 0 for one that is not there; (n,) whether it is."""
    at = wanted - first
    here = (at >= 0) & (at < rows.shape[0])
    return at.where(here, torch.zeros_like(at))[:, None], here


def _pieces(head: nn.Linear, n: int) -> Iterator[tuple[int, Tensor]]:
    """(number of the first row, rows as numbers), so few that neither they nor `n` logits of each are many."""
    shape = (head.out_features, head.in_features)
    at_once = max(1, packed.CHUNK // max(n, shape[1]))
    if isinstance(head, PackedLinear):
        yield from packed.pieces(head.weight, head.kind, shape, head.dtype, at_once=at_once)
        return
    for first in range(0, shape[0], at_once):
        yield first, head.weight[first : first + at_once]


#: torch leaves `apply` without types.
_costs = cast(Callable[..., Tensor], _Costs.apply)


def costs(hidden: Tensor, head: nn.Linear, wanted: Tensor) -> Tensor:
    """What each token costs, (n,) in nats, float32.

    Args:
        hidden: (n, width), what the output matrix `head`, which is frozen and has no bias, would see.
        wanted: (n,) token ids.
    """
    return _costs(hidden, head, wanted)
