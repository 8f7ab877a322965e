"""The window where the store could not be opened: why, what is safe, and trying again."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.wording import states as words
from app.wording.states import Act
from engine.problems import Problem
from ui.state_views import StatePage
from ui.theme import Theme


class ProblemPage(StatePage):
    """A small window of its own.

    Signals:
        again: the person wants it to be tried once more.
    """

    again = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setWindowTitle("Sotto")
        self.resize(theme.px(760), theme.px(460))
        self.wished.connect(self._take)

    def show_problem(self, problem: Problem) -> None:
        """Say why."""
        self.show_state(words.at_start(problem))
        self.first.setFocus()

    def _take(self, act: Act) -> None:
        if act is Act.TRY_AGAIN:
            self.again.emit()
        else:
            self.close()
