"""What happened while the window was open, to be read when somebody wants to know."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app import events
from app.events import Event
from app.wording import record as words
from ui import times
from ui.ask_first import AskFirst
from ui.reading import Desk
from ui.theme import Theme

#: Lines kept, and shown: nobody reads more at once.
KEPT, SHOWN = 200, 12
#: The same thing said again within this time is one line.
AGAIN = timedelta(minutes=5)


class Record(QObject):
    """Writes down plain sentences with their times; the newest come last."""

    def __init__(self, theme: Theme, window: QWidget, desk: Desk) -> None:
        super().__init__(window)
        self._theme, self._window, self._desk = theme, window, desk
        self._lines: deque[tuple[datetime, str]] = deque(maxlen=KEPT)

    def hear(self, event: Event) -> None:
        """News of the core."""
        at = event.stopped_at if isinstance(event, events.ModelRestarted) else self._desk.now()
        self.note(words.sentence(event), at)

    def note(self, said: str, at: datetime) -> None:
        """Write a sentence down, unless there is none or it was just said."""
        if said and not any(line == said and at - when < AGAIN for when, line in self._lines):
            self._lines.append((at, said))

    def lines(self) -> list[str]:
        """Everything, oldest first, with its time, and its day where that is another one."""
        now = self._desk.now()
        told = []
        for when, said in sorted(self._lines, key=lambda line: line[0]):
            day = "" if times.day(when, now) == "Today" else f"{times.date(when, now)}, "
            told.append(f"{day}{times.clock(when)}  {said}")
        return told

    def show_all(self) -> None:
        """Open it over the window."""
        lines = self.lines()
        copy = (words.COPY, lambda: QGuiApplication.clipboard().setText("\n".join(lines)))
        shown = "\n".join(lines[-SHOWN:]) or words.NOTHING
        AskFirst(self._theme, self._window, words.TITLE, shown, words.MORE, (copy,) if lines else (), keep=words.CLOSE)
