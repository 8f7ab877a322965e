"""Asking for the passphrase where no keychain keeps the key of the store: chosen twice, later given once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from ui.buttons import Button
from ui.surface import Field, Surface, Words, shelf
from ui.theme import Theme

SHORTEST = 8
CHOOSE = (
    "Choose a passphrase",
    "No keychain on this computer can keep the key of your store, so a passphrase guards it. Sotto asks for it at "
    "every start. Write it down: without it, or the recovery key, nobody can open the store.",
)
GIVE = ("Your passphrase", "It opens the store on this computer. It is not kept anywhere.")


class Passphrase(Surface):
    """A small window of its own.

    Attributes:
        is_new: it is chosen here, so it is typed twice.

    Signals:
        given: what was typed.
    """

    given = Signal(str)

    def __init__(self, theme: Theme, *, is_new: bool) -> None:
        super().__init__(theme, "bg.content")
        self.is_new = is_new
        title, text = CHOOSE if is_new else GIVE
        self.first = Field(theme, placeholder="Passphrase", name="Passphrase")
        self.second = Field(theme, placeholder="The same again", name="The same passphrase again")
        self.problem = Words(theme, "", style="small", role="risk.high.text", wrap=True)
        self.open = Button(theme, "Continue" if is_new else "Open", look="primary", tall=True)
        self.leave = Button(theme, "Close", look="quiet", tall=True)
        self.setWindowTitle("Sotto")
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(32, 28, 32, 24)
        column.setSpacing(theme.px(12))
        column.addWidget(Words(theme, title, style="heading"))
        column.addWidget(Words(theme, text, role="text.secondary", wrap=True))
        for field in (self.first, self.second):
            field.edit.setEchoMode(QLineEdit.EchoMode.Password)
            field.edit.returnPressed.connect(self._next)
            column.addWidget(field)
        column.addWidget(self.problem)
        column.addStretch()
        buttons = shelf(self.leave, self.open, spacing=10)
        buttons.insertStretch(0)
        column.addLayout(buttons)
        self.second.setVisible(is_new)
        self.open.clicked.connect(self._give)
        self.leave.clicked.connect(self.close)
        self.resize(theme.px(460), theme.px(320 if is_new else 240))

    def say(self, words: str) -> None:
        """Tell what is wrong and let it be typed again."""
        self.problem.setText(words)
        self.problem.setAccessibleName(words)
        self.first.edit.setFocus()
        self.first.edit.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.first.edit.setFocus()

    def _next(self) -> None:
        if self.is_new and self.first.edit.hasFocus() and not self.second.edit.text():
            self.second.edit.setFocus()
        else:
            self._give()

    def _give(self) -> None:
        text = self.first.edit.text()
        if not text:
            self.say("Type a passphrase first.")
        elif self.is_new and len(text) < SHORTEST:
            self.say(f"Use at least {SHORTEST} characters; a few plain words are fine.")
        elif self.is_new and text != self.second.edit.text():
            self.second.edit.clear()
            self.say("The two are not the same. Type it again.")
        else:
            self.problem.setText("")
            self.given.emit(text)
