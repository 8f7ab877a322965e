"""The card of a sprint: who, what it is about, the last messages, drafts as rows, and how to steer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout

from app.briefing import Brief
from app.desk_rows import ConversationHead, InboxRow
from app.insights import saved_min
from app.sprint_course import is_answered
from engine.domain import Option
from engine.problems import NoSuchConversation
from ui import handing_over
from ui.before_sending import BeforeSending
from ui.composer import Composer
from ui.keys import cap
from ui.sprint_drafting import SprintDrafting
from ui.sprint_parts import Foot, LastMessages
from ui.sprint_top import SprintTop, brief_line
from ui.steer_row import SteerRow
from ui.suggestion_panel import SuggestionPanel
from ui.surface import Surface

if TYPE_CHECKING:
    from ui.main_window import MainWindow

LAST = 3
REST_MS = 150
#: Below these effective heights there is no line of the brief, and no pills to steer with; what stands around the
#: messages of a card.
NO_BRIEF, NO_STEER, AROUND_MESSAGES = 520, 600, 590


class SprintCard(Surface):
    """One conversation; an outlet of `ui.leaving.Leaving`.

    Attributes:
        row: as it stood when the sprint began.
        drafting: which drafts are shown.

    Signals:
        shown: another conversation is in sight.
        leave_wished: what is chosen or written is to go (its text).
        chosen: a draft was chosen, or something written.
        copied: a reply was copied (what is left to do); counted: it is counted to be sent. Both carry what it was
            made of: option or None, and minutes saved.
        rejected: a draft was dismissed (its id).
        finished: a press said that it is done.
        place_wished: a page of the settings.
        left: Esc among the drafts.
    """

    shown = Signal()
    leave_wished = Signal(str)
    chosen = Signal()
    copied = Signal(str, object, float)
    counted = Signal(object, float)
    rejected = Signal(str)
    finished = Signal()
    place_wished = Signal(str)
    left = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, "bg.content", line="line.strong", radius="sprint_card")
        self._window = window
        self.head: ConversationHead | None = None
        self.row: InboxRow | None = None
        self.risk_level = "clear"
        self._option: Option | None = None
        self._saved = 0.0
        theme = self.theme
        self.top = SprintTop(theme)
        self.messages = LastMessages(theme)
        self.drafts = SuggestionPanel(theme)
        self.steer = SteerRow(theme, key=cap("Ctrl+J"))
        self.composer = Composer(theme, send_words=handing_over.COPY, send_key=cap("Ctrl+Return"))
        self.before = BeforeSending(theme)
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self.drafting = SprintDrafting(self, window)
        self._build()
        self._connect()

    # ---- showing

    def show_row(self, row: InboxRow) -> bool:
        """Show a conversation; False where it needs nothing any more, because it was answered elsewhere or is gone."""
        desk = self._window.desk
        try:
            head, lines = desk.head(row.conversation_id), desk.thread(row.conversation_id)
            risk = desk.risk(row.conversation_id)
        except NoSuchConversation:
            return False
        if is_answered(row, lines):
            return False
        amber, red = desk.thresholds()
        self.risk_level = "high" if risk.combined_risk >= red else "check" if risk.combined_risk >= amber else "clear"
        self.head, self.row, self._option = head, row, None
        self.top.show_row(row, head, self.risk_level, desk.now())
        flags = risk.red_flags if self.risk_level != "clear" else ()
        self.messages.show_lines(list(lines)[-LAST:], head, desk.now(), flags)
        self.setAccessibleName(self.top.accessibleName())
        self.composer.clear_text()
        self.composer.hide()
        self.drafts.clear()
        self._read_brief(row)
        self.drafting.show_drafts()
        self.shown.emit()
        self._resting.start()
        return True

    def clear_card(self) -> None:
        """Show nobody."""
        self._resting.stop()
        self.head = self.row = None
        self.composer.clear_text()
        self.drafts.clear()
        self.shown.emit()

    def answered_elsewhere(self) -> bool:
        """Read the messages again; whether the person spoke last by now."""
        assert self.head is not None
        desk = self._window.desk
        lines = desk.thread(self.head.conversation_id)
        if self.row is not None and is_answered(self.row, lines):
            return True
        self.messages.show_lines(list(lines)[-LAST:], self.head, desk.now(), ())
        return False

    def set_room(self, height: int) -> None:
        """The window is so high, logical px at 100 % text: what matters less goes where there is little room."""
        self.top.set_low(height < NO_BRIEF)
        self.steer.setVisible(height >= NO_STEER)
        self.drafts.set_shape(as_rows=True, two=height < NO_STEER, no_second=height < NO_STEER)
        self.messages.set_room(height - AROUND_MESSAGES)

    def take_focus(self) -> None:
        """The keys go to the drafts, or where there are none to the card."""
        target = self.drafts if self.drafts.isVisibleTo(self) else self
        target.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.paint_roles("bg.content", "focus.ring")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.paint_roles("bg.content", "line.strong")

    # ---- what the keys do

    def choose(self, number: int) -> None:
        """Draft `number` is what goes."""
        self.drafts.choose(number)

    def take_first(self) -> int:
        """Nothing is chosen: the first draft, or where arrows went, into the field; its number, 0 for none."""
        if not self.drafts.options:
            return 0
        number = self.drafts.selected + 1
        self.choose(number)
        self.composer.show()
        return number

    def leave(self) -> bool:
        """What is chosen or written goes; False where there is nothing."""
        if not self.composer.text().strip():
            return False
        self.leave_wished.emit(self.composer.text())
        return True

    def write(self) -> None:
        """Write, or change what was chosen."""
        self.composer.show()
        self.composer.edit.setFocus()

    def want(self, wish: str | None = None) -> None:
        """New drafts, or drafts in another direction."""
        if self.head is not None:
            self._window.wishes.suggest(self.head.conversation_id, fresh=wish is None, steer=wish)
            self.drafting.writing()
        if self.steer.field.edit.hasFocus():
            self.take_focus()

    def bring_text(self, text: str, option: Option | None) -> None:
        """A reply came back: it may be changed."""
        self.composer.restore(text)
        self.composer.option = option
        self.write()

    # ---- leaving

    def handed_over(self, text: str, said: str) -> None:
        """See `ui.leaving.Outlet`."""
        option = self.composer.option
        if option is not None:
            self._window.wishes.accept(option.response_id, text)
        self.copied.emit(said, option, self._saving(option, text))

    def sent(self, conversation_id: int) -> None:
        """See `ui.leaving.Outlet`."""
        self.counted.emit(self._option, self._saved)

    def _about_to_leave(self, text: str) -> None:
        """The composer is empty once it is sent: what it was made of is noted before."""
        self._option, self._saved = self.composer.option, self._saving(self.composer.option, text)

    def _saving(self, option: Option | None, text: str) -> float:
        if option is None:
            return 0.0
        n_read = sum(len(one.text) for one in self.drafts.options[:3])
        return saved_min(option.text, text, n_read)

    # ---- inside

    def _read_brief(self, row: InboxRow) -> None:
        number = row.conversation_id
        self.top.say_brief(row.reason[:1].upper() + row.reason[1:])

        def show(found: Brief | None) -> None:
            if self.head is not None and self.head.conversation_id == number and found is not None:
                self.top.say_brief(brief_line(found))

        self._window.reads.ask("sprint brief", lambda desk: desk.brief(number), show, lambda _problem: None)

    def _take(self, option: Option, text: str = "") -> None:
        self.composer.fill(option, text)
        if not self.composer.isVisible():
            self.take_focus()
        self.chosen.emit()

    def _point_back(self) -> None:
        """The text stays although another draft was chosen: the one it came from is the selected one again."""
        if self.composer.option is not None:
            self.drafts.point_at(self.composer.option.response_id)

    def _typed(self) -> None:
        if self.composer.isVisible():
            self.chosen.emit()

    def _reject(self, option: Option, reason: str) -> None:
        self._window.wishes.reject(option.response_id, reason or None)
        if self.composer.option is not None and self.composer.option.response_id == option.response_id:
            self.composer.clear_text()
        self.rejected.emit(option.response_id)

    def _press(self, does: str) -> None:
        """Do what a pill says (`app.silences.Press`)."""
        verb, _colon, rest = does.partition(":")
        match verb:
            case "steer" if rest:
                self.want(rest)
            case "steer":
                self.steer.field.edit.setFocus()
            case "anew":
                self.want()
            case "write":
                self.write()
            case "done":
                self.finished.emit()
            case _:
                self.place_wished.emit(verb)

    def _steer_freely(self) -> None:
        """Where there is no room for the pills they come when they are asked for."""
        self.steer.show()
        self.steer.field.edit.setFocus()

    def _leave_field(self) -> None:
        """Esc: back to the drafts; an empty field goes."""
        if not self.composer.text().strip():
            self.composer.hide()
        self.take_focus()

    def _ask_for_drafts(self) -> None:
        if self.head is not None:
            self._window.wishes.opened(self.head.conversation_id)

    def _connect(self) -> None:
        self._resting.timeout.connect(self._ask_for_drafts)
        self.drafts.chosen.connect(self._take)
        self.drafts.written.connect(self._take)
        self.drafts.left.connect(self.left)
        self.drafts.header.steered.connect(self.want)
        self.drafts.header.rest_wished.connect(self._steer_freely)
        self.drafts.rejected.connect(self._reject)
        self.drafts.fresh_wished.connect(lambda: self.want())
        self.drafts.more_wished.connect(self._window.wishes.more)
        self.drafts.notice.pressed.connect(self._press)
        self.steer.steered.connect(self.want)
        self.steer.left.connect(self.take_focus)
        self.composer.sent.connect(self.leave_wished)
        self.composer.left.connect(self._leave_field)
        self.composer.kept.connect(self._point_back)
        self.composer.draft_wished.connect(lambda: self.choose(1))
        self.composer.edit.textChanged.connect(self._typed)
        self.leave_wished.connect(self._about_to_leave)
        self.before.answered.connect(lambda first: None if first else self.write())

    def _build(self) -> None:
        theme = self.theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.drafts.set_shape(as_rows=True)
        self._lower = Foot(theme)
        lower = QVBoxLayout(self._lower)
        lower.setContentsMargins(24, 10, 24, 16)
        lower.setSpacing(theme.px(10))
        for widget in (self.drafts, self.steer, self.before, self.composer):
            lower.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(theme.px(8))
        column.addWidget(self.top)
        column.addWidget(self.messages)
        column.addWidget(self._lower)
        self.composer.hide()
