"""How a child behaves that works while nobody waits for it: everything else goes first, and nothing leaves it."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NoReturn

import psutil

from engine.llm.confinement import confine

#: How much everything else goes before us.
NICENESS = 15
#: What is refused, as `sys.addaudithook` calls it.
REFUSED = frozenset(
    f"socket.{act}"
    for act in ("connect", "bind", "sendto", "sendmsg", "getaddrinfo", "getnameinfo", "gethostbyname", "gethostbyaddr")
)


def step_back(memory_bytes: int = 0, *, file_bytes: int = 0) -> None:
    """Let everything else on this machine go first, and give up the right to write files.

    Args:
        memory_bytes, file_bytes: as for `engine.llm.confinement.confine`.
    """
    me = psutil.Process()
    with contextlib.suppress(psutil.Error, OSError):  # it works all the same
        if sys.platform == "win32":
            me.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            me.nice(NICENESS)
        if sys.platform == "linux":
            me.ionice(psutil.IOPRIO_CLASS_IDLE)
    confine(memory_bytes, file_bytes=file_bytes)


def leave() -> NoReturn:
    """End this process at once, for one that said all it had to say.

    An interpreter takes its modules apart first, which takes 2 s with torch and what belongs to it.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def stay_off_the_network() -> None:
    """Refuse every connection that Python is asked for, from now on."""
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, _arguments: object) -> None:
    if event in REFUSED:
        raise PermissionError("this process opens no connection")
