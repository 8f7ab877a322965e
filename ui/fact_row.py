"""One kept fact: read, led to its message, put in other words, or forgotten."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from engine.remembered import Fact
from ui.buttons import Button
from ui.notice import Picture
from ui.plain import one_line, plain_tip
from ui.source_line import led, sources_of, stacked
from ui.surface import set_base
from ui.theme import Theme

#: Longest fact that may be written.
LONGEST = 200
#: What the lock does, and how it is undone.
LOCK, FREE = "Keep this, whatever they say later", "Kept, whatever they say later"


class FactRow(QWidget):
    """A fact; while facts are edited a field stands in its place, with a way to forget it.

    Signals:
        source_wished: where it was said (message id).
        edited: in other words. forgotten: it is to go. lock_wished: it is to stay as it is, or not.
    """

    source_wished = Signal(int)
    edited = Signal(int, str)
    forgotten = Signal(int)
    lock_wished = Signal(int, bool)

    def __init__(self, theme: Theme, fact: Fact, number: int, *, editing: bool) -> None:
        """`number` tells facts apart where they are edited, whatever they say."""
        super().__init__()
        self.theme, self.fact = theme, fact
        self._number, self._said = number, one_line(fact.text, LONGEST)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        mark = stacked(Picture(theme, "memory", role="text.secondary", side=16))
        mark.setContentsMargins(0, theme.px(4), 0, 0)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        if editing:
            self._add_field(row)
        else:
            row.addWidget(led(theme, shown(fact), int(fact.message_id or 0)), 1)
            for line in sources_of(self):
                line.wished.connect(self.source_wished)
        self._add_lock(row)

    def _add_field(self, row: QHBoxLayout) -> None:
        theme, fact = self.theme, self.fact
        self.field = _FactEdit(theme, self._said, f"Fact {self._number}")
        self.field.editingFinished.connect(self._take)
        gone = Button(theme, "", look="icon", icon="trash", name=f"Forget: {one_line(fact.text, 60)}")
        gone.clicked.connect(lambda: self.forgotten.emit(fact.fact_id))
        row.addWidget(self.field, 1)
        row.addWidget(gone)

    def _add_lock(self, row: QHBoxLayout) -> None:
        fact, held = self.fact, self.fact.locked
        said = one_line(fact.text, 60)
        self.lock = Button(self.theme, "", look="icon", icon="lock" if held else "unlock", name=f"{LOCK}: {said}")
        self.lock.setCheckable(True)
        self.lock.setChecked(held)
        self.lock.setFixedSize(self.theme.square(24))
        self.lock.setToolTip(plain_tip(FREE if held else LOCK))
        self.lock.clicked.connect(lambda on: self.lock_wished.emit(fact.fact_id, on))
        row.addWidget(self.lock, 0, Qt.AlignmentFlag.AlignTop)

    def _take(self) -> None:
        text = one_line(self.field.text(), LONGEST)
        if text and text != self._said:
            self._said = text
            self.edited.emit(self.fact.fact_id, text)


class _FactEdit(QLineEdit):
    """A line with a fact in it; Esc brings back what it said."""

    def __init__(self, theme: Theme, text: str, name: str) -> None:
        super().__init__(text)
        self._before = text
        self.setAccessibleName(name)
        self.setMaxLength(LONGEST)
        self.setFont(theme.font("body"))
        self.setFixedHeight(theme.size("control"))
        self.setCursorPosition(0)
        set_base(self, theme, "bg.field")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._before:
            self.setText(self._before)
        else:
            super().keyPressEvent(event)


def shown(fact: Fact) -> str:
    """As they said it, in quotation marks; in the person's own words without."""
    text = one_line(fact.text, LONGEST)
    return text if fact.edited else f"“{text}”"
