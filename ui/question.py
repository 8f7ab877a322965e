"""A question over its window: nothing goes on without an answer, Esc is no, and the focus goes back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.buttons import Button
from ui.notice import announce
from ui.surface import Field, Surface, Words, shelf
from ui.theme import Theme

WIDE = 440


class Question(QWidget):
    """A title, what it means, and two answers; or one, where there is only something to read.

    Attributes:
        card: where the words stand; `body` is placed in it below them.
        yes, no: the answers.
    """

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        title: str,
        text: str,
        yes: str,
        *,
        then: Callable[[], None] = lambda: None,
        otherwise: Callable[[], None] = lambda: None,
        no: str = "Cancel",
        danger: bool = False,
        word: str = "",
        body: QWidget | None = None,
        wide: int = WIDE,
    ) -> None:
        """Args:
        then, otherwise: what follows a yes, and a no.
        word: has to be typed before yes can be said.
        """
        super().__init__(window)
        self.theme, self._window, self._then, self._otherwise = theme, window, then, otherwise
        self._word, self._wide, self._title = word, wide, title
        self._answered = False
        self._back = QApplication.focusWidget()
        self.text = Words(theme, text, role="text.secondary", wrap=True)
        self.typed = Field(theme, placeholder=word, name=f"Type “{word}” to go on")
        self.yes = Button(theme, yes, look="danger" if danger else "primary", tall=True)
        self.no = Button(theme, no, look="quiet", tall=True)
        self.card = Surface(theme, "bg.raised", line="line.strong", radius="panel")
        self._build(title, body)
        self.setAccessibleName(f"{title} {text}")
        window.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def ask(self) -> Question:
        """Show it."""
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self._place()
        announce(self, f"{self._title} {self.text.text()}")
        (self.typed.edit if self._word else self.no if self.no.isVisible() else self.yes).setFocus()
        return self

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window works meanwhile."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside."""
        stops = [one for one in self.card.findChildren(QWidget) if _takes_tab(one)]
        now = QApplication.focusWidget()
        at = stops.index(now) if now in stops else -1
        if stops:
            stops[(at + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.answer(False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = QApplication.focusWidget()
            if isinstance(focused, Button):
                focused.click()
            elif self.yes.isEnabled():
                self.answer(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.theme.colour("bg.scrim"))

    def answer(self, yes: bool) -> None:
        """Close it and go on, once."""
        if self._answered:
            return
        self._answered = True
        self._window.removeEventFilter(self)
        self.hide()
        if self._back is not None and self._back.isVisible():
            self._back.setFocus()
        self.deleteLater()
        (self._then if yes else self._otherwise)()

    def _build(self, title: str, body: QWidget | None) -> None:
        theme = self.theme
        column = QVBoxLayout(self.card)
        column.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        column.setSpacing(theme.px(10))
        column.addWidget(Words(theme, title, style="title", wrap=True))
        column.addWidget(self.text)
        self.text.setVisible(bool(self.text.text()))
        if body is not None:
            column.addWidget(body, 1)
        column.addWidget(self.typed)
        self.typed.setVisible(bool(self._word))
        self.yes.setEnabled(not self._word)
        self.typed.edit.textChanged.connect(self._weigh)
        self.typed.edit.returnPressed.connect(lambda: self.answer(True) if self.yes.isEnabled() else None)
        buttons = shelf(self.no, self.yes, spacing=theme.px(8), margins=(0, theme.px(6), 0, 0))
        buttons.insertStretch(0)
        column.addLayout(buttons)
        self.no.setVisible(bool(self.no.text()))
        self.yes.clicked.connect(lambda: self.answer(True))
        self.no.clicked.connect(lambda: self.answer(False))
        self.card.setParent(self)

    def _weigh(self, text: str) -> None:
        self.yes.setEnabled(text.strip().casefold() == self._word.casefold())

    def _place(self) -> None:
        edge = self.theme.px(24)
        wide = min(self.theme.px(self._wide), self.width() - 2 * edge)
        layout = self.card.layout()
        assert layout is not None
        layout.activate()
        wished = layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else layout.sizeHint().height()
        high = min(max(wished, layout.totalMinimumSize().height()), self.height() - 2 * edge)
        self.card.setGeometry((self.width() - wide) // 2, max(edge, (self.height() - high) // 3), wide, high)


def _takes_tab(widget: QWidget) -> bool:
    wants = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return wants and widget.isVisible() and widget.isEnabled()
