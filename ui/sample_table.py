"""The examples that training would learn from, as a table that can be walked through."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
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
from ui import marks
from ui.figure_table import QuietTable, dress_table
from ui.marks import Shape
from ui.painting import chip_width, draw_chip, draw_text, rounded, text_width
from ui.plain import one_line, plain_tip
from ui.theme import Theme

#: Rows in sight before it scrolls, and their height.
ROWS, HIGH = 8, 30
#: The column with the tick, its box, and the role of the data that says whether there is one.
TICK, BOX, TICKED = 0, 15, Qt.ItemDataRole.UserRole
QUALITIES = {
    "Strong": (Shape.TICK, "positive.mark"),
    "Fair": (Shape.DASHED_RING, "text.tertiary"),
    "Weak": (Shape.BAR, "risk.check.mark"),
}
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


class TickBox(QStyledItemDelegate):
    """Paints whether a sample is learnt from as a box with a tick."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, place, side = self.theme, QRectF(option.rect), self.theme.px(BOX)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, theme.colour("bg.selected"))
        box = QRectF(place.center().x() - side / 2, place.center().y() - side / 2, side, side)
        ticked = bool(index.data(TICKED))
        line = None if ticked else theme.colour("line.control")
        rounded(painter, box, theme.radius("key"), theme.colour("accent.solid" if ticked else "bg.raised"), line)
        if ticked:
            inner = box.adjusted(side * 0.22, side * 0.22, -side * 0.22, -side * 0.22)
            marks.draw(painter, Shape.TICK, inner, theme.colour("text.onAccent"))


class QualityMark(QStyledItemDelegate):
    """Paints how good a sample is: a mark and a word."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, place, word = self.theme, QRectF(option.rect), str(index.data())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, theme.colour("bg.selected"))
        shape, role = QUALITIES.get(word, QUALITIES["Fair"])
        side, mirrored = theme.px(9), painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = place.right() - PAD - side if mirrored else place.left() + PAD
        marks.draw(painter, shape, QRectF(left, place.center().y() - side / 2, side, side), theme.colour(role))
        gap = PAD + theme.px(16)
        room = place.adjusted(PAD, 0, -gap, 0) if mirrored else place.adjusted(gap, 0, -PAD, 0)
        draw_text(painter, room, word, theme.font("small"), theme.colour("text.primary"))


class SampleTable(QuietTable):
    """Whether it is learnt from, its source, what they wrote and what was answered, both masked, and its quality.

    Signals:
        include_wished: a sample (its id) is to be learnt from, or not.
        edit_wished: the words of a sample are to be changed.
    """

    include_wished = Signal(int, bool)
    edit_wished = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.found: Sequence[Sample] = ()
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
        self.setAccessibleDescription(self.tr("Space leaves a sample out or takes it in, Return changes its words"))
        headings = ["", self.tr("Source"), self.tr("They wrote, masked"), self.tr("You answered"), self.tr("Quality")]
        self.setColumnCount(len(headings))
        self.setHorizontalHeaderLabels(headings)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(24))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, mode in enumerate(("Fixed", "Fixed", "Stretch", "Stretch", "Fixed")):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode[mode])
        self.setItemDelegateForColumn(TICK, TickBox(theme, self))
        for column in (2, 3):
            self.setItemDelegateForColumn(column, MaskedText(theme, self))
        self.setItemDelegateForColumn(4, QualityMark(theme, self))
        self.cellClicked.connect(self._clicked)
        self.cellDoubleClicked.connect(self._double_clicked)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def current(self) -> Sample | None:
        """The sample that one stands on."""
        return self.found[self.currentRow()] if 0 <= self.currentRow() < len(self.found) else None

    def show_samples(self, found: Sequence[Sample]) -> None:
        """Show these, newest first."""
        self.found = found
        self.setRowCount(len(found))
        for place, sample in enumerate(found):
            texts = (self._source(sample), last_line(sample.input), one_line(sample.output), words.quality(sample))
            state = self.tr("learnt from") if sample.included else self.tr("left out")
            for column, text in enumerate(("", *texts)):
                item = QTableWidgetItem(text)
                item.setData(TICKED, sample.included)
                tip = {TICK: state, 2: sample.input, 3: sample.output}.get(column, text)
                item.setToolTip(plain_tip(tip))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join((state, *texts)))
                self.setItem(place, column, item)
        self.begin_at_top()
        self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, with a hair line between two."""
        super().paintEvent(event)
        painter, hair = QPainter(self.viewport()), self.theme.colour("line.hair")
        for row in range(self.rowCount() - 1):
            below = self.rowViewportPosition(row) + self.rowHeight(row) - 1
            painter.fillRect(0, below, self.viewport().width(), 1, hair)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sample = self.current
        if sample is not None and event.key() == Qt.Key.Key_Space:
            self.include_wished.emit(sample.id, not sample.included)
        elif sample is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_wished.emit(sample)
        elif event.text().isprintable() and event.text():
            event.ignore()  # letters belong to the page and the window
        else:
            super().keyPressEvent(event)

    def _source(self, sample: Sample) -> str:
        source = words.SOURCES.get(sample.source, sample.source)
        return self.tr("{0}, changed").format(source) if sample.edited else source

    def _clicked(self, row: int, column: int) -> None:
        if column == TICK and row < len(self.found):
            self.include_wished.emit(self.found[row].id, not self.found[row].included)

    def _double_clicked(self, row: int, column: int) -> None:
        if column != TICK and row < len(self.found):
            self.edit_wished.emit(self.found[row])

    def _dress(self) -> None:
        dress_table(self, self.theme)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(self.theme.px(HIGH))
        header, small = self.horizontalHeader(), self.theme.font("small")
        sources = [*words.SOURCES.values(), *(self._source(one) for one in self.found)]
        header.resizeSection(TICK, self.theme.px(34))
        header.resizeSection(1, round(max(text_width(small, word) for word in sources)) + 2 * PAD + self.theme.px(14))
        header.resizeSection(4, round(text_width(small, self.tr("Quality"))) + 2 * PAD + self.theme.px(40))
        head = header.sizeHint().height()
        self.setFixedHeight(head + self.theme.px(HIGH) * min(ROWS, max(1, self.rowCount())) + self.theme.px(4))


def last_line(text: str) -> str:
    """What they said last before the answer."""
    lines = [line.removeprefix("Them: ") for line in text.splitlines() if line.startswith("Them: ")]
    return one_line(lines[-1] if lines else text)
