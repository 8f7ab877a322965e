"""A place where a draft is being written: grey lines that stand still, then the words as they come."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent

from ui.painting import CENTRE, draw_text, rounded
from ui.plain import one_line
from ui.surface import Surface
from ui.theme import Theme
from ui.thread_layout import flowed

CARD_LINES = 6


class GrowingDraft(Surface):
    """Not to be pressed yet.

    Attributes:
        text: what was written so far.
        number: the key it will have.
    """

    def __init__(self, theme: Theme, number: int, *, as_row: bool) -> None:
        super().__init__(theme, "bg.raised", line="line.hair", radius="card")
        self.number, self.as_row, self.text = number, as_row, ""
        self.setMinimumHeight(theme.size("draft_row" if as_row else "draft_card_min"))
        self.setAccessibleName("A draft is being written")

    def grow(self, text: str) -> None:
        """Show what was written so far."""
        self.text = text
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self.theme
        if self.as_row or not self.text:
            return QSize(theme.px(200), self.minimumHeight())
        _layout, _wide, high = flowed(self.text, theme.font("body"), self._room(), self._line_px(), n_lines=CARD_LINES)
        return QSize(theme.px(200), max(theme.size("draft_card_min"), round(high) + theme.px(40 + 44)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, theme = QPainter(self), self.theme
        side, pad = theme.px(20), theme.px(12)
        cap = QRectF(pad, theme.px(6) if self.as_row else pad, side, side)
        if not self.text:
            self._paint_grey(painter, cap)
            return
        rounded(painter, cap, theme.radius("key"), theme.colour("bg.sunken"), theme.colour("line.strong"))
        ink = theme.colour("text.secondary")
        draw_text(painter, cap, str(self.number), theme.font("caption_strong"), ink, CENTRE)
        if self.as_row:
            place = QRectF(theme.px(44), 0, self.width() - theme.px(56), self.height())
            draw_text(painter, place, one_line(self.text), theme.font("body"), ink)
            return
        layout, _wide, _high = flowed(self.text, theme.font("body"), self._room(), self._line_px(), n_lines=CARD_LINES)
        painter.setPen(ink)
        layout.draw(painter, QPointF(pad, theme.px(40)))

    def _room(self) -> float:
        return max(40, self.width() - self.theme.px(24))

    def _line_px(self) -> float:
        return self.theme.line("body") - 1

    def _paint_grey(self, painter: QPainter, cap: QRectF) -> None:
        theme, pad = self.theme, self.theme.px(12)
        grey = theme.colour("bg.chip")
        rounded(painter, cap, theme.radius("key"), grey, None)
        if self.as_row:
            line = QRectF(theme.px(44), theme.px(12), (self.width() - theme.px(56)) * 0.6, theme.px(8))
            rounded(painter, line, theme.px(4), grey, None)
            return
        rounded(painter, QRectF(theme.px(42), theme.px(18), theme.px(48), theme.px(8)), theme.px(4), grey, None)
        for n, share in enumerate((0.94, 0.8, 0.46)):
            line = QRectF(pad, theme.px(46 + 20 * n), (self.width() - 2 * pad) * share, theme.px(8))
            rounded(painter, line, theme.px(4), grey, None)
