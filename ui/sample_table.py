"""The examples that training would learn from, as a table that can be walked through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem

from app.store.samples import Sample
from app.wording import training as words
from ui.figure_table import dress_table
from ui.plain import one_line, plain_tip
from ui.theme import Theme

#: Rows in sight before it scrolls.
ROWS = 8


class SampleTable(QTableWidget):
    """Source, what they wrote and what was answered, both masked, and quality."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setAccessibleName(self.tr("Samples to learn from"))
        headings = [self.tr("Source"), self.tr("They wrote, masked"), self.tr("You answered"), self.tr("Quality")]
        self.setColumnCount(len(headings))
        self.setHorizontalHeaderLabels(headings)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, mode in enumerate(("ResizeToContents", "Stretch", "Stretch", "ResizeToContents")):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode[mode])
        theme.changed.connect(self._dress)
        self._dress()

    def show_samples(self, found: Sequence[Sample]) -> None:
        """Show these, newest first."""
        self.setRowCount(len(found))
        for place, sample in enumerate(found):
            source = words.SOURCES.get(sample.source, sample.source)
            texts = (source, _last_line(sample.input), one_line(sample.output), words.quality(sample))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(sample.input if column == 1 else sample.output if column == 2 else text))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(texts))
                self.setItem(place, column, item)
        if found and self.currentRow() < 0:
            self.setCurrentCell(0, 0)
        self._dress()

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the window."""

    def _dress(self) -> None:
        dress_table(self, self.theme)
        high = self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(high * (1 + min(ROWS, max(1, self.rowCount()))) + self.theme.px(8))


def _last_line(text: str) -> str:
    """What they said last before the answer."""
    lines = [line.removeprefix("Them: ") for line in text.splitlines() if line.startswith("Them: ")]
    return one_line(lines[-1] if lines else text)
