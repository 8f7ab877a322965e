"""A card of the training page: its heading, what stands beside it, and what is in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.notice import Picture
from ui.panel_pieces import emptied
from ui.surface import Elided, Surface, Words
from ui.theme import Theme


class Card(Surface):
    """A part of the page.

    Attributes:
        caption: beside the heading.
    """

    def __init__(self, theme: Theme, title: str, caption: str = "") -> None:
        super().__init__(theme, "bg.raised", line="line.hair", radius="panel")
        self.title = Words(theme, title, style="body_strong")
        self.caption = Elided(theme, caption, style="small", role="text.secondary")
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(8))
        self._head.addWidget(self.title)
        self._head.addWidget(self.caption, 1)
        self._body = QVBoxLayout()
        self._body.setSpacing(theme.px(6))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        column.addLayout(self._head)
        column.addLayout(self._body, 1)
        self.name_anew(title)

    def name_anew(self, title: str) -> None:
        """Another heading."""
        self.title.setText(title)
        for words in (self.title, self.caption):
            words.setVisible(bool(title))
        self._column.setSpacing(self.theme.px(8) if title else 0)
        self.setAccessibleName(title)

    def beside(self, *widgets: QWidget) -> None:
        """Put these at the end of the heading's line."""
        for widget in widgets:
            self._head.addWidget(widget)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """One more line."""
        self._body.addWidget(widget, stretch)

    def clear(self) -> None:
        """Take every line out."""
        emptied(self._body)


class Saying(QWidget):
    """A title and a text that say why there is nothing else, with an icon if there is one."""

    def __init__(self, theme: Theme, title: str = "", text: str = "", *, icon: str = "") -> None:
        super().__init__()
        self.title = Words(theme, "", style="body_strong" if icon else "body", wrap=True)
        self.text = Words(theme, "", style="small", role="text.secondary", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        if icon:
            row.addWidget(Picture(theme, icon, role="text.secondary"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        column.addWidget(self.title)
        column.addWidget(self.text)
        row.addLayout(column, 1)
        self.say(title, text)

    def say(self, title: str, text: str) -> None:
        """Say something else."""
        for words, said in ((self.title, title), (self.text, text)):
            words.setText(said)
            words.setVisible(bool(said))
        self.setAccessibleName(". ".join(part for part in (title, text) if part))


class Body(QWidget):
    """What scrolls: as high as its width asks for, not as its narrowest width would."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)
