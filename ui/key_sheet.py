"""The sheet of the keys that work on a page, opened with ?."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.keys import GOALS, KEYS, Key, cap, caps
from ui.painting import draw_key, draw_text, key_width, text_width
from ui.surface import Surface, Words, set_base, shelf
from ui.theme import Theme

ROW, HEADING, GAP, BESIDE, PAD = 30, 24, 28, 12, 28
#: Keys that move the sheet where it is higher than the window.
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)

#: What the sheet of each page is called.
TITLES = {
    "inbox": "Keys in the inbox",
    "sprint": "Keys in a sprint",
    "ask": "Keys in Ask",
    "insights": "Keys in Insights",
    "training": "Keys in Training",
}
#: A line of the sheet: its caps, and what they do.
Line = tuple[tuple[str, ...], str]


class KeySheet(QWidget):
    """Covers the window; any key or click closes it and gives the focus back."""

    def __init__(self, theme: Theme, window: QWidget, keys: Sequence[Key] = KEYS, *, place: str = "inbox") -> None:
        """Args:
        place: name of the page that is in sight.
        """
        super().__init__(window)
        self.theme, self._window = theme, window
        self._back = QApplication.focusWidget()
        self.title = TITLES.get(place, TITLES["inbox"])
        self.groups = _groups([key for key in keys if key.place in ("", place)])
        told = [f"{' '.join(caps)}: {words}" for lines in self.groups.values() for caps, words in lines]
        self.setAccessibleName(f"{self.title}. {', '.join(told)}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area = QScrollArea()
        self.columns = KeyColumns(theme, self.groups)
        self.panel = Surface(theme, "bg.raised", line="line.strong", radius="panel")
        self.panel.setParent(self)
        self._build()
        self.setGeometry(window.rect())
        self._place()
        window.installEventFilter(self)
        self.show()
        self.raise_()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window works while the sheet is open."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It follows the size of the window."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.area.verticalScrollBar()
        if event.key() in MOVES and bar.maximum() > 0:
            QApplication.sendEvent(bar, event)
        else:
            self._leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.theme.colour("bg.scrim"))

    def _build(self) -> None:
        theme = self.theme
        title = Words(theme, self.title, style="heading")
        rest = Words(theme, "letters rest while you type in a field", style="small", role="text.tertiary", wrap=True)
        rest.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.area.setWidget(self.columns)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_base(self.area, theme, "bg.raised")
        self.area.viewport().setAutoFillBackground(False)
        self.columns.setAutoFillBackground(False)
        pad = theme.px(PAD)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(pad, theme.px(20), theme.px(PAD - 10), theme.px(12))
        column.setSpacing(theme.px(18))
        column.addLayout(shelf(title, rest, spacing=theme.px(16), margins=(0, 0, theme.px(10), 0)))
        column.addWidget(self.area, 1)

    def _place(self) -> None:
        """In the middle of the window, as wide as its columns and as high as they are, if there is room."""
        theme = self.theme
        sides, over = theme.px(PAD) + theme.px(PAD - 10) + 10, theme.px(20 + 18 + 12) + theme.line("heading") + 6
        least = theme.px(16)
        room = QSize(self.width() - 2 * least - sides, self.height() - 2 * least - over)
        wanted = self.columns.arranged(room.width())
        wide, high = wanted.width() + sides, min(wanted.height(), room.height()) + over
        self.panel.setGeometry((self.width() - wide) // 2, (self.height() - high) // 2, wide, high)

    def _leave(self) -> None:
        self._window.removeEventFilter(self)
        if self._back is not None and self._back.isVisible():
            self._back.setFocus()
        self.hide()
        self.deleteLater()


class KeyColumns(QWidget):
    """The groups side by side, in as many columns as fit; none of their words is cut while there is room for one."""

    def __init__(self, theme: Theme, groups: dict[str, list[Line]]) -> None:
        super().__init__()
        self.theme, self.groups = theme, groups
        self.n_columns = len(groups)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def arranged(self, room: int) -> QSize:
        """Choose the columns for a room of some width; returns the size they take."""
        gap = self.theme.px(GAP)
        for count in range(len(self.groups), 0, -1):
            self.n_columns = count
            columns = self._columns()
            wide = sum(self._width(column) for column in columns) + gap * (count - 1)
            if wide <= room or count == 1:
                break
        size = QSize(min(round(wide), room), max(self._height(column) for column in columns))
        self.setMinimumHeight(size.height())
        self.update()
        return size

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        left = 0.0
        for column in self._columns():
            wide, top, keys = self._width(column), 0.0, self._key_room(column)
            for name in column:
                place = self._mirrored(QRectF(left, top, wide, theme.px(20)))
                draw_text(painter, place, name, theme.font("caption_strong"), theme.colour("text.secondary"))
                top += theme.px(HEADING)
                for line in self.groups[name]:
                    self._paint_line(painter, QPointF(left, top), wide, keys, line)
                    top += theme.px(ROW)
                top += theme.px(BESIDE)
            left += wide + theme.px(GAP)

    def _paint_line(self, painter: QPainter, at: QPointF, wide: float, keys: float, line: Line) -> None:
        theme, left = self.theme, at.x()
        for key in line[0]:
            room = key_width(theme, key)
            draw_key(painter, theme, self._mirrored(QRectF(left, at.y(), room, theme.px(ROW))), key)
            left += room + theme.px(4)
        start = at.x() + keys + theme.px(BESIDE)
        place = self._mirrored(QRectF(start, at.y(), min(at.x() + wide, self.width()) - start, theme.px(ROW)))
        draw_text(painter, place, line[1], theme.font("body"), theme.colour("text.primary"))

    def _columns(self) -> list[list[str]]:
        """The names of the groups, each in the column that is shortest when its turn comes."""
        columns: list[list[str]] = [[] for _ in range(self.n_columns)]
        for name in self.groups:
            min(columns, key=self._height).append(name)
        return columns

    def _height(self, column: list[str]) -> int:
        px = self.theme.px
        return sum(px(HEADING) + px(ROW) * len(self.groups[name]) + px(BESIDE) for name in column)

    def _width(self, column: list[str]) -> float:
        font = self.theme.font("body")
        words = max((text_width(font, words) for name in column for _caps, words in self.groups[name]), default=0.0)
        return self._key_room(column) + self.theme.px(BESIDE) + words + 2

    def _key_room(self, column: list[str]) -> float:
        theme, gap = self.theme, self.theme.px(4)
        rows = (keys for name in column for keys, _words in self.groups[name])
        return max((sum(key_width(theme, key) + gap for key in keys) - gap for keys in rows), default=0.0)

    def _mirrored(self, place: QRectF) -> QRectF:
        if not self.isRightToLeft():
            return place
        return QRectF(self.width() - place.right(), place.top(), place.width(), place.height())


def _groups(keys: Sequence[Key]) -> dict[str, list[Line]]:
    """What stands under each heading."""
    groups: dict[str, list[Line]] = {}
    for key in keys:
        if key.group:
            groups.setdefault(key.group, []).extend(_lines(key))
    return groups


def _lines(key: Key) -> Iterator[Line]:
    shown = tuple((caps(key.caps) or cap(key.sequence)).split("  "))
    if key.act == "await_goal":
        yield from (((*shown, letter), goal) for letter, goal in GOALS.items())
    else:
        yield shown, key.words
