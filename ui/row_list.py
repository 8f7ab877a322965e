"""A list whose scroll bar lies over the margin of its rows, so that their ground reaches from edge to edge."""

from __future__ import annotations

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QListView

from ui.surface import set_base
from ui.theme import Theme


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


def dressed_list(theme: Theme, delegate: QAbstractItemDelegate) -> RowList:
    """Rows that one delegate paints, on the ground of a list."""
    view = RowList()
    view.setFrameShape(QListView.Shape.NoFrame)
    view.setItemDelegate(delegate)
    view.setMouseTracking(True)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def dress() -> None:
        set_base(view, theme, "bg.list")
        view.doItemsLayout()

    dress()
    theme.changed.connect(dress)
    return view
