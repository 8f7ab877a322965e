"""Whether this Sotto can train, and the five conditions of a night as they are now; nothing in them is made up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

from app import nightly, parts
from app.machine import GIB
from app.nightly import Facts
from app.paths import Home


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
    """One of five; `have` and `needs` are its figures in the unit of its kind, `note` a case of its own.

    Attributes:
        note: of "mains": "battery", "charging" or "none" (there is no battery); of "idle": "off", "untold", "later" or
            "now"; of "examples": "new" or "all", what there are too few of, or "outlived": none are waited for; of
            "memory": "no_model".
    """

    name: str
    met: Met
    have: float = 0.0
    needs: float = 0.0
    note: str = ""


def part(home: Home) -> Part:
    """Whether a trainer is there, and what it runs on; looked for anew each time."""
    if find_spec("engine.training") is None:
        return Part.MISSING
    return Part.INSTALLED if parts.here(home) else Part.NOT_INSTALLED


def conditions(facts: Facts, *, has_battery: bool) -> tuple[Condition, ...]:
    """What a night asks for, as it is: on mains, idle, disk, memory, examples; `app.nightly` has the limits."""
    model = facts.base is nightly.Base.READY
    needs = (facts.needs_bytes + nightly.SPARE_BYTES) / GIB if model else 0.0
    memory = facts.free_memory_bytes / GIB
    return (
        Condition(
            "mains",
            Met.MET if facts.on_mains else Met.UNMET,
            note="battery" if not facts.on_mains else "charging" if has_battery else "none",
        ),
        _idle(facts),
        _measured("disk", facts.free_disk_bytes / 1e9, nightly.disk_needed(facts) / 1e9),
        Condition("memory", _met(memory >= needs > 0), memory, needs, "" if model else "no_model"),
        _examples(facts),
    )


def _idle(facts: Facts) -> Condition:
    needs = nightly.IDLE_S / 60
    if facts.train_at is None:
        return Condition("idle", Met.UNMET, needs=needs, note="off")
    if facts.idle_s is None:
        return Condition("idle", Met.UNMET, needs=needs, note="untold")
    if nightly.night_of(facts.now, facts.train_at) is None:
        return Condition("idle", Met.LATER, needs=needs, note="later")
    met = Met.MET if facts.idle_s >= nightly.IDLE_S else Met.LATER
    return Condition("idle", met, facts.idle_s / 60, needs, "now")


def _examples(facts: Facts) -> Condition:
    if facts.n_examples < nightly.ALL_EXAMPLES:
        return Condition("examples", Met.UNMET, facts.n_examples, nightly.ALL_EXAMPLES, "all")
    enough = facts.n_new >= nightly.NEW_EXAMPLES
    note = "outlived" if facts.outlived and not enough else "new"
    met = _met(facts.unfinished or facts.outlived or enough)
    return Condition("examples", met, facts.n_new, nightly.NEW_EXAMPLES, note)


def _measured(name: str, have: float, needs: float) -> Condition:
    return Condition(name, _met(have >= needs > 0), have, needs)


def _met(so: bool) -> Met:
    return Met.MET if so else Met.UNMET
