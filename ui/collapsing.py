"""The row of a finished conversation closes before it goes."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal
from PySide6.QtWidgets import QListView

from ui.inbox_delegate import InboxDelegate
from ui.inbox_list import InboxList


class Collapsing(QObject):
    """One row at a time.

    Signals:
        gone: the row of this conversation is closed.
    """

    gone = Signal(int)

    def __init__(self, view: QListView, rows: InboxList, delegate: InboxDelegate) -> None:
        super().__init__(view)
        self._view, self._rows, self._delegate = view, rows, delegate
        self._conversation_id = 0
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(1.0)
        self._motion.setEndValue(0.0)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._collapse)
        self._motion.finished.connect(self._end)

    def begin(self, conversation_id: int, ms: int) -> None:
        """Close this row; at once where nothing is to move."""
        self._conversation_id = conversation_id
        self._motion.setDuration(ms)
        if ms == 0:
            self._end()
        else:
            self._motion.start()

    def stop(self) -> None:
        """A row that is closing is closed now."""
        if self._motion.state() == QVariantAnimation.State.Running:
            self._motion.stop()
            self._end()

    def _collapse(self, left: float) -> None:
        at = self._rows.row_of(self._conversation_id)
        if at is not None:
            self._delegate.collapsing = (at, left)
            self._view.doItemsLayout()

    def _end(self) -> None:
        self._delegate.collapsing = None
        self.gone.emit(self._conversation_id)
