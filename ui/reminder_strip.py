"""The strip of a reminder whose time has come: its words, when, whom it is about, and what to do with it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from engine.asked import Reminder
from ui import times
from ui.buttons import Button
from ui.notice import Picture
from ui.plain import one_line
from ui.surface import Elided, Surface, shelf
from ui.theme import Theme

#: Below this width (at 100 % text) the buttons stand under the words.
NARROW = 520


class ReminderStrip(Surface):
    """One reminder at a time.

    Attributes:
        shown: the reminder in sight, None while hidden.

    Signals:
        open_wished, done_wished, snooze_wished: what to do with it.
        closed: not now; it stays in the list.
    """

    open_wished = Signal()
    done_wished = Signal()
    snooze_wished = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.list", edges="top")
        self.shown: Reminder | None = None
        self.title = Elided(theme, "", style="body_strong")
        self.text = Elided(theme, "", style="small", role="text.secondary")
        self.open = Button(theme, self.tr("Open"))
        self.done = Button(theme, self.tr("Done"), icon="done")
        self.snooze = Button(theme, self.tr("Snooze"), look="quiet", icon="snooze")
        self.close_button = Button(theme, "", look="icon", icon="close", name=self.tr("Not now"))
        self._build()
        self.hide()

    def show_reminder(self, reminder: Reminder, n_more: int, now: datetime) -> None:
        """Show a reminder; so many more are due."""
        self.shown = reminder
        self.title.setText(one_line(reminder.text))
        when = f"{times.day(reminder.due_at, now)}, {times.clock(reminder.due_at)}"
        more = self.tr("{n} more are due").format(n=n_more) if n_more > 1 else self.tr("1 more is due")
        parts = [self.tr("Reminder"), when, one_line(reminder.name), more if n_more else ""]
        self.text.setText(" · ".join(part for part in parts if part))
        self.setAccessibleName(f"{self.title.text()}. {self.text.text()}")
        self.open.setVisible(reminder.conversation_id is not None)
        self.show()

    def hide_reminder(self) -> None:
        """Nothing is due."""
        self.shown = None
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.theme.px(NARROW)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(self.title)
        column.addWidget(self.text)
        said = QHBoxLayout()
        said.setSpacing(12)
        said.addWidget(Picture(self.theme, "bell"), 0, Qt.AlignmentFlag.AlignVCenter)
        said.addLayout(column, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(16, 8, 10, 8)
        self._row.setSpacing(12)
        self._row.addLayout(said, 1)
        self._row.addLayout(shelf(self.open, self.done, self.snooze, self.close_button, spacing=8))
        self.open.clicked.connect(self.open_wished)
        self.done.clicked.connect(self.done_wished)
        self.snooze.clicked.connect(self.snooze_wished)
        self.close_button.clicked.connect(self.closed)
