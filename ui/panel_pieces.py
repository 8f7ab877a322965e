"""Pieces of the inspector's panels: the column they stand in, headings, lines with a mark, quotes, the banner."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import marks
from ui.marks import Shape
from ui.painting import rounded
from ui.surface import Elided, Surface, Words
from ui.theme import Theme

#: What panels keep free at their sides, and the share of the width each grey line of a waiting panel takes.
MARGIN = 16
GREY = (0.55, 0.96, 0.88, 0.4, 0.92, 0.7)


class Panel(QWidget):
    """A column of pieces that is filled anew where it says something else; the focus stays where it was.

    Attributes:
        column: the pieces; another one after each refill.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._page = QWidget(self)
        self._next: QWidget | None = None
        self._fills: list[Callable[[], None]] = []
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._go_on)
        self.column = QVBoxLayout(self._page)
        self._place.addWidget(self._page)

    def refill(self, *fills: Callable[[], None], in_turns: bool = False) -> None:
        """Take everything out and fill the column again, in one step for the eye.

        The new pieces stand on a page of their own until it is shown as a whole: pieces that come into sight one by
        one would lay out the window as many times.

        Args:
            in_turns: the window goes on between two fills; what stands is shown until the last one is done.
        """
        self._leave_turns()
        self._next = QWidget(self)
        self._next.hide()
        self.column = QVBoxLayout(self._next)
        margin = self.theme.px(MARGIN)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(self.theme.px(8))
        self._fills = [*fills, self._turn_page]
        if in_turns:
            self._turns.start()
        else:
            self.finish()

    def finish(self) -> None:
        """Do now what was left for other turns."""
        while self._fills:
            self._go_on()

    def _go_on(self) -> None:
        if self._fills:
            self._fills.pop(0)()
        if not self._fills:
            self._turns.stop()

    def _leave_turns(self) -> None:
        """What was being filled is not wanted any more."""
        self._fills = []
        self._turns.stop()
        if self._next is not None:
            self._next.deleteLater()
            self._next = None

    def _turn_page(self) -> None:
        assert self._next is not None
        focused = QApplication.focusWidget()
        name = focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""
        items = [item for n in range(self.column.count()) if (item := self.column.itemAt(n)) is not None]
        pieces = [piece for item in items if (piece := item.widget()) is not None]
        self.column.addStretch()
        self.setUpdatesEnabled(False)
        before, self._page, self._next = self._page, self._next, None
        before.hide()
        before.deleteLater()
        self._place.addWidget(self._page)
        self._page.show()
        self.setUpdatesEnabled(True)
        if name:
            self._focus_again(name, pieces)

    def show_waiting(self) -> None:
        """What is to be shown is being read."""
        self.refill(lambda: self.column.addWidget(Skeleton(self.theme)))

    def _focus_again(self, name: str, pieces: Sequence[QWidget]) -> None:
        for widget in (one for piece in pieces for one in (piece, *piece.findChildren(QWidget))):
            if widget.accessibleName() == name and not widget.isHidden() and widget.focusPolicy():
                widget.setFocus()
                return
        viewport = self.parentWidget()
        area = None if viewport is None else viewport.parentWidget()
        if area is not None:
            area.setFocus()


class Skeleton(QWidget):
    """Grey lines where words will stand."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName("Reading")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(240), len(GREY) * self.theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, grey = QPainter(self), self.theme.colour("bg.sunken")
        for n, share in enumerate(GREY):
            line = QRectF(0, n * self.theme.px(22) + self.theme.px(4), self.width() * share, self.theme.px(12))
            rounded(painter, line, self.theme.radius("key"), grey, None)


class MarkPicture(QWidget):
    """A mark beside words."""

    def __init__(self, theme: Theme, shape: Shape, role: str, *, side: int = 10) -> None:
        super().__init__()
        self.theme, self.shape, self.role = theme, shape, role
        self._side = side
        self.setFixedSize(theme.px(side) + 2, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self.theme.px(self._side)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        marks.draw(QPainter(self), self.shape, box, self.theme.colour(self.role))


def heading(theme: Theme, text: str) -> Words:
    """The heading of a section; a long name in it is cut."""
    return Elided(theme, text, style="caption_strong", role="text.secondary")


def section(theme: Theme, title: str, *parts: QWidget, trailing: QWidget | None = None) -> QWidget:
    """A heading over its parts; `trailing` stands at the right of the heading."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, theme.px(10))
    column.setSpacing(theme.px(4))
    top = QHBoxLayout()
    top.setSpacing(theme.px(8))
    top.addWidget(heading(theme, title), 1)
    if trailing is not None:
        top.addWidget(trailing)
    column.addLayout(top)
    for part in parts:
        column.addWidget(part)
    box.setAccessibleName(title)
    return box


def marked_line(theme: Theme, shape: Shape, role: str, text: str, *, trailing: str = "") -> QWidget:
    """A mark, a sentence, and something at the right."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(MarkPicture(theme, shape, role), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Words(theme, text, wrap=True), 1)
    if trailing:
        row.addWidget(Words(theme, trailing, style="caption", role="text.tertiary"), 0, Qt.AlignmentFlag.AlignTop)
    line.setAccessibleName(text)
    return line


def quote(theme: Theme, text: str, role: str) -> QWidget:
    """A verbatim quotation with a bar at its left."""
    box = QWidget()
    bar = Surface(theme, role)
    bar.setFixedWidth(2)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(bar)
    row.addWidget(Words(theme, f"“{text}”", style="small", role="text.secondary", wrap=True), 1)
    return box


class Banner(Surface):
    """A mark, a title, a figure and a sentence on the ground of a risk level."""

    def __init__(
        self, theme: Theme, level: str, title: str, figure: str, text: str, *, trailing: QWidget | None = None
    ) -> None:
        line = "line.hair" if level == "clear" else f"risk.{level}.line"
        super().__init__(theme, f"risk.{level}.bg", line=line, radius="card")
        self.setAccessibleName(". ".join(part for part in (title, figure, text) if part))
        top = QHBoxLayout()
        top.setSpacing(8)
        shape = Shape.TICK if level == "clear" else marks.RISK[level]
        top.addWidget(MarkPicture(theme, shape, f"risk.{level}.mark", side=11), 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(Words(theme, title, style="body_strong", wrap=True), 1)
        if figure:
            words = Words(theme, figure, style="small", role=f"risk.{level}.text", strong=True)
            words.setMinimumHeight(theme.line("body"))
            top.addWidget(words, 0, Qt.AlignmentFlag.AlignTop)
        if trailing is not None:
            top.addWidget(trailing, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(12)] * 4)
        column.setSpacing(4)
        column.addLayout(top)
        if text:
            column.addWidget(Words(theme, text, style="small", role="text.primary", wrap=True))


def emptied(column: QLayout) -> None:
    """Take everything out of a column."""
    while (item := column.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            emptied(inner)
