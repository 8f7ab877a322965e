"""What there is of nightly training: its conditions as they are now, examples, adapters; nothing in it is made up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

from sqlite_utils import Database

from app import harvest, model_rows, parts
from app import machine as machines
from app import manifest as manifests
from app.machine import GIB, Machine
from app.paths import Home
from app.power import Battery
from app.store import samples
from app.store.samples import Sample, Wanted
from engine.llm import catalogue

#: What a night needs: examples that are new since the last one, free disk, an idle computer.
EXAMPLES, DISK_BYTES, IDLE_MIN = 40, 8_000_000_000, 10
#: Free memory beside what training itself takes, which is about 0.4 GB and 1.7 times the model's file: 4.5 GB for a
#: file of 2.5 GB, 8.9 GB for one of 5 GB.
SPARE_BYTES, BASE_BYTES, FILE_SHARE = 2_000_000_000, 400_000_000, 1.7
SHOWN = 50


class Part(StrEnum):
    """Whether this Sotto can train at all."""

    MISSING = "missing"
    NOT_INSTALLED = "not_installed"
    INSTALLED = "installed"


class Met(StrEnum):
    """How a condition stands."""

    MET = "met"
    LATER = "later"
    UNMET = "unmet"


@dataclass(frozen=True, slots=True)
class Condition:
    """One of five; `have` and `needs` are its figures, in the unit of its kind."""

    name: str
    met: Met
    have: float = 0.0
    needs: float = 0.0


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter of a model; `used` while it is put on the model in use."""

    name: str
    model: str
    used: bool


@dataclass(frozen=True, slots=True)
class Training:
    """What the page shows.

    Attributes:
        conditions: on mains, idle, disk, memory, examples.
        model: title of the model that would learn, "" for none; `trainable` whether it can.
    """

    part: Part
    train_at: str
    conditions: tuple[Condition, ...]
    model: str
    trainable: bool
    samples: tuple[Sample, ...]
    n_samples: int
    adapters: tuple[Adapter, ...]


def part(home: Home) -> Part:
    """Whether a trainer is there, and what it runs on; looked for anew each time."""
    if find_spec("engine.training") is None:
        return Part.MISSING
    return Part.INSTALLED if parts.here(home) else Part.NOT_INSTALLED


def overview(
    db: Database, home: Home, *, train_at: str, battery: Battery | None, machine: Machine, has: Part | None = None
) -> Training:
    """What there is now.

    Args:
        battery: as `app.power.battery` found it, None for a computer without one.
        has: whether this Sotto can train, None to look.
    """
    manifest = manifests.read(home)
    entry = next((one for one in manifest.models if one.id == manifest.active), None)
    return Training(
        part=part(home) if has is None else has,
        train_at=train_at,
        conditions=tuple(_conditions(db, battery, machine, entry.size_bytes if entry else 0, train_at)),
        model=entry.title if entry else "",
        trainable=entry is not None and entry.arch in catalogue.TRAINABLE,
        samples=tuple(harvest.page(db, Wanted(), limit=SHOWN)),
        n_samples=samples.count(db),
        adapters=tuple(
            Adapter(ref.sha256[:8], one.title, one is entry and ref in model_rows.fitting(one))
            for one in manifest.models
            for ref in one.adapters
        ),
    )


def look(home: Home) -> Machine:
    """What this machine has, without asking a worker."""
    return machines.look(home.models)


def _conditions(
    db: Database, battery: Battery | None, machine: Machine, model_bytes: int, train_at: str
) -> list[Condition]:
    plugged = battery is None or battery.power_plugged is not False
    takes = BASE_BYTES + FILE_SHARE * model_bytes + SPARE_BYTES if model_bytes else 0.0
    n_samples = samples.count(db)
    return [
        Condition("mains", Met.MET if plugged else Met.UNMET, have=float(battery is not None)),
        Condition("idle", Met.LATER if train_at else Met.UNMET, needs=IDLE_MIN),
        _measured("disk", machine.disk_free_bytes / 1e9, DISK_BYTES / 1e9),
        _measured("memory", machine.available_bytes / GIB, takes / GIB),
        _measured("examples", n_samples, EXAMPLES),
    ]


def _measured(name: str, have: float, needs: float) -> Condition:
    return Condition(name, Met.MET if have >= needs > 0 else Met.UNMET, have, needs)
