"""Marks with a shape and a word: urgency, risk and states, so that colour never stands alone."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


class Shape(StrEnum):
    """The forms a mark may take."""

    TRIANGLE = "triangle"
    HALF_DISC = "half disc"
    RING = "ring"
    DIAMOND = "diamond"
    OCTAGON = "octagon"
    DOT = "dot"
    TICK = "tick"
    DASHED_RING = "dashed ring"
    CROSS = "cross"
    BAR = "bar"
    PLUS = "plus"


#: Level of urgency → its shape; the colour roles are `urgency.<level>.mark|text|bg`.
URGENCY = {"now": Shape.TRIANGLE, "today": Shape.HALF_DISC, "soon": Shape.RING}
#: Level of risk → its shape; the colour roles are `risk.<level>.mark|text|bg`.
RISK = {"clear": Shape.DOT, "check": Shape.DIAMOND, "high": Shape.OCTAGON}


def draw(painter: QPainter, shape: Shape, box: QRectF, colour: QColor) -> None:
    """Draw `shape` inside `box` (square, logical pixels)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shape in _FILLED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPath(_FILLED[shape](box))
    else:
        pen = QPen(colour, max(1.5, box.width() * 0.16))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if shape is Shape.DASHED_RING:
            pen.setDashPattern([0.6, 1.6])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_STROKED[shape](box))
        if shape is Shape.HALF_DISC:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPie(_inner(box), 270 * 16, 180 * 16)
    painter.restore()


def _polygon(points: list[QPointF]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def _triangle(box: QRectF) -> QPainterPath:
    return _polygon(
        [
            QPointF(box.center().x(), box.top() + 0.5),
            box.bottomRight() - QPointF(0, 1),
            box.bottomLeft() - QPointF(0, 1),
        ]
    )


def _diamond(box: QRectF) -> QPainterPath:
    centre = box.center()
    return _polygon(
        [
            QPointF(centre.x(), box.top()),
            QPointF(box.right(), centre.y()),
            QPointF(centre.x(), box.bottom()),
            QPointF(box.left(), centre.y()),
        ]
    )


def _octagon(box: QRectF) -> QPainterPath:
    radius, centre = box.width() / 2 * 1.04, box.center()
    angles = [pi / 8 + n * pi / 4 for n in range(8)]
    return _polygon([centre + QPointF(radius * cos(angle), radius * sin(angle)) for angle in angles])


def _dot(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    side = box.width() * 0.5
    path.addEllipse(box.center(), side / 2, side / 2)
    return path


def _inner(box: QRectF) -> QRectF:
    inset = max(1.5, box.width() * 0.16) / 2
    return box.adjusted(inset, inset, -inset, -inset)


def _ring(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(_inner(box))
    return path


def _strokes(*lines: tuple[float, float, float, float]) -> Callable[[QRectF], QPainterPath]:
    def path(box: QRectF) -> QPainterPath:
        made = QPainterPath()
        for x1, y1, x2, y2 in lines:
            made.moveTo(box.left() + x1 * box.width(), box.top() + y1 * box.height())
            made.lineTo(box.left() + x2 * box.width(), box.top() + y2 * box.height())
        return made

    return path


_FILLED: dict[Shape, Callable[[QRectF], QPainterPath]] = {
    Shape.TRIANGLE: _triangle,
    Shape.DIAMOND: _diamond,
    Shape.OCTAGON: _octagon,
    Shape.DOT: _dot,
}
_STROKED: dict[Shape, Callable[[QRectF], QPainterPath]] = {
    Shape.RING: _ring,
    Shape.HALF_DISC: _ring,
    Shape.DASHED_RING: _ring,
    Shape.TICK: _strokes((0.1, 0.55, 0.4, 0.85), (0.4, 0.85, 0.92, 0.2)),
    Shape.CROSS: _strokes((0.15, 0.15, 0.85, 0.85), (0.85, 0.15, 0.15, 0.85)),
    Shape.BAR: _strokes((0.08, 0.5, 0.92, 0.5)),
    Shape.PLUS: _strokes((0.08, 0.5, 0.92, 0.5), (0.5, 0.08, 0.5, 0.92)),
}
