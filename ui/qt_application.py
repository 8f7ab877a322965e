"""The QApplication of Sotto: it tells when the system asks to quit, which closing the last window is not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Signals: quit_asked: the menu of a Mac, its Dock or the end of the session ask to quit; windows close next."""

    quit_asked = Signal()

    def event(self, event: QEvent) -> bool:
        """What is sent to the application itself."""
        if event.type() == QEvent.Type.Quit:
            self.quit_asked.emit()
        return super().event(event)
