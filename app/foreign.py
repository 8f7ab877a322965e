"""A child process of another interpreter than ours, with the face of `multiprocessing.Process`.

A bundle's own interpreter takes in no packages, so the trainer runs in another one; `app.child.Child` starts it here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

#: What a bundle sets for itself, and what would lead another interpreter astray.
OF_A_BUNDLE = ("_PYI_", "PYTHONHOME", "LD_LIBRARY_PATH")
ENTRY = "from app.child import main; main()"


def environment() -> dict[str, str]:
    """Ours, for another interpreter: in a bundle without what is the bundle's own."""
    if not getattr(sys, "frozen", False):
        return dict(os.environ)
    return {name: value for name, value in os.environ.items() if not name.startswith(OF_A_BUNDLE)}


class ForeignProcess:
    """`target(pipe)` in that interpreter, which must find `app` and the target's module."""

    def __init__(
        self, interpreter: Path, target: Callable[[Connection], None], pipe: Connection, stderr: Connection
    ) -> None:
        self._interpreter, self._target, self._ends = interpreter, target, (pipe, stderr)
        self._popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it.

        Raises:
            OSError: the interpreter does not start.
        """
        ends = [end.fileno() for end in self._ends]
        names = [self._target.__module__, self._target.__qualname__, *map(str, ends), str(os.getpid())]
        command = [str(self._interpreter), "-P", "-c", ENTRY, *names]
        if sys.platform == "win32":
            for end in ends:
                os.set_handle_inheritable(end, True)
            startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": ends})
            self._popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment(), startupinfo=startup)
        else:
            self._popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment(), pass_fds=ends)

    @property
    def pid(self) -> int | None:
        """Its process id, None before it was started."""
        return None if self._popen is None else self._popen.pid

    @property
    def exitcode(self) -> int | None:
        """None while it runs; negative for a signal."""
        return None if self._popen is None else self._popen.poll()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        if self._popen is not None:
            with suppress(subprocess.TimeoutExpired):
                self._popen.wait(timeout)

    def kill(self) -> None:
        """End it."""
        if self._popen is not None:
            self._popen.kill()
