"""What stands where the card of a sprint was: its end, or its pause, and where one goes from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.sprint_course import Course
from app.wording import sprint as words
from ui.empty_page import EmptyPage
from ui.notice import announce

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.sprint_page import SprintPage


class SprintEnd(EmptyPage):
    """For one page."""

    def __init__(self, window: MainWindow, page: SprintPage) -> None:
        super().__init__(window.theme)
        self._window, self._page = window, page
        self.paint_roles(None, None)
        self.text.setWordWrap(True)
        self.first.clicked.connect(self._first_pressed)
        self.second.clicked.connect(self._second_pressed)

    def show_end(self, course: Course) -> None:
        """Everything was looked at."""
        if not course.n_seen:
            self.show_words("done", *words.CLEAR, self.tr("Back to the inbox"))
        else:
            told = words.ended(course.n_seen, course.n_answered, course.saved_min)
            method = words.ESTIMATE if course.saved_min > 0 else ""
            self.show_words("done", told, method, self.tr("Back to the inbox"), self.tr("Undo"))

    def show_pause(self, course: Course) -> None:
        """The card is out of sight for a while."""
        left = words.paused(len(course.ahead))
        self.show_words("pause", words.PAUSED, left, self.tr("Go on"), self.tr("Back to the inbox"))

    def take_focus(self) -> None:
        """It is in sight: the keys go to its first button, and it is read aloud."""
        self.first.setFocus()
        announce(self._page, self.accessibleName())

    def _first_pressed(self) -> None:
        if self._page.paused:
            self._page.pause()
        else:
            self._window.go("inbox")

    def _second_pressed(self) -> None:
        if self._page.paused:
            self._window.go("inbox")
        else:
            self._window.undo()
