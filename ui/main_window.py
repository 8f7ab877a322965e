"""The window: the rail, the page in sight and the status bar."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QStyle, QVBoxLayout, QWidget

from app.events import Event
from app.settings import AfterDone
from ui import motion
from ui.acts import Action, all_acts, shortcuts
from ui.arrangement import arrange
from ui.aside import Reads
from ui.go_keys import GoKeys
from ui.inbox_page import InboxPage
from ui.keys import GOALS
from ui.leaving import Leaving
from ui.page import Page
from ui.preferences import Preferences
from ui.rail import Place, Rail
from ui.reading import Core, Desk
from ui.record import Record
from ui.reminded import Reminded
from ui.reminder_strip import ReminderStrip
from ui.retracing import Retracing
from ui.send_strip import SendStrip
from ui.sending import Sending
from ui.status_bar import StatusBar
from ui.theme import Theme

INBOX = Place("inbox", "inbox", "Inbox")


class MainWindow(QWidget):
    """Pages in one window.

    Attributes:
        front: the inbox, which is always there; other pages are made when they are first gone to.
        may_close: whether closing the window ends it; what says no has put it elsewhere.
        paused: whether Sotto rests.
        core: whom the person's wishes go to; `wishes` passes those on that undo brings back in the inbox.

    Signals:
        closing: the person closes the window.
        place_wished: something that stands outside the pages was gone to, by its name ("settings", "sprint").
        wished: something of the desktop around the window: "quick_reply", "pause", "go_on", "quit", "raise".
    """

    closing = Signal()
    place_wished = Signal(str)
    wished = Signal(str)

    def __init__(
        self,
        theme: Theme,
        desk: Desk,
        wishes: Core,
        preferences: Preferences,
        reads: Reads,
        *,
        places: Sequence[Place] = (),
        pages: Mapping[str, Callable[[MainWindow], Page]] | None = None,
        elsewhere: Collection[str] = (),
    ) -> None:
        """Put the window together; nothing is read yet.

        Args:
            places: what the rail shows below the inbox.
            pages: makes the pages among `places`.
            elsewhere: places outside the pages; going there is told by `place_wished`.
        """
        super().__init__()
        self.theme, self.desk, self.preferences, self.reads, self.core = theme, desk, preferences, reads, wishes
        self.wishes = Retracing(wishes, self)
        self._makers = dict(pages or {})
        self._elsewhere = frozenset(elsewhere)
        self._pages: dict[str, Page] = {}
        self.may_close: Callable[[], bool] = lambda: True
        self.paused = False
        self.setWindowTitle("Sotto")
        self.rail = Rail(theme, [INBOX, *places])
        self.front = InboxPage(theme, desk, self.wishes, reads, preferences)
        self.status = StatusBar(theme)
        self.record = Record(theme, self, desk)
        self.dock = SendStrip(theme, docked=True)
        self.reminder = ReminderStrip(theme)
        self.stack = QStackedWidget()
        self.acts = all_acts(self)
        self._actions: list[Action] = []
        self._going = GoKeys({letter: partial(self.go, name) for letter, name in GOALS.items()}, self)
        self._build()
        self._connect()
        self._set_letters(preferences.settings.single_letter_keys)
        self.sending = Sending(self)
        self.leaving = Leaving(self, self.sending, self.front.conversation)
        self.reminded = Reminded(self)
        self._restore()

    def begin(self) -> None:
        """Read the store and show where the person left."""
        self.status.show_status(self.desk.status())
        self.status.show_training(self.preferences.settings.train_at)
        self.front.begin()
        self.reminded.look()
        self.go(self.preferences.recall("page") or "inbox")

    @property
    def page(self) -> Page:
        """The page in sight."""
        shown = self.stack.currentWidget()
        assert isinstance(shown, Page)
        return shown

    @property
    def place(self) -> str:
        """The name of the page in sight."""
        return next(name for name, page in self._pages.items() if page is self.page)

    def go(self, name: str) -> None:
        """Bring a page in sight, or tell that something outside the pages is wanted."""
        if name not in self._pages and name in self._makers:
            self._pages[name] = self._makers[name](self)
            self.stack.addWidget(self._pages[name])
        page = self._pages.get(name)
        if name in self._elsewhere:
            self.place_wished.emit(name)
        elif page is not None and page is not self.page:
            self.page.leave()
            self.stack.setCurrentWidget(page)
            page.fit(self.width(), self.height())
            page.enter()
        self.rail.choose(self.place)
        self.rail.setVisible(self.page.with_rail)
        self._allow_actions()
        self.sending.place()

    def leads_to(self, name: str) -> bool:
        """Whether there is a way to a place from here."""
        return name in self._pages or name in self._makers or name in self._elsewhere

    def ask(self, question: str) -> None:
        """Go to the page that answers from the history, and ask."""
        self.go("ask")
        self.page.take_question(question)

    def open_conversation(self, conversation_id: int, message_id: int = 0) -> None:
        """Go to a conversation, at a message (0 = the newest)."""
        self.go("inbox")
        self.front.inbox.opened.emit(conversation_id, message_id)
        self.front.inbox.select(conversation_id)

    def tell_page(self, event: Event) -> None:
        """Something happened in the core; the page in sight may want to know."""
        self.page.hear(event)

    def undo(self) -> None:
        """Take back a reply that is still counted, else the last act, and show what that brings back."""
        if not self.page.take_back() and not self.sending.take_back():
            self.wishes.undo()

    def set_text_size(self, scale: float) -> None:
        """Larger or smaller text, from now on."""
        self.preferences.change(text_scale=min(2.0, max(0.8, round(scale, 2))))

    def await_goal(self) -> None:
        """G was pressed: the next letter says where to."""
        self._going.begin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif not self.page.step_back():
            self.go("inbox")

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.preferences.keep("window", bytes(self.saveGeometry().toHex().data()).decode())
        self.preferences.keep("page", self.place if self.place in self.rail.items else "inbox")
        self.front.keep_place()
        self.closing.emit()
        super().closeEvent(event)

    def _build(self) -> None:
        self._pages["inbox"] = self.front
        self.stack.addWidget(self.front)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.reminder)
        column.addWidget(self.dock)
        column.addWidget(self.status)
        self.setMinimumSize(720, 480)

    def _connect(self) -> None:
        self.rail.page_chosen.connect(self.go)
        self.front.status_read.connect(self.status.show_status)
        self.front.counted.connect(lambda n: self.rail.items["inbox"].show_count(n, "need a reply"))
        self.front.close_wished.connect(self.close)
        self.front.rules_wished.connect(partial(self.go, "risk"))
        self.front.sprint_wished.connect(partial(self.go, "sprint"))
        self.front.conversation.went.connect(partial(self._go_on, self.front.go_on))
        self.front.conversation.copied.connect(partial(self._go_on, self.front.go_past))
        self.front.stays = self.preferences.settings.after_done is AfterDone.STAY
        self.status.model_wished.connect(partial(self.go, "model"))
        self.status.sync_wished.connect(self.core.sync_now)
        self.status.training_wished.connect(partial(self.go, "training"))
        self.theme.changed.connect(self._fit)
        self.preferences.changed.connect(self._prefer)
        self.front.conversation.drafts.show_at_most(self.preferences.settings.drafts_shown)
        self.front.conversation.states.place_wished.connect(self.go)

    def _restore(self) -> None:
        room = self.screen().availableSize()
        title = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        self.resize(min(1440, room.width()), min(900, room.height() - title))
        if geometry := self.preferences.recall("window"):
            self.restoreGeometry(QByteArray.fromHex(geometry.encode()))
        self._fit()
        self.front.restore_place()

    def _prefer(self) -> None:
        """Other settings hold."""
        wanted = self.preferences.settings
        self.theme.prefer(wanted.appearance.value, wanted.text_scale, reduced_motion=motion.reduced(wanted.motion))
        self._set_letters(wanted.single_letter_keys)
        self.front.stays = wanted.after_done is AfterDone.STAY
        self.status.show_training(wanted.train_at)
        self.front.conversation.drafts.show_at_most(wanted.drafts_shown)

    def _go_on(self, show_next: Callable[[int], None], conversation_id: int) -> None:
        """A reply of the inbox is counted or copied: show what the person looks at next."""
        show_next(conversation_id)
        self.front.inbox.list.setFocus()

    def _set_letters(self, wanted: bool) -> None:
        for action in self._actions:
            self.removeAction(action)
            action.deleteLater()
        self._actions = shortcuts(self, self.acts, letters=wanted)
        self._allow_actions()

    def _allow_actions(self) -> None:
        """Keys of a page rest while another one is in sight."""
        place = self.place
        for action in self._actions:
            action.setEnabled(action.place in ("", place))

    def _fit(self) -> None:
        made = arrange(self.width(), self.height(), self.theme.scale)
        self.rail.set_words(made.rail_words)
        self.status.set_compact(made.short_status)
        for page in {self.front, self.page}:
            page.fit(self.width(), self.height())
