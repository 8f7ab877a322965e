"""The left side of the settings: a search over all pages, the pages, and what was found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout

from ui import icons
from ui.painting import draw_text, rounded
from ui.surface import Field, Surface, Words
from ui.theme import Theme

WIDE, NARROW = 220, 60


class NavItem(QAbstractButton):
    """A page, or a row that was found with the page it is on."""

    def __init__(self, theme: Theme, words: str, *, icon: str = "", below: str = "") -> None:
        super().__init__()
        self.theme, self._icon, self._below = theme, icon, below
        self.narrow = False
        self.setText(words)
        self.setCheckable(bool(icon))
        self.setAccessibleName(f"{words}, {below}" if below else words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(NARROW - 24), self.theme.px(44 if self._below else 33))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows belong to the list it stands in."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        chosen = self.isChecked()
        fill = "bg.selected" if chosen else "bg.hover" if self.underMouse() else None
        radius = theme.radius("control")
        if fill is not None:
            rounded(painter, box, radius, theme.colour(fill), None)
        if self.hasFocus():
            rounded(painter, box, radius, None, theme.colour("focus.ring"), 2)
        ink = theme.colour("accent.onSoft" if chosen else "text.primary")
        inside = box.adjusted(theme.px(10), 0, -theme.px(8), 0)
        if self._icon:
            side = theme.px(16)
            left = box.center().x() - side / 2 if self.narrow else inside.left()
            icons.draw(painter, self._icon, QRectF(left, box.center().y() - side / 2, side, side), ink)
            inside.setLeft(inside.left() + theme.px(26))
        if self.narrow:
            return
        font = theme.font("body", strong=chosen)
        if not self._below:
            draw_text(painter, inside, self.text(), font, ink)
            return
        above = QRectF(inside.left(), box.top() + theme.px(4), inside.width(), theme.px(19))
        draw_text(painter, above, self.text(), font, ink)
        place = QRectF(inside.left(), above.bottom(), inside.width(), theme.px(16))
        draw_text(painter, place, self._below, theme.font("caption"), theme.colour("text.secondary"))


class Nav(Surface):
    """Pages by name, or what a search found.

    Signals:
        page_chosen: its name. found_chosen: the number of what was found. searched: the words typed.
    """

    page_chosen = Signal(str)
    found_chosen = Signal(int)
    searched = Signal(str)

    def __init__(self, theme: Theme, pages: Sequence[tuple[str, str, str]]) -> None:
        """`pages` are (name, words, icon)."""
        super().__init__(theme, "bg.rail", edges="right")
        self.search = Field(theme, placeholder="Search settings", name="Search settings", icon="search")
        self.items = {name: NavItem(theme, words, icon=icon) for name, words, icon in pages}
        self.found: list[NavItem] = []
        self.none = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self.setAccessibleName("Pages of the settings")
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.search)
        self._column.addSpacing(theme.px(8))
        for name, item in self.items.items():
            item.clicked.connect(lambda _on=False, name=name: self.page_chosen.emit(name))
            item.setToolTip(item.text())
            self._column.addWidget(item)
        self._column.addWidget(self.none)
        self._column.addStretch(1)
        self.none.hide()
        self.search.edit.textChanged.connect(self.searched)
        self.search.edit.returnPressed.connect(self._take_first)
        self.fit(narrow=False)

    def choose(self, name: str) -> None:
        """Mark the page in sight."""
        for other, item in self.items.items():
            item.setChecked(other == name)

    def show_found(self, found: Sequence[tuple[str, str]] | None, words: str = "") -> None:
        """Show what was found as (row, page), or (None) the pages again."""
        for item in self.found:
            item.hide()
            item.deleteLater()
        self.found = []
        for page in self.items.values():
            page.setVisible(found is None)
        for at, (row, page_words) in enumerate(found or ()):
            item = NavItem(self.theme, row, below=page_words)
            item.clicked.connect(lambda _on=False, at=at: self.found_chosen.emit(at))
            self._column.insertWidget(self._column.count() - 1, item)
            self.found.append(item)
        self.none.setVisible(found is not None and not found)
        self.none.setText(f"Nothing found for “{words}”. Try fewer words.")

    def take_search(self) -> None:
        """The search stands here again."""
        self._column.insertWidget(0, self.search)

    def fit(self, *, narrow: bool) -> None:
        """With little room the pages are icons, and the search stands elsewhere."""
        px = self.theme.px
        self._column.setContentsMargins(px(12), px(14), px(12), px(12))
        self._column.setSpacing(px(2))
        self.setFixedWidth(px(NARROW if narrow else WIDE))
        for item in self.items.values():
            item.narrow = narrow
            item.update()

    def _take_first(self) -> None:
        if self.found:
            self.found_chosen.emit(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move between what is listed; up from the first goes to the search."""
        shown = [*(item for item in self.items.values() if item.isVisible()), *self.found]
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not shown:
            super().keyPressEvent(event)
            return
        at = next((at for at, item in enumerate(shown) if item.hasFocus()), -1)
        if at == 0 and step < 0 and self.search.isVisible():
            self.search.setFocus()
            return
        wanted = shown[max(0, min(len(shown) - 1, at + step))]
        wanted.setFocus(Qt.FocusReason.TabFocusReason)
        if wanted.isCheckable():
            wanted.click()
