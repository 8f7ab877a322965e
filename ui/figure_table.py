"""The figures of a chart as a table, for the keyboard and for reading aloud."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem

from app.insight_tables import Table, shown
from ui.surface import set_base
from ui.theme import Theme


class QuietTable(QTableWidget):
    """A table that marks where one is only while the keyboard is in it."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setCurrentIndex(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.clearSelection()

    def begin_at_top(self) -> None:
        """Stand on the first cell, without marking it yet."""
        if self.rowCount() and self.currentRow() < 0:
            self.setCurrentCell(0, 0)
            if not self.hasFocus():
                self.clearSelection()


class FigureTable(QuietTable):
    """Numbers that can be read and walked through, not changed.

    Signals:
        left: T or Esc was pressed.
    """

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.letters = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setHighlightSections(False)
        self.setAccessibleName("Table")
        theme.changed.connect(self._dress)
        self._dress()

    def show_table(self, table: Table, *, digits: int = 1) -> None:
        """Show these figures, with so many digits behind the point."""
        self.setRowCount(len(table.rows))
        self.setColumnCount(1 + len(table.columns))
        headings = [table.first, *(heading for _key, heading in table.columns)]
        for column, heading in enumerate(headings):
            item = QTableWidgetItem(heading)
            item.setTextAlignment(_side(column))
            self.setHorizontalHeaderItem(column, item)
        for place, row in enumerate(table.rows):
            for column, text in enumerate([row.label, *(shown(number, digits=digits) for number in row.numbers)]):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_side(column))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.label}, {headings[column]} {text}")
                self.setItem(place, column, item)
        dress_headings(self, self.theme)
        self._widen()
        self.begin_at_top()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape or (self.letters and event.key() == Qt.Key.Key_T):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the window."""

    def _widen(self) -> None:
        """Numbers have the room they need, labels the rest."""
        header = self.horizontalHeader()
        for column in range(1, self.columnCount()):
            wide = max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, wide + self.theme.px(14))
        if self.columnCount():
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _dress(self) -> None:
        dress_table(self, self.theme)
        self.setMinimumHeight(self.theme.px(150))
        self._widen()


def dress_table(table: QTableWidget, theme: Theme) -> None:
    """Give a table its inks, fonts and row height."""
    set_base(table, theme, "bg.raised")
    ground = table.palette()
    ground.setColor(QPalette.ColorRole.Highlight, theme.colour("bg.selected"))
    ground.setColor(QPalette.ColorRole.HighlightedText, theme.colour("text.primary"))
    table.setPalette(ground)
    table.setFont(theme.font("small"))
    header = table.horizontalHeader()
    dress_headings(table, theme)
    palette = header.palette()
    palette.setColor(QPalette.ColorRole.Button, theme.colour("bg.raised"))
    palette.setColor(QPalette.ColorRole.Window, theme.colour("bg.raised"))
    palette.setColor(QPalette.ColorRole.ButtonText, theme.colour("text.secondary"))
    header.setPalette(palette)
    table.verticalHeader().setDefaultSectionSize(theme.px(24))


def dress_headings(table: QTableWidget, theme: Theme) -> None:
    """Small and quiet; each carries it itself, for the style sheet knows lengths only."""
    for column in range(table.columnCount()):
        if (item := table.horizontalHeaderItem(column)) is not None:
            item.setFont(theme.font("caption_strong"))
            item.setForeground(theme.colour("text.secondary"))


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
