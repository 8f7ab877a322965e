"""The page that covers the window while it is locked: a click, or the passphrase where one guards the store."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.buttons import Button
from ui.empty_page import Disc
from ui.surface import Field, Surface, Words, keep_size
from ui.theme import Theme


class LockPage(Surface):
    """Covers its window until it is taken away.

    Signals:
        unlock_wished: with the passphrase that was typed, "" where none is needed.
    """

    unlock_wished = Signal(str)

    def __init__(self, theme: Theme, window: QWidget, *, needs_passphrase: bool) -> None:
        super().__init__(theme, "bg.content")
        self.setParent(window)
        self._window, self.needs_passphrase = window, needs_passphrase
        told = self.tr("Type your passphrase to go on.") if needs_passphrase else self.tr("Nothing is shown meanwhile.")
        self.field = Field(theme, placeholder=self.tr("Passphrase"), name=self.tr("Passphrase"), icon="lock")
        self.field.edit.setEchoMode(QLineEdit.EchoMode.Password)
        keep_size(self.field, theme, width=260)
        self.unlock = Button(theme, self.tr("Unlock"), look="primary", tall=True)
        self.problem = Words(theme, "", style="small", role="risk.high.text")
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(12))
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Disc(theme, "lock"), 0, centre)
        column.addWidget(Words(theme, self.tr("Sotto is locked"), style="display"), 0, centre)
        for widget in (Words(theme, told, role="text.secondary"), self.field, self.unlock, self.problem):
            column.addWidget(widget, 0, centre)
        column.addStretch(3)
        self.field.setVisible(needs_passphrase)
        self.setAccessibleName(f"{self.tr('Sotto is locked')}. {told}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.unlock.clicked.connect(self._wish)
        self.field.edit.returnPressed.connect(self._wish)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.take_focus()

    def take_focus(self) -> None:
        """Keys go where the window is unlocked."""
        (self.field.edit if self.needs_passphrase else self.unlock).setFocus()

    def say(self, words: str) -> None:
        """Tell why it stays locked."""
        self.problem.setText(words)
        self.problem.setAccessibleName(words)
        self.unlock.setEnabled(True)
        self.field.edit.clear()
        self.take_focus()

    def leave(self) -> None:
        """Uncover the window."""
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        elif event.type() == QEvent.Type.WindowActivate:
            self.take_focus()
        return False

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window works."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays here."""
        if self.needs_passphrase and self.field.edit.hasFocus():
            self.unlock.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.take_focus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._wish()

    def _wish(self) -> None:
        self.problem.setText("")
        self.unlock.setEnabled(not self.needs_passphrase)
        self.unlock_wished.emit(self.field.edit.text())
