"""The field of the reply, with the rest of a draft in grey behind what is typed, as long as it begins like one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QInputMethodEvent, QPainter, QPaintEvent, QTextCursor, QTextLayout, QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from engine.domain import Option
from ui.theme import Theme

#: So much must be typed before a draft is taken for meant.
LEAST = 2
_PLAIN = str.maketrans("’‘“”", "''\"\"")
_WORD = re.compile(r"\s*\S+")


class ReplyEdit(QPlainTextEdit):
    """Grey text is never part of the reply until it is taken.

    Attributes:
        grey: what would follow, "" for nothing.
        meant: the draft it comes from.

    Signals:
        grey_changed: another continuation is shown, or none.
    """

    grey_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.grey = ""
        self.meant: Option | None = None
        self._drafts: Sequence[Option] = ()
        self._composing = False
        self._hidden_for: str | None = None
        self.textChanged.connect(self._look)
        self.cursorPositionChanged.connect(self._look)
        self.selectionChanged.connect(self._look)

    def offer(self, drafts: Sequence[Option]) -> None:
        """What is typed may be meant to become one of these, the first that fits."""
        self._drafts = drafts
        self._look()

    def hide_grey(self) -> bool:
        """Show no grey text until something else is typed; whether there was any."""
        if not self.grey:
            return False
        self._hidden_for = self.toPlainText()
        self._look()
        return True

    def take_grey(self, *, word: bool = False) -> bool:
        """Make the grey text, or its next word, part of the reply; whether there was any."""
        if not self.grey:
            return False
        hit = _WORD.match(self.grey)
        taken = hit.group() if word and hit is not None else self.grey
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.insertPlainText(taken)
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._look()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.grey:
            layout, at = self._grey_layout()
            painter = QPainter(self.viewport())
            painter.setPen(self.theme.colour("text.tertiary"))
            layout.draw(painter, at)

    def n_lines(self) -> int:
        """Lines of the reply, those of the grey text with it."""
        own = max(1, int(self.document().size().height()))
        return own + (self._grey_layout()[0].lineCount() - 1 if self.grey else 0)

    def _look(self) -> None:
        """Find what the typed text may become: not while something is selected, composed, or the cursor is inside."""
        text, cursor = self.toPlainText(), self.textCursor()
        if text != self._hidden_for:
            self._hidden_for = None
        resting = self._composing or cursor.hasSelection() or not cursor.atEnd() or self._hidden_for is not None
        meant, grey = (None, "") if resting else continued(text, self._drafts)
        if (grey, meant) != (self.grey, self.meant):
            self.grey, self.meant = grey, meant
            self.viewport().update()
            self.grey_changed.emit()

    def _grey_layout(self) -> tuple[QTextLayout, QPointF]:
        """The grey text laid out behind the cursor: its first line begins there, the others at the left."""
        start = self.cursorRect()
        room = max(40, self.viewport().width())
        layout = QTextLayout(self.grey.replace("\n", "\u2028"), self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        high, first = self.fontMetrics().lineSpacing(), True
        while (line := layout.createLine()).isValid():
            left = start.left() if first else 0
            line.setLineWidth(max(1, room - left))
            line.setPosition(QPointF(left, (layout.lineCount() - 1) * high))
            first = False
        layout.endLayout()
        return layout, QPointF(0, start.top())


def continued(text: str, drafts: Sequence[Option]) -> tuple[Option | None, str]:
    """The first draft that begins with a text, whatever its case and quotes, and what follows there."""
    typed = text.translate(_PLAIN).casefold()
    if len(text.strip()) < LEAST:
        return None, ""
    for option in drafts:
        begins = option.text[: len(text)].translate(_PLAIN).casefold()
        if begins == typed and len(option.text) > len(text):
            return option, option.text[len(text) :]
    return None, ""
