"""A page that stands where nothing else does: a picture, a title, a sentence, one or two ways on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import icons
from ui.buttons import Button
from ui.painting import rounded
from ui.surface import Surface, Words, keep_size, shelf
from ui.theme import Theme


class Disc(QWidget):
    """An icon in a soft disc; a quiet one is grey."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self.theme, self.icon = theme, icon
        self._alarms = self.quiet = False
        keep_size(self, theme, width=64, height=64)

    def show_alarm(self, alarms: bool) -> None:
        """Whether it stands on amber."""
        self._alarms = alarms
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        calm = ("bg.sunken", "text.secondary") if self.quiet else ("accent.soft", "accent.base")
        ground, ink = ("risk.check.bg", "risk.check.mark") if self._alarms else calm
        rounded(painter, box, box.width() / 2, self.theme.colour(ground), None)
        side = self.theme.px(30)
        place = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        icons.draw(painter, self.icon, place, self.theme.colour(ink))


class EmptyPage(Surface):
    """Title and text in the middle of the window, with up to two buttons."""

    def __init__(self, theme: Theme, *, primary: bool = False) -> None:
        """`primary`: the first way on is the one to take."""
        super().__init__(theme, "bg.content")
        self.disc = Disc(theme, "done")
        self.title = Words(theme, "", style="display")
        self.text = Words(theme, "", style="lead", role="text.secondary")
        self.first = Button(theme, "", look="primary" if primary else "plain", tall=True)
        self.second = Button(theme, "", look="plain" if primary else "quiet", tall=True)
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setSpacing(theme.px(10))
        column.addStretch(2)
        column.addWidget(self.disc, 0, middle)
        column.addSpacing(theme.px(8))
        for words in (self.title, self.text):
            words.setAlignment(middle)
            column.addWidget(words)
        buttons = QWidget()
        buttons.setLayout(shelf(self.first, self.second, spacing=12))
        column.addSpacing(theme.px(10))
        column.addWidget(buttons, 0, middle)
        column.addStretch(3)

    def show_words(self, icon: str, title: str, text: str, first: str = "", second: str = "") -> None:
        """Say where the person stands; empty words hide their button."""
        self.disc.icon = icon
        self.title.setText(title)
        self.text.setText(text)
        for button, words in ((self.first, first), (self.second, second)):
            button.setText(words)
            button.setAccessibleName(words)
            button.updateGeometry()
            button.setVisible(bool(words))
        self.setAccessibleName(f"{title}. {text}")
        self.update()
