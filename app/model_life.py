"""How the model of this machine fares: loading, stopping, and being back."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

#: A model that stopped so often within so long is not tried again.
STOPS, STOPS_WITHIN_S = 3, 600.0


class ModelLife:
    """Notices and tells; what is known of one model does not hold for the next (`forget`)."""

    def __init__(
        self,
        *,
        loading: Callable[[float | None], None],
        restarted: Callable[[float, float, bool], None],
        stopped_often: Callable[[], None],
    ) -> None:
        """Args:
        loading: called when it begins to load, with the seconds that this took last.
        restarted: called when it is back after its process had died: how long ago that was, how long loading took,
            and whether something had to be given up.
        stopped_often: called when its process died `STOPS` times within `STOPS_WITHIN_S`.
        """
        self._tell_loading, self._tell_restarted, self._tell_often = loading, restarted, stopped_often
        self._began_s: float | None = None
        self._took_s: float | None = None
        self._stopped_s: float | None = None
        self._stops: deque[float] = deque(maxlen=STOPS)

    @property
    def is_loading(self) -> bool:
        """Whether it is coming into memory."""
        return self._began_s is not None

    def forget(self) -> None:
        """Another model is in use from now on, or the same one anew."""
        self._took_s = self._stopped_s = None
        self._stops.clear()

    def begin_loading(self) -> None:
        """It is being loaded."""
        self._began_s = time.monotonic()
        self._tell_loading(self._took_s)

    def end_loading(self) -> None:
        """It will not be there."""
        self._began_s = None

    def be_there(self, *, smaller: bool) -> None:
        """It is loaded; `smaller`: something had to be given up."""
        if self._began_s is None:
            return
        now_s = time.monotonic()
        self._took_s, self._began_s = now_s - self._began_s, None
        if self._stopped_s is not None:
            ago_s, self._stopped_s = now_s - self._stopped_s, None
            self._tell_restarted(ago_s, self._took_s, smaller)

    def stop(self) -> None:
        """Its process ended unasked."""
        self._began_s = None
        self._stopped_s = time.monotonic()
        self._stops.append(self._stopped_s)
        if len(self._stops) == STOPS and self._stops[-1] - self._stops[0] < STOPS_WITHIN_S:
            self._stops.clear()
            self._tell_often()
