"""The head of quick reply: its title, how many wait, and the ways into the window."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.wording import quick as words
from ui.buttons import Button
from ui.surface import Words, keep_size
from ui.theme import Theme


class QuickHead(QWidget):
    """Attributes: search, open_window: lead into the window."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title = Words(theme, words.TITLE, style="title")
        self.count = Words(theme, "", role="text.secondary")
        self.search = Button(theme, "", look="icon", icon="search", name="Search in the window")
        self.open_window = Button(theme, "", look="icon", icon="panel-right", name="Open the window")
        keep_size(self, theme, height=44)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.count)
        row.addStretch()
        row.addWidget(self.search)
        row.addWidget(self.open_window)
