"""Where a question is written, with some that anybody may ask above it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.buttons import Button
from ui.flow import Flow
from ui.panel_pieces import emptied
from ui.surface import Surface, keep_size, set_base, shelf
from ui.theme import Theme

#: Longest question that is read.
LONGEST = 2_000


class AskComposer(QWidget):
    """Signals: asked carries a question; left means Esc in the empty field.

    Attributes:
        chips: questions that anybody may ask.
    """

    asked = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.chips: list[Button] = []
        self.frame = Surface(theme, "bg.field", line="line.control", radius="card")
        self.edit = QLineEdit()
        self.ask = Button(theme, self.tr("Ask"), look="primary", key="↩")
        self._asked: list[str] = []
        self._at = 0
        self._chips = QWidget()
        self._flow = Flow(spacing=theme.px(6), parent=self._chips)
        self._build()

    def suggest(self, questions: Sequence[str]) -> None:
        """Offer these questions."""
        if [chip.text() for chip in self.chips] == list(questions):
            return
        emptied(self._flow)
        self.chips = [Button(self.theme, question, look="pill") for question in questions]
        for chip in self.chips:
            chip.clicked.connect(partial(self._take, chip.text()))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self.chips))
        self._chips.updateGeometry()

    def remember(self, questions: Sequence[str]) -> None:
        """What was asked before, the newest first; ↑ in the empty field brings it back."""
        self._asked = list(dict.fromkeys(questions))
        self._at = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            focused = event.type() == QEvent.Type.FocusIn
            self.frame.paint_roles("bg.field", "focus.ring" if focused else "line.control")
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Up if self._asked and self._may_recall():
                self._recall(min(self._at + 1, len(self._asked)))
            case Qt.Key.Key_Down if self._at and self._may_recall():
                self._recall(self._at - 1)
            case Qt.Key.Key_Escape if self.edit.text():
                self.edit.clear()
                self._at = 0
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                return False
        return True

    def _may_recall(self) -> bool:
        """The field is empty, or shows what was brought back."""
        shown = self._asked[self._at - 1] if 0 < self._at <= len(self._asked) else ""
        return self.edit.text() == shown

    def _recall(self, at: int) -> None:
        self._at = at
        self.edit.setText(self._asked[at - 1] if at else "")

    def _take(self, question: str) -> None:
        self.asked.emit(question)
        self.edit.setFocus()

    def _ask(self) -> None:
        question = self.edit.text().strip()
        if question:
            self.edit.clear()
            self._at = 0
            self.asked.emit(question)

    def _build(self) -> None:
        theme = self.theme
        self.edit.setFrame(False)
        self.edit.setMaxLength(LONGEST)
        self.edit.setPlaceholderText(self.tr("Ask about your own messages"))
        self.edit.setAccessibleName(self.tr("Question"))
        self.edit.installEventFilter(self)
        self.edit.returnPressed.connect(self._ask)
        self.ask.clicked.connect(self._ask)
        self.setFocusProxy(self.edit)
        self.frame.setLayout(shelf(self.edit, self.ask))
        keep_size(self.frame, theme, height=48)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._chips.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 8, 48, 12)
        column.setSpacing(theme.px(8))
        column.addWidget(self._chips)
        column.addWidget(self.frame)
        self._dress()
        theme.changed.connect(self._dress)

    def margins_for(self, width: int) -> None:
        """Leave less room at the sides where there is little."""
        side = 48 if width >= 560 else 20
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(side, 8, side, 12)

    def _dress(self) -> None:
        self.edit.setFont(self.theme.font("bubble"))
        set_base(self.edit, self.theme, "bg.field")
        px, row = self.theme.px, self.frame.layout()
        if row is not None:
            row.setContentsMargins(px(12), px(8), px(9), px(8))
            row.setSpacing(px(10))
