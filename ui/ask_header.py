"""The line above a chat of Ask: what it began with, what is searched, and forgetting it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.buttons import Button
from ui.surface import Elided, Surface, keep_height
from ui.theme import Theme


class AskHeader(Surface):
    """Title, scope and buttons; `back` and `sources` stay pressed while their pane is in sight."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.content", edges="bottom")
        self.back = Button(theme, "", look="icon", icon="chevron-left", name=self.tr("Earlier chats and reminders"))
        self.title = Elided(theme, "", style="body_strong")
        self.scope = Elided(theme, "", style="small", role="text.secondary")
        self.forget = Button(theme, self.tr("Forget this chat"), look="quiet", icon="trash")
        self.sources = Button(theme, "", look="icon", icon="panel-right", name=self.tr("Show or hide the sources"))
        self._build()

    def show_chat(self, title: str, scope: str, *, may_forget: bool) -> None:
        """Say which chat this is, and what is searched."""
        self.title.setText(title)
        self.scope.setText(scope)
        self.forget.setVisible(may_forget)
        self.setAccessibleName(f"{title}. {scope}")

    def show_ways(self, *, back: bool, sources: bool) -> None:
        """Which panes have to be called."""
        self.back.setVisible(back)
        self.sources.setVisible(sources)

    def _build(self) -> None:
        keep_height(self, self.theme, "header")
        for button in (self.back, self.sources):
            button.setCheckable(True)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.setContentsMargins(0, 7, 0, 8)
        names.addWidget(self.title)
        names.addWidget(self.scope)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self.back)
        row.addLayout(names, 1)
        row.addWidget(self.forget)
        row.addWidget(self.sources)
