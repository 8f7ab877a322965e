"""The rows of the inbox: which are shown, in which order, and what waits until the person wants it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.desk_rows import InboxRow, SearchHit
from engine.domain import State
from ui import times
from ui.plain import one_line, plain_tip

Index = QModelIndex | QPersistentModelIndex
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Role(IntEnum):
    """What the delegate asks a row for."""

    CONVERSATION = Qt.ItemDataRole.UserRole + 1
    MESSAGE = Qt.ItemDataRole.UserRole + 2
    CORNER = Qt.ItemDataRole.UserRole + 3
    PREVIEW = Qt.ItemDataRole.UserRole + 4
    CHIP = Qt.ItemDataRole.UserRole + 5
    LEVEL = Qt.ItemDataRole.UserRole + 6
    RISK = Qt.ItemDataRole.UserRole + 7
    UNREAD = Qt.ItemDataRole.UserRole + 8


#: The segments in their order; None is All.
SEGMENTS: tuple[State | None, ...] = (State.NEEDS_REPLY, State.WAITING, State.LATER, None)
RISK_WORDS = {"check": "Check", "high": "Risk"}
RISK_SPOKEN = {"check": "worth checking", "high": "high risk"}


class InboxList(QAbstractListModel):
    """Conversations of one segment.

    Rows that are shown keep their place: news changes them where they stand, and newcomers wait as `n_new`
    until `refresh()`.

    Signals:
        counted: how many rows would come in with `refresh()`, and that the counts of the segments may differ.
    """

    counted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest: tuple[InboxRow, ...] = ()
        self._rows: list[InboxRow] = []
        self._segment: State | None = State.NEEDS_REPLY
        self._n_new = 0
        self._finished: set[int] = set()
        self.now = LONG_AGO

    @property
    def n_new(self) -> int:
        """Rows that wait behind the pill."""
        return self._n_new

    def count(self, segment: State | None) -> int:
        """How many conversations a segment holds."""
        return len(self._of(segment))

    def everybody(self) -> tuple[InboxRow, ...]:
        """Every conversation as it was last read, most pressing first."""
        return self._latest

    def show_segment(self, segment: State | None) -> None:
        """Show another segment, freshly ordered."""
        self._segment = segment
        self._finished.clear()
        self.refresh()

    def offer(self, rows: Sequence[InboxRow], now: datetime, *, may_move: bool) -> None:
        """Take the newest rows; unless `may_move`, what is shown stays where it is."""
        self._latest, self.now = tuple(rows), now
        self._finished &= {row.conversation_id for row in rows if row.state is self._segment}
        if may_move or not self._rows:
            self.refresh()
            return
        fresh = {row.conversation_id: row for row in self._latest}
        for at in reversed(range(len(self._rows))):
            row = fresh.get(self._rows[at].conversation_id)
            if row is None:
                self._drop(at)
            elif row != self._rows[at]:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at), self.index(at))
        shown = {row.conversation_id for row in self._rows}
        self._n_new = sum(row.conversation_id not in shown for row in self._of(self._segment))
        self.counted.emit(self._n_new)

    def refresh(self) -> None:
        """Show the newest rows in the newest order."""
        self.beginResetModel()
        self._rows = self._of(self._segment)
        self._n_new = 0
        self.endResetModel()
        self.counted.emit(0)

    def finish(self, conversation_id: int) -> None:
        """A row goes away although the store may still show it here for a moment."""
        self._finished.add(conversation_id)

    def unfinish(self, conversation_id: int) -> None:
        """A row that was finished may come back."""
        self._finished.discard(conversation_id)

    def waits(self, conversation_id: int) -> bool:
        """Whether a conversation belongs to this segment but is not shown yet."""
        return any(row.conversation_id == conversation_id for row in self._of(self._segment))

    def remove(self, conversation_id: int) -> None:
        """Take a finished row away at once."""
        at = self.row_of(conversation_id)
        if at is not None:
            self._drop(at)

    def row_of(self, conversation_id: int) -> int | None:
        """Where a conversation is shown."""
        return next((at for at, row in enumerate(self._rows) if row.conversation_id == conversation_id), None)

    def row_at(self, at: int) -> InboxRow:
        """The row shown at a place."""
        return self._rows[at]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Qt's own signature
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(row.name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(row)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"Here because: {row.reason}") if row.reason else None
            case Role.CONVERSATION:
                return row.conversation_id
            case Role.CORNER:
                return self._corner(row)
            case Role.PREVIEW:
                return one_line(row.preview)
            case Role.CHIP:
                return row.chip
            case Role.LEVEL:
                return row.level
            case Role.RISK:
                return row.risk_level
            case Role.UNREAD:
                return row.unread
        return None

    def _corner(self, row: InboxRow) -> str:
        if row.waiting_seconds is not None:
            return times.waiting(row.waiting_seconds)
        return times.last(row.last_message_at, self.now) if row.last_message_at else ""

    def _of(self, segment: State | None) -> list[InboxRow]:
        if segment is not None:
            gone = self._finished if segment is self._segment else ()
            return [row for row in self._latest if row.state is segment and row.conversation_id not in gone]
        return sorted(self._latest, key=lambda row: row.last_message_at or LONG_AGO, reverse=True)

    def _drop(self, at: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at)
        del self._rows[at]
        self.endRemoveRows()


class HitList(QAbstractListModel):
    """Messages that a search found, in the shape of inbox rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[SearchHit] = []
        self.now = LONG_AGO

    def show_hits(self, hits: Sequence[SearchHit], now: datetime) -> None:
        """Replace what was found."""
        self.beginResetModel()
        self._hits, self.now = list(hits), now
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Qt's own signature
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(hit.name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{one_line(hit.name)}, {times.day(hit.sent_at, self.now)}, {one_line(hit.text)}"
            case Role.CONVERSATION:
                return hit.conversation_id
            case Role.MESSAGE:
                return hit.message_id
            case Role.CORNER:
                return times.last(hit.sent_at, self.now)
            case Role.PREVIEW:
                return one_line(hit.text)
            case Role.CHIP | Role.LEVEL | Role.RISK:
                return ""
            case Role.UNREAD:
                return 0
        return None


def spoken(row: InboxRow) -> str:
    """A row read aloud: name, waiting time, urgency, risk, preview."""
    parts = [one_line(row.name)]
    if row.waiting_seconds is not None:
        parts.append(f"waiting {times.spoken_waiting(row.waiting_seconds)}")
    if row.chip:
        parts.append(row.chip[:1].lower() + row.chip[1:].replace(" · ", ", "))
    if row.risk_level in RISK_SPOKEN:
        parts.append(RISK_SPOKEN[row.risk_level])
    if row.unread:
        parts.append(f"{row.unread} unread")
    parts.append(one_line(row.preview, 120))
    return ", ".join(part for part in parts if part)
