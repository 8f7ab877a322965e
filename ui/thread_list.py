"""The rows of the open thread, and the lines they come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.desk_rows import ThreadLine
from engine.domain import RedFlag
from ui.thread_items import Item, Mark, items

ITEM = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


class ThreadList(QAbstractListModel):
    """What the thread view shows.

    Attributes:
        lines: the lines loaded so far, oldest first.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[ThreadLine] = []
        self._items: list[Item] = []

    def show_lines(
        self,
        lines: Sequence[ThreadLine],
        *,
        name: str,
        is_group: bool,
        now: datetime,
        flags: Sequence[RedFlag],
        answered: datetime | None = None,
    ) -> bool:
        """Show these lines; False when nothing to paint has changed."""
        made = items(lines, name=name, is_group=is_group, now=now, flags=flags, answered=answered)
        self.lines = list(lines)
        if made == self._items:
            return False
        if made[: len(self._items)] == self._items:
            self.beginInsertRows(QModelIndex(), len(self._items), len(made) - 1)
            self._items = made
            self.endInsertRows()
            return True
        self.beginResetModel()
        self._items = made
        self.endResetModel()
        return True

    def item(self, at: int) -> Item:
        """The item of a row."""
        return self._items[at]

    def row_of(self, message_id: int, part: int | None = None) -> int | None:
        """The row of a message, or of one part of it."""
        for at, item in enumerate(self._items):
            if item.message_id == message_id and item.part >= 0 and part in (None, item.part):
                return at
        return None

    def marks(self) -> list[tuple[int, Mark]]:
        """Every marked span with its row, in reading order."""
        return [(at, mark) for at, item in enumerate(self._items) for mark in sorted(item.marks, key=lambda m: m.start)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Qt's own signature
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return item.spoken
            case role if role == ITEM:
                return item
        return None
