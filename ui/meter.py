"""A bar that fills."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar

from ui.painting import rounded
from ui.theme import Theme


class Meter(QProgressBar):
    """Qt's progress bar, painted by role."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setTextVisible(False)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        rounded(painter, box, box.height() / 2, self.theme.colour("bg.sunken"), None)
        span = self.maximum() - self.minimum()
        share = (self.value() - self.minimum()) / span if span > 0 else 0.0
        if share > 0:
            full = QRectF(0, 0, max(box.height(), box.width() * share), box.height())
            if self.isRightToLeft():
                full.moveRight(box.right())
            rounded(painter, full, box.height() / 2, self.theme.colour("accent.base"), None)
