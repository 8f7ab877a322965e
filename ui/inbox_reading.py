"""Reading the inbox anew: once however many ask for it, and with restraint where reading takes long."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from app.desk_rows import InboxRow, Status
from ui.aside import Reads
from ui.reading import Desk

#: Reading again waits this long, and this many times as long as the last reading took.
READ_MS, RESTRAINT = 30, 4


@dataclass(frozen=True, slots=True)
class Inbox:
    """The list as it was read at `now`; `took_ms` is what that cost."""

    rows: Sequence[InboxRow]
    now: datetime
    status: Status
    took_ms: int


class InboxReading(QObject):
    """Signals: done: the list was read (`Inbox`)."""

    done = Signal(object)

    def __init__(self, desk: Desk, reads: Reads, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._reads = desk, reads
        self._waiting = QTimer(self, singleShot=True, interval=READ_MS)
        self._waiting.timeout.connect(lambda: self._reads.ask("inbox", _read, self._tell))

    def soon(self) -> None:
        """Read once, aside, however many events ask for it."""
        if not self._waiting.isActive():
            self._waiting.start()

    def at_once(self) -> None:
        """Read now."""
        self._tell(_read(self._desk))

    def _tell(self, found: Inbox) -> None:
        self.done.emit(found)
        self._waiting.setInterval(max(READ_MS, RESTRAINT * found.took_ms))


def _read(desk: Desk) -> Inbox:
    began = time.monotonic()
    now = desk.now()
    rows, status = desk.inbox(), desk.status()
    return Inbox(rows, now, status, round(1000 * (time.monotonic() - began)))
