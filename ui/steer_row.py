"""Steering the drafts: four wishes and a field for any other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.buttons import Button
from ui.surface import Field, Surface, shelf
from ui.theme import Theme

#: Word on the pill → what the wish says to the conductor.
WISHES = (
    ("Shorter", "shorter"),
    ("Warmer", "warmer"),
    ("Say no", "say no"),
    ("Ask something", "ask something"),
)
ANY = "Or say what you want, like “offer Monday”"


class SteerRow(Surface):
    """Signals: steered carries the wish; left means Esc in the field."""

    steered = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, *, key: str) -> None:
        super().__init__(theme, None)
        self.pills = [Button(theme, word, look="pill") for word, _wish in WISHES]
        self.field = Field(
            theme,
            placeholder=ANY,
            name="Say what the reply should do",
            key=key,
        )
        self.setLayout(shelf(*self.pills, self.field, spacing=8))
        for pill, (_word, wish) in zip(self.pills, WISHES, strict=True):
            pill.clicked.connect(lambda _checked=False, wish=wish: self.steered.emit(wish))
        self.field.edit.returnPressed.connect(self._steer)
        self.field.edit.installEventFilter(self)

    def show_made(self, wish: str) -> None:
        """Which wish the drafts in sight were made by, "" for none."""
        usual = [one for _word, one in WISHES]
        for pill, one in zip(self.pills, usual, strict=True):
            pill.set_lit(wish == one)
        own = bool(wish) and wish not in usual
        self.field.edit.setPlaceholderText(self.tr("These follow “{wish}”").replace("{wish}", wish) if own else ANY)

    def wish(self, at: int) -> None:
        """Press a pill by its place."""
        self.steered.emit(WISHES[at][1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _steer(self) -> None:
        text = self.field.edit.text().strip()
        if text:
            self.field.edit.clear()
            self.steered.emit(text)
