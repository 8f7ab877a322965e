"""The centre: header, thread, drafts, steering and the composer of the open conversation."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.desk_rows import ConversationHead
from app.wording import replies
from engine.domain import SPOKEN, Option, RedFlag, Risk
from ui import handing_over, times
from ui.arrangement import Arrangement
from ui.composer import Composer
from ui.keys import cap
from ui.notice import Notice, announce
from ui.reading import Desk, Wishes
from ui.steer_row import SteerRow
from ui.suggestion_panel import SuggestionPanel
from ui.surface import Surface
from ui.theme import Theme
from ui.thread_header import ThreadHeader
from ui.thread_view import ThreadView

REST_MS, STRIP_MS = 150, 6000
READ_MESSAGES = 10
#: Silences that need no words: the thread itself shows them.
SPEAKS_FOR_ITSELF = frozenset({"last_is_mine", "empty"})


class ConversationPane(Surface):
    """One conversation at a time.

    Attributes:
        head: whose thread is open, None for nobody.
        risk: how risky its words are; `risk_level` is "clear", "check" or "high".

    Signals:
        shown: another conversation, or a newer judgement of the same, is on screen.
        left: Esc in a field; the list takes the focus.
    """

    shown = Signal()
    left = Signal()

    def __init__(self, theme: Theme, desk: Desk, wishes: Wishes) -> None:
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
        self.notice = Notice(theme, fill="bg.list")
        self.drafts = SuggestionPanel(theme)
        self.steer = SteerRow(theme, key=cap("Ctrl+J"))
        self.composer = Composer(theme, send_words=handing_over.SEND_WORDS, send_key=cap("Ctrl+Return"))
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
        self.show_drafts()
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
        spoken = [line for line in self.messages.rows.lines if line.kind in SPOKEN and not line.unsent]
        if had_drafts and spoken and spoken[-1].from_me:
            clock = times.clock(spoken[-1].sent_at)
            words = f"You answered elsewhere at {clock}. Drafts removed."
            self.drafts.show_notice(words, "", icon="done", for_ms=STRIP_MS)
            self.composer.set_hint(0)
        self.shown.emit()

    def show_drafts(self, *, aloud: bool = False) -> None:
        """Show the stored drafts that fit the newest message, or the reason for silence."""
        if self.head is None:
            return
        made = self._desk.drafts(self.head.conversation_id)
        if made is None or made.silent_reason in SPEAKS_FOR_ITSELF:
            self.drafts.clear()
            self.composer.set_hint(0)
            return
        self.drafts.show_drafts(made, careful=self.risk_level == "high")
        n_drafts = len(self.drafts.options)
        self.composer.set_hint(n_drafts)
        if aloud:
            drafts = f"{min(n_drafts, 3)} drafts ready" if n_drafts != 1 else "1 draft ready"
            announce(self, drafts if n_drafts else replies.silence(made.silent_reason or "")[0])

    def offer_again(self, response_id: str) -> int | None:
        """A rejected draft stands again; returns the conversation it was made for, if the window knows it."""
        self.drafts.restore(response_id)
        self.composer.set_hint(len(self.drafts.options))
        return self._decided_in.pop(response_id, None)

    def writing(self) -> None:
        """Drafts are being written for the open conversation."""
        if not self.drafts.options and self.head is not None:
            self.drafts.show_writing(min(READ_MESSAGES, self.head.n_messages))

    def grew(self, index: int, text: str) -> None:
        """A draft for the open conversation is being written."""
        self.drafts.grow(index + 1, text)

    def failed(self, what: str, next_step: str) -> None:
        """No drafts came."""
        self.drafts.show_notice(what, next_step)

    def fit(self, arrangement: Arrangement) -> None:
        """Take the shape that the window has room for."""
        self.drafts.set_shape(as_rows=arrangement.draft_rows, two=arrangement.two_drafts)
        self.header.set_compact(arrangement.risk_in_header)
        self.header.back.setVisible(arrangement.one_pane)
        self._risk_in_header = arrangement.risk_in_header
        self.header.risk.show_level(self.risk_level, wanted=self._risk_in_header)
        self.steer.setVisible(not arrangement.two_drafts)

    def choose(self, number: int) -> None:
        """Draft `number` goes into the composer."""
        self.drafts.choose(number)

    def set_aside_risk(self, pattern_name: str | None) -> None:
        """Not a risk."""
        if self.head is not None:
            self._wishes.dismiss(self.head.conversation_id, pattern_name)

    def want(self, steer: str | None = None) -> None:
        """New drafts, or drafts in another direction."""
        if self.head is not None:
            self._wishes.suggest(self.head.conversation_id, fresh=steer is None, steer=steer)
            self.drafts.say_wished()

    def hand_over(self, text: str) -> None:
        """Copy what is written and remember which draft it came from."""
        if self.head is None or not text.strip():
            return
        handing_over.hand_over(self.head, text)
        if self.composer.option is not None:
            self._wishes.accept(self.composer.option.response_id, text)
            self._decided_in[self.composer.option.response_id] = self.head.conversation_id
        self.composer.settle()
        self.notice.show_words(handing_over.COPIED, "", icon="done", for_ms=STRIP_MS)
        announce(self, handing_over.COPIED)

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
        if self.head is not None and self.composer.unfinished():
            self._half_written[self.head.conversation_id] = self.composer.text()

    def _ask_for_drafts(self) -> None:
        if self.head is not None:
            self._wishes.opened(self.head.conversation_id)

    def _steered(self, wish: str) -> None:
        """Ask for drafts in another direction; from the field the keys go back to choosing among them."""
        self.want(wish)
        if self.steer.field.edit.hasFocus():
            self.left.emit()

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
        for widget in (self.notice, self.drafts, self.steer, self.composer):
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
        self.drafts.rejected.connect(self._rejected)
        self.drafts.fresh_wished.connect(lambda: self.want())
        self.drafts.more_wished.connect(self._wishes.more)
        self.steer.steered.connect(self._steered)
        self.composer.sent.connect(self.hand_over)
        self.composer.draft_wished.connect(lambda: self.choose(1))
        self.composer.left.connect(self.left)
        self.steer.left.connect(self.left)
        self.messages.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
