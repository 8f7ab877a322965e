"""One red flag of the risk panel: shape, number and name, severity, quotation, note."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui import marks
from ui.painting import rounded
from ui.panel_pieces import MarkPicture, quote
from ui.surface import Surface, Words
from ui.theme import Theme


class FlagRow(Surface):
    """A red flag: mark, number and name, severity, quote. A click shows it in the thread.

    Signals:
        wished: its number.
    """

    wished = Signal(int)

    def __init__(
        self, theme: Theme, number: int, title: str, severity: str, level: str, matched: str, note: str = ""
    ) -> None:
        super().__init__(theme, None, edges="bottom")
        self.number = number
        self.setAccessibleName(". ".join(part for part in (f"{number}, {title}, {severity}: {matched}", note) if part))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        name = Words(theme, f"{number}. {title}", style="body_strong", wrap=True)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(MarkPicture(theme, marks.RISK[level], f"risk.{level}.mark"), 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(name, 1)
        word = Words(theme, severity, style="caption", role=f"risk.{level}.text")
        word.setMinimumHeight(theme.line("body"))
        top.addWidget(word, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 10)
        column.setSpacing(4)
        column.addLayout(top)
        below = QHBoxLayout()
        below.setContentsMargins(20, 0, 0, 0)
        below.addWidget(quote(theme, matched, f"risk.{level}.mark"))
        column.addLayout(below)
        if note:
            words = Words(theme, note, style="small", role="text.secondary", wrap=True)
            words.setContentsMargins(20, 0, 0, 0)
            column.addWidget(words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.wished.emit(self.number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.wished.emit(self.number)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            ring = QRectF(self.rect()).adjusted(0, 0, 0, -4)
            rounded(QPainter(self), ring, self.theme.radius("key"), None, self.theme.colour("focus.ring"), 2)
