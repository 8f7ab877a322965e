"""The open thread: newest at the bottom, older pages while scrolling up, marked words to step through."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from app.desk_rows import ConversationHead, ThreadLine
from engine.domain import RedFlag
from ui.bubble_list import BubbleList
from ui.buttons import Button
from ui.reading import Desk
from ui.surface import set_base
from ui.theme import Theme
from ui.thread_items import Mark
from ui.thread_pages import ThreadPages

NEAR = 80
#: The topmost message in sight, its part, and where it stands; None at the foot of the thread.
Place = tuple[int, int, int] | None


class ThreadView(BubbleList):
    """The bubbles of the open conversation, as far as they are loaded.

    Signals:
        mark_reached: F stopped at this span.
    """

    mark_reached = Signal(object)

    def __init__(self, theme: Theme, desk: Desk) -> None:
        super().__init__(theme)
        self._desk = desk
        self._head: ConversationHead | None = None
        self._flags: Sequence[RedFlag] = ()
        self._pages = ThreadPages(desk)
        self._loading = False
        self._n_below = 0
        self._mark = -1
        self._opening = QTimer(self, singleShot=True, interval=0)
        self._opening.timeout.connect(self._opened)
        self.pill = Button(theme, "", look="accent")
        self.pill.setParent(self.viewport())
        self.pill.hide()
        self._set_up()

    def show_conversation(self, head: ConversationHead, flags: Sequence[RedFlag], message_id: int = 0) -> None:
        """Open a thread at its newest line, or at a message."""
        self._head, self._flags, self._mark = head, flags, -1
        self.delegate.current_mark = self.delegate.pointed_at = 0
        self._pages.open(head.conversation_id, message_id)
        self._show()
        row = self.rows.row_of(message_id) if message_id else None
        if row is None:
            self.scrollToBottom()
        else:
            self.setCurrentIndex(self.rows.index(row))
            self.scrollTo(self.rows.index(row), QAbstractItemView.ScrollHint.PositionAtCenter)
        self._set_below(0)
        self.setUpdatesEnabled(False)  # what was pressed is seen first; the bubbles are painted in the next turn
        self._opening.start()

    def clear_conversation(self) -> None:
        """Show nothing."""
        self._head = None
        self._flags = ()
        self._pages.close()
        self._show()
        self._set_below(0)

    def reload(self, flags: Sequence[RedFlag]) -> None:
        """Read again what is loaded; stay where the person reads."""
        if self._head is None:
            return
        self._flags = flags
        at_bottom, anchor = self.at_bottom(), self._anchor()
        n_new = self._pages.read_again()
        self._show()
        if at_bottom:
            self.scrollToBottom()
        else:
            self._restore(anchor)
            self._set_below(self._n_below + n_new)

    def mark(self, flags: Sequence[RedFlag]) -> None:
        """Mark other words; the lines stay, and so does where the person reads."""
        if self._head is not None and flags != self._flags:
            self._flags = flags
            at_bottom, anchor = self.at_bottom(), self._anchor()
            self._show()
            if at_bottom:
                self.scrollToBottom()
            else:
                self._restore(anchor)

    def at_bottom(self) -> bool:
        """Whether the newest line is in sight."""
        bar = self.verticalScrollBar()
        return self._pages.at_end and bar.value() >= bar.maximum() - NEAR

    def last_line(self) -> ThreadLine | None:
        """The newest line."""
        return self._pages.newest

    def newest_words(self) -> str:
        """What they said since the person spoke last, as far as it is loaded."""
        said: list[str] = []
        for line in reversed(self.rows.lines):
            if line.from_me and not line.unsent:
                break
            said.append(line.text)
        return "\n".join(reversed(said))

    def next_mark(self) -> Mark | None:
        """Step to the next marked span and show it."""
        self._go_to_end_for_marks()
        marks = self.rows.marks()
        if not marks:
            return None
        self._mark = (self._mark + 1) % len(marks)
        return self._show_mark(*marks[self._mark])

    def show_mark(self, number: int) -> None:
        """Show the span with a number of the risk panel."""
        self._go_to_end_for_marks()
        for at, (row, mark) in enumerate(self.rows.marks()):
            if mark.number == number:
                self._mark = at
                self._show_mark(row, mark)

    def show_message(self, message_id: int) -> bool:
        """Scroll to a message of the open thread and mark it; whether it is there."""
        if not self._load(message_id):
            return False
        self.delegate.pointed_at = message_id
        row = self.rows.row_of(message_id)
        self.scrollTo(self.rows.index(row or 0), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.viewport().update()
        return True

    def place(self) -> Place:
        """Where the person reads."""
        return None if self.at_bottom() else self._anchor()

    def return_to(self, place: Place) -> None:
        """Go back to where the person read; nothing is marked any more."""
        self.delegate.pointed_at = 0
        if place is None or not self._load(place[0]):
            self._to_bottom()
        else:
            self.scrollTo(self.rows.index(self.rows.row_of(place[0]) or 0))
            self._restore(place)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        at_bottom, lead = self.at_bottom(), self.delegate.lead
        wider = self.width() != self.delegate.width
        self.delegate.width = self.width()
        super().resizeEvent(event)
        self._find_lead()
        if wider or lead != self.delegate.lead:  # another height alone moves no row
            self.doItemsLayout()
        if at_bottom:
            self.scrollToBottom()
        self._place_pill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_End:
            self._to_bottom()
        else:
            super().keyPressEvent(event)

    def _set_up(self) -> None:
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.pill.clicked.connect(self._to_bottom)
        self._dress()
        self.theme.changed.connect(self._dress)

    def _dress(self) -> None:
        at_bottom, anchor = self.at_bottom(), self._anchor()
        set_base(self, self.theme, "bg.content")
        self._settle()
        if at_bottom:
            self.scrollToBottom()
        else:
            self._restore(anchor)

    def _show(self) -> None:
        head = self._head
        self.delegate.width = self.width()
        changed = self.rows.show_lines(
            self._pages.lines,
            name=head.name if head else "",
            is_group=bool(head and head.is_group),
            now=self._desk.now(),
            flags=self._flags,
            answered=self._pages.answered,
        )
        if changed:
            self._settle()

    def _settle(self) -> None:
        self._find_lead()
        self.doItemsLayout()

    def _find_lead(self) -> None:
        """A thread shorter than the view stands at its foot."""
        count, room = self.rows.rowCount(), self.viewport().height()
        high = 0
        for row in range(count):
            high += self.delegate.shapes.shape(self.rows.item(row), self.delegate.width).height
            if high >= room:
                break
        self.delegate.lead = max(0, room - high) if count else 0

    def _show_mark(self, row: int, mark: Mark) -> Mark:
        self.delegate.current_mark = mark.number
        self.scrollTo(self.rows.index(row))
        self.viewport().update()
        self.mark_reached.emit(mark)
        return mark

    def _load(self, message_id: int) -> bool:
        """See to it that a message of the open thread is loaded; whether it is there."""
        if self.rows.row_of(message_id) is None and self._head is not None:
            self._pages.open(self._head.conversation_id, message_id)
            self._show()
        return self.rows.row_of(message_id) is not None

    def _go_to_end_for_marks(self) -> None:
        """Marked words are unanswered, and so stand at the end."""
        if self._flags and not self._pages.at_end:
            self._to_bottom()

    def _scrolled(self, value: int) -> None:
        if value <= NEAR:
            self._slide(self._pages.older)
        elif value >= self.verticalScrollBar().maximum() - NEAR:
            self._slide(self._pages.newer)
        if self.at_bottom():
            self._set_below(0)

    def _opened(self) -> None:
        """Paint it; a short first page may leave room for older lines, unless it is out of sight or closed since."""
        self.setUpdatesEnabled(True)
        if self.isVisible() and self.verticalScrollBar().maximum() == 0 and self.rows.rowCount():
            before = self.rows.rowCount()
            self._load_older()
            if self.rows.rowCount() > before:
                self._opening.start()

    def _load_older(self) -> None:
        self._slide(self._pages.older)

    def _slide(self, load: Callable[[], bool]) -> None:
        """Load more on one side; what is in sight stays where it is."""
        if self._loading or not self._pages.lines:
            return
        self._loading = True
        anchor = self._anchor()
        if load():
            self._show()
            self._restore(anchor)
        self._loading = False

    def _anchor(self) -> Place:
        """The topmost visible message and where it stands."""
        index = self.indexAt(QPoint(self.theme.px(40), 1))
        for row in range(max(index.row(), 0), self.rows.rowCount()):
            item = self.rows.item(row)
            if item.part >= 0:
                return item.message_id, item.part, self.visualRect(self.rows.index(row)).top()
        return None

    def _restore(self, anchor: Place) -> None:
        row = None if anchor is None else self.rows.row_of(anchor[0], anchor[1])
        if anchor is not None and row is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self.rows.index(row)).top() - anchor[2])

    def _to_bottom(self) -> None:
        if not self._pages.at_end and self._head is not None:
            self._pages.open(self._head.conversation_id)
            self._show()
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
