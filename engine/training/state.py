"""A training job at rest: everything that it needs to go on exactly as if it had never stopped, as bytes.

A SHA-256, then safetensors with the counters as JSON in their metadata: reading a state runs no code, and a damaged one
is told from a good one. It says which job it belongs to.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import msgspec
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from engine.problems import TrainingFailed
from engine.training.values import Probe

ADAPTER, BEST, RNG = "adapter.", "best.", "rng."
DIGEST = hashlib.sha256().digest_size
_MOMENTS = ("exp_avg", "exp_avg_sq")


class Measuring(msgspec.Struct, frozen=True):
    """A measuring on the held-out turns as far as it came.

    Attributes:
        turns: measured so far. nll, tokens: sums over them. seconds: of work. probes: of those of them that are probed.
            All of them are computed in one kind of numbers.
    """

    turns: int = 0
    nll: float = 0.0
    tokens: int = 0
    seconds: float = 0.0
    probes: tuple[Probe, ...] = ()


class Counters(msgspec.Struct, frozen=True):
    """Where the job is.

    Attributes:
        job: what the job is made of, as a hash. dtype: what is computed in, so that it goes on in the same.
        step: optimiser steps done. measured: the step at which the held-out loss was measured last, -1 never.
        base_loss, best_loss, best_step: held-out loss without an adapter, and the lowest one.
        tokens: of replies, that were learnt from. seconds: of work.
        under_way: the measuring of this step that was broken off. measure_s: seconds that the last whole one took.
        probes: of the best adapter. probed_in: the kind of numbers that they were computed in.
        device: where it is computed, "" unknown. form: how the base was opened. left: as in `Trained`.
    """

    job: str
    dtype: str = ""
    step: int = 0
    measured: int = -1
    base_loss: float = 0.0
    best_loss: float = 0.0
    best_step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    losses: tuple[tuple[int, float], ...] = ()
    held_losses: tuple[tuple[int, float], ...] = ()
    under_way: Measuring = Measuring()
    measure_s: float = 0.0
    probes: tuple[Probe, ...] = ()
    probed_in: str = ""
    device: str = ""
    form: str = ""
    left: str = ""


@dataclass
class State:
    """Counters and tensors.

    Attributes:
        adapter, best: low-rank tensors by peft's names. moments: AdamW's, by the same names, and its step.
        rng: states of torch's generators by device.
    """

    counters: Counters
    adapter: dict[str, Tensor]
    best: dict[str, Tensor] = field(default_factory=dict)
    moments: dict[str, Tensor] = field(default_factory=dict)
    rng: dict[str, Tensor] = field(default_factory=dict)


def pack(state: State) -> tuple[bytes, bytes]:
    """The state as bytes: the hash, and what goes behind it."""
    tensors: dict[str, Tensor] = {}
    for prefix, held in ((ADAPTER, state.adapter), (BEST, state.best), (RNG, state.rng), ("", state.moments)):
        tensors |= {f"{prefix}{name}": tensor.detach().cpu().contiguous() for name, tensor in held.items()}
    data = save(tensors, {"counters": msgspec.json.encode(state.counters).decode()})
    return hashlib.sha256(data).digest(), data


def unpack(data: bytes, *, job: str) -> State:
    """The state in `data`.

    Raises:
        TrainingFailed: `reason` "checkpoint": damaged; "other_job": of a job with other examples or parameters.
    """
    digest, data = data[:DIGEST], data[DIGEST:]
    if hashlib.sha256(data).digest() != digest:
        raise TrainingFailed(reason="checkpoint")
    try:
        tensors = load(data)
        counters = msgspec.json.decode(_metadata(data)["counters"], type=Counters)
    except (SafetensorError, msgspec.DecodeError, ValueError, KeyError, struct.error, RuntimeError):
        raise TrainingFailed(reason="checkpoint") from None
    if counters.job != job:
        raise TrainingFailed(reason="other_job")
    state = State(counters, {})
    for name, tensor in tensors.items():
        for prefix, into in ((ADAPTER, state.adapter), (BEST, state.best), (RNG, state.rng)):
            if name.startswith(prefix):
                into[name.removeprefix(prefix)] = tensor
                break
        else:
            state.moments[name] = tensor
    return state


def form_of(data: bytes) -> str:
    """How the base was opened in the job of this state; "" of a state that does not say."""
    try:
        return msgspec.json.decode(_metadata(memoryview(data)[DIGEST:])["counters"], type=Counters).form
    except (msgspec.DecodeError, ValueError, KeyError, struct.error):
        return ""


def _metadata(data: bytes | memoryview) -> dict[str, Any]:
    """Safetensors' metadata: eight bytes of length, then JSON with an entry of that name."""
    (n_bytes,) = struct.unpack_from("<Q", data)
    held = msgspec.json.decode(data[8 : 8 + n_bytes]).get("__metadata__", {})
    return held if isinstance(held, dict) else {}


def moments_of(optimizer: torch.optim.Optimizer, names: dict[int, str]) -> dict[str, Tensor]:
    """AdamW's memory by the names of its parameters; `names` by id of the parameter."""
    held: dict[str, Tensor] = {}
    for parameter, values in optimizer.state.items():
        name = names[id(parameter)]
        held |= {f"{kind}.{name}": values[kind] for kind in _MOMENTS}
        held[f"step.{name}"] = torch.as_tensor(float(values["step"]))
    return held


def restore_moments(
    optimizer: torch.optim.Optimizer, parameters: dict[str, torch.nn.Parameter], held: dict[str, Tensor]
) -> None:
    """Put AdamW's memory back.

    Raises:
        TrainingFailed: `reason` "checkpoint": it does not fit the parameters.
    """
    for name, parameter in parameters.items():
        values: dict[str, Tensor] = {}
        for kind in _MOMENTS:
            tensor = held.get(f"{kind}.{name}")
            if tensor is None or tensor.shape != parameter.shape:
                raise TrainingFailed(reason="checkpoint")
            values[kind] = tensor.to(parameter.device, torch.float32)
        step = held.get(f"step.{name}")
        if step is None or step.numel() != 1:
            raise TrainingFailed(reason="checkpoint")
        optimizer.state[parameter] = {"step": step.clone(), **values}


@dataclass(frozen=True, slots=True)
class Generator:
    """A device's generator: whether it is there, its state, and how that is put back."""

    there: Callable[[], bool]
    read: Callable[[], Tensor]
    put: Callable[[Tensor], None]


#: Besides the processor's. The very same adapter comes out only there: graphics cards add up in any order.
GENERATORS = {
    "cuda": Generator(torch.cuda.is_available, torch.cuda.get_rng_state, torch.cuda.set_rng_state),
    "mps": Generator(torch.backends.mps.is_available, torch.mps.get_rng_state, torch.mps.set_rng_state),
}


def randomness(device: str, generators: Mapping[str, Generator] = GENERATORS) -> dict[str, Tensor]:
    """The states of torch's generators."""
    held = {"cpu": torch.get_rng_state()}
    if device in generators:
        held[device] = generators[device].read()
    return held


def restore_randomness(held: dict[str, Tensor], generators: Mapping[str, Generator] = GENERATORS) -> None:
    """Put the generators' states back."""
    try:
        if "cpu" in held:
            torch.set_rng_state(held["cpu"])
        for device, generator in generators.items():
            if device in held and generator.there():
                generator.put(held[device])
    except (RuntimeError, TypeError):
        raise TrainingFailed(reason="checkpoint") from None


def drawn_twice(generator: Generator) -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
    """Around what is computed, and around its being computed again, which then draws the same.

    For torch's `checkpoint`, which sees to it itself on the processor and on CUDA.
    """
    return nullcontext(), _put_back(generator, generator.read())


@contextmanager
def _put_back(generator: Generator, before: Tensor) -> Iterator[None]:
    now = generator.read()
    generator.put(before)
    try:
        yield
    finally:
        generator.put(now)
