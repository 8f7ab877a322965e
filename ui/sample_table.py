"""The examples that training would learn from, as a table that can be walked through."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidgetItem,
)

from app.store.samples import Sample
from app.wording import training as words
from ui.figure_table import QuietTable, dress_table
from ui.painting import chip_width, draw_chip, draw_text, text_width
from ui.plain import one_line, plain_tip
from ui.theme import Theme

#: Rows in sight before it scrolls.
ROWS = 8
#: Room before the text of a cell, as the style sheet has it with the frame of the focus.
PAD = 8


#: A masked part, as training sees it: its kind and its number.
MASKED = re.compile(r"\[([A-Z]+)_(\d+)\]")
#: Kinds that people call otherwise.
KINDS = {"ADDRESS": "Place", "GEO": "Place", "IBAN": "IBAN", "EMAIL": "E-mail", "QUOTED": "Bracket"}


class MaskedText(QStyledItemDelegate):
    """Paints a text whose masked parts stand as chips with the word of their kind."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        text = str(index.data())
        if MASKED.search(text) is None:
            super().paint(painter, option, index)
            return
        theme, box = self.theme, QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("bg.selected"))
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        left, end, font = box.left() + PAD, box.right() - PAD, theme.font("small")
        for n, part in enumerate(MASKED.split(text)):
            if n % 3 == 1:
                word = KINDS.get(part, part.capitalize())
                wide = chip_width(theme, word, mark=False)
                chip = QRectF(left, box.center().y() - theme.px(9), min(wide, end - left), theme.px(18))
                draw_chip(painter, theme, chip, word, fill="bg.chip", ink="text.secondary")
            elif n % 3 == 2:
                continue  # the number of the part
            else:
                wide = text_width(font, part)
                place = QRectF(left, box.top(), min(wide + 1, end - left), box.height())
                draw_text(painter, place, part, font, theme.colour("text.primary"))
            left += wide
            if left >= end:
                break
        painter.restore()


class SampleTable(QuietTable):
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
        for column in (1, 2):
            self.setItemDelegateForColumn(column, MaskedText(theme, self))
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
        self.begin_at_top()
        self._dress()

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the window."""

    def _dress(self) -> None:
        dress_table(self, self.theme)
        high = self.verticalHeader().defaultSectionSize()
        head = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(head + high * min(ROWS, max(1, self.rowCount())) + self.theme.px(4))


def _last_line(text: str) -> str:
    """What they said last before the answer."""
    lines = [line.removeprefix("Them: ") for line in text.splitlines() if line.startswith("Them: ")]
    return one_line(lines[-1] if lines else text)
