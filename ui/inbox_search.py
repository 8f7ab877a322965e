"""The search above the list: what is typed there, and the messages it finds everywhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from ui.inbox_delegate import InboxDelegate
from ui.inbox_list import HitList, InboxList, Role
from ui.reading import Desk
from ui.row_list import dressed_list
from ui.surface import Field
from ui.theme import Theme

TYPING_MS = 150
PLACEHOLDER = "Search messages"


class InboxSearch(QObject):
    """For one list.

    Attributes:
        field: where it is typed.
        hits: what it found; `found` shows them.

    Signals:
        chosen: a message was chosen (its conversation, its id).
        searched: for this text, "" for nothing any more.
    """

    chosen = Signal(int, int)
    searched = Signal(str)

    def __init__(self, theme: Theme, desk: Desk, rows: InboxList, delegate: InboxDelegate, parent: QObject) -> None:
        """`rows` knows when the list was read, which times are told against."""
        super().__init__(parent)
        self._desk, self._rows = desk, rows
        self.field = Field(theme, placeholder=PLACEHOLDER, name=PLACEHOLDER, icon="search", key="/")
        self.hits = HitList(self)
        self.found = dressed_list(theme, delegate)
        self.found.setModel(self.hits)
        self.found.setAccessibleName("Found messages")
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._search)
        self.field.edit.textChanged.connect(self._typing.start)
        self.field.edit.returnPressed.connect(self._enter)
        self.field.edit.installEventFilter(self)
        self.found.clicked.connect(self._choose)
        self.found.activated.connect(self._choose)

    def look_for(self, text: str) -> None:
        """Find messages; an empty text finds none."""
        wanted = text if text.strip() else ""
        if wanted:
            self.hits.show_hits(self._desk.search(text), self._rows.now)
        self.searched.emit(wanted)

    def set_narrow(self, narrow: bool) -> None:
        """Fewer words where the list is narrow."""
        self.field.edit.setPlaceholderText("Search" if narrow else PLACEHOLDER)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the field down to what was found."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            self._enter()
            return True
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        self._typing.stop()
        self._search()
        if self.hits.rowCount() and not self.found.isHidden():
            self.found.setFocus()
            self.found.setCurrentIndex(self.hits.index(0))

    def _search(self) -> None:
        self.look_for(self.field.edit.text())

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(Role.CONVERSATION), index.data(Role.MESSAGE))
