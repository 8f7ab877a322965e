"""Writing in a draft where it stands: ↩ takes the text, Shift+↩ begins a line, Esc leaves it as it was made."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from ui.surface import set_base
from ui.theme import Theme
from ui.thread_layout import flowed

MOST_LINES = 8
#: Pixels that the field keeps for its cursor.
SPARE = 6


class CardEdit(QPlainTextEdit):
    """The text of one draft.

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
        self.document().setDocumentMargin(0)
        self.setAccessibleName("Edit this draft")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(theme.font("body"))
        set_base(self, theme, "bg.raised")
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.textChanged.connect(self.grown)

    def wanted(self, width: float) -> int:
        """The height it needs at a width."""
        high = self.fontMetrics().lineSpacing()
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
