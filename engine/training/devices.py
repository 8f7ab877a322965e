"""What torch can compute on here, and what is chosen of it."""

from __future__ import annotations

import gc
from contextlib import suppress
from dataclasses import dataclass, replace

import torch

from engine import main_memory
from engine.problems import TrainingFailed
from engine.training.memory import Room
from engine.training.pace import quicker_on_cpu

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
#: Metal multiplies bfloat16 since this macOS.
MACOS_OF_BFLOAT16 = (14, 0)
NO_ROOM = Room(0, 0)


@dataclass(frozen=True, slots=True)
class Ability:
    """What this torch can compute on, beside the processor.

    Attributes:
        cuda, mps: whether it was built for such a graphics card and finds one.
        bfloat16: whether that card multiplies it itself; torch would put it together from float32 elsewhere.
        room: of that card's memory.
    """

    cuda: bool = False
    mps: bool = False
    bfloat16: bool = False
    room: Room = NO_ROOM


class NoRoom(Exception):  # noqa: N818 - it is an answer
    """A card has no room for a single turn, its activations computed again."""


def ability(wanted: str = "auto", *, asks: bool = True) -> Ability:
    """That of the torch that is running; a card that fails when it is asked is one without room.

    Args:
        wanted: what was asked for. For "cpu" no card is looked for: it may be broken, or another process's own.
        asks: whether the card is asked what it can.
    """
    if wanted == "cpu":
        return Ability()
    device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else ""
    there = Ability(cuda=device == "cuda", mps=device == "mps")
    with suppress(RuntimeError):
        if device and asks:
            return replace(there, bfloat16=_multiplies_bfloat16(device), room=room(device))
    return there


def _multiplies_bfloat16(device: str) -> bool:
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return torch.backends.mps.is_macos_or_newer(*MACOS_OF_BFLOAT16)


def room(device: str) -> Room:
    """The memory that torch finds there now."""
    held = main_memory.look()
    if device == "cuda":
        return Room(*torch.cuda.mem_get_info())
    if device == "mps":  # the processor's own, of which Metal wants to leave some
        most = torch.mps.recommended_max_memory()
        return Room(max(0, min(held.available, most - torch.mps.driver_allocated_memory())), most)
    return Room(held.available, held.total)


def chosen_device(wanted: str, able: Ability) -> str:
    """The device to train on: a graphics card where there is one.

    Raises:
        TrainingFailed: `reason` "device": it was asked for by name, and torch has none.
    """
    there = {"cpu": True, "cuda": able.cuda, "mps": able.mps}
    if wanted == "auto":
        return "cuda" if able.cuda else "mps" if able.mps else "cpu"
    if not there.get(wanted, False):
        raise TrainingFailed(reason="device", device=wanted[:20])
    return wanted


def chosen_dtype(wanted: str, device: str, able: Ability) -> str:
    """What to compute in, a key of `DTYPES`: bfloat16 where the device multiplies it quickly.

    Cards without it get float32 and not float16, whose smallest gradients vanish unless the loss is scaled; an adapter
    that was cut short so looks like one that learnt little.
    """
    if wanted in DTYPES:
        return wanted
    if device != "cpu":
        return "bfloat16" if able.bfloat16 else "float32"
    return next(name for name, dtype in DTYPES.items() if dtype == quicker_on_cpu())


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a card has no room; Metal and bitsandbytes say so only in words."""
    return isinstance(error, torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and "out of memory" in str(error).lower()
    )


def give_back(device: str) -> None:
    """What torch has freed there goes back to the card."""
    if device == "cuda":
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()


def leave(device: str) -> None:
    """Nothing that is given up stays in memory there: a network is held by its own hooks."""
    gc.collect()
    with suppress(RuntimeError):  # a card that failed fails here too
        give_back(device)


def told(error: RuntimeError, device: str) -> Exception:
    """What is told of an error in the midst of a job: that its card failed, or the error itself."""
    if device != "cpu" and is_out_of_memory(error):
        return TrainingFailed(reason="card_memory", device=device)
    if device != "cpu" and isinstance(error, torch.AcceleratorError):
        return TrainingFailed(reason="card_died", device=device)
    return error
