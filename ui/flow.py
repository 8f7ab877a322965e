"""Pieces side by side that go on in the next line where there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """A layout that wraps; its items keep their own sizes, none is wider than the whole."""

    def __init__(self, *, spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = spacing
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._laid_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, box: QRect) -> None:
        super().setGeometry(box)
        self._laid_out(box, move=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        return QSize(24, max((item.sizeHint().height() for item in self._items), default=0))

    def _laid_out(self, box: QRect, *, move: bool) -> int:
        """Place the items in a box; returns how high they stand together."""
        left, top, high = box.left(), box.top(), 0
        holder = self.parentWidget()
        mirrored = holder is not None and holder.isRightToLeft()
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(24, box.width()), 100_000))
            if left > box.left() and left + size.width() > box.right() + 1:
                left, top, high = box.left(), top + high + self._gap, 0
            if move:
                at = box.left() + box.right() + 1 - left - size.width() if mirrored else left
                item.setGeometry(QRect(QPoint(at, top), size))
            left += size.width() + self._gap
            high = max(high, size.height())
        return top + high - box.top()
