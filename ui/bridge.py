"""News of the core as Qt signals: whatever thread tells it, the window hears it on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal

from app.events import Event


class Teller(Protocol):
    """Whoever tells news; the conductor."""

    def hear(self, listener: Callable[[Event], None]) -> None:
        """Tell `listener` everything from now on."""


class Bridge(QObject):
    """Signals: told carries an event, on the thread this object lives in."""

    told = Signal(object)
    _crossed = Signal(object)

    def __init__(self, teller: Teller) -> None:
        super().__init__()
        self._open = True
        self._crossed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        teller.hear(self._cross)

    def close(self) -> None:
        """Tell nothing more: the window is gone."""
        self._open = False

    def _cross(self, event: Event) -> None:
        """Called on the teller's thread."""
        if self._open:
            self._crossed.emit(event)

    def _tell(self, event: Event) -> None:
        if self._open:
            self.told.emit(event)
