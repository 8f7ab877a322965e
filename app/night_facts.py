"""How things are for a night of training: probes of this machine, and what the store and the models say."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

import psutil
from sqlite_utils import Database

from app import harvest, idleness, machine, manifest, training, training_queue
from app.nightly import Base, Facts
from app.paths import Home
from app.power import Power
from app.settings import Settings
from app.store import nights, trainings
from engine.domain import moment
from engine.llm import catalogue

#: Degrees below what the machine calls critical.
NEARLY = 5.0
#: `NSProcessInfo.thermalState` from which the system slows things down.
SERIOUS = 2


def throttles() -> bool:
    """Whether this machine is so hot that it slows down; False where it is not told."""
    if sys.platform == "darwin":
        return _thermal_state() >= SERIOUS
    told = getattr(psutil, "sensors_temperatures", None)
    if told is None:
        return False
    try:
        found = told()
    except (OSError, RuntimeError, ValueError):
        return False
    return any(
        one.critical is not None and 0 < one.critical < 200 and one.current >= one.critical - NEARLY
        for sensors in found.values()
        for one in sensors
    )


@dataclass(frozen=True, slots=True)
class Probes:
    """What is asked of the machine; each answer may be another one at any moment.

    Attributes:
        idle_s: seconds without input, None where that is not told.
    """

    idle_s: idleness.Probe = field(default_factory=idleness.probe)
    on_battery: Callable[[], bool] = field(default_factory=lambda: _battery_of(Power()))
    hot: Callable[[], bool] = throttles
    free_memory_bytes: Callable[[], int] = machine.available_bytes
    free_disk_bytes: Callable[[Home], int] = lambda home: machine.disk_free_bytes(home.root)
    part: Callable[[Home], training.Part] = training.part


def of_now(probes: Probes, home: Home, now: datetime, *, train_at: time | None, by_hand: bool, busy: bool) -> Facts:
    """What may change while a job runs; the store is not asked."""
    return Facts(
        now=now,
        train_at=train_at,
        by_hand=by_hand,
        on_mains=not probes.on_battery(),
        idle_s=probes.idle_s(),
        busy=busy,
        hot=probes.hot(),
        free_memory_bytes=probes.free_memory_bytes(),
        free_disk_bytes=probes.free_disk_bytes(home),
    )


def gather(
    db: Database, home: Home, probes: Probes, settings: Settings, now: datetime, *, by_hand: bool, busy: bool,
    paused: bool, running: bool,
) -> Facts:  # fmt: skip
    """Everything that `app.nightly.consider` asks for."""
    collected = harvest.collected(db, since=_since(db), settings=settings)
    base, file_bytes = base_of(home)
    return replace(
        of_now(probes, home, now, train_at=hour_of(settings), by_hand=by_hand, busy=busy),
        last_night=last_night(db),
        unfinished=trainings.unfinished(db) is not None,
        installed=probes.part(home) is training.Part.INSTALLED,
        base=base,
        paused=paused,
        running=running,
        needs_bytes=training_queue.needs_bytes(file_bytes),
        n_new=collected.new,
        n_examples=collected.all,
    )


def hour_of(settings: Settings) -> time | None:
    """The hour that the person chose, None for never."""
    return time.fromisoformat(settings.train_at) if settings.train_at else None


def last_night(db: Database) -> date | None:
    """The date that was trained for last."""
    found = nights.last(db)
    return None if found is None else found.date


def base_of(home: Home) -> tuple[Base, int]:
    """What would be trained, and how large its file is."""
    known = manifest.read(home)
    if known.active is None:
        return Base.NONE, 0
    entry = next((one for one in known.models if one.id == known.active), None)
    if entry is None:
        return Base.REMOTE, 0
    return (Base.READY if entry.arch in catalogue.TRAINABLE else Base.CANNOT), entry.size_bytes


def _since(db: Database) -> datetime | None:
    begun_us = trainings.last_completed_us(db)
    return moment(begun_us) if begun_us else None


def _battery_of(power: Power) -> Callable[[], bool]:
    return lambda: power.on_battery


def _thermal_state() -> int:
    path = ctypes.util.find_library("objc")
    if path is None or ctypes.util.find_library("Foundation") is None:
        return 0
    ctypes.CDLL(ctypes.util.find_library("Foundation"))
    objc = ctypes.CDLL(path)
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    objc.objc_getClass.argtypes = objc.sel_registerName.argtypes = [ctypes.c_char_p]

    def send(to: int, what: bytes, kind: type[ctypes._SimpleCData[int]]) -> int:
        message = ctypes.CFUNCTYPE(kind, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
        return int(message(to, objc.sel_registerName(what)) or 0)

    info = send(objc.objc_getClass(b"NSProcessInfo"), b"processInfo", ctypes.c_void_p)  # type: ignore[arg-type]
    return send(info, b"thermalState", ctypes.c_long)
