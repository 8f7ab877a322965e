"""A switch: on or off at once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from ui.painting import rounded
from ui.theme import Theme

WIDE, HIGH, ROOM = 36, 20, 24


class Switch(QCheckBox):
    """A check box painted as a switch; `name` is read aloud with it."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(WIDE) + 6, self.theme.px(ROOM) + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, place: object) -> bool:
        """All of it is pressed."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, high = theme.px(WIDE), theme.px(HIGH)
        track = QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)
        on = self.isChecked()
        rounded(painter, track, high / 2, theme.colour("accent.solid" if on else "line.control"), None)
        if self.hasFocus():
            ring = track.adjusted(-3, -3, 3, 3)
            rounded(painter, ring, ring.height() / 2, None, theme.colour("focus.ring"), 2)
        right = on is not self.isRightToLeft()
        centre = track.right() - high / 2 if right else track.left() + high / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text.onAccent"))
        painter.drawEllipse(QPointF(centre, track.center().y()), high / 2 - theme.px(3), high / 2 - theme.px(3))
