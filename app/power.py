"""Whether this machine runs on battery, asked seldom: the answer of a moment ago will do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

import psutil

#: Seconds an answer holds.
HOLDS_S = 30.0


class Battery(Protocol):
    """What a probe says of a battery: whether the mains feed it; None where that cannot be told."""

    @property
    def power_plugged(self) -> bool | None:
        """Whether the mains are plugged in."""


def battery() -> Battery | None:
    """The battery of this machine as psutil sees it; None without one, or where psutil cannot look."""
    probe: Callable[[], Battery | None] | None = getattr(psutil, "sensors_battery", None)
    if probe is None:
        return None
    try:
        return probe()
    except (OSError, RuntimeError, psutil.Error):
        return None


class Power:
    """Mains or battery, looked at no more than every `HOLDS_S` seconds."""

    def __init__(
        self, probe: Callable[[], Battery | None] = battery, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._probe = probe
        self._clock = clock
        self._asked_s: float | None = None
        self._on_battery = False

    @property
    def on_battery(self) -> bool:
        """Whether a battery feeds this machine; one without a battery, or that cannot tell, runs on mains."""
        if self._asked_s is None or self._clock() - self._asked_s >= HOLDS_S:
            self._asked_s = self._clock()
            found = self._probe()
            self._on_battery = found is not None and found.power_plugged is False
        return self._on_battery
