"""What an answer of Ask may hold beside its words: a list of results, a reminder that was set, a draft."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.asked_history import Drafted
from app.wording import ask_page as words
from engine.asked import AskRow, Reminder
from ui import marks
from ui.buttons import Button
from ui.cited_text import CitedText
from ui.marks import Shape
from ui.notice import Picture, announce
from ui.panel_pieces import MarkPicture
from ui.plain import one_line
from ui.surface import Elided, Surface, Words, shelf
from ui.theme import Theme

#: Levels of a row that need no reminder any more.
OVER = ("now", "done")


class ResultRow(Surface):
    """One line of a list answer.

    Signals:
        cited: its source was pressed.
        pressed: its button was: open it, or be reminded of it.
    """

    cited = Signal(int)
    pressed = Signal()

    def __init__(self, theme: Theme, row: AskRow, *, last: bool) -> None:
        super().__init__(theme, None, edges="" if last else "bottom")
        self.row = row
        self.reminds = row.source is not None and row.level not in OVER
        word = self.tr("Remind me") if self.reminds else self.tr("Open")
        self.button = Button(theme, word, name=f"{word}: {one_line(row.title)}, {one_line(row.name)}")
        if row.conversation_id is None:
            self.button.hide()
        self.setAccessibleName(", ".join(part for part in (row.title, row.name, row.when) if part))
        numbers = () if row.source is None else (row.source,)
        title = CitedText(theme, one_line(row.title), numbers, style="body_strong")
        title.cited.connect(self.cited)
        self.button.clicked.connect(self.pressed)
        said = QVBoxLayout()
        said.setSpacing(1)
        said.addWidget(title)
        if row.name:
            said.addWidget(Elided(theme, one_line(row.name), style="small", role="text.secondary"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 10, 0, 11)
        line.setSpacing(12)
        line.addWidget(_mark(theme, row.level), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(said, 1)
        line.addWidget(Words(theme, row.when, role="text.secondary"))
        line.addWidget(self.button)


def _mark(theme: Theme, level: str) -> MarkPicture:
    if level == "done":
        return MarkPicture(theme, Shape.TICK, "positive.mark", side=12)
    shape = marks.URGENCY.get(level)
    if shape is None:
        return MarkPicture(theme, Shape.DOT, "text.tertiary", side=12)
    return MarkPicture(theme, shape, f"urgency.{level}.mark", side=12)


class ReminderCard(Surface):
    """A reminder that an answer set; what became of it stands where Undo was.

    Signals:
        undo_wished: take it away again.
    """

    undo_wished = Signal()

    def __init__(self, theme: Theme, reminder: Reminder, now: datetime, tongue: str, *, there: bool) -> None:
        super().__init__(theme, "bg.raised", line="line.hair", radius="panel")
        self.undo = Button(theme, self.tr("Undo"), look="quiet", name=self.tr("Undo this reminder"))
        self.undo.clicked.connect(self.undo_wished)
        line = words.reminder_line(reminder, now, tongue)
        self.setAccessibleName(f"{reminder.text}. {line}")
        said = QVBoxLayout()
        said.setSpacing(1)
        said.addWidget(Words(theme, one_line(reminder.text), style="body_strong", wrap=True))
        said.addWidget(Words(theme, line, style="small", role="text.secondary", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(14)
        row.addWidget(Picture(theme, "bell", role="text.secondary"))
        row.addLayout(said, 1)
        if there:
            row.addWidget(self.undo)
        else:
            row.addWidget(Words(theme, self.tr("No longer set"), style="small", role="text.tertiary"))


class DraftCard(Surface):
    """A draft that Ask made; it goes nowhere by itself.

    Signals:
        use_wished: put it where the conversation is answered.
    """

    use_wished = Signal()

    def __init__(self, theme: Theme, made: Drafted) -> None:
        super().__init__(theme, "bg.raised", line="line.hair", radius="panel")
        self.made = made
        self.copy = Button(theme, self.tr("Copy"))
        self.use = Button(theme, self.tr("Use in conversation"))
        self.copy.clicked.connect(self._copy)
        self.use.clicked.connect(self.use_wished)
        self.setAccessibleName(f"Draft: {made.text}")
        text = Words(theme, made.text, style="bubble", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(text)
        buttons = shelf(self.copy, self.use, spacing=8)
        buttons.addStretch()
        column.addLayout(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.made.text)
        announce(self, self.tr("Copied"))
