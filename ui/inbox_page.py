"""The page people live in: inbox, conversation and inspector, arranged for the room there is."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QStackedWidget

from app.events import Event
from app.wording.states import State as Trouble
from engine.domain import State
from ui.aside import Reads
from ui.clear_page import ClearPage
from ui.clearing import Clearing
from ui.conversation_pane import ConversationPane
from ui.inbox_list import SEGMENTS
from ui.inbox_pane import InboxPane
from ui.inbox_reading import Inbox, InboxReading
from ui.inspecting import Inspecting
from ui.inspector import RISK, Inspector
from ui.page import Page
from ui.panes import Panes
from ui.preferences import Remembered
from ui.reading import Desk
from ui.retracing import Retracing
from ui.snooze_menu import SnoozeMenu
from ui.state_views import StatePage
from ui.theme import Theme


class InboxPage(Page):
    """List, conversation and inspector.

    Attributes:
        reading: reads the list and the figures of the status bar.
        stays: whether a conversation that was answered or done stays open; otherwise the next one comes.

    Signals:
        counted: so many conversations need a reply.
        status_read: the figures of the status bar, read with the list.
        close_wished: nobody waits, and the person wants the window gone.
        sprint_wished: one conversation after the other, please.
        rules_wished: other rules of what is a risk.
    """

    counted = Signal(int)
    status_read = Signal(object)
    close_wished = Signal()
    sprint_wished = Signal()
    rules_wished = Signal()

    def __init__(self, theme: Theme, desk: Desk, wishes: Retracing, reads: Reads, remembered: Remembered) -> None:
        super().__init__(theme, "bg.content")
        self._desk, self._wishes, self._reads, self._remembered = desk, wishes, reads, remembered
        self.inbox = InboxPane(theme, desk)
        self.conversation = ConversationPane(theme, desk, wishes, reads)
        self.clear_page = ClearPage(theme)
        self.trouble_page = StatePage(theme)
        self.clearing = Clearing(self.clear_page, self.inbox, reads)
        self.inspector = Inspector(theme)
        self.inspecting = Inspecting(self.inspector, self.conversation, desk, reads, wishes, remembered)
        self.centre = QStackedWidget()
        self.panes = Panes(self, self.inbox, self.centre, self.inspector, self.conversation)
        self.stays = False
        self._stayed = 0
        self._n_messages = 0
        self.reading = InboxReading(desk, reads, self)
        self._build()
        self._connect()

    def enter(self) -> None:
        self.inbox.list.setFocus()
        self.inspecting.show_panel()

    def hear(self, event: Event) -> None:
        self.inspecting.hear(event)

    def begin(self) -> None:
        """Read the store and show where the person left."""
        self.reading.at_once()
        wanted = self._remembered.recall("conversation")
        if wanted.isdigit() and self.inbox.rows.row_of(int(wanted)) is not None:
            self.inbox.select(int(wanted))
        elif self.inbox.rows.rowCount():
            self.inbox.step(0)
        self._show_centre()
        self.inbox.list.setFocus()
        if not self.inbox.list.isVisible() and (focus := QApplication.focusWidget()) is not None:
            focus.clearFocus()

    def keep_place(self) -> None:
        """Remember the splitter and the open conversation for the next start."""
        self._remembered.keep("splitter", self.panes.written())
        head = self.conversation.head
        self._remembered.keep("conversation", str(head.conversation_id) if head else "")

    def show_trouble(self, state: Trouble | None) -> None:
        """Show what stands in the way: above the composer, or where no thread is on a page of its own."""
        self.conversation.trouble.show_state(state)
        self.trouble_page.show_state(state)
        self.inbox.set_troubled(state is not None and state.alarms)
        self._show_centre()

    def open_first(self) -> None:
        """Open the most pressing conversation if none is open."""
        if self.conversation.head is None and self.inbox.rows.rowCount():
            self.inbox.step(0)

    def show_everything(self) -> None:
        """Every conversation, with what can be read of it."""
        self.inbox.leave_search()
        self.inbox.segments.setCurrentIndex(SEGMENTS.index(None))
        self.open_first()
        self._show_centre()

    def open_conversation(self, conversation_id: int, message_id: int = 0) -> None:
        """Show a conversation; the focus stays where it is."""
        self.conversation.open(conversation_id, message_id)
        self._show_centre()

    def finish(self) -> None:
        """Done with the open conversation."""
        if self.conversation.head is not None:
            conversation_id = self.conversation.head.conversation_id
            self._wishes.done(conversation_id)
            self._finished(conversation_id, stay=self.stays)

    def set_aside(self) -> None:
        """Ask until when the selected conversation is to rest."""
        if self.conversation.head is None:
            return
        conversation_id = self.conversation.head.conversation_id

        def take(until: datetime) -> None:
            self._wishes.snooze(conversation_id, until)
            self._finished(conversation_id)

        menu = SnoozeMenu(self.theme, self, self._desk.now(), take)
        button = self.conversation.header.snooze
        menu.show_at(button.mapTo(self, QPoint(0, button.height() + 4 + menu.height())))

    def set_aside_until_they_write(self) -> None:
        """The selected conversation rests until they write again."""
        if self.conversation.head is not None:
            conversation_id = self.conversation.head.conversation_id
            self._wishes.snooze_until_they_write(conversation_id)
            self._finished(conversation_id)

    def mark_unread(self) -> None:
        """The selected conversation is unread again."""
        if self.conversation.head is not None:
            self._wishes.mark_unread(self.conversation.head.conversation_id)

    def go_on(self, conversation_id: int) -> None:
        """A conversation was answered: its row goes, and the next one comes unless the person stays."""
        self._finished(conversation_id, stay=self.stays)

    def go_past(self, conversation_id: int) -> None:
        """A reply was copied: the next one comes unless the person stays. Its row goes once the answer is seen."""
        if not self.stays:
            self.inbox.go_past(conversation_id)

    def search(self) -> None:
        """Go to the search field, above the list."""
        self.panes.show_one(thread=False)
        self.inbox.search.edit.setFocus()
        self.inbox.search.edit.selectAll()

    def step_back(self) -> bool:
        """One level back: search, drawer, thread, list."""
        if self.inbox.search.edit.hasFocus() or self.inbox.search.edit.text():
            self.inbox.leave_search()
        elif self.conversation.states.stop():
            pass
        elif not self.panes.step_back():
            self.inbox.list.setFocus()
        return True

    def fit(self, width: int, height: int) -> None:
        """Arrange the panes for a window of this size."""
        self.panes.fit(width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panes.place_inspector()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and watched is self.inbox.list:
                self.panes.show_one(thread=True)
                self.conversation.messages.setFocus()
                return True
            self.inbox.touched()
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and watched is self.inbox.list:
                return self._go_among_drafts(-1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.type() == QEvent.Type.MouseMove:
            self.inbox.touched()
        return super().eventFilter(watched, event)

    def _go_among_drafts(self, by: int) -> bool:
        """From the list to the drafts; whether there are any."""
        drafts = self.conversation.drafts
        if drafts.options and drafts.isVisible():
            drafts.setFocus(Qt.FocusReason.ShortcutFocusReason)
            drafts.step(by)
        return True

    def _build(self) -> None:
        self.centre.addWidget(self.conversation)
        self.centre.addWidget(self.clear_page)
        self.centre.addWidget(self.trouble_page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.addWidget(self.panes.splitter)
        self.inbox.list.installEventFilter(self)
        self.inbox.list.viewport().installEventFilter(self)

    def _connect(self) -> None:
        self.reading.done.connect(self._show_inbox)
        self.inbox.opened.connect(self._opened)
        self.inbox.sync_wished.connect(self._wishes.sync_now)
        self.inbox.sprint_wished.connect(self.sprint_wished)
        self.inbox.counted.connect(lambda: self.counted.emit(self.inbox.rows.count(State.NEEDS_REPLY)))
        self.conversation.left.connect(self.inbox.list.setFocus)
        states = self.conversation.states
        states.finish_wished.connect(self.finish)
        states.next_wished.connect(lambda: self.inbox.step(1))
        states.message_wished.connect(self.inspecting.jumping.show_message)
        self.clear_page.nudge_wished.connect(self._nudge)
        states.risk_wished.connect(partial(self.panes.show_panel, RISK))
        self.conversation.drafts.left.connect(self.inbox.list.setFocus)
        header = self.conversation.header
        header.done_wished.connect(self.finish)
        header.snooze_wished.connect(self.set_aside)
        header.inspector_wished.connect(self.panes.toggle_inspector)
        header.back_wished.connect(lambda: self.panes.show_one(thread=False))
        self.inspecting.search_wished.connect(self.search)
        self.inspecting.rules_wished.connect(self.rules_wished)
        self.inspecting.jumping.elsewhere_wished.connect(self._jumped)
        self._wishes.brought_back.connect(self._brought_back)
        self._wishes.offered_again.connect(self._offered_again)
        self.theme.changed.connect(self._worn_anew)
        self.clearing.close_wished.connect(self.close_wished)

    def restore_place(self) -> None:
        """Put the splitter where it was."""
        self.panes.restore(self._remembered.recall("splitter"))

    def _show_inbox(self, answer: Inbox) -> None:
        was_empty = self.inbox.rows.rowCount() == 0
        self._n_messages = answer.status.n_messages
        self.inbox.say_checked(answer.status.last_sync_at)
        coming = answer.status.last_sync_at is None or not all(row.weighed for row in answer.rows)
        self.inbox.offer(answer.rows, answer.now, coming=coming)
        self.status_read.emit(answer.status)
        self._show_centre()
        if was_empty and self.isVisible() and not isinstance(QApplication.focusWidget(), QLineEdit):
            self.inbox.list.setFocus()
            self.open_first()

    def _finished(self, conversation_id: int, *, stay: bool = False) -> None:
        self._stayed = conversation_id if stay else 0
        self.inbox.finish(conversation_id, stay=stay)
        self._show_centre()

    def _opened(self, conversation_id: int, message_id: int) -> None:
        self.open_conversation(conversation_id, message_id)
        if message_id:
            self.inbox.select(conversation_id)
            self.conversation.messages.setFocus()

    def _jumped(self, conversation_id: int, message_id: int) -> None:
        """A line of a panel leads to another conversation; the focus stays."""
        self.inbox.select(conversation_id)
        self.open_conversation(conversation_id, message_id)

    def _brought_back(self, conversation_id: int) -> None:
        self.inbox.bring_back(conversation_id)
        self._show_centre()

    def _offered_again(self, response_id: str) -> None:
        conversation_id = self.conversation.offer_again(response_id)
        head = self.conversation.head
        if conversation_id is not None and (head is None or head.conversation_id != conversation_id):
            self.inbox.select(conversation_id)

    def _nudge(self, conversation_id: int, name: str) -> None:
        """Open a conversation that waits for them, with texts that ask again."""
        self.inbox.segments.setCurrentIndex(SEGMENTS.index(State.WAITING))
        self.inbox.select(conversation_id)
        offer = partial(self.conversation.states.offer_nudges, conversation_id, name)
        self._reads.ask("nudges", lambda desk: desk.nudges(conversation_id), offer)

    def _worn_anew(self) -> None:
        """Another text size needs another arrangement, and panels measured for it."""
        self.inspecting.show_anew()
        self.panes.fit_anew()

    def _show_centre(self) -> None:
        head = self.conversation.head
        stayed = head is not None and head.conversation_id == self._stayed
        nobody = self.inbox.current() is None and self.inbox.rows.rowCount() == 0
        if stayed or not nobody:
            if self.centre.currentWidget() is not self.conversation:
                self.centre.setCurrentWidget(self.conversation)
                self.panes.place_inspector()
            return
        if head is not None:
            self.conversation.close_conversation()
        self.clearing.show(self._n_messages)
        self.centre.setCurrentWidget(self.clear_page if self.trouble_page.state is None else self.trouble_page)
        self.panes.place_inspector()
