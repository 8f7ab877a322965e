"""The picture in the tray: our mark in one colour, with the count of what is urgent; dimmed while Sotto rests."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPixmap

from ui import icons
from ui.keys import MAC
from ui.painting import CENTRE

#: Logical sides that trays ask for, and how strong the icon is while Sotto rests.
SIDES, DIMMED = (16, 18, 22, 24, 32, 48), 0.45
MOST = 9


def ink() -> QColor:
    """One colour that stands out on the system's bars; a Mac tints the template itself."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return QColor(Qt.GlobalColor.white if dark and not MAC else Qt.GlobalColor.black)


def drawn(count: int, *, paused: bool, colour: QColor | None = None) -> QIcon:
    """The icon for so many urgent conversations; no number for none."""
    icon = QIcon()
    for side in SIDES:
        for ratio in (1, 2):
            icon.addPixmap(_pixmap(side, ratio, count, paused=paused, colour=colour or ink()))
    icon.setIsMask(MAC)
    return icon


def _pixmap(side: int, ratio: int, count: int, *, paused: bool, colour: QColor) -> QPixmap:
    image = QPixmap(side * ratio, side * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if paused:
        painter.setOpacity(DIMMED)
    mark = QRectF(0, 0, side, side)
    if not count:
        icons.draw(painter, "sotto", mark, colour)
    else:
        icons.draw(painter, "sotto", QRectF(0, 0, side * 0.62, side), colour)
        font = QFont()
        font.setPixelSize(round(side * (0.62 if count <= MOST else 0.46)))
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.setPen(colour)
        shown = str(count) if count <= MOST else f"{MOST}+"
        painter.drawText(QRectF(side * 0.5, 0, side * 0.5, side), int(CENTRE), shown)
    painter.end()
    return image
