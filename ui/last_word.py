"""Said once where closing the window cannot leave Sotto in a tray: it stops."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.wording import tray as words
from ui.buttons import Button
from ui.notice import announce
from ui.surface import Words, shelf
from ui.theme import Theme


class LastWord(QDialog):
    """Accepted: stop. Rejected, or Esc: the window stays."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle("Sotto")
        self.setModal(True)
        self.text = Words(theme, words.NO_TRAY, style="lead", wrap=True)
        self.stop = Button(theme, words.STOP, look="primary", tall=True)
        self.stay = Button(theme, words.STAY, look="quiet", tall=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(22), theme.px(24), theme.px(18))
        column.setSpacing(theme.px(18))
        column.addWidget(self.text)
        buttons = shelf(self.stay, self.stop, spacing=10)
        buttons.insertStretch(0)
        column.addLayout(buttons)
        self.setMinimumWidth(theme.px(400))
        self.stop.clicked.connect(self.accept)
        self.stay.clicked.connect(self.reject)
        self.stop.setFocus()
        self.setAccessibleName(words.NO_TRAY)
        announce(window, words.NO_TRAY)
