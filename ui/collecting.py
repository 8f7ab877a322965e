"""The collector of reference cycles: a full pass stops every thread for 50 to 90 ms, so it waits until nobody is there.

What the start made (modules, classes, the window) lives as long as the process; `gc.freeze` keeps it out of the
passes that come by themselves, which then stay below a few ms. Everything is gone through when the person is away.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from ui.presence import Presence

#: After the window stands, what it loads lazily is there too; and nobody is there who did nothing for so long.
SETTLED_MS, AWAY_MS = 2_000, 30_000
#: New objects before a young pass, young passes before a middle one, middle ones before a full one; Python's own
#: figures (700, 10, 10) make a full pass of a window that opens conversations every few seconds.
THRESHOLDS = (10_000, 20, 100)


class _Before:
    """The collector as it was before a window."""

    def __init__(self) -> None:
        self._thresholds: tuple[int, int, int] | None = gc.get_threshold()

    def restore(self) -> None:
        """Once only: another window may have begun since."""
        if self._thresholds is not None:
            gc.set_threshold(*self._thresholds)
            gc.unfreeze()
            self._thresholds = None


class Collecting(QObject):
    """For the process of a window; ends with it at the latest.

    Attributes:
        away: runs while the person may still be there.
    """

    def __init__(self, presence: Presence, parent: QObject) -> None:
        super().__init__(parent)
        self._before = before = _Before()
        self.destroyed.connect(lambda: before.restore())
        gc.set_threshold(*THRESHOLDS)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(gc.freeze)
        self._settled.start()
        self.away = QTimer(self, singleShot=True, interval=AWAY_MS)
        self.away.timeout.connect(self.collect)
        self._feeling = presence.felt.connect(self.away.start)
        self.away.start()

    def collect(self) -> None:
        """Go through everything once; what is left is what lives long."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def end(self) -> None:
        """As it was before the window."""
        QObject.disconnect(self._feeling)
        self._settled.stop()
        self.away.stop()
        self._before.restore()
