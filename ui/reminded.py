"""Reminders that are due, in one window: told once aloud, shown until the person is done with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from engine.asked import Reminder, ReminderState
from ui import snoozing
from ui.choice_menu import ChoiceMenu
from ui.notice import announce

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Reminded(QObject):
    """Fills the window's strip from the store."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._strip = window, window.reminder
        self._due: list[Reminder] = []
        self._closed: set[Reminder] = set()
        self._told: set[Reminder] = set()
        self._strip.open_wished.connect(self._open)
        self._strip.done_wished.connect(self._done)
        self._strip.snooze_wished.connect(self._snooze)
        self._strip.closed.connect(self._close)

    def look(self) -> None:
        """Read what is due."""
        self._window.reads.ask("reminded", lambda desk: desk.reminders(), self._show)

    def _show(self, found: Sequence[Reminder]) -> None:
        fired = [one for one in found if one.state is ReminderState.FIRED]
        self._closed &= set(fired)
        self._due = [one for one in fired if one not in self._closed]
        for one in self._due:
            if one not in self._told:
                self._told.add(one)
                announce(self._window, f"Reminder: {one.text}")
        self._show_first()

    def _show_first(self) -> None:
        if self._due:
            self._strip.show_reminder(self._due[-1], len(self._due) - 1, self._window.desk.now())
        else:
            self._strip.hide_reminder()

    def _open(self) -> None:
        one = self._strip.shown
        if one is not None and one.conversation_id is not None:
            self._window.open_conversation(int(one.conversation_id))

    def _done(self) -> None:
        if (one := self._strip.shown) is not None:
            self._drop(one)
            self._window.wishes.reminder_done(one.reminder_id)

    def _snooze(self) -> None:
        one, window = self._strip.shown, self._window
        if one is None:
            return
        choices = snoozing.choices(window.desk.now())

        def take(at: int | None) -> None:
            if at is not None:
                self._drop(one)
                window.wishes.snooze_reminder(one.reminder_id, choices[at][1])

        menu = ChoiceMenu(window.theme, window, [word for word, _until in choices], take, name="Remind me again")
        menu.show_at(self._strip.snooze.mapTo(window, QPoint(0, -window.theme.px(4))))

    def _close(self) -> None:
        if (one := self._strip.shown) is not None:
            self._closed.add(one)
            self._drop(one)

    def _drop(self, one: Reminder) -> None:
        self._due = [other for other in self._due if other != one]
        self._show_first()
