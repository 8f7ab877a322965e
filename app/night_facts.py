"""How things are for a night of training: probes of this machine, and what the store and the models say."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

import psutil
from sqlite_utils import Database

from app import harvest, idleness, machine, manifest, training, training_memory, training_queue
from app.nightly import AHEAD, Base, Facts
from app.paths import Home
from app.power import Power
from app.settings import Settings
from app.store import adapters, nights, trainings
from app.store.trainings import Job
from engine.domain import micros, moment
from engine.llm import catalogue
from engine.training import disk

#: Degrees below what the machine calls critical.
NEARLY = 5.0
#: `NSProcessInfo.thermalState` from which the system slows things down.
SERIOUS = 2
#: States that a job under way writes before older ones of its own go.
NEXT = 1


def throttles() -> bool:
    """Whether this machine is so hot that it slows down; False where it is not told: heat stops no night there."""
    if sys.platform == "darwin":
        try:
            return _thermal_state() >= SERIOUS
        except (OSError, AttributeError, ctypes.ArgumentError):
            return False
    told = getattr(psutil, "sensors_temperatures", None)
    if told is None:
        return False
    try:
        found = told()
    except (OSError, RuntimeError, ValueError, psutil.Error):
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


def of_now(
    probes: Probes, home: Home, now: datetime, *, train_at: time | None, by_hand: bool, busy: bool,
    writes_bytes: int = 0,
) -> Facts:  # fmt: skip
    """What may change while a job runs; the store is not asked, nor whether somebody is there whom nobody waits for.

    Args:
        writes_bytes: what `next_state` tells of the job.
    """
    return Facts(
        now=now,
        train_at=train_at,
        by_hand=by_hand,
        on_mains=not probes.on_battery(),
        idle_s=None if by_hand else probes.idle_s(),
        busy=busy,
        hot=probes.hot(),
        free_memory_bytes=probes.free_memory_bytes(),
        free_disk_bytes=probes.free_disk_bytes(home),
        writes_bytes=writes_bytes,
    )


def next_state(home: Home, job: Job) -> int:
    """What a job that is under way writes at a time, in bytes: a state, and its adapter."""
    base = manifest.lying(manifest.read(home), job.base_sha256)
    return 0 if base is None else training_memory.writes_bytes(Path(base.path), job.parameters, NEXT)


def gather(
    db: Database, home: Home, probes: Probes, settings: Settings, now: datetime, *, by_hand: bool, busy: bool,
    paused: bool, running: bool,
) -> Facts:  # fmt: skip
    """Everything that `app.nightly.consider` asks for."""
    collected = harvest.collected(db, since=_since(db, now), settings=settings)
    waiting = trainings.unfinished(db)
    known = manifest.read(home)
    trained = manifest.in_use(known) if waiting is None else manifest.lying(known, waiting.base_sha256)
    parameters = training_queue.USUAL if waiting is None else waiting.parameters
    states = disk.STATES if waiting is None else NEXT
    return replace(
        of_now(probes, home, now, train_at=hour_of(settings), by_hand=by_hand, busy=busy),
        last_night=last_night(db, now),
        unfinished=waiting is not None,
        installed=probes.part(home) is training.Part.INSTALLED,
        base=base_of(home) if waiting is None else Base.READY,  # one whose model is gone fails as it is taken up
        paused=paused,
        running=running,
        needs_bytes=0 if trained is None else training_memory.needs_bytes(Path(trained.path), parameters),
        writes_bytes=0 if trained is None else training_memory.writes_bytes(Path(trained.path), parameters, states),
        n_new=collected.new,
        n_examples=collected.all,
        outlived=outlived(db, home),
    )


def hour_of(settings: Settings) -> time | None:
    """The hour that the person chose, None for never."""
    return time.fromisoformat(settings.train_at) if settings.train_at else None


def last_night(db: Database, now: datetime) -> date | None:
    """The date that was trained for last."""
    found = nights.last(db, by=(now + AHEAD).date())
    return None if found is None else found.date


def base_of(home: Home) -> Base:
    """What would be trained."""
    known = manifest.read(home)
    if known.active is None:
        return Base.NONE
    entry = manifest.in_use(known)
    if entry is None:
        return Base.REMOTE
    if not Path(entry.path).is_file():
        return Base.NONE
    return Base.READY if entry.arch in catalogue.TRAINABLE else Base.CANNOT


def outlived(db: Database, home: Home) -> bool:
    """Whether words are gone that the adapter in use learnt from, and none was made since: a night makes one now."""
    entry = manifest.in_use(manifest.read(home))
    used = None if entry is None else adapters.used_on(db, entry.id, entry.sha256)
    return used is not None and used.stale and adapters.listing(db, used.model_id)[0].stale


def _since(db: Database, now: datetime) -> datetime | None:
    begun_us = trainings.last_completed_us(db, by_us=micros(now + AHEAD))
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
