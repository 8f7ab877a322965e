"""The navigation rail: one item per page that exists."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout

from ui import icons
from ui.buttons import Pressable
from ui.painting import CENTRE, draw_text, rounded, text_width
from ui.surface import Surface, keep_size
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rail leads: its id, icon, word and whether it stands at the foot of the rail."""

    name: str
    icon: str
    word: str
    at_foot: bool = False


class RailItem(Pressable):
    """An item of 56×52: icon, word, count."""

    def __init__(self, theme: Theme, page: Place) -> None:
        super().__init__()
        self.theme, self.page = theme, page
        self.count = 0
        self.with_word = True
        self.setCheckable(True)
        self.setText(page.word)
        self.setToolTip(page.word)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_count(0, "")
        theme.changed.connect(self.updateGeometry)

    def show_count(self, count: int, meaning: str) -> None:
        """Show a number; none at zero."""
        self.count = count
        self.setAccessibleName(f"{self.page.word}, {count} {meaning}" if count else self.page.word)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(56), self.theme.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        radius = theme.radius("card")
        if self.isChecked():
            rounded(painter, box, radius, theme.colour("bg.raised"), theme.colour("line.hair"))
        elif self.underMouse():
            rounded(painter, box, radius, theme.colour("bg.hover"), None)
        if self.hasFocus():
            rounded(painter, box, radius, None, theme.colour("focus.ring"), 2)
        ink = theme.colour("accent.base" if self.isChecked() else "text.secondary")
        side = theme.px(20)
        top = theme.px(8) if self.with_word else (box.height() - side) / 2
        picture = QRectF(box.center().x() - side / 2, top, side, side)
        icons.draw(painter, self.page.icon, picture, ink)
        if self.with_word:
            words = QRectF(0, theme.px(30), box.width(), theme.px(16))
            draw_text(painter, words, self.text(), theme.font("caption", strong=self.isChecked()), ink, CENTRE)
        if self.count:
            font = theme.font("caption", strong=True)
            text = str(self.count) if self.count < 100 else "99+"
            wide = max(theme.px(16), text_width(font, text) + theme.px(8))
            left = min(picture.right() - theme.px(6), box.right() - wide - 1)
            badge = QRectF(left, picture.top() - theme.px(5), wide, theme.px(16))
            rounded(painter, badge, badge.height() / 2, theme.colour("accent.solid"), None)
            draw_text(painter, badge, text, font, theme.colour("text.onAccent"), CENTRE)


class Rail(Surface):
    """Signals: page_chosen carries the page's name."""

    page_chosen = Signal(str)

    def __init__(self, theme: Theme, pages: list[Place]) -> None:
        super().__init__(theme, "bg.rail", edges="right")
        self.items = {page.name: RailItem(theme, page) for page in pages}
        self._group = QButtonGroup(self)
        self.setAccessibleName("Pages")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(4)
        head = [item for item in self.items.values() if not item.page.at_foot]
        foot = [item for item in self.items.values() if item.page.at_foot]
        for item in head:
            column.addWidget(item)
        column.addStretch()
        for item in foot:
            column.addWidget(item)
        for item in self.items.values():
            self._group.addButton(item)
            item.clicked.connect(lambda _checked=False, name=item.page.name: self.page_chosen.emit(name))
        keep_size(self, theme, width=theme.unscaled("rail"))
        self.items[pages[0].name].setChecked(True)

    def choose(self, name: str) -> None:
        """Mark the page in sight; one that has no place here leaves nothing marked."""
        if name in self.items:
            self.items[name].setChecked(True)
        elif (before := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            before.setChecked(False)
            self._group.setExclusive(True)

    def set_words(self, with_words: bool) -> None:
        """Icons with or without their words."""
        for item in self.items.values():
            item.with_word = with_words
            item.update()
