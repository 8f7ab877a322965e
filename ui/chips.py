"""Chips: words at rest, and phrases that can be taken away or added."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui import icons
from ui.buttons import Pressable
from ui.flow import Flow
from ui.painting import draw_text, rounded, text_width
from ui.plain import one_line, plain_tip
from ui.surface import set_base
from ui.theme import Theme

HIGH = 24
#: Longest phrase that a voice card keeps.
LONGEST = 80


class Chip(Pressable):
    """A word in a chip; a removable one shows a cross and is pressed to take it away, "+ Add" has a plus before it."""

    def __init__(self, theme: Theme, word: str, *, removable: bool = False, adds: bool = False, tip: str = "") -> None:
        super().__init__()
        self.theme, self.removable, self.adds = theme, removable, adds
        self.setText(one_line(word))
        self.setAccessibleName(f"Remove {self.text()}" if removable else tip or self.text())
        self.setToolTip(plain_tip(tip))
        active = removable or adds
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if active else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        wide = text_width(self._font(), self.text()) + self.theme.px(15)
        wide += self.theme.px(16) if self.removable or self.adds else 0
        return QSize(round(wide + 0.5), self.theme.px(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(32), self.theme.px(HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        active = self.removable or self.adds
        fill = "bg.hover" if active and self.underMouse() else "bg.raised" if self.adds else "bg.chip"
        line = theme.colour("line.strong") if self.adds else None
        rounded(painter, box, theme.radius("chip"), theme.colour(fill), line)
        if self.hasFocus():
            rounded(painter, box, theme.radius("chip"), None, theme.colour("focus.ring"), 2)
        inside = box.adjusted(theme.px(7), 0, -theme.px(7), 0)
        side, ink = theme.px(12), theme.colour("text.secondary")
        if self.adds:
            icons.draw(painter, "plus", QRectF(inside.left(), box.center().y() - side / 2, side, side), ink)
            inside.setLeft(inside.left() + theme.px(16))
        if self.removable:
            icons.draw(painter, "close", QRectF(inside.right() - side, box.center().y() - side / 2, side, side), ink)
            inside.setRight(inside.right() - theme.px(15))
        draw_text(painter, inside, self.text(), self._font(), ink)

    def _font(self) -> QFont:
        return self.theme.font("small" if self.adds else "caption_strong")


class Chips(QWidget):
    """Words at rest, wrapped."""

    def __init__(self, theme: Theme, words: Sequence[str]) -> None:
        super().__init__()
        self.words = list(words)
        self.setAccessibleName(", ".join(words))
        row = Flow(spacing=theme.px(6), parent=self)
        for word in words:
            row.addWidget(Chip(theme, word))


class PhraseChips(QWidget):
    """Phrases in chips, those set here with a cross, and a place to write another.

    Signals:
        changed: all phrases that are set here, after one was added or taken away.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme, *, name: str, adds: str) -> None:
        super().__init__()
        self.theme = theme
        self.words: tuple[str, ...] = ()
        self.setAccessibleName(name)
        self._row = Flow(spacing=theme.px(6), parent=self)
        self.add = Chip(theme, "Add", adds=True, tip=adds)
        self.edit = _PhraseEdit(theme, adds)
        self.add.clicked.connect(self._open)
        self.edit.closed.connect(self._close)
        self.edit.returnPressed.connect(self._take)

    def show_words(self, words: Sequence[str], also: Sequence[tuple[str, str]]) -> None:
        """Show what is set here, and other phrases that stand too, each with why."""
        typing = self.edit.isVisible()
        self.words = tuple(words)
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in (self.add, self.edit):
                widget.hide()
                widget.deleteLater()
        for word in words:
            chip = Chip(self.theme, word, removable=True)
            chip.clicked.connect(lambda _on=False, gone=word: self._remove(gone))
            self._row.addWidget(chip)
        for word, why in also:
            self._row.addWidget(Chip(self.theme, word, tip=why))
        self._row.addWidget(self.add)
        self._row.addWidget(self.edit)
        self.edit.setVisible(typing)
        self.add.setVisible(not typing)
        self.updateGeometry()

    def _open(self) -> None:
        self.add.hide()
        self.edit.clear()
        self.edit.show()
        self.edit.setFocus()

    def _close(self) -> None:
        self.edit.hide()
        self.add.show()

    def _take(self) -> None:
        phrase = " ".join(one_line(self.edit.text()).split())
        self._close()
        self.add.setFocus()
        if phrase and phrase.casefold() not in {word.casefold() for word in self.words}:
            self.changed.emit((*self.words, phrase))

    def _remove(self, word: str) -> None:
        self.add.setFocus()
        self.changed.emit(tuple(one for one in self.words if one != word))


class _PhraseEdit(QLineEdit):
    """A line to write a phrase in; Esc or leaving it closes it."""

    closed = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setMaxLength(LONGEST)
        self.setFont(theme.font("small"))
        self.setFixedHeight(theme.px(HIGH + 4))
        set_base(self, theme, "bg.field")
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(HIGH + 4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.closed.emit()
