"""The open thread: newest at the bottom, older pages while scrolling up, marked words to step through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from app.desk_rows import ConversationHead, ThreadLine
from engine.domain import RedFlag
from ui.buttons import Button
from ui.reading import Desk
from ui.surface import set_base
from ui.theme import Theme
from ui.thread_delegate import ThreadDelegate
from ui.thread_items import Mark
from ui.thread_list import ThreadList

NEAR = 80
MOST_PAGES = 20


class ThreadView(QListView):
    """A virtual list of bubbles.

    Signals:
        mark_reached: F stopped at this span.
    """

    mark_reached = Signal(object)

    def __init__(self, theme: Theme, desk: Desk) -> None:
        super().__init__()
        self.theme = theme
        self._desk = desk
        self._head: ConversationHead | None = None
        self._flags: Sequence[RedFlag] = ()
        self._complete = False
        self._loading = False
        self._n_below = 0
        self._mark = -1
        self.rows = ThreadList(self)
        self.delegate = ThreadDelegate(theme, self)
        self.pill = Button(theme, "", look="accent")
        self.pill.setParent(self.viewport())
        self.pill.hide()
        self._set_up()

    def show_conversation(self, head: ConversationHead, flags: Sequence[RedFlag], message_id: int = 0) -> None:
        """Open a thread at its newest line, or at a message."""
        self._head, self._flags, self._complete, self._mark = head, flags, False, -1
        self.delegate.current_mark = 0
        lines = list(self._desk.thread(head.conversation_id))
        while message_id and lines and all(line.message_id != message_id for line in lines):
            older = self._older(lines)
            if not older:
                break
            lines = older + lines
        self._show(lines)
        row = self.rows.row_of(message_id) if message_id else None
        if row is None:
            self.scrollToBottom()
        else:
            self.setCurrentIndex(self.rows.index(row))
            self.scrollTo(self.rows.index(row), QAbstractItemView.ScrollHint.PositionAtCenter)
        self._set_below(0)
        QTimer.singleShot(0, self, self._fill)

    def clear_conversation(self) -> None:
        """Show nothing."""
        self._head = None
        self._flags = ()
        self._show([])
        self._set_below(0)

    def reload(self, flags: Sequence[RedFlag]) -> None:
        """Read again what is loaded; stay where the person reads."""
        if self._head is None:
            return
        self._flags = flags
        at_bottom, before = self.at_bottom(), self.rows.lines
        lines = list(self._desk.thread(self._head.conversation_id))
        while lines and before and lines[0].sent_at > before[0].sent_at:
            older = self._older(lines)
            if not older:
                break
            lines = older + lines
        anchor = self._anchor()
        self._show(lines)
        if at_bottom:
            self.scrollToBottom()
        else:
            self._restore(anchor)
            newest = before[-1].sent_at if before else self._desk.now()
            self._set_below(self._n_below + sum(line.sent_at > newest for line in lines))

    def at_bottom(self) -> bool:
        """Whether the newest line is in sight."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - NEAR

    def last_line(self) -> ThreadLine | None:
        """The newest line."""
        return self.rows.lines[-1] if self.rows.lines else None

    def next_mark(self) -> Mark | None:
        """Step to the next marked span and show it."""
        marks = self.rows.marks()
        if not marks:
            return None
        self._mark = (self._mark + 1) % len(marks)
        return self._show_mark(*marks[self._mark])

    def show_mark(self, number: int) -> None:
        """Show the span with a number of the risk panel."""
        for at, (row, mark) in enumerate(self.rows.marks()):
            if mark.number == number:
                self._mark = at
                self._show_mark(row, mark)

    def resizeEvent(self, event: QResizeEvent) -> None:
        at_bottom = self.at_bottom()
        self.delegate.width = self.width()
        super().resizeEvent(event)
        self._settle()
        if at_bottom:
            self.scrollToBottom()
        self._place_pill()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            menu = QMenu(self)
            menu.addAction("Copy", lambda: QGuiApplication.clipboard().setText(index.data()))
            menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.doItemsLayout()

    def _set_up(self) -> None:
        self.setModel(self.rows)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("Messages")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.pill.clicked.connect(self._to_bottom)
        self._dress()
        self.theme.changed.connect(self._dress)

    def _dress(self) -> None:
        set_base(self, self.theme, "bg.content")
        self.doItemsLayout()

    def _show(self, lines: list[ThreadLine]) -> None:
        head = self._head
        self.delegate.width = self.width()
        self.rows.show_lines(
            lines,
            name=head.name if head else "",
            is_group=bool(head and head.is_group),
            now=self._desk.now(),
            flags=self._flags,
        )
        self._settle()

    def _settle(self) -> None:
        """A thread shorter than the view stands at its foot."""
        count, room = self.rows.rowCount(), self.viewport().height()
        high = 0
        for row in range(count):
            high += self.delegate.shapes.shape(self.rows.item(row), self.delegate.width).height
            if high >= room:
                break
        self.delegate.lead = max(0, room - high) if count else 0
        self.doItemsLayout()

    def _show_mark(self, row: int, mark: Mark) -> Mark:
        self.delegate.current_mark = mark.number
        self.scrollTo(self.rows.index(row))
        self.viewport().update()
        self.mark_reached.emit(mark)
        return mark

    def _older(self, lines: list[ThreadLine]) -> list[ThreadLine]:
        if self._head is None or not lines:
            return []
        found = list(self._desk.thread(self._head.conversation_id, lines[0]))
        self._complete = not found
        return found

    def _scrolled(self, value: int) -> None:
        if value <= NEAR:
            self._load_older()
        if self.at_bottom():
            self._set_below(0)

    def _fill(self) -> None:
        """A short first page may leave room for older lines."""
        if self.verticalScrollBar().maximum() == 0 and self.rows.rowCount():
            self._load_older()

    def _load_older(self) -> None:
        if self._complete or self._loading or not self.rows.lines:
            return
        self._loading = True
        older = self._older(self.rows.lines)
        if older:
            anchor = self._anchor()
            self._show(older + self.rows.lines)
            self._restore(anchor)
        self._loading = False

    def _anchor(self) -> tuple[int, int, int] | None:
        """The topmost visible message and where it stands."""
        index = self.indexAt(QPoint(self.theme.px(40), 1))
        for row in range(max(index.row(), 0), self.rows.rowCount()):
            item = self.rows.item(row)
            if item.part >= 0:
                return item.message_id, item.part, self.visualRect(self.rows.index(row)).top()
        return None

    def _restore(self, anchor: tuple[int, int, int] | None) -> None:
        row = None if anchor is None else self.rows.row_of(anchor[0], anchor[1])
        if anchor is not None and row is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self.rows.index(row)).top() - anchor[2])

    def _to_bottom(self) -> None:
        self.scrollToBottom()
        self._set_below(0)

    def _set_below(self, count: int) -> None:
        self._n_below = count
        self.pill.setText(f"{count} below")
        self.pill.setAccessibleName(f"{count} new messages below")
        self.pill.setVisible(count > 0)
        self._place_pill()

    def _place_pill(self) -> None:
        self.pill.resize(self.pill.sizeHint())
        area = self.viewport().rect()
        self.pill.move((area.width() - self.pill.width()) // 2, area.height() - self.pill.height() - self.theme.px(8))
