"""Quick reply: the conversations that need the person most, answered without opening the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.wording import quick as words
from engine.domain import Option
from ui import foreground, quick_keys
from ui.before_sending import BeforeSending
from ui.empty_page import EmptyPage
from ui.notice import announce
from ui.quick_entries import MOST, Entry
from ui.quick_foot import QuickFoot
from ui.quick_head import QuickHead
from ui.quick_row import QuickRow
from ui.quick_shape import place, scrolled
from ui.send_strip import SendStrip
from ui.surface import Elided, Surface
from ui.theme import Theme


class QuickReply(QWidget):
    """Made once, shown and hidden.

    Attributes:
        entries: what is shown, in its order.
        sending: the conversation whose reply is counted, 0 for none.

    Signals:
        leave_wished: ⌘↩: what is written for this conversation is to go (its id and text).
        turned_to: a conversation was expanded (its id).
        window_wished: open the window there (an id, 0 for wherever it was).
        search_wished, pause_wished: as they say.
        undo_wished, now_wished: the reply that is counted is to come back, or to go.
        closed: it is gone from the screen.
    """

    leave_wished = Signal(int, str)
    turned_to = Signal(int)
    window_wished = Signal(int)
    search_wished = Signal()
    pause_wished = Signal()
    undo_wished = Signal()
    now_wished = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        self.theme = theme
        self.entries: list[Entry] = []
        self.sending = 0
        self._letters = True
        self._at = 0
        self._total = 0
        self._paused = False
        self._send_word = "copy"
        self._was_active = False
        self._back: foreground.WayBack | None = None
        self.setWindowTitle("Quick reply")
        self.setAccessibleName("Quick reply")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.head = QuickHead(theme)
        self.rows = [QuickRow(theme) for _ in range(MOST)]
        self.clear_page = EmptyPage(theme)
        self.said = Elided(theme, style="small", role="text.secondary")
        self.before = BeforeSending(theme)
        self.strip = SendStrip(theme)
        self.foot = QuickFoot(theme)
        self._build()
        self._connect()
        self._fill()

    # ---- what is shown

    @property
    def row(self) -> QuickRow | None:
        """The expanded row."""
        return self.rows[self._at] if self.entries else None

    @property
    def entry(self) -> Entry | None:
        """The expanded conversation."""
        return self.entries[self._at] if self.entries else None

    def show_entries(self, entries: Sequence[Entry], total: int) -> None:
        """Take what the store says now; the conversation that is expanded stays so while it is open."""
        number = self.entry.number if self.isVisible() and self.entry is not None else 0
        self.entries = list(entries)[:MOST]
        self._total = max(total, len(self.entries))
        found = [n for n, entry in enumerate(self.entries) if entry.number == number]
        self._at = found[0] if found else min(self._at, max(0, len(self.entries) - 1)) if number else 0
        editing = self.editing
        self._fill()
        if self.isVisible() and not found and not editing:
            self._focus()

    def show_send(self, word: str) -> None:
        """What ⌘↩ does in the expanded conversation."""
        self._send_word = word
        self._dress_foot()

    def set_letters(self, wanted: bool) -> None:
        """Whether single letters and digits work."""
        self._letters = wanted
        self.foot.set_letters(wanted)
        self.strip.set_letters(wanted)

    def show_paused(self, paused: bool, said: str) -> None:
        """Sotto rests, or goes on."""
        self._paused = paused
        self.say(said)
        self._dress_foot()

    def say(self, text: str) -> None:
        """A line above the keys."""
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if text and self.isVisible():
            announce(self, text)

    def option_of(self, conversation_id: int) -> Option | None:
        """The draft that is shown for a conversation, None for the person's own words."""
        row = self.row
        return row.box.option if row is not None and self.entry and self.entry.number == conversation_id else None

    def put_back(self, conversation_id: int, text: str) -> None:
        """A text that did not go stands where it was written."""
        found = [n for n, entry in enumerate(self.entries) if entry.number == conversation_id]
        if found:
            self.turn_to(found[0])
            self.rows[self._at].box.restore(text)

    # ---- opening and closing

    def open(self, *, at: int = 0, beside: QRect | None = None, conversation_id: int = 0) -> None:
        """Show it in front of whatever the person does, most pressing first, and take the keys.

        Args:
            at: the time of the key that opened it, as the desktop counts.
            beside: where the tray icon is.
            conversation_id: which one to expand.
        """
        if not self.isVisible():
            self._back = foreground.way_back()
            self._was_active = False
            self.say("")
            self.before.hide()
            self.setGeometry(place(self.theme, beside))
        self._at = next((n for n, entry in enumerate(self.entries) if entry.number == conversation_id), 0)
        self._fill()
        foreground.bring(self, at)
        self._focus()
        self._tell_turned()

    def prepare(self) -> Iterator[None]:
        """Lay it out and draw it unseen, so that its first opening costs what every other does; a pause after each."""
        parts = (*self.rows, self.foot, self.head, self.clear_page)
        if not self.isVisible():
            self.resize(place(self.theme, None).size())
        for part in parts:
            if not self.isVisible():
                part.grab()
            yield

    def dismiss(self, *, give_back: bool = True) -> None:
        """Close; the program that was in front before is there again."""
        back, self._back = self._back, None
        self._was_active = False
        self.hide()
        self.closed.emit()
        if give_back and back is not None:
            back()

    # ---- acts

    @property
    def editing(self) -> bool:
        """Whether a draft is being typed into."""
        return self.row is not None and self.row.box.editing

    def turn_to(self, at: int) -> None:
        """Expand another row."""
        if 0 <= at < len(self.entries):
            self._at = at
            self.before.hide()
            self._fill()
            self._focus()
            self._tell_turned()

    def step(self, by: int) -> None:
        """Expand the next or the previous row."""
        self.turn_to(self._at + by)

    def undo(self) -> None:
        """The reply that is counted is to come back."""
        if self.sending:
            self.undo_wished.emit()

    def want_window(self) -> None:
        """The window is wanted, at the expanded conversation."""
        self.window_wished.emit(self.entry.number if self.entry is not None else 0)

    def edit(self) -> None:
        """Type into the draft; where none is shown the window says why."""
        if self.entry is None or self.row is None:
            return
        if self.entry.is_risky:
            self.window_wished.emit(self.entry.number)
        else:
            self.row.box.begin()

    def leave(self) -> None:
        """What is written is to go."""
        if self.entry is not None and self.row is not None and not self.entry.is_risky:
            text = self.row.box.text()
            if text.strip():
                self.leave_wished.emit(self.entry.number, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = quick_keys.act(self, event, letters=self._letters)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.dismiss()

    def changeEvent(self, event: QEvent) -> None:
        """The person turned to something else: it goes, and takes nothing back."""
        if event.type() == QEvent.Type.ActivationChange:
            if self.isActiveWindow():
                self._was_active = True
            elif self._was_active and self.isVisible() and QGuiApplication.modalWindow() is None:
                self.dismiss(give_back=False)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("line.strong"))

    def _tell_turned(self) -> None:
        if self.entry is not None:
            self.turned_to.emit(self.entry.number)

    def _focus(self) -> None:
        if self.row is not None:
            self.row.head.setFocus()
        else:
            self.head.open_window.setFocus()

    def _fill(self) -> None:
        for n, row in enumerate(self.rows):
            row.setVisible(n < len(self.entries))
            if n < len(self.entries):
                row.show_entry(self.entries[n], n + 1, expanded=n == self._at)
        self.head.count.setText(words.counted(len(self.entries), self._total))
        self._list.setVisible(bool(self.entries))
        self.clear_page.setVisible(not self.entries)
        self._dress_foot()
        QTimer.singleShot(0, self, self._bring_in_sight)

    def _bring_in_sight(self) -> None:
        """Once everything has its place: all of the expanded row where there is room, its head always."""
        if self.row is not None and self.isVisible():
            self._list.ensureWidgetVisible(self.row, 0, 0)
            self._list.ensureWidgetVisible(self.row.head, 0, 0)

    def _dress_foot(self) -> None:
        drafted = self.entry is not None and not self.entry.is_risky
        self.foot.show_acts(self._send_word, paused=self._paused, drafted=drafted, anybody=bool(self.entries))

    # ---- putting it together

    def _build(self) -> None:
        self._list = scrolled(self.rows, self.theme)
        body = Surface(self.theme, "bg.content")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._list, 1)
        column.addWidget(self.clear_page, 1)
        told = QVBoxLayout()
        told.setContentsMargins(12, 0, 12, 6)
        told.setSpacing(6)
        for widget in (self.before, self.strip, self.said):
            told.addWidget(widget)
        column.addLayout(told)
        column.addWidget(self.foot)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(1, 1, 1, 1)
        frame.addWidget(body)
        self.clear_page.show_words("done", *words.CLEAR)
        self.said.hide()

    def _connect(self) -> None:
        for n, row in enumerate(self.rows):
            row.pressed.connect(lambda n=n: self.turn_to(n))
            row.box.sent.connect(self.leave)
            row.box.left.connect(self._focus)
        self.head.search.clicked.connect(self.search_wished)
        self.head.open_window.clicked.connect(self.want_window)
        self.foot.next_wished.connect(lambda: self.turn_to((self._at + 1) % max(1, len(self.entries))))
        self.foot.edit_wished.connect(self.edit)
        self.foot.send_wished.connect(self.leave)
        self.foot.window_wished.connect(self.want_window)
        self.foot.pause_wished.connect(self.pause_wished)
        self.strip.undo_wished.connect(self.undo_wished)
        self.strip.now_wished.connect(self.now_wished)
        self.theme.changed.connect(self.update)
