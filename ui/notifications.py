"""Knocking for one window: what is due is asked of the decisions, shown by the desktop, and answered here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app import events, notifying
from app.notifying import Due, Knock, Told
from app.wording import knocking as words
from engine.asked import Reminder
from ui.desktop_notes import DesktopNotes

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Quiet hours end without any news, so there is a look now and then.
LOOK_MS = 30_000
SNOOZE = timedelta(hours=1)
REPLY, SNOOZED, DONE = "reply", "snooze", "done"


class Notifications(QObject):
    """Signals:
    reply_wished: quick reply is to open there (an id, 0 for the most pressing).
    training_wished: the training page is to be shown.

    Attributes:
        paused: whether Sotto rests.
    """

    reply_wished = Signal(int)
    training_wished = Signal()

    def __init__(self, window: MainWindow, show: Callable[[str, str], bool]) -> None:
        """`show` shows a title and a text where no desktop takes notes with buttons; a click on it is `clicked`."""
        super().__init__(window)
        self._window, self._show_plain = window, show
        self._told = Told()
        self._last: Knock | None = None
        self.paused = False
        self._offered: tuple[int, Callable[[int], bool], Callable[[int], None]] | None = None
        self._notes = DesktopNotes(self)
        self._notes.answered.connect(self._answered)
        self._notes.refused.connect(self._show_without_acts)
        self._ticking = QTimer(self, interval=LOOK_MS)
        self._ticking.timeout.connect(self.look)
        window.front.status_read.connect(lambda _status: self.look())

    def begin(self) -> None:
        """Listen to the desktop and look at the clock from now on."""
        if QGuiApplication.platformName() in ("xcb", "wayland"):
            self._notes.open()
        self._ticking.start()

    def end(self) -> None:
        """Knock no more."""
        self._ticking.stop()
        self._notes.close()

    def hear(self, event: events.Event) -> None:
        """News of the core."""
        match event:
            case events.PauseChanged(until):
                self.paused = until is not None
                self.look()
            case events.ReminderDue(reminder_id):
                self._window.reads.ask(
                    f"knock {reminder_id}",
                    lambda desk: [one for one in desk.reminders() if one.reminder_id == reminder_id],
                    self._reminder_due,
                )

    def look(self, due: Sequence[Due] = ()) -> None:
        """Knock for what is new."""
        rows = self._window.front.inbox.rows.everybody()
        settings, now = self._window.preferences.settings, self._now()
        in_front = self._window.isVisible() and self._window.isActiveWindow()
        allowed = notifying.rules(settings, paused=self.paused, in_front=in_front)
        knocks, self._told = notifying.decide(rows, self._told, now, allowed, due)
        for knock in knocks:
            self._show(knock)
        self._tell_of_adapter(allowed, now)

    def offer(self, adapter_id: int, is_news: Callable[[int], bool], told: Callable[[int], None]) -> None:
        """Tell as soon as it may be that an adapter is ready to compare.

        Args:
            is_news: whether the person does not know by then. told: hears that they were told.
        """
        self._offered = adapter_id, is_news, told
        self.look()

    def clicked(self) -> None:
        """The plain message that was shown last was clicked."""
        if self._last is not None:
            self._answered(self._last, REPLY)

    def _tell_of_adapter(self, allowed: notifying.Rules, now: datetime) -> None:
        if self._offered is None:
            return
        adapter_id, is_news, told = self._offered
        if not is_news(adapter_id):
            self._offered = None
        elif (knock := notifying.morning(adapter_id, now, allowed)) is not None:
            self._offered = None
            self._show(knock)
            told(adapter_id)

    def _now(self) -> datetime:
        return self._window.desk.now().astimezone()

    def _reminder_due(self, found: Sequence[Reminder]) -> None:
        self.look([Due(one.reminder_id, one.text, int(one.conversation_id or 0) or None) for one in found])

    def _show(self, knock: Knock) -> None:
        talks = knock.conversation_id or not (knock.reminder_id or knock.adapter_id)
        acts = [(REPLY, words.REPLY)] if talks else []
        if knock.reminder_id:
            acts += [(DONE, words.DONE)]
        if knock.conversation_id or knock.reminder_id:
            acts += [(SNOOZED, words.SNOOZE)]
        if not self._notes.show(knock, knock.title, knock.text, acts):
            self._show_without_acts(knock)

    def _show_without_acts(self, knock: Knock) -> None:
        self._last = knock
        self._show_plain(knock.title, knock.text)

    def _answered(self, knock: Knock, act: str) -> None:
        until = self._window.desk.now() + SNOOZE
        core = self._window.core
        match act:
            case _ if knock.adapter_id:
                self.training_wished.emit()
            case "snooze" if knock.reminder_id:
                core.snooze_reminder(knock.reminder_id, until)
            case "snooze":
                self._window.wishes.snooze(knock.conversation_id, until)
            case "done":
                core.reminder_done(knock.reminder_id)
            case _:
                self.reply_wished.emit(knock.conversation_id)
