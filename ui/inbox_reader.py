"""Reads the inbox beside the Qt thread: some hundred conversations take longer than a frame."""

from __future__ import annotations

import queue
import threading
import time

from PySide6.QtCore import QObject, Qt, Signal

from app import logs
from ui.reading import Desk


class InboxReader(QObject):
    """A thread with a desk, and so a connection, of its own.

    Signals:
        read: rows, the time they hold for, the figures of the status bar, and how many ms reading took.
    """

    read = Signal(object, object, object, int)
    _crossed = Signal(object, object, object, int)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wishes: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._open = True
        self._crossed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="sotto-inbox", daemon=True)
        self._thread.start()

    def ask(self) -> None:
        """Read once more; `read` answers."""
        self._wishes.put(True)

    def close(self) -> None:
        """Read nothing more and tell nothing more; the desk is free afterwards."""
        self._open = False
        self._wishes.put(False)
        self._thread.join()

    def _run(self) -> None:
        while self._wishes.get():
            began = time.monotonic()
            try:
                now = self._desk.now()
                rows, status = self._desk.inbox(), self._desk.status()
            except Exception as bug:  # noqa: BLE001 - the top of this thread
                logs.bug(bug)
                continue
            if self._open:
                self._crossed.emit(rows, now, status, round(1000 * (time.monotonic() - began)))

    def _tell(self, rows: object, now: object, status: object, took_ms: int) -> None:
        if self._open:
            self.read.emit(rows, now, status, took_ms)
