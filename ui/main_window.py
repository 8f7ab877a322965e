"""The window: rail, inbox, conversation, inspector and status bar, arranged for the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QByteArray, QElapsedTimer, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.desk_rows import InboxRow, Status
from engine.domain import State
from ui import inspector, snoozing
from ui.acts import add_keys, all_acts
from ui.arrangement import Arrangement, arrange
from ui.choice_menu import ChoiceMenu
from ui.conversation_pane import ConversationPane
from ui.empty_page import EmptyPage
from ui.inbox_pane import InboxPane
from ui.inbox_reader import InboxReader
from ui.inspector import Inspector
from ui.rail import Page, Rail
from ui.reading import Desk, Wishes
from ui.retracing import Retracing
from ui.status_bar import StatusBar
from ui.theme import Theme

#: Reading again waits this long, and this many times as long as the last reading took.
READ_MS, RESTRAINT = 30, 4
PAGES = [Page("inbox", "inbox", "Inbox")]


class Remembered(Protocol):
    """Where the window was, as text: geometry, splitter positions, the open conversation, the size of text."""

    def recall(self, name: str) -> str:
        """What was kept under a name, "" if nothing."""

    def keep(self, name: str, value: str) -> None:
        """Keep it for the next start."""


class MainWindow(QWidget):
    """Signals: closing, when the person closes the window."""

    closing = Signal()

    def __init__(
        self,
        theme: Theme,
        desk: Desk,
        wishes: Wishes,
        remembered: Remembered,
        *,
        letters: bool = True,
        reader: InboxReader | None = None,
    ) -> None:
        super().__init__()
        self._reader = reader
        self.theme, self._desk, self._remembered = theme, desk, remembered
        self._wishes = wishes = Retracing(wishes, self)
        self._judged: tuple[object, ...] = ()
        self._red = 0
        self.setWindowTitle("Sotto")
        self.rail = Rail(theme, PAGES)
        self.inbox = InboxPane(theme, desk)
        self.conversation = ConversationPane(theme, desk, wishes)
        self.clear_page = EmptyPage(theme)
        self.inspector = Inspector(theme)
        self.status = StatusBar(theme)
        self.centre = QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.arrangement: Arrangement | None = None
        self._inspector_wanted = True
        self._drawer_open = False
        self._reading = QTimer(self, singleShot=True, interval=READ_MS)
        self.acts = all_acts(self)
        self._build()
        add_keys(self, self.acts, letters=letters)
        self._connect()
        self._restore()

    def begin(self) -> None:
        """Read the store and show where the person left."""
        self.read_inbox()
        wanted = self._remembered.recall("conversation")
        if wanted.isdigit() and self.inbox.rows.row_of(int(wanted)) is not None:
            self.inbox.select(int(wanted))
        elif self.inbox.rows.rowCount():
            self.inbox.step(0)
        self.status.show_status(self._desk.status())
        self._show_centre()
        self.inbox.list.setFocus()
        if not self.inbox.list.isVisible() and (focus := QApplication.focusWidget()) is not None:
            focus.clearFocus()

    def open_first(self) -> None:
        """Open the most pressing conversation if none is open."""
        if self.conversation.head is None and self.inbox.rows.rowCount():
            self.inbox.step(0)

    def read_inbox_soon(self) -> None:
        """Read the inbox once, however many events ask for it."""
        if not self._reading.isActive():
            self._reading.start()

    def read_inbox(self) -> None:
        """Read the inbox and the figures now."""
        clock = QElapsedTimer()
        clock.start()
        self._show_inbox(self._desk.inbox(), self._desk.now(), self._desk.status(), 0)
        self._reading.setInterval(max(READ_MS, RESTRAINT * clock.elapsed()))

    def _read_aside(self) -> None:
        """Read the inbox without holding the window up, where there is a reader for it."""
        if self._reader is not None:
            self._reader.ask()
        else:
            self.read_inbox()

    def _show_inbox(self, rows: Sequence[InboxRow], now: datetime, status: Status, took_ms: int) -> None:
        was_empty = self.inbox.rows.rowCount() == 0
        self.inbox.offer(rows, now)
        self.status.show_status(status)
        self._show_centre()
        if was_empty and not isinstance(QApplication.focusWidget(), QLineEdit):
            self.inbox.list.setFocus()
            self.open_first()
        self._reading.setInterval(max(READ_MS, RESTRAINT * took_ms))

    def open_conversation(self, conversation_id: int, message_id: int = 0) -> None:
        """Show a conversation; the focus stays where it is."""
        self.conversation.open(conversation_id, message_id)
        self._show_centre()

    def finish(self) -> None:
        """Done with the selected conversation."""
        if self.conversation.head is not None:
            conversation_id = self.conversation.head.conversation_id
            self._wishes.done(conversation_id)
            self.inbox.finish(conversation_id)
            self._show_centre()

    def set_aside(self) -> None:
        """Ask until when the selected conversation is to rest."""
        if self.conversation.head is None:
            return
        conversation_id = self.conversation.head.conversation_id
        choices = snoozing.choices(self._desk.now())

        def take(at: int | None) -> None:
            if at is not None:
                self._wishes.snooze(conversation_id, choices[at][1])
                self.inbox.finish(conversation_id)
                self._show_centre()

        menu = ChoiceMenu(self.theme, self, [word for word, _until in choices], take, name="Set aside until")
        button = self.conversation.header.snooze
        corner = button.mapTo(self, QPoint(0, button.height() + 4 + menu.height()))
        menu.show_at(corner)

    def not_a_risk(self) -> None:
        """The span that F stopped at, or every flag of the thread, is no risk."""
        risk = self.conversation.risk
        if risk is None or not risk.red_flags:
            return
        current = self.conversation.messages.delegate.current_mark
        flags = [risk.red_flags[current - 1]] if 0 < current <= len(risk.red_flags) else risk.red_flags
        for name in dict.fromkeys(flag.pattern_name for flag in flags):
            self.conversation.set_aside_risk(name)

    def undo(self) -> None:
        """Take the last act back and show what it brings back."""
        self._wishes.undo()

    def set_text_size(self, scale: float) -> None:
        """Larger or smaller text, from now on."""
        self.theme.set_scale(round(scale, 2))
        self._remembered.keep("text_scale", str(self.theme.scale))

    def next_mark(self) -> None:
        """Show the next marked words."""
        self.conversation.messages.next_mark()

    def search(self) -> None:
        """Go to the search field."""
        self.inbox.search.edit.setFocus()
        self.inbox.search.edit.selectAll()

    def step_back(self) -> None:
        """One level back: search, drawer, thread, list."""
        if self.inbox.search.edit.hasFocus() or self.inbox.search.edit.text():
            self.inbox.leave_search()
        elif self._drawer_open:
            self.toggle_inspector()
        elif self.arrangement and self.arrangement.one_pane and not self.inbox.isVisible():
            self._show_one(thread=False)
        else:
            self.inbox.list.setFocus()

    def show_panel(self, at: int) -> None:
        """Show a panel of the inspector, opening it if need be."""
        self.inspector.open_panel(at)
        if not self.inspector.isVisible():
            self.toggle_inspector()

    def toggle_inspector(self) -> None:
        """Show or hide the inspector, as pane or as drawer."""
        if self.arrangement is not None and self.arrangement.inspector == "drawer":
            self._drawer_open = not self._drawer_open
        else:
            self._inspector_wanted = not self._inspector_wanted
        self._place_inspector()

    def next_pane(self, by: int = 1) -> None:
        """Move the focus to the next pane that is in sight."""
        stops: list[QWidget] = [self.inbox.list, self.conversation.messages, self.conversation.drafts,
                                self.conversation.composer.edit, self.inspector.tabs]  # fmt: skip
        stops = [stop for stop in stops if stop.isVisible()]
        if not stops:
            return
        focus = QApplication.focusWidget()
        inside = [n for n, stop in enumerate(stops) if focus is stop or (focus and stop.isAncestorOf(focus))]
        at = inside[0] + by if inside else 0
        stops[at % len(stops)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and watched is self.inbox.list:
                self._show_one(thread=True)
                self.conversation.messages.setFocus()
                return True
            self.inbox.touched()
        elif event.type() == QEvent.Type.MouseMove:
            self.inbox.touched()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._remembered.keep("window", bytes(self.saveGeometry().toHex().data()).decode())
        self._remembered.keep("splitter", bytes(self.splitter.saveState().toHex().data()).decode())
        head = self.conversation.head
        self._remembered.keep("conversation", str(head.conversation_id) if head else "")
        self.closing.emit()
        super().closeEvent(event)

    def _build(self) -> None:
        self.centre.addWidget(self.conversation)
        self.centre.addWidget(self.clear_page)
        for pane in (self.inbox, self.centre, self.inspector):
            self.splitter.addWidget(pane)
            self.splitter.setCollapsible(self.splitter.indexOf(pane), False)
        self.splitter.setHandleWidth(1)
        self.splitter.setStretchFactor(1, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.splitter, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.status)
        self.setMinimumSize(720, 480)
        self.inbox.list.installEventFilter(self)
        self.inbox.list.viewport().installEventFilter(self)

    def _connect(self) -> None:
        self._reading.timeout.connect(self._read_aside)
        if self._reader is not None:
            self._reader.read.connect(self._show_inbox)
        self.inbox.opened.connect(self._opened)
        self.inbox.sync_wished.connect(self._wishes.sync_now)
        self.inbox.counted.connect(self._count)
        self.conversation.shown.connect(self._show_judgement)
        self.conversation.left.connect(self.inbox.list.setFocus)
        header = self.conversation.header
        header.done_wished.connect(self.finish)
        header.snooze_wished.connect(self.set_aside)
        header.inspector_wished.connect(self.toggle_inspector)
        header.back_wished.connect(lambda: self._show_one(thread=False))
        self.inspector.risk.not_a_risk.connect(self.not_a_risk)
        self.inspector.risk.never_here.connect(lambda: self.conversation.set_aside_risk(None))
        self.inspector.risk.flag_wished.connect(self._show_flag)
        self._wishes.brought_back.connect(self._brought_back)
        self._wishes.offered_again.connect(self._offered_again)
        self.inspector.tabs.currentChanged.connect(lambda _at: self._show_judgement())
        self.theme.changed.connect(self._worn_anew)
        self.clear_page.first.clicked.connect(lambda: self.inbox.segments.setCurrentIndex(1))
        self.clear_page.second.clicked.connect(self.close)

    def _restore(self) -> None:
        self.resize(1440, 900)
        geometry = self._remembered.recall("window")
        if geometry:
            self.restoreGeometry(QByteArray.fromHex(geometry.encode()))
        splitter = self._remembered.recall("splitter")
        self._fit()
        if splitter:
            self.splitter.restoreState(QByteArray.fromHex(splitter.encode()))

    def _opened(self, conversation_id: int, message_id: int) -> None:
        self.open_conversation(conversation_id, message_id)
        if message_id:
            self.inbox.select(conversation_id)
            self.conversation.messages.setFocus()

    def _brought_back(self, conversation_id: int) -> None:
        self.inbox.bring_back(conversation_id)
        self._show_centre()

    def _offered_again(self, response_id: str) -> None:
        conversation_id = self.conversation.offer_again(response_id)
        head = self.conversation.head
        if conversation_id is not None and (head is None or head.conversation_id != conversation_id):
            self.inbox.select(conversation_id)

    def _worn_anew(self) -> None:
        """Another text size needs another arrangement, and panels measured for it."""
        self._judged = ()
        self._show_judgement()
        self._fit()

    def _show_judgement(self) -> None:
        """Show the panel in sight; one that would say the same as before is left alone."""
        pane, now = self.conversation, self._desk.now()
        head = pane.head
        red = head.conversation_id if head is not None and pane.risk_level == "high" else 0
        if red != self._red:
            self._red = red
            if red:
                self.inspector.open_panel(inspector.RISK)
        at = self.inspector.tabs.currentIndex()
        standing = self._desk.standing(head.conversation_id) if head and at == inspector.BRIEF else None
        minute = now.replace(second=0, microsecond=0) if standing else None
        shown = (at, head.conversation_id if head else 0, head, standing, minute, pane.risk, pane.risk_level)
        if shown == self._judged:
            return
        self._judged = shown
        self.inspector.show_risk_mark(pane.risk_level)
        if at == inspector.BRIEF:
            self.inspector.brief.show_standing(head, standing, now, pane.risk_level)
        else:
            self.inspector.risk.show_risk(pane.risk, pane.risk_level, self._desk.thresholds())

    def _show_flag(self, number: int) -> None:
        if number:
            self.conversation.messages.show_mark(number)
        else:
            self.next_mark()

    def _count(self) -> None:
        self.rail.items["inbox"].show_count(self.inbox.rows.count(State.NEEDS_REPLY), "need a reply")

    def _show_centre(self) -> None:
        nobody = self.inbox.current() is None and self.inbox.rows.rowCount() == 0
        if not nobody:
            self.centre.setCurrentWidget(self.conversation)
            return
        if self.conversation.head is not None:
            self.conversation.close_conversation()
        n_waiting = self.inbox.rows.count(State.WAITING)
        look = f"Look at Waiting, {n_waiting}" if n_waiting else ""
        if self._desk.status().n_messages:
            self.clear_page.show_words("done", "You’re clear", "Nobody is waiting for you.", look, "Close the window")
        else:
            self.clear_page.show_words(
                "inbox",
                "Nothing here yet",
                "Sotto is reading, newest first. You can start as soon as names appear.",
            )
        self.centre.setCurrentWidget(self.clear_page)

    def _fit(self) -> None:
        made = arrange(self.width(), self.height(), self.theme.scale)
        if made != self.arrangement:
            before, self.arrangement = self.arrangement, made
            self.inbox.setMinimumWidth(self.theme.size("list_min"))
            self.inbox.setMaximumWidth(16_777_215 if made.one_pane else self.theme.px(400))
            self.inbox.set_narrow(made.short_chips)
            self.conversation.fit(made)
            self.rail.set_words(made.rail_words)
            self.status.set_compact(made.short_status)
            self._drawer_open = False
            if before is None or (before.list_width, before.inspector) != (made.list_width, made.inspector):
                centre = max(480, self.width() - 72 - made.list_width - made.inspector_width)
                self.splitter.setSizes([made.list_width, centre, made.inspector_width])
        self._place_inspector()

    def _place_inspector(self) -> None:
        assert self.arrangement is not None
        made = self.arrangement
        if made.inspector == "drawer":
            if self.inspector.parentWidget() is not self:
                self.inspector.setParent(self)
            high = self.height() - self.status.height()
            wide = self.theme.px(made.inspector_width)
            self.inspector.setGeometry(
                self.width() - wide, self.theme.size("header"), wide, high - self.theme.size("header")
            )
            self.inspector.setVisible(self._drawer_open)
            self.inspector.raise_()
        else:
            if self.splitter.indexOf(self.inspector) < 0:
                self.splitter.addWidget(self.inspector)
                self.splitter.setCollapsible(2, False)
            self.inspector.setMinimumWidth(self.theme.px(288))
            self.inspector.setMaximumWidth(self.theme.px(420))
            self.inspector.setVisible(self._inspector_wanted)
        self.conversation.header.inspector.setChecked(self.inspector.isVisibleTo(self))
        if made.one_pane:
            self._show_one(thread=not self.inbox.isVisibleTo(self))
        else:
            self.inbox.show()
            self.centre.show()

    def _show_one(self, *, thread: bool) -> None:
        """In the narrowest windows list and thread take turns."""
        if self.arrangement is not None and self.arrangement.one_pane:
            self.inbox.setVisible(not thread)
            self.centre.setVisible(thread)
