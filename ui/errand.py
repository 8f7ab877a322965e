"""Something that takes a while or speaks to the network: done on a thread of its own, told on the Qt thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app import logs
from engine.problems import Problem

Then = Callable[[Any], None]
Failed = Callable[[Problem], None]


class Errand(QObject):
    """Runs errands, each on its own thread; nothing is told once it is closed.

    Attributes:
        under_way: how many are.
    """

    _crossed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self.under_way = 0
        self._crossed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def run(self, act: Callable[[], Any], then: Then, failed: Failed) -> None:
        """Do it, and tell its answer or the problem it met."""
        self.under_way += 1

        def carry() -> None:
            answer: object
            try:
                answer = act()
            except Problem as problem:
                answer = problem
            except Exception as bug:  # noqa: BLE001 - the top of this thread
                logs.bug(bug)
                answer = Problem()
            if self._open:
                self._crossed.emit((then, failed), answer)

        threading.Thread(target=carry, name="sotto-errand", daemon=True).start()

    def close(self) -> None:
        """Tell nothing more."""
        self._open = False

    def _tell(self, to: tuple[Then, Failed], answer: object) -> None:
        self.under_way -= 1
        if not self._open:
            return
        then, failed = to
        if isinstance(answer, Problem):
            failed(answer)
        else:
            then(answer)
