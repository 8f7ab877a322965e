"""What the person asked, as a bubble of their own."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.painting import corner_path
from ui.theme import Theme
from ui.thread_layout import PAD_X, PAD_Y, WIDEST, flowed


class QuestionBubble(QWidget):
    """Stands at the right, 75 % wide at most."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self.theme, self.text = theme, text
        self.setAccessibleName(self.tr("You asked: {text}").format(text=text))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._flowed(width)[2]) + 2 * self.theme.px(PAD_Y)

    def sizeHint(self) -> QSize:
        width = max(self.width(), self.theme.px(200))
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        layout, wide, high = self._flowed(self.width())
        box = QRectF(0, 0, wide + 2 * theme.px(PAD_X) + 1, high + 2 * theme.px(PAD_Y))
        box.moveRight(self.width())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("bubble.mine"))
        full, tail = theme.radius("bubble"), theme.radius("bubble_tail")
        painter.drawPath(corner_path(box, full, (full, full, tail, full)))
        painter.setPen(theme.colour("bubble.text"))
        layout.draw(painter, QPointF(box.left() + theme.px(PAD_X), theme.px(PAD_Y)))

    def _flowed(self, width: int) -> tuple[QTextLayout, float, float]:
        theme = self.theme
        room = max(40.0, width * WIDEST - 2 * theme.px(PAD_X))
        return flowed(self.text, theme.font("bubble"), room, theme.line("bubble"))
