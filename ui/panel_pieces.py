"""Pieces of the inspector's panels: headings, lines with a mark, quotes, flags, the banner."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import marks
from ui.marks import Shape
from ui.surface import Surface, Words
from ui.theme import Theme


class MarkPicture(QWidget):
    """A mark beside words."""

    def __init__(self, theme: Theme, shape: Shape, role: str, *, side: int = 10) -> None:
        super().__init__()
        self.theme, self.shape, self.role = theme, shape, role
        self._side = side
        self.setFixedSize(theme.px(side) + 2, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self.theme.px(self._side)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        marks.draw(QPainter(self), self.shape, box, self.theme.colour(self.role))


def heading(theme: Theme, text: str) -> Words:
    """The heading of a section."""
    return Words(theme, text, style="caption_strong", role="text.secondary")


def marked_line(theme: Theme, shape: Shape, role: str, text: str, *, trailing: str = "") -> QWidget:
    """A mark, a sentence, and something at the right."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(MarkPicture(theme, shape, role), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Words(theme, text, wrap=True), 1)
    if trailing:
        row.addWidget(Words(theme, trailing, style="caption", role="text.tertiary"), 0, Qt.AlignmentFlag.AlignTop)
    line.setAccessibleName(text)
    return line


def quote(theme: Theme, text: str, role: str) -> QWidget:
    """A verbatim quotation with a bar at its left."""
    box = QWidget()
    bar = Surface(theme, role)
    bar.setFixedWidth(2)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(bar)
    row.addWidget(Words(theme, f"“{text}”", style="small", role="text.secondary", wrap=True), 1)
    return box


class FlagRow(Surface):
    """A red flag: mark, number and name, severity, quote. A click shows it in the thread.

    Signals:
        wished: its number.
    """

    wished = Signal(int)

    def __init__(self, theme: Theme, number: int, title: str, severity: str, level: str, matched: str) -> None:
        super().__init__(theme, None, edges="bottom")
        self.number = number
        self.setAccessibleName(f"{number}, {title}, {severity}: {matched}")
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

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.wished.emit(self.number)


class Banner(Surface):
    """A mark, a title, a figure and a sentence on the ground of a risk level."""

    def __init__(self, theme: Theme, level: str, title: str, figure: str, text: str) -> None:
        line = "line.hair" if level == "clear" else f"risk.{level}.line"
        super().__init__(theme, f"risk.{level}.bg", line=line, radius="card")
        self.setAccessibleName(". ".join(part for part in (title, figure, text) if part))
        top = QHBoxLayout()
        top.setSpacing(8)
        shape = Shape.TICK if level == "clear" else marks.RISK[level]
        top.addWidget(MarkPicture(theme, shape, f"risk.{level}.mark", side=11), 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(Words(theme, title, style="body_strong", wrap=True), 1)
        if figure:
            words = Words(theme, figure, style="small", role=f"risk.{level}.text")
            words.setMinimumHeight(theme.line("body"))
            top.addWidget(words, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(4)
        column.addLayout(top)
        if text:
            column.addWidget(Words(theme, text, style="small", role="text.primary", wrap=True))


def column_of(widget: QWidget, *, spacing: int = 8) -> QVBoxLayout:
    """The column of a panel."""
    column = QVBoxLayout(widget)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(spacing)
    return column


def emptied(column: QVBoxLayout) -> None:
    """Take everything out of a column."""
    while (item := column.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QHBoxLayout):
            while (part := inner.takeAt(0)) is not None:
                if (piece := part.widget()) is not None:
                    piece.hide()
                    piece.deleteLater()
