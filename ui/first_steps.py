"""Pieces of the first steps: which step this is, the app's mark, a card that says how something stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import marks
from ui.buttons import Button
from ui.flow import Flow
from ui.marks import Shape
from ui.painting import CENTRE, draw_text, rounded, text_width
from ui.panel_pieces import MarkPicture
from ui.surface import Surface, Words, keep_size
from ui.theme import Theme


class Mark(QWidget):
    """The app's mark on petrol."""

    def __init__(self, theme: Theme, side: int = 44) -> None:
        super().__init__()
        self.theme = theme
        keep_size(self, theme, width=side, height=side)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_mark(QPainter(self), self.theme, QRectF(self.rect()))


def draw_mark(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Three lines on petrol."""
    rounded(painter, box, box.width() / 4.5, theme.colour("accent.solid"), None)
    unit = box.width() / 44
    for n, wide in enumerate((20, 20, 11)):
        line = QRectF(box.left() + 12 * unit, box.top() + (15 + 6 * n) * unit, wide * unit, 2 * unit)
        rounded(painter, line, unit, theme.colour("text.onAccent"), None)


class Steps(QWidget):
    """The steps in a row: those behind have a tick, this one stands out."""

    def __init__(self, theme: Theme, words: Sequence[str]) -> None:
        super().__init__()
        self.theme, self._words, self.step = theme, words, 0
        keep_size(self, theme, height=32)
        self.show_step(0)

    def show_step(self, step: int) -> None:
        """Mark a step as the current one."""
        self.step = step
        self.setAccessibleName(f"Step {step + 1} of {len(self._words)}: {self._words[step]}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        side, gap = theme.px(18), theme.px(32)
        fonts = [theme.font("body", strong=n == self.step) for n in range(len(self._words))]
        wide = [side + theme.px(8) + text_width(font, word) for font, word in zip(fonts, self._words, strict=True)]
        left = (self.width() - sum(wide) - gap * (len(wide) - 1)) / 2
        for n, word in enumerate(self._words):
            disc = QRectF(left, (self.height() - side) / 2, side, side)
            self._paint_disc(painter, disc, n)
            place = QRectF(disc.right() + theme.px(8), 0, wide[n] - side, self.height())
            ink = "text.primary" if n == self.step else "text.secondary"
            draw_text(painter, place, word, fonts[n], theme.colour(ink))
            left += wide[n] + gap

    def _paint_disc(self, painter: QPainter, disc: QRectF, n: int) -> None:
        theme = self.theme
        behind, here = n < self.step, n == self.step
        fill = "accent.solid" if here else "accent.soft" if behind else "bg.chip"
        rounded(painter, disc, disc.height() / 2, theme.colour(fill), None)
        if behind:
            inset = theme.px(5)
            marks.draw(painter, Shape.TICK, disc.adjusted(inset, inset, -inset, -inset), theme.colour("accent.onSoft"))
        else:
            ink = "text.onAccent" if here else "text.secondary"
            draw_text(painter, disc, str(n + 1), theme.font("caption_strong"), theme.colour(ink), CENTRE)


class StateCard(Surface):
    """How something stands: a mark, a title, a sentence, and up to two ways on.

    Signals:
        first_wished, second_wished: one of the ways.
    """

    first_wished = Signal()
    second_wished = Signal()

    def __init__(self, theme: Theme, *, line: str = "accent.base") -> None:
        super().__init__(theme, "bg.raised", line=line, radius="card")
        self.mark = MarkPicture(theme, Shape.DASHED_RING, "text.tertiary", side=14)
        self.title = Words(theme, "", style="body_strong", wrap=True)
        self.text = Words(theme, "", role="text.secondary", wrap=True)
        self.first = Button(theme, "", look="primary")
        self.second = Button(theme, "", look="quiet")
        self._ways = QWidget()
        ways = Flow(spacing=theme.px(8), parent=self._ways)
        for button in (self.first, self.second):
            ways.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addSpacing(theme.px(6))
        column.addWidget(self._ways)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        row.setSpacing(theme.px(12))
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.first.clicked.connect(self.first_wished)
        self.second.clicked.connect(self.second_wished)

    def show_state(self, shape: Shape, role: str, title: str, text: str, first: str = "", second: str = "") -> None:
        """Say how it stands; empty words hide their button."""
        self.mark.shape, self.mark.role = shape, role
        self.mark.update()
        self.title.setText(title)
        self.text.setText(text)
        for button, said in ((self.first, first), (self.second, second)):
            button.setText(said)
            button.setAccessibleName(said)
            button.updateGeometry()
            button.setVisible(bool(said))
        self._ways.setVisible(bool(first or second))
        self.setAccessibleName(f"{title}. {text}")
