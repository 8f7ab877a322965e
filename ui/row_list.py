"""A list whose scroll bar lies over the margin of its rows, so that their ground reaches from edge to edge."""

from __future__ import annotations

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QListView


class RowList(QListView):
    """Its viewport goes on under the bar; rows keep a margin there that is wider than the bar."""

    def __init__(self) -> None:
        super().__init__()
        self.verticalScrollBar().rangeChanged.connect(self._lay_over)

    def _lay_over(self, low: int, high: int) -> None:
        bar = self.verticalScrollBar()
        lies_over = high > low and not self.isRightToLeft()  # Qt puts no viewport under a bar on the left
        wanted = QMargins(0, 0, -bar.sizeHint().width() if lies_over else 0, 0)
        if self.viewportMargins() != wanted:
            self.setViewportMargins(wanted)
            holder = bar.parentWidget()
            if holder is not None:
                holder.raise_()
