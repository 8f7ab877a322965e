"""A strip that says what happened, what is safe and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import icons
from ui.surface import Surface, Words
from ui.theme import Theme


class Picture(QWidget):
    """An icon that is not a button."""

    def __init__(self, theme: Theme, icon: str, *, role: str = "accent.base", side: int = 18) -> None:
        super().__init__()
        self.theme, self._icon, self._role, self._side = theme, icon, role, side
        self.setFixedSize(theme.square(side))
        theme.changed.connect(self._dress)

    def set_icon(self, icon: str, role: str | None = None) -> None:
        """Show another icon."""
        self._icon, self._role = icon, role or self._role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.draw(QPainter(self), self._icon, QRectF(self.rect()), self.theme.colour(self._role))

    def _dress(self) -> None:
        self.setFixedSize(self.theme.square(self._side))


class Notice(Surface):
    """Title and text beside an icon; closes by itself if asked to."""

    def __init__(self, theme: Theme, *, fill: str = "bg.raised", line: str = "line.hair") -> None:
        super().__init__(theme, fill, line=line, radius="card")
        self._picture = Picture(theme, "quill")
        self.title = Words(theme, "", style="body_strong", wrap=True)
        self.text = Words(theme, "", role="text.secondary", wrap=True)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        top = QVBoxLayout()
        top.addWidget(self._picture)
        top.addStretch()
        row.addLayout(top)
        row.addLayout(column, 1)
        self._closing = QTimer(self, singleShot=True)
        self._closing.timeout.connect(self.hide)
        self.hide()

    def show_words(self, title: str, text: str, *, icon: str = "quill", for_ms: int = 0) -> None:
        """Show a title and a text; `for_ms` 0 stays until told otherwise."""
        self._picture.set_icon(icon)
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(". ".join(part for part in (title, text) if part))
        self.show()
        self._closing.stop()
        if for_ms:
            self._closing.start(for_ms)

    @staticmethod
    def picture(theme: Theme, icon: str) -> Picture:
        """An icon for a header."""
        return Picture(theme, icon)


def announce(widget: QWidget, text: str, *, assertive: bool = False) -> None:
    """Tell a screen reader what happened."""
    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
    QAccessible.updateAccessibility(event)
