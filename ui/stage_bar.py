"""How far a piece of business has come, as five pieces of a bar with its word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.painting import CENTRE, LEFT, RIGHT, draw_text, rounded, text_width
from ui.theme import Theme

PIECES = 5


class StageBar(QWidget):
    """Painted; `reached` is 1 to 5, 0 where the talk rests. `ends` are the words of the first and the last stage."""

    def __init__(self, theme: Theme, reached: int, word: str, ends: tuple[str, str]) -> None:
        super().__init__()
        self.theme, self.reached, self.word, self._ends = theme, reached, word, ends
        self.setAccessibleName(f"Stage: {word}, {reached} of {PIECES}" if reached else f"Stage: {word}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(240), self.theme.px(10) + self.theme.line("small"))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        if self.isRightToLeft():
            painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        gap, high = theme.px(3), theme.px(4)
        wide = (self.width() - (PIECES - 1) * gap) / PIECES
        for n in range(PIECES):
            role = "line.hair" if n >= self.reached else "accent.solid" if n == self.reached - 1 else "accent.line"
            place = self._mirrored(QRectF(n * (wide + gap), theme.px(2), wide, high))
            rounded(painter, place, high / 2, theme.colour(role), None)
        self._paint_words(painter, wide + gap)

    def _paint_words(self, painter: QPainter, step: float) -> None:
        theme = self.theme
        line = QRectF(0, theme.px(9), self.width(), theme.line("small"))
        font = theme.font("small", strong=True)
        half = text_width(font, self.word) / 2 + 1
        middle = (self.reached - 0.5) * step if self.reached else half
        left = min(max(0.0, middle - half), max(0.0, self.width() - 2 * half))
        ink = theme.colour("accent.base" if self.reached else "text.secondary")
        place = self._mirrored(QRectF(left, line.top(), min(2 * half, self.width()), line.height()))
        draw_text(painter, place, self.word, font, ink, CENTRE)
        if not self.reached:
            return
        plain, quiet, gap = theme.font("small"), theme.colour("text.tertiary"), theme.px(8)
        first, last = (text_width(plain, word) for word in self._ends)
        if self.reached > 1 and first + gap <= left:
            draw_text(painter, line, self._ends[0], plain, quiet, LEFT)
        if self.reached < PIECES and left + 2 * half + gap + last <= self.width():
            draw_text(painter, line, self._ends[1], plain, quiet, RIGHT)

    def _mirrored(self, place: QRectF) -> QRectF:
        if not self.isRightToLeft():
            return place
        return QRectF(self.width() - place.right(), place.top(), place.width(), place.height())
