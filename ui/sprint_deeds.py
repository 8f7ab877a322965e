"""What the keys of a sprint do with the card in sight."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from app.sprint_course import Deed, Step
from app.wording import sprint as words
from ui import handing_over
from ui.keys import cap
from ui.snooze_menu import SnoozeMenu

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.sprint_page import SprintPage


class SprintDeeds(QObject):
    """For one page; while it pauses, or at its end, nothing is done."""

    def __init__(self, window: MainWindow, page: SprintPage) -> None:
        super().__init__(page)
        self._window, self._page = window, page

    def choose(self, number: int) -> None:
        """A draft of the card in sight."""
        if self._page.row_on():
            self._page.card.choose(number)

    def send(self) -> None:
        """Send or copy what was chosen, and go on; with nothing chosen the first draft is, and goes next time."""
        if not self._page.row_on() or self._page.card.leave():
            return
        number = self._page.card.take_first()
        if number:
            self._page.show_field()
            sends = self._page.card.composer.send.text() == handing_over.SEND
            self._page.say(words.taken(number, cap("Ctrl+Return"), sends=sends), "", icon="quill")
        else:
            self._page.say(words.CHOOSE, "")

    def finish(self) -> None:
        """Nothing is left to answer here."""
        if (row := self._page.row_on()) is not None:
            self._window.wishes.done(row.conversation_id)
            self._page.do(Step(Deed.DONE, row))

    def skip(self) -> None:
        """This one later: it goes to the end."""
        row, course = self._page.row_on(), self._page.course
        if row is None or course is None:
            return
        if len(course.ahead) == 1:
            self._page.say(words.SKIPPED_ALL, "")
        else:
            self._page.do(Step(Deed.SKIPPED, row, noted=False))

    def set_aside(self) -> None:
        """Ask until when it is to rest."""
        row = self._page.row_on()
        if row is None:
            return

        def take(until: datetime) -> None:
            if self._page.row_on() == row:
                self._window.wishes.snooze(row.conversation_id, until)
                self._page.do(Step(Deed.SNOOZED, row))

        menu = SnoozeMenu(self._page.theme, self._page, self._window.desk.now(), take)
        menu.show_at(self._page.foot.snooze.mapTo(self._page, QPoint(0, -self._page.theme.px(4))))

    def reject(self) -> None:
        """Dismiss the draft in focus, with a reason."""
        if self._page.row_on():
            self._page.card.drafts.reject_selected(self._window)

    def write(self) -> None:
        """Write a reply of one's own, or change what was chosen."""
        if self._page.row_on():
            self._page.card.write()
            self._page.show_field()

    def edit(self) -> None:
        """Write in the draft where it stands."""
        if self._page.row_on():
            self._page.card.drafts.edit_selected()

    def steer(self, at: int | None = None) -> None:
        """Say what the reply shall do, or press one of the pills."""
        if self._page.row_on() and at is None:
            self._page.card.steer.field.edit.setFocus()
        elif self._page.row_on() and at is not None:
            self._page.card.steer.wish(at)

    def want(self) -> None:
        """New drafts."""
        if self._page.row_on():
            self._page.card.want()
