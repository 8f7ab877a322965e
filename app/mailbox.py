"""One inbox, one thread: other threads post, this one acts, in order."""

from __future__ import annotations

import heapq
import itertools
import queue
import threading
import time
from collections.abc import Callable, Sequence

from app import logs

Act = Callable[[], None]
#: Somebody who was there so long ago may go on any moment.
NEAR_S = 0.6
#: While somebody is there, a rest follows each idle step: so long at least, so many times what the step took, and
#: no longer than this, for the work has to go on.
REST_S, RESTS, LONGEST_REST_S = 0.03, 8.0, 2.0


class _End:
    """The last thing posted: what is done before the thread ends."""

    def __init__(self, last: Sequence[Act]) -> None:
        self.last = last


class Mailbox:
    """A thread that runs what is posted to it; an act that fails is logged and the next one runs.

    A step given to `while_idle` runs again and again, and only while nothing else waits. The interpreter runs one
    thread at a time, so while somebody is at work elsewhere in the process (`leave_room`) these steps keep apart.
    """

    def __init__(self, name: str) -> None:
        self._posted: queue.SimpleQueue[Act | _End] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Act]] = []
        self._idle: Callable[[], bool] | None = None
        self._idle_wanted = False
        self._step_after_s = 0.0
        self._somebody_s = -NEAR_S
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

    def leave_room(self) -> None:
        """Somebody is at work: for a moment idle steps keep apart; a mere note, from any thread, as often as wished."""
        self._somebody_s = time.monotonic()

    def stop(self, timeout_s: float, last: Sequence[Act] = ()) -> bool:
        """Finish what was posted, run `last`, and end, with no idle step between; returns whether it ended in time."""
        self._posted.put(_End(last))
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
            if isinstance(act, _End):
                for one in act.last:
                    self._do(one)
                return
            self._do(act)
            self._ring()

    def _patience(self) -> float | None:
        nearest = [self._timers[0][0]] if self._timers else []
        if self._idle_wanted:
            nearest.append(self._step_after_s)
        return max(0.0, min(nearest) - time.monotonic()) if nearest else None

    def _between(self) -> None:
        if self._ring() or not self._idle_wanted or time.monotonic() < self._step_after_s:
            return
        self._idle_wanted = False
        began_s = time.monotonic()
        self._do(self._step)
        ended_s = time.monotonic()
        near = ended_s - self._somebody_s < NEAR_S
        rest_s = min(max(REST_S, RESTS * (ended_s - began_s)), LONGEST_REST_S) if near else 0.0
        self._step_after_s = ended_s + rest_s

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
