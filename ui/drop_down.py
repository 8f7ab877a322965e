"""A drop-down: one of a few values, painted like a button with an arrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from ui import icons
from ui.painting import draw_text, rounded, text_width
from ui.surface import set_base
from ui.theme import Theme

PADDING, ARROW = 12, 14


class DropDown(QComboBox):
    """Values with their words; the wheel scrolls the page instead.

    Signals:
        chosen: the value that the person chose.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self.theme = theme
        self._values: list[Any] = []
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.activated.connect(lambda at: self.chosen.emit(self._values[at]))
        self.currentIndexChanged.connect(lambda _at: self.updateGeometry())
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def value(self) -> Any:
        """What is chosen now."""
        return self._values[self.currentIndex()]

    def offer(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer values with their words, in this order; what was chosen stays if it is among them."""
        was = self.value if self._values else None
        self.clear()
        self._values = [value for value, _words in choices]
        self.addItems([words for _value, words in choices])
        if was in self._values:
            self.setCurrentIndex(self._values.index(was))

    def show_value(self, value: Any, words: str) -> None:
        """Show a value; one that is not offered is added under `words`."""
        if value not in self._values:
            self._values.append(value)
            self.addItem(words)
        self.setCurrentIndex(self._values.index(value))

    def sizeHint(self) -> QSize:
        wide = text_width(self.theme.font("body"), self.currentText()) + self.theme.px(2 * PADDING + ARROW + 8)
        return QSize(round(wide + 0.5), self.theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(64), self.theme.size("control"))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:
        """As wide as its widest words need. The list is made here: it costs more than the rest of the drop-down."""
        font = self.theme.font("body")
        self.view().setFont(font)
        set_base(self.view(), self.theme, "bg.raised")
        widest = max((text_width(font, self.itemText(at)) for at in range(self.count())), default=0)
        self.view().setMinimumWidth(max(self.width(), round(widest) + self.theme.px(48)))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        if not self.isEnabled():
            painter.setOpacity(0.5)
        fill = "bg.hover" if self.underMouse() and self.isEnabled() else "bg.raised"
        radius = theme.radius("control")
        rounded(painter, box, radius, theme.colour(fill), theme.colour("line.strong"))
        if self.hasFocus():
            rounded(painter, box, radius, None, theme.colour("focus.ring"), 2)
        pad, side = theme.px(PADDING), theme.px(ARROW)
        mirrored = self.isRightToLeft()
        at = box.left() + pad - 2 if mirrored else box.right() - pad - side + 2
        arrow = QRectF(at, box.center().y() - side / 2, side, side)
        icons.draw(painter, "chevron-down", arrow, theme.colour("text.secondary"))
        before, after = (side + 8, 0) if mirrored else (0, side + 8)
        inside = box.adjusted(pad + before, 0, -pad - after, 0)
        draw_text(painter, inside, self.currentText(), theme.font("body"), theme.colour("text.primary"))

    def _dress(self) -> None:
        self.setFont(self.theme.font("body"))
        self.updateGeometry()
