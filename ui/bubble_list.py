"""A list of bubbles: what a press on one does, by mouse and by key, and what may be done with a message."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from ui.theme import Theme
from ui.thread_delegate import ThreadDelegate
from ui.thread_items import Item, ItemKind
from ui.thread_list import ThreadList


class BubbleList(QListView):
    """Bubbles one below the other.

    Attributes:
        rows: what is shown.
        delegate: paints and measures it.

    Signals:
        opening_wished: a closed placeholder was pressed (its item).
        versions_wished: "Edited" was pressed (its item).
    """

    opening_wished = Signal(object)
    versions_wished = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.rows = ThreadList(self)
        self.delegate = ThreadDelegate(theme, self)
        self.setModel(self.rows)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("Messages")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By key the newest line in sight is pointed at, unless another one is."""
        super().focusInEvent(event)
        now = self.visualRect(self.currentIndex())
        if event.reason() is Qt.FocusReason.MouseFocusReason or now.intersects(self.viewport().rect()):
            return
        for row in range(self.rows.rowCount() - 1, -1, -1):
            place = self.visualRect(self.rows.index(row))
            if place.bottom() <= self.viewport().height() and self.rows.item(row).kind is not ItemKind.DAY:
                if place.bottom() > 0:
                    self.setCurrentIndex(self.rows.index(row))
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if pressed and self.currentIndex().isValid():
            self._press(self.rows.item(self.currentIndex().row()), on_footer=True)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return
        item, at = self.rows.item(index.row()), event.position() - self.visualRect(index).topLeft()
        at -= QPointF(0, self.delegate.lead if index.row() == 0 else 0)
        shape = self.delegate.shapes.shape(item, self.delegate.width)
        if shape.body.contains(at):
            self._press(item, on_footer=False, on_quote=shape.quote is not None and shape.quote.contains(at))
        elif shape.footer is not None and shape.footer.contains(at):
            self._press(item, on_footer=True)

    def _press(self, item: Item, *, on_footer: bool, on_quote: bool = False) -> None:
        """What a press does: opens a placeholder, tells of an edit, goes to what is quoted."""
        if item.kind is ItemKind.CARD and (item.url or item.on_disk):
            self.opening_wished.emit(item)
        elif on_footer and item.edited:
            self.versions_wished.emit(item)
        elif on_quote and item.answers and (row := self.rows.row_of(item.answers)) is not None:
            self.setCurrentIndex(self.rows.index(row))
            self.scrollTo(self.rows.index(row), QAbstractItemView.ScrollHint.PositionAtCenter)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            self.menu_of(self.rows.item(index.row())).popup(event.globalPos())

    def menu_of(self, item: Item) -> QMenu:
        """What may be done with a message."""
        menu = QMenu(self)
        menu.addAction("Copy", lambda: QGuiApplication.clipboard().setText(item.text))
        if item.edited:
            menu.addAction("Show earlier wordings", lambda: self.versions_wished.emit(item))
        return menu

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.doItemsLayout()
