"""A window's part that trains by night, on a machine that is as a test says."""

from __future__ import annotations

import queue
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from learning_bench import NOW
from swapping_bench import SwapBench

from app import events, training
from app.learning import Workers
from app.night_facts import Probes
from app.nightly import IDLE_S
from app.nights import Nights
from app.settings import Settings
from app.store import trainings
from app.vault import Vault
from engine.training.values import Parameters

NIGHT = NOW + timedelta(minutes=4)
QUICK = Parameters(epochs=2, warmup=0.0)
SLOW = Parameters(epochs=3, warmup=0.2)


class Machine:
    """What the probes say, and the time."""

    def __init__(self) -> None:
        self.now = NIGHT
        self.idle_s: float | None = IDLE_S
        self.on_battery = False
        self.memory = 1 << 40

    def probes(self) -> Probes:
        return Probes(
            idle_s=lambda: self.idle_s,
            on_battery=lambda: self.on_battery,
            hot=lambda: False,
            free_memory_bytes=lambda: self.memory,
            free_disk_bytes=lambda _home: 1 << 40,
            part=lambda _home: training.Part.INSTALLED,
        )


class NightBench:
    """A window's part that trains."""

    def __init__(self, vault: Vault, at_work: Workers, *, zone: str = "UTC") -> None:
        self.vault, self.machine = vault, Machine()
        self.swap = SwapBench(vault)
        self.settings = Settings(train_at="05:00")
        self.paused = False
        self.woken: list[bool] = []
        self.said: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self.nights = Nights(
            vault, self.swap.mailbox, self.swap.inference, self.swap.swapping, settings=lambda: self.settings,
            paused=lambda: self.paused, announce=self.said.put, clock=lambda: self.machine.now, zone=ZoneInfo(zone),
            probes=self.machine.probes(), workers=at_work, wake=self.wake, look_s=0.02,
        )  # fmt: skip

    def wake(self) -> None:
        """Background work may go on: whether a job is under way just then."""
        self.woken.append(self.nights.running)

    def do(self, act: Callable[[], object]) -> None:
        self.swap.do(act)

    def start(self) -> None:
        self.do(self.nights.start)

    def next(self, kind: type[events.Event]) -> events.Event:
        while not isinstance(event := self.said.get(timeout=60), kind):
            pass
        return event

    def waits(self) -> str:
        event = self.next(events.TrainingWaits)
        assert isinstance(event, events.TrainingWaits)
        return event.reason

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait, event by event, until this holds on the conductor's thread."""
        while True:
            found: list[bool] = []
            self.do(lambda found=found: found.append(holds()))  # type: ignore[misc]  # bound at once
            if found[0]:
                return
            self.said.get(timeout=60)

    def until_over(self) -> None:
        self.until(lambda: not self.nights.running)

    def jobs(self) -> list[trainings.Job]:
        return trainings.listing(self.vault.db)

    def close(self) -> None:
        self.do(self.nights.stop)
        self.nights.wait_for_end()
        self.swap.close()
