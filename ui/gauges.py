"""Three arcs for unpaid work, scam and time drain, each with the mark of the threshold."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import marks
from ui.painting import CENTRE, draw_text, text_width
from ui.theme import Theme

WORDS = {"clear": "Clear", "check": "Check", "high": "High"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One arc: its word, its score in [0, 1] and the level that score means."""

    word: str
    score: float
    level: str
    threshold: float

    @property
    def spoken(self) -> str:
        """Read aloud: "Unpaid work 63 of 100, check, threshold 60"."""
        level, threshold = WORDS[self.level].lower(), round(self.threshold * 100)
        return f"{self.word} {self.percent} of 100, {level}, threshold {threshold}"

    @property
    def percent(self) -> int:
        """The score as shown."""
        return round(self.score * 100)


class Gauges(QWidget):
    """Arcs side by side."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.readings: tuple[Reading, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_readings(self, *readings: Reading) -> None:
        """Show these arcs."""
        self.readings = readings
        self.setAccessibleName(". ".join(reading.spoken for reading in readings))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(280), self.theme.px(92))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / max(1, len(self.readings))
        for n, reading in enumerate(self.readings):
            self._paint(painter, reading, QRectF(n * wide, 0, wide, self.height()))

    def _paint(self, painter: QPainter, reading: Reading, box: QRectF) -> None:
        theme, radius = self.theme, self.theme.px(32)
        centre = QPointF(box.center().x(), theme.px(44))
        arc = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        pen = QPen(theme.colour("line.hair"), theme.px(6))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawArc(arc, 180 * 16, -180 * 16)
        pen.setColor(theme.colour(f"risk.{reading.level}.mark"))
        painter.setPen(pen)
        painter.drawArc(arc, 180 * 16, round(-180 * 16 * max(0.02, min(1.0, reading.score))))
        angle = pi * (1 - reading.threshold)
        inner, outer = radius + theme.px(5), radius + theme.px(10)
        painter.setPen(QPen(theme.colour("text.secondary"), 1.5))
        tick = QPointF(cos(angle), -sin(angle))
        painter.drawLine(centre + tick * inner, centre + tick * outer)
        number = QRectF(box.left(), centre.y() - theme.px(19), box.width(), theme.px(22))
        draw_text(painter, number, str(reading.percent), theme.font("title"), theme.colour("text.primary"), CENTRE)
        word = QRectF(box.left(), centre.y() + theme.px(10), box.width(), theme.px(16))
        draw_text(painter, word, reading.word, theme.font("small"), theme.colour("text.primary"), CENTRE)
        self._paint_level(painter, reading, QRectF(box.left(), centre.y() + theme.px(28), box.width(), theme.px(16)))

    def _paint_level(self, painter: QPainter, reading: Reading, line: QRectF) -> None:
        theme, font = self.theme, self.theme.font("caption")
        word, side = WORDS[reading.level], self.theme.px(8)
        wide = text_width(font, word) + 1
        left = line.center().x() - (wide + side + theme.px(4)) / 2
        mark = QRectF(left, line.center().y() - side / 2, side, side)
        marks.draw(painter, marks.RISK[reading.level], mark, theme.colour(f"risk.{reading.level}.mark"))
        place = QRectF(mark.right() + theme.px(4), line.top(), wide, line.height())
        draw_text(painter, place, word, font, theme.colour(f"risk.{reading.level}.text"))
