"""One inbox, one thread: other threads post, this one acts, in order."""

from __future__ import annotations

import heapq
import itertools
import queue
import threading
import time
from collections.abc import Callable

from app import logs

Act = Callable[[], None]
_END = object()


class Mailbox:
    """A thread that runs what is posted to it; an act that fails is logged and the next one runs.

    A step given to `while_idle` runs again and again, and only while nothing else waits.
    """

    def __init__(self, name: str) -> None:
        self._posted: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Act]] = []
        self._idle: Callable[[], bool] | None = None
        self._idle_wanted = False
        self._numbers = itertools.count()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to act."""
        self._thread.start()

    def post(self, act: Act) -> None:
        """Let the thread do this next; returns at once, from any thread."""
        self._posted.put(act)

    def after(self, seconds: float, act: Act) -> None:
        """Let the thread do this in a while; only from acts."""
        heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._numbers), act))

    def while_idle(self, step: Callable[[], bool]) -> None:
        """Repeat `step` while nothing else waits and it returns True; only from acts."""
        self._idle = step
        self._idle_wanted = True

    def stop(self, timeout_s: float) -> bool:
        """Finish the act under way and end; returns whether the thread ended in time."""
        self._posted.put(_END)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    @property
    def running(self) -> bool:
        """Whether the thread has begun and not ended."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while True:
            try:
                act = self._posted.get(timeout=self._patience())
            except queue.Empty:
                self._between()
                continue
            if act is _END:
                return
            self._do(act)  # type: ignore[arg-type]  # only acts and _END are put
            self._ring()

    def _patience(self) -> float | None:
        if self._idle_wanted:
            return 0.0
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None

    def _between(self) -> None:
        if not self._ring() and self._idle_wanted and self._idle is not None:
            self._idle_wanted = False
            self._do(self._step)

    def _step(self) -> None:
        if self._idle is not None and self._idle():
            self._idle_wanted = True

    def _ring(self) -> bool:
        """Run the timers that are due; returns whether there was one."""
        rang = False
        while self._timers and self._timers[0][0] <= time.monotonic():
            rang = True
            self._do(heapq.heappop(self._timers)[2])
        return rang

    def _do(self, act: Act) -> None:
        try:
            act()
        except Exception as bug:  # noqa: BLE001 - the top of this thread
            logs.bug(bug)
