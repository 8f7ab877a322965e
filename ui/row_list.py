"""A list of rows that one delegate paints."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QListView

from ui.surface import set_base
from ui.theme import Theme


def dressed_list(theme: Theme, delegate: QAbstractItemDelegate) -> QListView:
    """The list, on the ground of a list.

    Its scroll bar stands beside the rows: where one lies over them, Qt paints every row anew for each step.
    """
    view = QListView()
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
