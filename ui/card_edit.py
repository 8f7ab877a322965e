"""Writing in a draft where it stands: ↩ takes the text, Shift+↩ begins a line, Esc leaves it as it was made."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from ui.surface import set_base
from ui.theme import Theme
from ui.thread_layout import flowed

MOST_LINES = 8
#: Pixels that the field keeps for its cursor.
SPARE = 6
#: Where Qt puts the letters in a line of fixed height.
BASELINE = 0.8


class CardEdit(QTextEdit):
    """The text of one draft, in lines as high as those of the card, so that nothing moves when writing begins.

    Attributes:
        lift: pixels that it stands higher than the text of the card would.

    Signals:
        taken: this text, please.
        left: nothing is to be changed.
        grown: it may need another height.
    """

    taken = Signal(str)
    left = Signal()
    grown = Signal()

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.document().setDocumentMargin(0)
        self.setAccessibleName("Edit this draft")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(theme.font("body"))
        set_base(self, theme, "bg.raised")
        self.setPlainText(text)
        self._high = line_height(theme)
        metrics = QFontMetricsF(self.font())
        self.lift = round(BASELINE * self._high - (self._high - metrics.height()) / 2 - metrics.ascent())
        self._space_lines()
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.textChanged.connect(self.grown)

    def wanted(self, width: float) -> int:
        """The height it needs at a width."""
        high = self._high
        _layout, _wide, tall = flowed(self.toPlainText() or " ", self.font(), max(40.0, width - SPARE), high)
        return round(min(tall, MOST_LINES * high)) + self.theme.px(4)

    def event(self, event: QEvent) -> bool:
        """Its keys come before any shortcut of the window."""
        mine = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in mine:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if self.toPlainText().strip():
                self.taken.emit(self.toPlainText().strip())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _space_lines(self) -> None:
        spaced = QTextBlockFormat()
        spaced.setLineHeight(self._high, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spaced)
        self.document().clearUndoRedoStacks()


def line_height(theme: Theme) -> int:
    """Of the lines of a draft."""
    return theme.line("body") - 1
