"""What was given and what came back, as two bars and a line (FEATURES: time and words against bookings, payments)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.domain import Reciprocity
from ui.painting import LEFT, RIGHT, draw_text, rounded, text_width
from ui.theme import Theme


class GiveAndTake(QWidget):
    """Your words over theirs, each bar as long as its share of the longer one."""

    def __init__(self, theme: Theme, found: Reciprocity, other: str) -> None:
        super().__init__()
        self.theme = theme
        self._sides = (("You", found.words_given, "accent.solid"), (other, found.words_received, "chart.3"))
        self.setAccessibleName(", ".join(f"{name} {count:,} words" for name, count, _role in self._sides))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(240), 2 * self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, high = self.theme, QPainter(self), self._line()
        font, quiet = theme.font("small"), theme.font("caption")
        counts = [f"{count:,} words" for _name, count, _role in self._sides]
        right = max(text_width(quiet, words) for words in counts) + theme.px(8)
        left = min(max(text_width(font, name) for name, _count, _role in self._sides), self.width() * 0.3) + theme.px(8)
        room, most = max(10.0, self.width() - left - right), max(1, *(count for _name, count, _role in self._sides))
        for n, (name, count, role) in enumerate(self._sides):
            line = QRectF(0, n * high, self.width(), high)
            name_box = QRectF(0, line.top(), left - theme.px(8), high)
            draw_text(painter, name_box, name, font, theme.colour("text.primary"), LEFT)
            bar = QRectF(left, line.center().y() - theme.px(2), room, theme.px(4))
            rounded(painter, bar, theme.px(2), theme.colour("line.hair"), None)
            bar.setWidth(max(theme.px(4), room * count / most) if count else 0)
            rounded(painter, bar, theme.px(2), theme.colour(role), None)
            draw_text(painter, line, counts[n], quiet, theme.colour("text.secondary"), RIGHT)

    def _line(self) -> int:
        return self.theme.line("small") + self.theme.px(4)
