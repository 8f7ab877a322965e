"""The models that are put before a person: those that are here, and those that could be fetched, with how they fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from app import downloads, model_rows, models
from app.downloads import Offer
from app.machine import Machine
from app.model_rows import Model
from app.paths import Home
from engine.llm import catalogue
from engine.llm.catalogue import KnownModel

#: Share of the memory up to which a model leaves the rest of the machine alone, and the share that macOS gives to
#: the graphics part at most (Metal's recommendedMaxWorkingSetSize lies between two thirds and three quarters).
WELL_WITHIN, WITHIN = 0.5, 0.75
#: Worth no place in the short list.
LESSER = frozenset({"superseded", "experimental"})


class Fit(StrEnum):
    """How a model suits the memory of this machine."""

    WELL = "well"
    SLOWER = "slower"
    TOO_BIG = "too_big"


@dataclass(frozen=True, slots=True)
class Choice:
    """One row.

    Attributes:
        needs_bytes: memory at work, with the context that fits here.
        memory_bytes: what this machine has, of main memory or of its graphics card, whichever is more.
        here: its file lies on this machine. `active`: and it is in use.
        offer: how it is fetched, None for one that is here.
        suggested: the one for this machine.
        short: it stands in the short list.
    """

    id: str
    title: str
    quant: str
    licence: str
    size_bytes: int
    needs_bytes: int
    memory_bytes: int
    fit: Fit
    warnings: tuple[str, ...]
    suggested: bool
    here: bool
    active: bool
    offer: Offer | None = None
    short: bool = True


def choices(home: Home, machine: Machine) -> list[Choice]:
    """What is here first, then the suggested model, then the others of the catalogue; what is too big comes last."""
    memory = max(machine.memory_bytes, machine.vram_bytes)
    here = [_of_model(model, memory) for model in models.listing(home) if model.here and not model.remote]
    offered = sorted(_offered(home, machine, {one.id for one in here}), key=_order)
    return [*here, *_shortened(offered)]


def fit(needs_bytes: int, memory_bytes: int) -> Fit:
    """How so much fits into so much."""
    share = needs_bytes / max(1, memory_bytes)
    return Fit.WELL if share <= WELL_WITHIN else Fit.SLOWER if share <= WITHIN else Fit.TOO_BIG


def _of_model(model: Model, memory_bytes: int) -> Choice:
    return Choice(
        id=model.id,
        title=model.title,
        quant=model.quant,
        licence=model.licence,
        size_bytes=model.size_bytes,
        needs_bytes=model.needs_bytes,
        memory_bytes=memory_bytes,
        fit=fit(model.needs_bytes, memory_bytes),
        warnings=model.warnings,
        suggested=model.default,
        here=True,
        active=model.active,
    )


def _offered(home: Home, machine: Machine, here: set[str]) -> Iterator[Choice]:
    default, quant = model_rows.default(machine.vram_gb)
    for known in catalogue.known():
        if known.offered and known.id not in here:
            usual = catalogue.usual_quant()
            wished = quant if known is default else usual if known.file(usual) else known.files[0].quant
            yield _of_offer(downloads.offer(home, known, wished, machine), known, suggested=known is default)


def _of_offer(offer: Offer, known: KnownModel, *, suggested: bool) -> Choice:
    return Choice(
        id=offer.id,
        title=offer.title,
        quant=offer.quant,
        licence=offer.licence,
        size_bytes=offer.size_bytes,
        needs_bytes=offer.needs_bytes,
        memory_bytes=offer.memory_bytes,
        fit=fit(offer.needs_bytes, offer.memory_bytes),
        warnings=known.warnings,
        suggested=suggested,
        here=False,
        active=False,
        offer=offer,
    )


def _order(one: Choice) -> tuple[bool, bool, bool]:
    """What was begun stands beside the suggested one."""
    begun = one.offer is not None and one.offer.here_bytes > 0
    return (not one.suggested, not begun, one.fit is Fit.TOO_BIG)


def _shortened(offered: list[Choice]) -> Iterator[Choice]:
    """The short list: the suggested one and those begun, a larger and a smaller one that can learn the person's
    voice, and one that shows what is too big."""
    suggested = next((one.size_bytes for one in offered if one.suggested), 0)
    learns = [one for one in offered if not {"cannot_learn", *LESSER} & set(one.warnings)]
    larger = [one for one in learns if one.size_bytes > suggested and one.fit is not Fit.TOO_BIG]
    smaller = [one for one in learns if one.size_bytes < suggested and "terms" not in one.warnings]
    too_big = [one for one in offered if one.fit is Fit.TOO_BIG]
    larger.sort(key=lambda one: -one.size_bytes)
    wanted = {one.id for group in (larger, smaller, too_big) for one in group[:1]}
    for one in offered:
        begun = one.offer is not None and one.offer.here_bytes > 0
        yield replace(one, short=one.suggested or begun or one.id in wanted)
