"""A paragraph with small numbers of the sources it rests on; a press on a number names it."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ui.theme import Theme
from ui.thread_layout import SUPERSCRIPTS, flowed, utf16

#: How answers write the number of a source into a sentence.
_NUMBER = re.compile(r"\s*\[(\d+)\]")


class CitedText(QWidget):
    """Plain text; the numbers stand raised behind it.

    Attributes:
        text: what is shown, without numbers.
        sources: the numbers.

    Signals:
        cited: a number was pressed.
    """

    cited = Signal(int)

    def __init__(
        self, theme: Theme, text: str, sources: tuple[int, ...] = (), *, style: str = "bubble", strong: bool = False
    ) -> None:
        super().__init__()
        self.theme = theme
        self._style, self._strong = style, strong
        self.text = _NUMBER.sub(lambda found: "" if int(found[1]) in sources else found[0], text)
        self.sources = sources
        self._shown = self.text + "".join(f"\u2009{str(number).translate(SUPERSCRIPTS)}" for number in sources)
        said = ", ".join(f"source {number}" for number in sources)
        self.setAccessibleName(f"{self.text} ({said})" if said else self.text)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(bool(sources))
        theme.changed.connect(self.updateGeometry)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._flowed(width)[2] + 0.5)

    def sizeHint(self) -> QSize:
        _layout, wide, high = self._flowed(self.theme.px(2000))
        return QSize(round(wide) + 2, round(high))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(80), self.theme.line(self._style))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        layout, _wide, _high = self._flowed(self.width())
        painter.setPen(self.theme.colour("text.primary"))
        layout.draw(painter, QPointF(), [self._raised(start, end) for start, end in self._ranges()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._number_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position())
        if number is not None:
            self.cited.emit(number)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Copy"), lambda: QGuiApplication.clipboard().setText(self.text))
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def number_place(self, number: int) -> QPointF:
        """The middle of a number's place, for whoever presses it."""
        layout, _wide, _high = self._flowed(self.width())
        start, end = self._ranges()[self.sources.index(number)]
        line = layout.lineForTextPosition(start)
        return QPointF((_x(line.cursorToX(start)) + _x(line.cursorToX(end))) / 2, line.y() + line.height() / 2)

    def _number_at(self, at: QPointF) -> int | None:
        layout, _wide, _high = self._flowed(self.width())
        for number, (start, end) in zip(self.sources, self._ranges(), strict=True):
            line = layout.lineForTextPosition(start)
            near = self.theme.px(6)  # the number itself is smaller than a pointer's target
            left, right = _x(line.cursorToX(start)) - near, _x(line.cursorToX(end)) + near
            if line.y() - near <= at.y() <= line.y() + line.height() + near and left <= at.x() <= right:
                return number
        return None

    def _ranges(self) -> list[tuple[int, int]]:
        """Begin and end of every number in UTF-16 units."""
        made, at = [], utf16(self.text, len(self.text))
        for number in self.sources:
            end = at + 1 + len(str(number))
            made.append((at + 1, end))
            at = end
        return made

    def _flowed(self, width: int) -> tuple[QTextLayout, float, float]:
        font = self.theme.font(self._style, strong=self._strong)
        return flowed(self._shown, font, max(40, width), self.theme.line(self._style))

    def _raised(self, start: int, end: int) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        made.start, made.length = start, end - start
        made.format = QTextCharFormat()
        made.format.setForeground(self.theme.colour("accent.base"))
        return made


def _x(found: object) -> float:
    """`QTextLine.cursorToX` answers with a tuple in some bindings."""
    return float(found[0]) if isinstance(found, tuple) else float(str(found))
