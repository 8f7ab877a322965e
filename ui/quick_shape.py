"""Where quick reply stands on the screen, and what its rows scroll in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.surface import Surface, set_base
from ui.theme import Theme

WIDE, HIGH, EDGE = 420, 520, 8
#: From this size of text on saying no stands second, however large the screen.
LARGE = 2.0


def place(theme: Theme, beside: QRect | None) -> QRect:
    """Beside the tray icon, else in the middle of the screen that the pointer is on; never larger than it."""
    room = _room(beside.center() if beside is not None else QCursor.pos())
    size = QSize(theme.px(WIDE), theme.px(HIGH)).boundedTo(room.size())
    corner = QPoint(room.center().x() - size.width() // 2, room.top() + (room.height() - size.height()) // 3)
    if beside is not None:
        is_above = beside.center().y() < room.center().y()
        top = beside.bottom() + EDGE if is_above else beside.top() - EDGE - size.height()
        corner = QPoint(beside.center().x() - size.width() // 2, top)
    left = min(max(room.left(), corner.x()), room.left() + room.width() - size.width())
    top = min(max(room.top(), corner.y()), room.top() + room.height() - size.height())
    return QRect(QPoint(left, top), size)


def is_tight(theme: Theme) -> bool:
    """Whether text is so large that less fits than it is drawn for."""
    room = _room(QCursor.pos())
    return theme.scale >= LARGE or theme.px(HIGH) > room.height() or theme.px(WIDE) > room.width()


def _room(at: QPoint) -> QRect:
    screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
    return screen.availableGeometry().adjusted(EDGE, EDGE, -EDGE, -EDGE)


class _Area(QScrollArea):
    """Arrows choose rows, they do not scroll."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def scrolled(rows: Sequence[QWidget], theme: Theme) -> QScrollArea:
    """Rows under each other; where text is large they scroll."""
    inside = Surface(theme, "bg.content")
    column = QVBoxLayout(inside)
    column.setContentsMargins(EDGE, 0, EDGE, EDGE)
    column.setSpacing(0)
    for row in rows:
        column.addWidget(row)
    column.addStretch()
    area = _Area()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    set_base(area, theme, "bg.content")
    return area
