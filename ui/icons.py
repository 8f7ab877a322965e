"""Icons tinted by role: the colour goes into the SVG before it is drawn, sharp at every device ratio."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

FOLDER = Path(resources.__file__).parent / "icons"


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """The icon `name` in `colour` ("#RRGGBB"), `size` logical pixels square, for a screen of `ratio`."""
    svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    side = round(size * ratio)
    image = QPixmap(side, side)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def draw(painter: QPainter, name: str, box: QRectF, colour: QColor) -> None:
    """Draw an icon centred in `box`, as large as its smaller side."""
    side = int(min(box.width(), box.height()))
    ratio = painter.device().devicePixelRatioF()
    place = box.center()
    painter.drawPixmap(
        round(place.x() - side / 2), round(place.y() - side / 2), pixmap(name, colour.name(), side, ratio)
    )
