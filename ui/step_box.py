"""A suggested step with a box that the person ticks for themselves."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from ui import marks
from ui.marks import Shape
from ui.painting import rounded
from ui.theme import Theme
from ui.thread_layout import flowed

BOX, TEXT = 16, 24


class StepBox(QCheckBox):
    """A check box whose words wrap; done steps are quieter.

    Signals:
        toggled_by_hand: the person ticked it (True) or took the tick away.
    """

    toggled_by_hand = Signal(bool)

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self.theme = theme
        self.setText(text.replace("&", "&&"))
        self._words = text
        self.setAccessibleName(text)
        self.setAccessibleDescription("Only you see this")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self.toggled_by_hand)

    def tick(self, on: bool) -> None:
        """Show it as done, or not; nobody is told."""
        self.setChecked(on)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self.theme.px(24), round(self._flowed(width)[1]) + self.theme.px(4))

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(240), self.heightForWidth(self.theme.px(240)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(100), self.theme.px(24))

    def hitButton(self, place: object) -> bool:
        """All of it is pressed, the words too."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        mirrored, side = self.isRightToLeft(), theme.px(BOX)
        left = self.width() - side - 1 if mirrored else 0
        box = QRectF(left, theme.px(4), side, side)
        fill = "accent.solid" if self.isChecked() else "bg.raised"
        line = None if self.isChecked() else theme.colour("line.control")
        rounded(painter, box, theme.radius("key"), theme.colour(fill), line)
        if self.isChecked():
            inner = box.adjusted(side * 0.22, side * 0.22, -side * 0.22, -side * 0.22)
            marks.draw(painter, Shape.TICK, inner, theme.colour("text.onAccent"))
        layout, _high = self._flowed(self.width())
        painter.setPen(theme.colour("text.tertiary" if self.isChecked() else "text.primary"))
        layout.draw(painter, QPointF(0 if mirrored else theme.px(TEXT), theme.px(2)))
        if self.hasFocus():
            rounded(painter, QRectF(self.rect()), theme.radius("key"), None, theme.colour("focus.ring"), 2)

    def _flowed(self, width: int) -> tuple[QTextLayout, float]:
        theme = self.theme
        room = max(theme.px(40), width - theme.px(TEXT))
        layout, _wide, high = flowed(self._words, theme.font("body"), room, theme.line("body"))
        return layout, high
