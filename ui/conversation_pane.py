"""The centre: header, thread, drafts, steering and the composer of the open conversation."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.desk_rows import ConversationHead
from engine.domain import SPOKEN, Option, RedFlag, Risk
from ui import handing_over
from ui.arrangement import Arrangement
from ui.aside import Reads
from ui.before_sending import BeforeSending
from ui.choice_menu import ChoiceMenu
from ui.composer import Composer
from ui.draft_states import STRIP_MS, DraftStates
from ui.keys import cap
from ui.notice import Notice, announce
from ui.reading import Desk, Wishes
from ui.send_strip import SendStrip
from ui.state_views import StateStrip
from ui.steer_row import SteerRow
from ui.suggestion_panel import SuggestionPanel
from ui.surface import Surface
from ui.theme import Theme
from ui.thread_header import ThreadHeader
from ui.thread_opening import ThreadOpening
from ui.thread_view import ThreadView

REST_MS = 150
#: What small windows keep behind "More…", and the wish of each; the last ones are no wishes.
REST = (("Warmer", "warmer"), ("Ask something", "ask something"), ("Say what you want", ""), ("New drafts", ""))


class ConversationPane(Surface):
    """One conversation at a time.

    Attributes:
        head: whose thread is open, None for nobody.
        risk: how risky its words are; `risk_level` is "clear", "check" or "high".

    Signals:
        shown: another conversation, or a newer judgement of the same, is on screen.
        left: Esc in a field; the list takes the focus.
        leave_wished: what is written is to go (its text).
        put_aside: another conversation comes; this one's id, and what its composer holds.
        went: a reply is counted (the id of its conversation). copied: it was copied.
    """

    shown = Signal()
    left = Signal()
    leave_wished = Signal(str)
    put_aside = Signal(int, str)
    went = Signal(int)
    copied = Signal(int)

    def __init__(self, theme: Theme, desk: Desk, wishes: Wishes, reads: Reads) -> None:
        super().__init__(theme, "bg.content")
        self._desk, self._wishes = desk, wishes
        self.head: ConversationHead | None = None
        self.risk: Risk | None = None
        self.risk_level = "clear"
        self._half_written: dict[int, str] = {}
        self._risk_in_header = False
        self._decided_in: dict[str, int] = {}
        self.header = ThreadHeader(theme)
        self.messages = ThreadView(theme, desk)
        self.trouble = StateStrip(theme)
        self.notice = Notice(theme, fill="bg.list")
        self.drafts = SuggestionPanel(theme)
        self.steer = SteerRow(theme, key=cap("Ctrl+J"))
        self.composer = Composer(theme, send_words=handing_over.COPY, send_key=cap("Ctrl+Return"))
        self.sent_strip = SendStrip(theme)
        self.before = BeforeSending(theme)
        self.states = DraftStates(self, desk, wishes, reads)
        self.opening = ThreadOpening(self.messages, reads)
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._build()
        self._connect()

    def open(self, conversation_id: int, message_id: int = 0) -> None:
        """Show a conversation; its drafts are asked for when the person stays on it."""
        self._keep_half_written()
        self.head = self._desk.head(conversation_id)
        self._read_risk()
        self.header.show_head(self.head, self._desk.now())
        self.messages.show_conversation(self.head, self._flags(), message_id)
        self.drafts.clear()
        self.notice.hide()
        self.composer.restore(self._half_written.pop(conversation_id, ""))
        self._below.show()
        self.states.show_drafts(soon=True)
        self.shown.emit()
        self._resting.start()

    def close_conversation(self) -> None:
        """Show nobody."""
        self._keep_half_written()
        self._resting.stop()
        self.head, self.risk, self.risk_level = None, None, "clear"
        self.header.show_head(None, self._desk.now())
        self.messages.clear_conversation()
        self.drafts.clear()
        self._below.hide()
        self.shown.emit()

    def reload(self) -> None:
        """Read the open conversation again."""
        if self.head is None:
            return
        had_drafts = bool(self.drafts.options)
        self.head = self._desk.head(self.head.conversation_id)
        self._read_risk()
        self.header.show_head(self.head, self._desk.now())
        self.messages.reload(self._flags())
        newest = self.messages.last_line()
        if had_drafts and newest is not None and newest.from_me and newest.kind in SPOKEN and not newest.unsent:
            self.states.answered()
        if self.messages.at_bottom() and self.isActiveWindow() and self.isVisible():
            self._wishes.looked(self.head.conversation_id)
        self.shown.emit()

    def judged(self) -> None:
        """The open conversation was judged anew; what was said in it is as it was."""
        if self.head is None:
            return
        self.head = self._desk.head(self.head.conversation_id)
        self._read_risk()
        self.header.show_head(self.head, self._desk.now())
        self.messages.mark(self._flags())
        self.shown.emit()

    def show_drafts(self, *, aloud: bool = False) -> None:
        """Show the stored drafts that fit the newest message, or the reason for silence."""
        self.states.show_drafts(aloud=aloud)

    def offer_again(self, response_id: str) -> int | None:
        """A rejected draft stands again; returns the conversation it was made for, if the window knows it."""
        self.drafts.restore(response_id)
        self.composer.set_hint(len(self.drafts.options))
        return self._decided_in.pop(response_id, None)

    def writing(self) -> None:
        """Drafts are being written for the open conversation."""
        self.states.writing()

    def reading(self, n_messages: int, n_memories: int) -> None:
        """So much is read for them."""
        self.drafts.waiting.say_reading(n_messages, n_memories)

    def grew(self, index: int, text: str) -> None:
        """A draft for the open conversation is being written; drafts in sight are left alone."""
        if not self.drafts.options:
            self.drafts.waiting.grow(index + 1, text)

    def failed(self, what: str, next_step: str) -> None:
        """No drafts came."""
        self.drafts.show_notice(what, next_step)

    def fit(self, arrangement: Arrangement) -> None:
        """Take the shape that the window has room for."""
        two = arrangement.two_drafts
        self.drafts.set_shape(as_rows=arrangement.draft_rows, two=two, no_second=two)
        self.header.set_compact(arrangement.risk_in_header)
        self.header.back.setVisible(arrangement.one_pane)
        self._risk_in_header = arrangement.risk_in_header
        self.header.risk.show_level(self.risk_level, wanted=self._risk_in_header)
        self.steer.setVisible(not arrangement.two_drafts)

    def choose(self, number: int) -> None:
        """Draft `number` goes into the composer."""
        self.drafts.choose(number)

    def set_aside_risk(self, pattern_name: str | None, *more: str) -> None:
        """Not a risk."""
        if self.head is not None:
            self._wishes.dismiss(self.head.conversation_id, pattern_name, *more)

    def want(self, steer: str | None = None) -> None:
        """New drafts, or drafts in another direction."""
        if self.head is not None:
            self._wishes.suggest(self.head.conversation_id, fresh=steer is None, steer=steer)
            if self.drafts.options:
                self.drafts.waiting.begin_behind()

    def sent(self, conversation_id: int) -> None:
        """What was written is counted."""
        self.went.emit(conversation_id)

    def handed_over(self, text: str, said: str) -> None:
        """What is written was copied: remember which draft it came from."""
        if self.head is not None and self.composer.option is not None:
            self._wishes.accept(self.composer.option.response_id, text)
            self._decided_in[self.composer.option.response_id] = self.head.conversation_id
        self.composer.settle()
        if self.head is not None:
            self.copied.emit(self.head.conversation_id)
        self.notice.show_words(said, "", icon="done", for_ms=STRIP_MS)
        announce(self, said)

    def _read_risk(self) -> None:
        assert self.head is not None
        self.risk = self._desk.risk(self.head.conversation_id)
        amber, red = self._desk.thresholds()
        combined = self.risk.combined_risk
        self.risk_level = "high" if combined >= red else "check" if combined >= amber else "clear"
        self.header.risk.show_level(self.risk_level, wanted=self._risk_in_header)

    def _flags(self) -> tuple[RedFlag, ...]:
        """Words to mark in the thread: none while the conversation as a whole is clear."""
        return self.risk.red_flags if self.risk is not None and self.risk_level != "clear" else ()

    def _keep_half_written(self) -> None:
        if self.head is None:
            return
        self.put_aside.emit(self.head.conversation_id, self.composer.text())
        if self.composer.unfinished():
            self._half_written[self.head.conversation_id] = self.composer.text()

    def _ask_for_drafts(self) -> None:
        if self.head is not None:
            self._wishes.opened(self.head.conversation_id)

    def _steered(self, wish: str) -> None:
        """Ask for drafts in another direction; from the field the keys go back to choosing among them."""
        self.want(wish)
        if self.steer.field.edit.hasFocus():
            self.left.emit()

    def _offer_rest(self) -> None:
        """The rest of the steering row, where it has no room."""

        def take(at: int | None) -> None:
            if at is None:
                return
            if wish := REST[at][1]:
                self.want(wish)
            elif at == len(REST) - 1:
                self.want()
            else:
                self.states.press("steer")

        button = self.drafts.header.rest
        menu = ChoiceMenu(self.theme, self.window(), [word for word, _wish in REST], take, name="More ways to steer")
        menu.show_at(button.mapTo(self.window(), QPoint(0, 0)))

    def _point_back(self) -> None:
        """The draft that the text came from is the selected one again."""
        if self.composer.option is not None:
            self.drafts.point_at(self.composer.option.response_id)

    def _rejected(self, option: Option, reason: str) -> None:
        self._wishes.reject(option.response_id, reason or None)
        if self.head is not None:
            self._decided_in[option.response_id] = self.head.conversation_id
        self.composer.set_hint(len(self.drafts.options))

    def _build(self) -> None:
        self._below = Surface(self.theme, "bg.page", edges="top")
        below = QVBoxLayout(self._below)
        below.setContentsMargins(24, 10, 24, 12)
        below.setSpacing(self.theme.px(10))
        for widget in (self.trouble, self.notice, self.drafts, self.steer, self.sent_strip, self.before, self.composer):
            below.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.messages, 1)
        column.addWidget(self._below)
        self.setMinimumWidth(self.theme.px(400))

    def _connect(self) -> None:
        self._resting.timeout.connect(self._ask_for_drafts)
        self.drafts.chosen.connect(self.composer.fill)
        self.drafts.written.connect(self.composer.fill)
        self.drafts.offered.connect(self.composer.edit.offer)
        self.drafts.header.steered.connect(self.want)
        self.drafts.header.rest_wished.connect(self._offer_rest)
        self.drafts.rejected.connect(self._rejected)
        self.drafts.fresh_wished.connect(lambda: self.want())
        self.drafts.more_wished.connect(self._wishes.more)
        self.steer.steered.connect(self._steered)
        self.composer.sent.connect(self.leave_wished)
        self.composer.kept.connect(self._point_back)
        self.composer.draft_wished.connect(lambda: self.choose(1))
        self.composer.left.connect(self.left)
        self.steer.left.connect(self.left)
        self.messages.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
