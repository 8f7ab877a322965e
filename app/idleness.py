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
from collections.abc import Callable
from typing import Any

#: How long the desktop may take to answer.
WITHIN_S = 2.0
#: Of `CGEventSource`: the hardware's own state, and any kind of input.
_HARDWARE, _ANY_INPUT = 1, 0xFFFFFFFF
_MUTTER = [
    "gdbus", "call", "--session", "--dest", "org.gnome.Mutter.IdleMonitor", "--object-path",
    "/org/gnome/Mutter/IdleMonitor/Core", "--method", "org.gnome.Mutter.IdleMonitor.GetIdletime",
]  # fmt: skip

Probe = Callable[[], float | None]


def probe() -> Probe:
    """What tells the seconds since the last input on this system."""
    if sys.platform == "darwin":
        return _quartz()
    if sys.platform == "win32":
        return _windows
    if os.environ.get("WAYLAND_DISPLAY"):
        return _mutter if shutil.which(_MUTTER[0]) else _untold
    return _x11() if os.environ.get("DISPLAY") else _untold


def milliseconds(told: str) -> float | None:
    """Seconds out of what `gdbus` prints: `(uint64 12345,)`."""
    found = re.fullmatch(r"\(uint64 (\d+),\)\s*", told)
    return int(found[1]) / 1000 if found else None


def _untold() -> float | None:
    return None


def _quartz() -> Probe:
    path = ctypes.util.find_library("ApplicationServices")
    if path is None:
        return _untold
    seconds = ctypes.CDLL(path).CGEventSourceSecondsSinceLastEventType
    seconds.argtypes, seconds.restype = [ctypes.c_int32, ctypes.c_uint32], ctypes.c_double
    return lambda: float(seconds(_HARDWARE, _ANY_INPUT))


def _windows() -> float | None:
    class LastInput(ctypes.Structure):
        _fields_ = [("size", ctypes.c_uint), ("at_ms", ctypes.c_uint)]

    windows: Any = getattr(ctypes, "windll", None)
    told = LastInput(ctypes.sizeof(LastInput), 0)
    if windows is None or not windows.user32.GetLastInputInfo(ctypes.byref(told)):
        return None
    return float((windows.kernel32.GetTickCount() - told.at_ms) & 0xFFFFFFFF) / 1000


def _mutter() -> float | None:
    try:
        told = subprocess.run(_MUTTER, capture_output=True, text=True, check=True, timeout=WITHIN_S).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return milliseconds(told)


class _Saver(ctypes.Structure):
    _fields_ = [
        ("window", ctypes.c_ulong), ("state", ctypes.c_int), ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong), ("idle_ms", ctypes.c_ulong), ("mask", ctypes.c_ulong),
    ]  # fmt: skip


def _x11() -> Probe:
    """One connection to the display, asked again and again."""
    paths = [ctypes.util.find_library(name) for name in ("X11", "Xss")]
    if None in paths:
        return _untold
    x11, saver = (ctypes.CDLL(path) for path in paths)
    x11.XOpenDisplay.argtypes, x11.XOpenDisplay.restype = [ctypes.c_char_p], ctypes.c_void_p
    x11.XDefaultRootWindow.argtypes, x11.XDefaultRootWindow.restype = [ctypes.c_void_p], ctypes.c_ulong
    saver.XScreenSaverQueryExtension.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    saver.XScreenSaverQueryInfo.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    event, error = ctypes.c_int(), ctypes.c_int()
    if not display or not saver.XScreenSaverQueryExtension(display, ctypes.byref(event), ctypes.byref(error)):
        return _untold
    root = x11.XDefaultRootWindow(display)
    one_at_a_time = threading.Lock()

    def idle() -> float | None:
        told = _Saver()
        with one_at_a_time:
            there = saver.XScreenSaverQueryInfo(display, root, ctypes.byref(told))
        return told.idle_ms / 1000 if there else None

    return idle
