"""The signals that ask the window to end, brought into Qt's loop: it ends in order, and in time.

Python hears a signal only between two of its own steps, and while Qt waits there are none: the interpreter is made to
write the signal's number to a socket (`signal.set_wakeup_fd`), which Qt watches.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import types
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from app import endings, logs

#: How long the end may take: that of a job with its trainer, of the conductor, and of what else is open. A session that
#: ends waits longer than that before it kills.
WITHIN_S = 30.0


class SessionEnd(QObject):
    """Hears them from its making until it is closed; on the main thread, where alone signals can be taken.

    Signals:
        asked: Sotto is to end; once.
    """

    asked = Signal()

    def __init__(self, *, within_s: float = WITHIN_S, leave: Callable[[int], object] = os._exit) -> None:
        """Args:
        within_s: after so long `leave` is called with the exit code, should Sotto still be there.
        """
        super().__init__()
        self._within_s, self._leave = within_s, leave
        self._bound: threading.Timer | None = None
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._wakeup = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._before = {one: signal.signal(one, _noted) for one in endings.heard()}

    def close(self) -> None:
        """Hear no more; the next one ends the process as it always did."""
        for one, handler in self._before.items():
            signal.signal(one, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()
        if self._bound is not None:
            self._bound.cancel()

    def _hear(self) -> None:
        heard = b""
        with suppress(BlockingIOError):
            heard = self._ours.recv(64)
        number = next((one for one in heard if one in set(self._before)), None)
        if number is None or self._bound is not None:
            return
        self._bound = threading.Timer(self._within_s, self._give_up, (128 + number,))
        self._bound.daemon = True
        self._bound.start()
        self.asked.emit()

    def _give_up(self, code: int) -> None:
        logs.event("end_forced")
        self._leave(code)


def _noted(_number: int, _frame: types.FrameType | None) -> None:
    """It was written to the socket already."""
