"""Whether somebody is there: keys, pointer, wheel and touch, felt where the system hands them to our windows."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QWindow

#: What shows that somebody is there.
SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
#: Signs are told no more often than this.
APART_S = 0.2


class Presence(QObject):
    """For every window of the application, from the moment it has the keys.

    It looks at native windows only, which get each sign once: a filter on the application would run for every event
    of every widget.

    Signals:
        felt: somebody pressed or moved something.
    """

    felt = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told_s = -APART_S
        for window in QGuiApplication.topLevelWindows():
            self.watch(window)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Feel what happens in this window too; one that is watched already is watched once."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Nothing is taken away from the windows."""
        if event.type() in SIGNS and time.monotonic() - self._told_s >= APART_S:
            self._told_s = time.monotonic()
            self.felt.emit()
        return False
