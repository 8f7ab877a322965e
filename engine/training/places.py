"""Where a job is computed: on the graphics card, unless something speaks against it, then on the processor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.llm import gguf_directory
from engine.problems import BaseRefused, ModelMissing, ModelRefused, TrainingFailed
from engine.training import devices, memory, trial
from engine.training.devices import Ability, chosen_device, chosen_dtype
from engine.training.job import PACKED
from engine.training.values import Parameters


@dataclass(frozen=True, slots=True)
class Place:
    """Where, and in what.

    Attributes:
        device: "cpu", "cuda" or "mps". dtype: a key of `engine.training.devices.DTYPES`.
        left: the card that was passed over or left and why, "" none: "cuda:card_memory".
    """

    device: str
    dtype: str
    left: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a job was computed so far, "" is not known; and the card that it left."""

    device: str = ""
    dtype: str = ""
    left: str = ""


def places(
    parameters: Parameters,
    base: Path,
    able: Ability,
    *,
    form: str = PACKED,
    begun: Begun | None = None,
    avoids: str = "",
    complaint: Callable[[Path, str, str], str] = trial.complaint,
) -> Iterator[Place]:
    """Where the job may be computed, the best first; the next is asked for where one had no room for it.

    A job that was begun on the processor goes on there, and what was begun in one kind of numbers goes on in it on the
    same device.

    Args:
        form: how the base is opened. complaint: what speaks against (file, device, dtype), "" nothing.
        avoids: why no card is used or asked for anything, "" where one may be.

    Raises:
        TrainingFailed: `reason` "device", or "card_memory", "card_wrong", "card_lacks" or `avoids` of a card asked for
            by name.
        BaseRefused: of the file.
    """
    begun = begun or Begun()
    device, left = chosen_device(parameters.device, able), ""
    if parameters.device == "auto" and begun.device == "cpu":
        device, left = "cpu", begun.left

    def numbers(where: str) -> str:
        same = begun.dtype and begun.device in ("", where)
        return begun.dtype if same else chosen_dtype(parameters.dtype, where, able)

    if device != "cpu":
        why = avoids or ("" if _has_room(base, parameters, numbers(device), able, form) else "card_memory")
        why = why or complaint(base, device, numbers(device))
        if not why:
            yield Place(device, numbers(device))
            why = "card_memory"  # or nobody would ask for another
        if parameters.device != "auto":
            raise TrainingFailed(reason=why, device=device)
        left = f"{device}:{why}"
    yield Place("cpu", numbers("cpu"), left)


def first(parameters: Parameters, base: Path, *, form: str, avoids: str) -> Place:
    """The best place for a job that was not begun; problems as in `places`."""
    able = devices.ability(parameters.device, asks=not avoids)
    return next(places(parameters, base, able, form=form, avoids=avoids))


def _has_room(base: Path, parameters: Parameters, dtype: str, able: Ability, form: str) -> bool:
    """Whether the card has as much free as the job takes at least; yes where the file does not tell its measures."""
    try:
        found = memory.measures(gguf_directory.read(base))
    except (ModelMissing, ModelRefused) as error:
        raise BaseRefused(reason="unreadable", error=type(error).__name__) from None
    if found is None:
        return True
    return memory.on_card(found, parameters, dtype=dtype, four_bit=form != PACKED) <= able.room.free
