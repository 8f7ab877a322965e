"""A question over the window before something leaves it: what would happen, the plain facts, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import Button
from ui.surface import Surface, Words
from ui.theme import Theme

WIDTH = 480
#: A word on a button, and what it does.
Answer = tuple[str, Callable[[], object]]


class AskFirst(QWidget):
    """Covers the window until it is answered; Esc, and the last button, leave everything as it is."""

    def __init__(
        self, theme: Theme, window: QWidget, title: str, facts: str, more: str, answers: Sequence[Answer], *, keep: str
    ) -> None:
        """Args:
        facts: shown plainly and whole, in the middle: an address, a path.
        answers: at most two; `keep` is the word of the button that does nothing.
        """
        super().__init__(window)
        self.theme = theme
        self._back = QApplication.focusWidget()
        self.card = Surface(theme, "bg.raised", line="line.strong", radius="panel")
        self.card.setParent(self)
        self.facts = Words(theme, facts, role="text.primary", wrap=True)
        self.buttons: list[Button] = []
        self.setAccessibleName(f"{title} {facts} {more}")
        column = QVBoxLayout(self.card)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(theme.px(10))
        column.addWidget(Words(theme, title, style="title", wrap=True))
        ground = Surface(theme, "bg.sunken", radius="control")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(10, 8, 10, 8)
        inside.addWidget(self.facts)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(ground)
        if more:
            column.addWidget(Words(theme, more, style="small", role="text.secondary", wrap=True))
        row = QHBoxLayout()
        row.addStretch()
        for word, does in (*answers, (keep, lambda: None)):
            look = "quiet" if word == keep else "plain"
            button = Button(theme, word, look=look)
            button.clicked.connect(lambda _on=False, act=does: self._answer(act))
            row.addWidget(button)
            self.buttons.append(button)
        column.addLayout(row)
        self.setGeometry(window.rect())
        self._place()
        window.installEventFilter(self)
        self.show()
        self.raise_()
        self.buttons[-1].setFocus()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """It keeps covering a window that is resized."""
        if event.type() == QEvent.Type.Resize and (window := self.parentWidget()) is not None:
            self.setGeometry(window.rect())
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window works meanwhile."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() == keys.Key_Escape:
            self._answer(lambda: None)
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            next((one for one in self.buttons if one.hasFocus()), self.buttons[-1]).click()
        elif event.key() in (keys.Key_Left, keys.Key_Right):
            self.focusNextPrevChild(event.key() == keys.Key_Right)

    def focusNextPrevChild(self, onward: bool) -> bool:
        """The focus stays inside."""
        at = next((n for n, one in enumerate(self.buttons) if one.hasFocus()), 0)
        self.buttons[(at + (1 if onward else -1)) % len(self.buttons)].setFocus()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self._answer(lambda: None)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.theme.colour("bg.scrim"))

    def _place(self) -> None:
        wide = min(self.theme.px(WIDTH), self.width() - 32)
        self.card.setFixedWidth(wide)
        self.card.adjustSize()
        high = max(self.card.sizeHint().height(), self.card.heightForWidth(wide))
        self.card.resize(wide, min(high, self.height() - 32))
        self.card.move((self.width() - wide) // 2, (self.height() - self.card.height()) // 2)

    def _answer(self, act: Callable[[], object]) -> None:
        if self._back is not None and self._back.isVisible():
            self._back.setFocus()
        self.hide()
        self.deleteLater()
        act()
