"""Whether this machine runs on battery, asked seldom: the answer of a moment ago will do."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil

#: Seconds an answer holds.
HOLDS_S = 30.0
#: Where Linux says what can feed this machine, and what else has a battery (its Documentation: sysfs-class-power).
SUPPLIES = Path("/sys/class/power_supply")


class Battery(Protocol):
    """What a probe says of a battery: whether the mains feed it; None where that cannot be told."""

    @property
    def power_plugged(self) -> bool | None:
        """Whether the mains are plugged in."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a machine's own batteries come to."""

    power_plugged: bool | None


def battery() -> Battery | None:
    """The battery of this machine; None without one, or where nobody tells.

    On Linux psutil takes the battery of a wireless mouse for that of the machine, so the system itself is asked there.
    """
    if sys.platform == "linux":
        return batteries_of(SUPPLIES)
    else:
        return _of_psutil()


def _of_psutil() -> Battery | None:
    probe: Callable[[], Battery | None] | None = getattr(psutil, "sensors_battery", None)
    if probe is None:
        return None
    try:
        return probe()
    except (OSError, RuntimeError, psutil.Error):
        return None


def batteries_of(supplies: Path) -> Battery | None:
    """What the folder with everything that has a battery, or is one of the mains, says of this machine.

    Returns:
        None without a battery of its own, as for a machine whose mouse or whose uninterruptible supply has one.
    """
    own, mains = [], []
    for one in _folders(supplies):
        match _said(one / "type"):
            case "Battery" if _said(one / "scope") != "Device":
                own.append(_said(one / "status"))
            case "Mains" | "USB" | "USB_C" | "USB_PD" | "Wireless":
                mains.append(_said(one / "online"))
    if not own:
        return None
    if "1" in mains or "2" in mains:  # 2: of several that are plugged in, the one that is used
        return Told(True)
    if "Discharging" in own:
        return Told(False)
    return Told(True if any(state in ("Charging", "Full", "Not charging") for state in own) else None)


def _folders(supplies: Path) -> list[Path]:
    try:
        return sorted(supplies.iterdir())
    except OSError:
        return []


def _said(file: Path) -> str:
    """The word of one file, "" where it is not there or cannot be read, as of a battery that was just taken out."""
    try:
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


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
