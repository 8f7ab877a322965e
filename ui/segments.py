"""A row of segments, one of them chosen: the inbox's segments and the inspector's tabs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar

from ui import marks
from ui.marks import Shape
from ui.painting import draw_text, rounded, text_width
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment's word, its count (None = none shown) and a mark with its colour role."""

    word: str
    count: int | None = None
    shape: Shape | None = None
    role: str = ""

    @property
    def spoken(self) -> str:
        """How it is read aloud."""
        return self.word if self.count is None else f"{self.word}, {self.count}"


class Segments(QTabBar):
    """Painted tabs with the keyboard and the accessibility of QTabBar."""

    def __init__(self, theme: Theme, words: list[str], *, name: str) -> None:
        super().__init__()
        self.theme = theme
        self._segments = [Segment(word) for word in words]
        self._lit = True
        self.setDrawBase(False)
        self.setExpanding(True)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for word in words:
            self.addTab(word)
        theme.changed.connect(self.updateGeometry)

    def show_segment(self, at: int, segment: Segment) -> None:
        """Change one segment's word, count or mark."""
        if self._segments[at] == segment:
            return
        self._segments[at] = segment
        self.setTabText(at, segment.word if segment.count is None else f"{segment.word} {segment.count}")
        self.setAccessibleTabName(at, segment.spoken)
        self.update()

    def set_lit(self, lit: bool) -> None:
        """Whether the chosen segment is what is shown; something else may stand in its place for a while."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    @property
    def lit(self) -> bool:
        """Whether the chosen segment is what is shown."""
        return self._lit

    def segment(self, at: int) -> Segment:
        """What a segment shows now."""
        return self._segments[at]

    def sizeHint(self) -> QSize:
        """Room for every word, whatever width it was given."""
        air = self.theme.px(12) * self.count()
        return QSize(round(sum(self._natural(n) for n in range(self.count()))) + air, self.theme.px(28))

    def tabSizeHint(self, index: int) -> QSize:
        extra = (self.width() - sum(self._natural(n) for n in range(self.count()))) / max(1, self.count())
        return QSize(max(24, int(self._natural(index) + extra)), self.theme.px(28))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return QSize(24, self.theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(120), self.theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        radius = self.theme.radius("segment")
        rounded(
            painter,
            QRectF(self.rect()),
            radius,
            self.theme.colour("bg.sunken"),
            self.theme.colour("line.hair"),
        )
        for n, segment in enumerate(self._segments):
            chosen = n == self.currentIndex() and (self._lit or self.hasFocus())
            box = QRectF(self.tabRect(n)).adjusted(2, 2, -2, -2)
            if chosen:
                line = self.theme.colour("focus.ring" if self.hasFocus() else "line.hair")
                rounded(
                    painter,
                    box,
                    radius - 2,
                    self.theme.colour("bg.raised"),
                    line,
                    2 if self.hasFocus() else 1,
                )
            self._paint_segment(painter, segment, box, chosen)

    def _paint_segment(self, painter: QPainter, segment: Segment, box: QRectF, chosen: bool) -> None:
        font, small = self.theme.font("small", strong=chosen), self.theme.font("small")
        count = "" if segment.count is None else f" {segment.count}"
        wide, more = text_width(font, segment.word), text_width(small, count)
        mark = self.theme.px(13) if segment.shape else 0
        left = box.center().x() - min(wide + more + mark, box.width()) / 2
        ink = self.theme.colour("text.primary" if chosen else "text.secondary")
        draw_text(
            painter,
            QRectF(left, box.top(), min(wide, box.width()) + 1, box.height()),
            segment.word,
            font,
            ink,
        )
        if count:
            place = QRectF(left + wide, box.top(), more + 1, box.height())
            draw_text(painter, place, count, small, self.theme.colour("text.secondary"))
        if segment.shape:
            side = self.theme.px(8)
            place = QRectF(left + wide + more + self.theme.px(5), box.center().y() - side / 2, side, side)
            marks.draw(painter, segment.shape, place, self.theme.colour(segment.role))

    def _natural(self, at: int) -> float:
        segment = self._segments[at]
        count = "" if segment.count is None else f" {segment.count}"
        mark = self.theme.px(13) if segment.shape else 0
        return text_width(self.theme.font("small", strong=True), segment.word + count) + mark + self.theme.px(12)
