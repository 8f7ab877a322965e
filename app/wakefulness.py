"""Keeping this computer from going to sleep by itself while something is under way; nothing where nobody can be asked.

The tools that ask are the system's own, and they end with this process however it ends, kill -9 included; Windows is
told by the thread itself, for as long as that is there. A lid that is closed, or a battery that is empty, sends it to
sleep all the same.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

#: How long the tool may take to end.
END_WITHIN_S = 2.0
#: What Windows is told by a thread: from now on, and that the system is needed (ES_CONTINUOUS, ES_SYSTEM_REQUIRED).
ON, NEEDED = 0x80000000, 0x00000001
State = Callable[[int], object]


def command(pid: int, *, platform: str = sys.platform) -> tuple[str, ...]:
    """What keeps the computer awake as long as the process `pid` is there; () where nothing is known to."""
    if platform == "darwin":
        return "caffeinate", "-i", "-w", str(pid)
    if platform == "linux":
        told = ("--what=sleep:idle", "--who=Sotto", "--why=Training", "--mode=block")
        return "systemd-inhibit", *told, "tail", f"--pid={pid}", "-f", os.devnull
    return ()


def state() -> State | None:
    """What a thread of Windows tells whether the system is needed with; None elsewhere."""
    if sys.platform == "win32":
        told: State = ctypes.windll.kernel32.SetThreadExecutionState
        return told
    return None


@contextmanager
def awake(tool: Sequence[str] | None = None, tell: State | None = None) -> Iterator[None]:
    """Within a `with` the computer does not go to sleep by itself, where that can be asked for; for one thread.

    Args:
        tool: the command that asks, and keeps asking until it is ended; None for this system's.
        tell: as `state` gives it; None for this system's.
    """
    tell = tell or state()
    asking = _begun(command(os.getpid()) if tool is None else tool)
    try:
        if tell is not None:
            tell(ON | NEEDED)
        yield
    finally:
        if tell is not None:
            tell(ON)
        if asking is not None:
            _end(asking)


def _begun(tool: Sequence[str]) -> subprocess.Popen[bytes] | None:
    if not tool or shutil.which(tool[0]) is None:
        return None
    nowhere = subprocess.DEVNULL
    try:
        return subprocess.Popen(tool, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    except OSError:
        return None


def _end(asking: subprocess.Popen[bytes]) -> None:
    asking.terminate()
    with suppress(subprocess.TimeoutExpired):
        asking.wait(END_WITHIN_S)
        return
    asking.kill()
    asking.wait()
