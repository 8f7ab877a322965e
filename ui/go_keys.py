"""G, then a letter: goes to a page. The second key has a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

SECOND_KEY_MS = 1000


class GoKeys(QObject):
    """Waits for the second key; any other key is eaten and nothing happens.

    Attributes:
        waiting: G was pressed less than a second ago.
    """

    def __init__(self, goals: Mapping[str, Callable[[], object]], parent: QObject) -> None:
        super().__init__(parent)
        self._goals = goals
        self.waiting = False
        self._patience = QTimer(self, singleShot=True, interval=SECOND_KEY_MS)
        self._patience.timeout.connect(self.stop)

    def begin(self) -> None:
        """G was pressed."""
        self.waiting = True
        self._patience.start()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # a window needs one

    def stop(self) -> None:
        """Wait no more."""
        self.waiting = False
        self._patience.stop()
        if (application := QApplication.instance()) is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut of the window takes the second key
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        self.stop()
        goal = self._goals.get(event.text().upper())
        if goal is not None:
            goal()
        return True
