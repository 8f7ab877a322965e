"""Why no draft was offered: a word, a number and a bar for each reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.painting import RIGHT, draw_text, rounded, text_width
from ui.theme import Theme

#: The least and the most height of a line, and the height of its bar.
LEAST, MOST, BAR = 36, 52, 6
#: Reasons shown; the table has them all.
MOST_REASONS = 5


class ReasonBars(QWidget):
    """The most frequent reasons one below the other."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._reasons: tuple[tuple[str, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.updateGeometry)

    def show_reasons(self, reasons: Sequence[tuple[str, int]]) -> None:
        """Show (reason in words, how often), the most frequent first; bars are parts of all of them."""
        self._reasons = tuple(reasons)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(MOST) * self._n_shown)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(160), self.theme.px(LEAST) * self._n_shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        high = min(theme.px(MOST), (self.height() - theme.px(8)) / self._n_shown)
        most = max((n for _word, n in self._reasons), default=1)
        for place, (word, n) in enumerate(self._reasons[:MOST_REASONS]):
            line = QRectF(0, theme.px(8) + place * high, self.width(), theme.line("body"))
            number = f"{n:,}"
            wide = text_width(theme.font("body"), number)
            draw_text(painter, line, number, theme.font("body"), theme.colour("text.primary"), RIGHT)
            draw_text(
                painter,
                line.adjusted(0, 0, -wide - theme.px(8), 0),
                word,
                theme.font("body"),
                theme.colour("text.primary"),
            )
            track = QRectF(0, line.bottom() + theme.px(4), self.width(), theme.px(BAR))
            radius = track.height() / 2
            rounded(painter, track, radius, theme.colour("chart.grid"), None)
            track.setWidth(max(track.height(), track.width() * n / most))
            rounded(painter, track, radius, theme.colour("chart.1"), None)

    @property
    def _n_shown(self) -> int:
        return max(1, min(MOST_REASONS, len(self._reasons)))
