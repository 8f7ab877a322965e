"""A graphics card tried out before a job: whether it computes, forward and backward, what the processor does.

The first layers of the very file are run on both, and one of every kind of its blocks is unpacked. A card that lacks
an operation, or has a mistake in one, is found out in seconds and not by an adapter that is good for nothing. So is one
whose dropout leaves out others when activations are computed again.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import gguf
import torch
from torch import Tensor

from engine.training import blueprint as blueprints
from engine.training import devices
from engine.training.base import assemble
from engine.training.blueprint import Blueprint
from engine.training.devices import DTYPES
from engine.training.dialogue import Lesson
from engine.training.network import Network
from engine.training.packed import PACKED, dequantize
from engine.training.values import Parameters

#: Layers of the file that are run, and rows of a kind of block that are unpacked.
LAYERS, ROWS = 2, 4
#: Tokens of prompt and reply, by lesson: of two lengths, so that one is padded.
LENGTHS = ((16, 8), (9, 5))
#: How far the card may be off: of a loss, and of all gradients together, as shares. bfloat16 against float32 on one
#: processor was off by at most 0.0007 and 0.02; rows of one matrix in another order by 0.004 to 0.04 and 0.3 to 1.
TOLERANCES = {"float32": (1e-3, 1e-2), "bfloat16": (3e-2, 1.5e-1)}
#: Two passes over the same on one device differ by what its kernels add up in another order: far less than so much.
ALIKE = 1e-1
JOB = Parameters(rank=4, alpha=8.0, dropout=0.0, batch=len(LENGTHS), checkpointing="on")
DROPPING = Parameters(rank=4, alpha=8.0, dropout=0.5, batch=len(LENGTHS), checkpointing="off")

#: (blueprint, device, dtype) to a frozen network there.
Assemble = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came out, on the processor: the loss, all gradients, and the weights after a step of given gradients."""

    loss: float
    gradients: Tensor
    stepped: Tensor


@cache
def complaint(base: Path, device: str, dtype: str) -> str:
    """Why a job on this file is better not computed there; once a process asks for as long as it lives.

    Returns:
        "" where nothing speaks against it, "card_wrong" (other numbers), "card_lacks" (an operation) or "card_memory".

    Raises:
        BaseRefused: of the file.
    """
    return compared(blueprints.read(base), device, dtype, assemble=assemble)


def compared(plan: Blueprint, device: str, dtype: str, *, assemble: Assemble) -> str:
    """As `complaint`; `assemble` is what loads the network."""
    try:
        return _compared(plan, device, dtype, assemble)
    finally:
        devices.leave(device)


def _compared(plan: Blueprint, device: str, dtype: str, assemble: Assemble) -> str:
    few = _first_layers(plan)
    wanted = _seen(few, "cpu", "float32", assemble, None)
    try:
        found = _seen(few, device, dtype, assemble, wanted.gradients)
        alike = _draws_alike(few, device, dtype, assemble)
        unpacks = all(_unpacks(data, kind, device) for kind, data in _blocks(plan))
    except devices.NoRoom:
        return "card_memory"
    except (RuntimeError, TypeError, AssertionError) as error:  # NotImplementedError is a RuntimeError
        return "card_memory" if devices.is_out_of_memory(error) else "card_lacks"
    of_loss, of_gradients = TOLERANCES[dtype]
    right = (
        abs(found.loss - wanted.loss) <= of_loss * abs(wanted.loss)
        and _apart(found.gradients, wanted.gradients) <= of_gradients
        and _apart(found.stepped, wanted.stepped) <= TOLERANCES["float32"][0]
    )
    return "" if right and alike and unpacks else "card_wrong"


def _first_layers(plan: Blueprint) -> Blueprint:
    config = copy.deepcopy(plan.config)
    config.num_hidden_layers = min(LAYERS, config.num_hidden_layers)
    if getattr(config, "layer_types", None):
        config.layer_types = config.layer_types[: config.num_hidden_layers]
    return replace(plan, config=config)


def _seen(plan: Blueprint, device: str, dtype: str, assemble: Assemble, gradients: Tensor | None) -> Seen:
    """What a network makes of two lessons; its own gradients are stepped with where none are given."""
    net = _network(plan, device, dtype, assemble, JOB)
    loss = net.gradients(_lessons(plan.config.vocab_size))
    found = _flat(held.grad for held in net.weights.values())
    _put(net, found if gradients is None else gradients)
    torch.nn.utils.clip_grad_norm_(net.weights.values(), 1.0)
    torch.optim.AdamW(net.weights.values(), lr=1e-2, weight_decay=0.0).step()
    return Seen(loss, found, _flat(net.weights.values()))


def _network(plan: Blueprint, device: str, dtype: str, assemble: Assemble, job: Parameters) -> Network:
    """One that learns, with an adapter that does something."""
    net = Network(assemble(plan, device=device, dtype=DTYPES[dtype]), job, device=device)
    draw = torch.Generator().manual_seed(1)
    for held in net.weights.values():  # half of them are zeros at first, which would hide the other half's gradients
        held.data.copy_(0.02 * torch.randn(held.shape, generator=draw))
    net.learns(True)
    return net


def _draws_alike(plan: Blueprint, device: str, dtype: str, assemble: Assemble) -> bool:
    """Whether activations that are computed again have the same left out of them as at first."""
    net = _network(plan, device, dtype, assemble, DROPPING)
    lessons, found = _lessons(plan.config.vocab_size), []
    for recomputes in (False, True):
        if recomputes:
            net.recompute()
        torch.manual_seed(1)
        net.gradients(lessons)
        found.append(_flat(held.grad for held in net.weights.values()))
        for held in net.weights.values():
            held.grad = None
    return _apart(*found) <= ALIKE


def _lessons(vocabulary: int) -> list[Lesson]:
    draw = random.Random(1)  # noqa: S311 - text of a test, no secret
    texts = [[draw.randrange(vocabulary) for _ in range(sum(lengths))] for lengths in LENGTHS]
    return [Lesson(tuple(one[:n]), tuple(one[n:]), 1.0) for one, (n, _) in zip(texts, LENGTHS, strict=True)]


def _flat(tensors: Any) -> Tensor:
    return torch.cat([one.detach().to("cpu", torch.float32).flatten() for one in tensors])


def _put(net: Network, flat: Tensor) -> None:
    first = 0
    for held in net.weights.values():
        piece = flat[first : first + held.numel()].view(held.shape)
        held.grad = piece.to(held.device, copy=True)  # clipping changes it in place
        first += held.numel()


def _apart(one: Tensor, other: Tensor) -> float:
    """As a share of the other; infinite where one has no numbers."""
    share = float((one - other).norm() / other.norm())
    return share if share == share else float("inf")


def _blocks(plan: Blueprint) -> Iterator[tuple[int, Tensor]]:
    """(kind, some packed rows) of each kind of block in the file."""
    first = {int(tensor.tensor_type): tensor for tensor in reversed(plan.tensors.values())}
    for kind, tensor in first.items():
        if kind in PACKED:
            yield kind, torch.tensor(tensor.data[:ROWS]).view(torch.uint8)


def _unpacks(data: Tensor, kind: int, device: str) -> bool:
    """Whether a device makes gguf's own numbers of these rows."""
    wanted = torch.from_numpy(gguf.quants.dequantize(data.numpy(), gguf.GGMLQuantizationType(kind))).flatten()
    return _apart(dequantize(data.to(device), kind).to("cpu"), wanted.float()) < TOLERANCES["float32"][0]
