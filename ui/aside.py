"""Reads the store beside the Qt thread: what may take longer than a frame must not hold the window up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app import logs
from engine.problems import Problem

#: What changed is painted within this; the interpreter runs one thread at a time, so reading would hold it up.
AFTER_PAINT_MS = 80


class Reads(Protocol):
    """Whoever reads for the window; `Aside`."""

    def ask(
        self,
        name: str,
        read: Callable[[Any], Any],
        then: Callable[[Any], None],
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        """Read once and tell the answer on the Qt thread; a newer wish of the same name replaces an older one.

        Args:
            read: called with the reader's desk (its `db` is a reading connection), on another thread.
            then: called with the answer.
            failed: called with a problem that reading met; without it problems are only logged.
        """

    def ask_later(
        self,
        name: str,
        read: Callable[[Any], Any],
        then: Callable[[Any], None],
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        """As `ask`, but what has just changed in the window is painted first."""


@dataclass(frozen=True, slots=True)
class _Wish:
    name: str
    read: Callable[[Any], Any]
    then: Callable[[Any], None]
    failed: Callable[[Problem], None] | None


class Aside(QObject):
    """A thread with a desk, and so a connection, of its own; wishes are read in the order of their first asking."""

    _crossed = Signal(object, object)

    def __init__(self, desk: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._open = True
        self._waiting: dict[str, _Wish] = {}
        self._newest: dict[str, _Wish] = {}
        self._turn = threading.Condition()
        self._crossed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="sotto-aside", daemon=True)
        self._thread.start()

    def ask(
        self,
        name: str,
        read: Callable[[Any], Any],
        then: Callable[[Any], None],
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        """See `Reads.ask`."""
        wish = self._newest[name] = _Wish(name, read, then, failed)
        self._begin(wish)

    def ask_later(
        self,
        name: str,
        read: Callable[[Any], Any],
        then: Callable[[Any], None],
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        """See `Reads.ask_later`."""
        wish = self._newest[name] = _Wish(name, read, then, failed)
        QTimer.singleShot(AFTER_PAINT_MS, self, lambda: self._begin(wish))

    def close(self) -> None:
        """Read nothing more and tell nothing more; the desk is free afterwards."""
        with self._turn:
            self._open = False
            self._waiting.clear()
            self._turn.notify()
        self._thread.join()

    def _begin(self, wish: _Wish) -> None:
        if self._newest[wish.name] is wish:
            with self._turn:
                self._waiting[wish.name] = wish
                self._turn.notify()

    def _run(self) -> None:
        while (wish := self._next()) is not None:
            answer: object
            try:
                answer = wish.read(self._desk)
            except Problem as problem:
                answer = problem
            except Exception as bug:  # noqa: BLE001 - the top of this thread
                logs.bug(bug)
                continue
            if self._open:
                self._crossed.emit(wish, answer)

    def _next(self) -> _Wish | None:
        with self._turn:
            while self._open and not self._waiting:
                self._turn.wait()
            return self._waiting.pop(next(iter(self._waiting))) if self._open else None

    def _tell(self, wish: _Wish, answer: object) -> None:
        if not self._open or self._newest.get(wish.name) is not wish:
            return
        if not isinstance(answer, Problem):
            wish.then(answer)
        elif wish.failed is not None:
            wish.failed(answer)
        else:
            logs.event("aside_failed", problem=answer.code)
