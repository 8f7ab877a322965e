"""A key cap and what it does, beside a field."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.painting import draw_key, draw_text, key_width, text_width
from ui.theme import Theme


class KeyHint(QWidget):
    """Not to be pressed; it has the ground of a field."""

    def __init__(self, theme: Theme, key: str, words: str) -> None:
        super().__init__()
        self.theme, self._key, self._words = theme, key, words
        self.setAccessibleName(f"{key}: {words}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        theme = self.theme
        wide = key_width(theme, self._key) + theme.px(8) + text_width(theme.font("small"), self._words)
        return QSize(round(wide + 1), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        painter.fillRect(box, theme.colour("bg.field"))
        cap = key_width(theme, self._key)
        draw_key(painter, theme, QRectF(0, 0, cap, box.height()), self._key)
        words = box.adjusted(cap + theme.px(8), 0, 0, 0)
        draw_text(painter, words, self._words, theme.font("small"), theme.colour("text.tertiary"))
