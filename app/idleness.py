"""How long nobody has touched this computer; None where the system does not tell."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: How long the desktop may take to answer.
WITHIN_S = 2.0
#: Of `CGEventSource`: the hardware's own state, and any kind of input.
_HARDWARE, _ANY_INPUT = 1, 0xFFFFFFFF

Probe = Callable[[], float | None]
Read = Callable[[str], float | None]


def probe() -> Probe:
    """What tells the seconds since the last input on this system; any thread may ask."""
    if sys.platform == "darwin":
        return _quartz() or FirstThatTells(_IOREG)
    if sys.platform == "win32":
        return _windows
    if is_wayland(os.environ):
        return FirstThatTells(_MUTTER, _logind())
    if os.environ.get("DISPLAY"):
        return _x11() or FirstThatTells(_logind())
    return FirstThatTells(_logind())


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Whether the person works under Wayland, where the X server hears only what goes to its own windows.

    A program may be given `DISPLAY` alone there, for XWayland; the session says what it is all the same.
    """
    return bool(environment.get("WAYLAND_DISPLAY")) or environment.get("XDG_SESSION_TYPE") == "wayland"


@dataclass(frozen=True, slots=True)
class Told:
    """A command, and how its answer is read."""

    command: tuple[str, ...]
    read: Read


class FirstThatTells:
    """Asks one command after the other until one tells; that one is asked first from then on."""

    def __init__(self, *ways: Told, ask: Callable[[Sequence[str]], str | None] | None = None) -> None:
        """`ask` gives what a command printed, None where it cannot be run or fails."""
        self._ways = list(ways)
        self._ask = ask or printed

    def __call__(self) -> float | None:
        """Seconds without input."""
        for way in self._ways:
            answer = self._ask(way.command)
            idle_s = None if answer is None else way.read(answer)
            if idle_s is not None:
                self._ways = [way, *(one for one in self._ways if one is not way)]
                return idle_s
        return None


def printed(command: Sequence[str]) -> str | None:
    """What a command prints; None where it is not there, fails or takes too long."""
    if shutil.which(command[0]) is None:
        return None
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=WITHIN_S).stdout
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def milliseconds(told: str) -> float | None:
    """Seconds out of what `gdbus` prints: `(uint64 12345,)`."""
    found = re.fullmatch(r"\(uint64 (\d+),\)\s*", told)
    return int(found[1]) / 1000 if found else None


def hid_idle(told: str) -> float | None:
    """Seconds out of what `ioreg -c IOHIDSystem` prints: `"HIDIdleTime" = 1234567890`, in nanoseconds."""
    found = re.findall(r'"HIDIdleTime" = (\d+)\s*$', told, re.MULTILINE)
    return min(map(int, found)) / 1e9 if found else None


def idle_hint(told: str, *, now_us: int) -> float | None:
    """Seconds out of what `loginctl show-session` prints of a session that says it is idle.

    A desktop that never gives the hint says "no" for good, so "no" tells nothing.

    Args:
        now_us: on the clock of "IdleSinceHintMonotonic".
    """
    values = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
    since = values.get("IdleSinceHintMonotonic", "")
    if values.get("IdleHint") != "yes" or not since.isdecimal() or not 0 < int(since) <= now_us:
        return None
    return (now_us - int(since)) / 1e6


_MUTTER = Told(
    (
        "gdbus", "call", "--session", "--dest", "org.gnome.Mutter.IdleMonitor",
        "--object-path", "/org/gnome/Mutter/IdleMonitor/Core",
        "--method", "org.gnome.Mutter.IdleMonitor.GetIdletime",
    ),
    milliseconds,
)  # fmt: skip
_IOREG = Told(("ioreg", "-c", "IOHIDSystem", "-d", "4"), hid_idle)


def _logind() -> Told:
    """What the session itself says, where a desktop or a terminal gives the hint."""
    session = os.environ.get("XDG_SESSION_ID", "auto")
    asked = ("loginctl", "show-session", session, "--property=IdleHint", "--property=IdleSinceHintMonotonic")
    return Told(asked, lambda told: idle_hint(told, now_us=time.monotonic_ns() // 1000))


def _quartz() -> Probe | None:
    path = ctypes.util.find_library("ApplicationServices")
    try:
        seconds = None if path is None else ctypes.CDLL(path).CGEventSourceSecondsSinceLastEventType
    except (OSError, AttributeError):
        return None
    if seconds is None:
        return None
    seconds.argtypes, seconds.restype = [ctypes.c_int32, ctypes.c_uint32], ctypes.c_double
    return lambda: sensible(float(seconds(_HARDWARE, _ANY_INPUT)))


def sensible(idle_s: float) -> float | None:
    """The figure, None for one that no input can be as old as."""
    return idle_s if 0.0 <= idle_s < float("inf") else None


def _windows() -> float | None:
    class LastInput(ctypes.Structure):
        _fields_ = [("size", ctypes.c_uint), ("at_ms", ctypes.c_uint)]

    windows: Any = getattr(ctypes, "windll", None)
    told = LastInput(ctypes.sizeof(LastInput), 0)
    if windows is None or not windows.user32.GetLastInputInfo(ctypes.byref(told)):
        return None
    return float((windows.kernel32.GetTickCount() - told.at_ms) & 0xFFFFFFFF) / 1000


class _Saver(ctypes.Structure):
    _fields_ = [
        ("window", ctypes.c_ulong), ("state", ctypes.c_int), ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong), ("idle_ms", ctypes.c_ulong), ("mask", ctypes.c_ulong),
    ]  # fmt: skip


def _x11() -> Probe | None:
    """One connection to the display, asked again and again; None where there is none or it does not tell."""
    paths = [ctypes.util.find_library(name) for name in ("X11", "Xss")]
    if None in paths:
        return None
    x11, saver = (ctypes.CDLL(path) for path in paths)
    x11.XOpenDisplay.argtypes, x11.XOpenDisplay.restype = [ctypes.c_char_p], ctypes.c_void_p
    x11.XDefaultRootWindow.argtypes, x11.XDefaultRootWindow.restype = [ctypes.c_void_p], ctypes.c_ulong
    saver.XScreenSaverQueryExtension.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    saver.XScreenSaverQueryInfo.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    event, error = ctypes.c_int(), ctypes.c_int()
    if not display or not saver.XScreenSaverQueryExtension(display, ctypes.byref(event), ctypes.byref(error)):
        return None
    root = x11.XDefaultRootWindow(display)
    one_at_a_time = threading.Lock()

    def idle() -> float | None:
        told = _Saver()
        with one_at_a_time:
            there = saver.XScreenSaverQueryInfo(display, root, ctypes.byref(told))
        return told.idle_ms / 1000 if there else None

    return idle
