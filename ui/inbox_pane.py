"""The list pane: title, search, segments, the pill for newcomers and the list itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.desk_rows import InboxRow
from engine.domain import State
from ui import times
from ui.buttons import Button
from ui.collapsing import Collapsing
from ui.empty_list import EmptyList
from ui.inbox_delegate import InboxDelegate
from ui.inbox_list import SEGMENTS, InboxList, Role
from ui.inbox_search import InboxSearch
from ui.reading import Desk
from ui.row_list import dressed_list
from ui.segments import Segment, Segments
from ui.surface import Surface, Words, keep_height, shelf
from ui.theme import Theme

QUIET_MS = 60_000


class InboxPane(Surface):
    """Left of the thread.

    Signals:
        opened: a conversation was selected, with the message to show in it (0 = the newest).
        sync_wished: the person asked for a sync.
        counted: the counts of the segments may differ.
        sprint_wished: the person wants to see one conversation after the other.
    """

    opened = Signal(int, int)
    sync_wished = Signal()
    counted = Signal()
    sprint_wished = Signal()

    def __init__(self, theme: Theme, desk: Desk) -> None:
        super().__init__(theme, "bg.list", edges="right")
        self._chosen: int | None = None
        self._wanted_back: int | None = None
        self._returning: int | None = None  # taken back while Later is shown, where it stands no more
        self._gap = 0  # where the row of what is open stood, if it is gone
        self._quietly = False
        self._checked = ""
        self._troubled = False
        self._filling = True  # the first rows are on their way
        self.rows = InboxList(self)
        self.delegate = InboxDelegate(theme, self)
        self.searching = InboxSearch(theme, desk, self.rows, self.delegate, self)
        self.search = self.searching.field
        self.segments = Segments(theme, ["Needs reply", "Waiting", "Later", "All"], name="Which conversations")
        self.pill = Button(theme, "", look="accent")
        self.list = dressed_list(theme, self.delegate)
        self.nothing = EmptyList(theme)
        self._pages = QStackedWidget()
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._collapsing = Collapsing(self.list, self.rows, self.delegate)
        self._build()
        self._connect()

    def offer(self, rows: Sequence[InboxRow], now: datetime, *, coming: bool = False) -> None:
        """Show newer rows without moving anything the person may be about to press.

        Args:
            coming: the first ones are still being read and judged: they come in by themselves, unless the person moved.
        """
        self._quietly = True
        self.rows.offer(rows, now, may_move=not self._watched())
        if rows and self._filling and not coming:
            self._filling = False
            self._quiet.start()  # from now on they are looked at
        self._let_go()
        self._choose_quietly(self._chosen)
        self._count()
        if self._wanted_back is not None:
            self._bring_back(self._wanted_back)

    def say_checked(self, when: datetime | None) -> None:
        """When the source was looked at last."""
        self._checked = f"Checked at {times.clock(when)}" if when is not None else ""

    def bring_back(self, conversation_id: int) -> None:
        """Show and select a conversation again as soon as the store has taken its last act back."""
        self._wanted_back = conversation_id
        self._returning = conversation_id if SEGMENTS[self.segments.currentIndex()] is State.LATER else None
        self._bring_back(conversation_id)
        self._let_go()

    def current(self) -> int | None:
        """The selected conversation."""
        index = self.list.currentIndex()
        found: int | None = index.data(Role.CONVERSATION) if index.isValid() else None
        return found

    def row(self, conversation_id: int) -> InboxRow | None:
        """The row of a conversation where it is shown."""
        at = self.rows.row_of(conversation_id)
        return None if at is None else self.rows.row_at(at)

    def select(self, conversation_id: int) -> None:
        """Select a conversation, in All if its segment does not show it."""
        if self.rows.row_of(conversation_id) is None:
            self.segments.setCurrentIndex(len(SEGMENTS) - 1)
        at = self.rows.row_of(conversation_id)
        if at is not None:
            self.list.setCurrentIndex(self.rows.index(at))

    def step(self, by: int) -> None:
        """Select the next or previous row."""
        if self.rows.rowCount() == 0:
            return
        current = self.list.currentIndex()
        at = current.row() + by if current.isValid() else self._gap + min(by, 0)
        self.list.setCurrentIndex(self.rows.index(min(max(at, 0), self.rows.rowCount() - 1)))

    def go_past(self, conversation_id: int) -> None:
        """Select the row after that of a conversation, or the one before where it is the last."""
        at = self.rows.row_of(conversation_id)
        if at is None:
            return
        after = at + 1 if at + 1 < self.rows.rowCount() else at - 1
        if after >= 0:
            self.list.setCurrentIndex(self.rows.index(after))

    def finish(self, conversation_id: int, *, stay: bool = False) -> None:
        """Let a finished row collapse and select the next one; who stays keeps the conversation open."""
        if not stay:
            self.go_past(conversation_id)
        self._collapsing.stop()
        if self.rows.row_of(conversation_id) is None:
            return
        if SEGMENTS[self.segments.currentIndex()] is None:
            return  # All keeps what is done
        self.rows.finish(conversation_id)
        self._collapsing.begin(conversation_id, self.theme.ms("base"))

    def show_new(self) -> None:
        """Let the newcomers in and put everything in order."""
        self._quietly = True
        self.rows.refresh()
        self._choose_quietly(self._chosen)
        self._count()

    def touched(self) -> None:
        """The person moved or typed in the list: the quiet minute starts again."""
        self._filling = False
        self._quiet.start()

    def leave_search(self) -> None:
        """Back to the inbox."""
        self.search.edit.clear()
        self._show_page()
        self.list.setFocus()

    def set_narrow(self, narrow: bool) -> None:
        """Drop the reasons from the chips and shorten the words where the list is narrow."""
        self.delegate.short = narrow
        self.searching.set_narrow(narrow)
        self._count()
        self.list.viewport().update()

    def _build(self) -> None:
        theme = self.theme
        header = Surface(theme, None)
        keep_height(header, theme, "header")
        title = Words(theme, "Inbox", style="title")
        self._sync = Button(theme, "", look="icon", icon="refresh", name="Sync now")
        self.sprint = Button(theme, "Sprint", icon="sprint", name="Sprint: one conversation after the other")
        self.sprint.setEnabled(False)
        header.setLayout(shelf(title, self._sync, self.sprint, spacing=6, margins=(16, 0, 12, 0)))
        self.pill.hide()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.searching.found)
        self._pages.addWidget(self.nothing)
        self.list.setModel(self.rows)
        self.list.setAccessibleName("Conversations")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addLayout(shelf(self.search, margins=(12, 0, 12, 8)))
        column.addLayout(shelf(self.segments, margins=(12, 0, 12, 10)))
        column.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignHCenter)
        self._air = Surface(theme, None)
        self._air.setFixedHeight(theme.px(6))
        self._air.hide()
        column.addWidget(self._air)
        line = Surface(theme, "line.hair")
        line.setFixedHeight(1)
        column.addWidget(line)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._announce_choice)
        self.searching.chosen.connect(self.opened)
        self.searching.searched.connect(self._searched)
        self.segments.currentChanged.connect(self._change_segment)
        self.pill.clicked.connect(self.show_new)
        self._sync.clicked.connect(self.sync_wished)
        self.sprint.clicked.connect(self.sprint_wished)
        self._quiet.timeout.connect(self.show_new)
        self._collapsing.gone.connect(self._collapsed)
        self.rows.counted.connect(self._count)

    def _watched(self) -> bool:
        """Whether the person may be about to press a row: at the list, and moved or typed within the last minute."""
        at_list = self.list.hasFocus() or self.list.viewport().underMouse()
        return self._quiet.isActive() and at_list

    def _choose_quietly(self, conversation_id: int | None) -> None:
        """Select a row without opening it; scroll only where the selection was not in sight already."""
        at = None if conversation_id is None else self.rows.row_of(conversation_id)
        self._quietly = True
        place = self.list.verticalScrollBar().value()
        self.list.setCurrentIndex(QModelIndex() if at is None else self.rows.index(at))
        self.list.verticalScrollBar().setValue(place)
        self._quietly = False
        self.list.viewport().update()

    def _bring_back(self, conversation_id: int) -> None:
        self._collapsing.stop()
        self.rows.unfinish(conversation_id)
        if self.rows.row_of(conversation_id) is None:
            if not self.rows.waits(conversation_id):
                return
            self.show_new()
        self._wanted_back = None
        self.select(conversation_id)

    def _let_go(self) -> None:
        """What came back by an act of the person's leaves the segment where it stood before, also under the hand."""
        number, segment = self._returning, SEGMENTS[self.segments.currentIndex()]
        row = next((row for row in self.rows.everybody() if row.conversation_id == number), None)
        if number is None or row is None or segment is None or row.state is segment:
            return
        if self.rows.row_of(number) is not None:
            self._returning = self._wanted_back = None
            self.rows.remove(number)
            self._show_page()

    def _announce_choice(self, index: QModelIndex) -> None:
        if index.isValid() and not self._quietly:
            self._chosen = index.data(Role.CONVERSATION)
            self.opened.emit(self._chosen, 0)

    def _searched(self, text: str) -> None:
        """Show what a search found; without one the inbox."""
        if not text:
            self._show_page()
            return
        self.segments.set_lit(False)
        self.nothing.say_not_found(text)
        self._pages.setCurrentWidget(self.searching.found if self.searching.hits.rowCount() else self.nothing)

    def _change_segment(self, at: int) -> None:
        self._quietly, self._gap, self._returning = True, 0, None
        self.rows.show_segment(SEGMENTS[at])
        self._choose_quietly(self._chosen)
        self._show_page()

    def _collapsed(self, conversation_id: int) -> None:
        self._gap = self.rows.row_of(conversation_id) or 0
        self._quietly = True
        self.rows.remove(conversation_id)
        self._choose_quietly(self._chosen)
        self._show_page()
        self._count()

    def set_troubled(self, troubled: bool) -> None:
        """Whether something stands in the way, so that an empty list does not mean that nobody waits."""
        self._troubled = troubled
        if not self.search.edit.text():
            self._show_page()

    def _count(self) -> None:
        words = ("Reply" if self.delegate.short else "Needs reply", "Waiting", "Later")
        for at, word in enumerate(words):
            self.segments.show_segment(at, Segment(word, self.rows.count(SEGMENTS[at])))
        self.sprint.setEnabled(self.rows.count(State.NEEDS_REPLY) > 0)
        n_new = self.rows.n_new
        self.pill.setText(f"{n_new} new · show")
        self.pill.setAccessibleName(f"{n_new} new, show")
        self.pill.updateGeometry()
        self.pill.setVisible(n_new > 0)
        self._air.setVisible(n_new > 0)
        if not self.search.edit.text():
            self._show_page()
        self.counted.emit()

    def _show_page(self) -> None:
        self.segments.set_lit(True)
        if self.rows.rowCount():
            self._pages.setCurrentWidget(self.list)
        else:
            segment = SEGMENTS[self.segments.currentIndex()]
            self.nothing.say(segment, self._checked, troubled=self._troubled)
            self._pages.setCurrentWidget(self.nothing)
