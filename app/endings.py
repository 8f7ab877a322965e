"""The signals that ask a process of ours to end: Ctrl-C, and those of a terminal or a session that goes."""

from __future__ import annotations

import signal
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager

#: Those that this system knows. SIGHUP is a terminal that is closed; on Windows SIGBREAK is that, or a session's end.
KNOWN = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if name in signal.Signals.__members__
)


def heard() -> tuple[signal.Signals, ...]:
    """Those to be heard: one that whoever started us had ignored stays so, as `nohup` wants it."""
    return tuple(one for one in KNOWN if one is signal.SIGINT or signal.getsignal(one) is not signal.SIG_IGN)


def as_interrupts() -> None:
    """Let all of them end a command as Ctrl-C does: what it holds is given back on the way."""
    for one in heard():
        signal.signal(one, signal.default_int_handler)


@contextmanager
def caught() -> Iterator[list[int]]:
    """They fill the list, in place of ending what is under way."""
    told: list[int] = []

    def catch(number: int, _frame: types.FrameType | None) -> None:
        told.append(number)

    before = {one: signal.signal(one, catch) for one in heard()}
    try:
        yield told
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def leave_to_parent() -> None:
    """Ignore them all, in a child: a terminal or a session asks every process at once, and a child is ended by ours.

    A trainer would else be gone before it is asked for its state. They are held back until then (`app.child`).
    """
    for one in KNOWN:
        signal.signal(one, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, KNOWN)
