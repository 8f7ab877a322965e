"""What stands in a row of the adapters: the name, the state, and what a test came to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.wording.gate import Measured
from ui import marks
from ui.chips import Chip
from ui.marks import Shape
from ui.painting import draw_chip, draw_text
from ui.plain import plain_tip
from ui.surface import Elided
from ui.theme import Theme

#: How it is marked whether a test holds.
MARKS = {
    True: (Shape.TICK, "positive.mark"),
    False: (Shape.CROSS, "risk.high.mark"),
    None: (Shape.DASHED_RING, "text.tertiary"),
}


class Cell(QWidget):
    """What one test came to: a mark and a word, and the figure below."""

    def __init__(self, theme: Theme, one: Measured) -> None:
        super().__init__()
        self.theme, self.measured = theme, one
        self.setToolTip(plain_tip(one.spoken))
        self.setAccessibleName(one.spoken)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(100), self.theme.line("body") + self.theme.line("caption"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, one = self.theme, QPainter(self), self.measured
        cell = one.figure.cell if one.figure is not None else ""
        first, second = theme.line("body"), theme.line("caption") if cell else 0
        top, side = (self.height() - first - second) / 2, theme.px(10)
        mirrored = self.isRightToLeft()
        left = self.width() - side - 1 if mirrored else 1
        shape, role = MARKS[one.holds]
        marks.draw(painter, shape, QRectF(left, top + (first - side) / 2, side, side), theme.colour(role))
        gap = theme.px(17)
        room = QRectF(0 if mirrored else gap, top, self.width() - gap - 2, first)
        draw_text(painter, room, one.short, theme.font("body"), theme.colour("text.primary"))
        if cell:
            below = QRectF(room.left(), top + first, room.width(), second)
            draw_text(painter, below, cell, theme.font("caption"), theme.colour("text.secondary"))


class Named(QWidget):
    """The name of a version, and below it a word for each thing that is to be known of it."""

    def __init__(self, theme: Theme, name: str, more: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch()
        column.addWidget(Elided(theme, name, style="body_strong"))
        if more:
            column.addWidget(Elided(theme, " · ".join(word for word, _ in more), style="caption"))
            self.setToolTip(plain_tip("\n".join(said for _, said in more)))
            for label in self.findChildren(Elided):
                label.setToolTip(self.toolTip())
        column.addStretch()


class StateChip(Chip):
    """Where a version stands; the one in use stands out."""

    def __init__(self, theme: Theme, word: str, stands_out: bool) -> None:
        super().__init__(theme, word)
        self._stands_out = stands_out

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stands_out:
            super().paintEvent(event)
            return
        draw_chip(QPainter(self), self.theme, QRectF(self.rect()), self.text(), fill="accent.soft", ink="accent.onSoft")
