"""What is said of training outside its page: in the status bar and the tray, and once of an adapter to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app import events
from app.events import Event
from app.wording.tray import Line

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: After news it is read so soon, so that a burst of them is read once; after the start so late, for the window comes
#: first.
SOON_MS, FIRST_MS = 250, 2_500
#: Under this name it is remembered which adapter was told of.
TOLD = "adapter_told"


class TrainingNews(QObject):
    """For one window; reads aside.

    Attributes:
        line: what is said now.

    Signals:
        said: another line is said. ready: an adapter (its number) is ready to compare, told once for each.
    """

    said = Signal(object)
    ready = Signal(int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.line = Line()
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.look)
        window.preferences.changed.connect(self.look)
        window.closing.connect(self._soon.stop)

    def begin(self) -> None:
        """The window is open."""
        self._soon.start(FIRST_MS)

    def hear(self, event: Event) -> None:
        """News of the core."""
        match event:
            case (
                events.TrainingChanged()
                | events.TrainingWaits()
                | events.AdaptersChanged()
                | events.MorningReport()
                | events.ModelChanged()
            ):
                if not self._soon.isActive():
                    self._soon.start(SOON_MS)
            case _:
                pass

    def look(self) -> None:
        """Read how training stands."""
        settings, home = self._window.preferences.settings, self._window.preferences.home

        def read(desk: Any) -> Line:
            from app import training, training_shown  # aside: it is much to load while the window opens

            return training_shown.line(desk.db, home, settings, part=training.part(home))

        self._window.reads.ask("training line", read, self._show)

    def is_news(self, number: int) -> bool:
        """Whether this adapter still waits, and the person neither was told nor saw it."""
        return self.line.ready == number and self._window.preferences.recall(TOLD) != str(number)

    def told(self, number: int) -> None:
        """The person was told of this adapter."""
        self._window.preferences.keep(TOLD, str(number))

    def _show(self, line: Line) -> None:
        if line != self.line:
            self.line = line
            self._window.status.show_training_line(line)
            self.said.emit(line)
        if line.ready and self.is_news(line.ready):
            self.ready.emit(line.ready)
