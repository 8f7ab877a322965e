"""Before a reply leaves the window: it is looked through once, then sent where that is allowed, else copied."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer

from app.desk_rows import ConversationHead
from app.send import Reach
from app.wording import sending as words
from ui import handing_over
from ui.before_sending import BeforeSending
from ui.composer import Composer
from ui.sending import Sending

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: How long looking a text through may take before the person is asked instead.
PATIENCE_MS = 3000
#: Under this name it is remembered that sending through Messages was offered.
OFFERED = "sending_offered"
#: A text and the conversation it is for.
_Wish = tuple[int, str]


class Outlet(Protocol):
    """Where a reply is written: the pane of the open conversation, or the card of a sprint.

    Attributes:
        head: whose conversation it is, None for nobody.
        composer: what is written; before: what is asked before it leaves.
        leave_wished: signal: what is written is to go (its text).
        shown: signal: another conversation is on screen.
    """

    head: ConversationHead | None
    composer: Composer
    before: BeforeSending
    leave_wished: Any  # a Signal of the class is a SignalInstance of the object
    shown: Any

    def handed_over(self, text: str, said: str) -> None:
        """What is written was copied; `said` tells what is left to do."""

    def sent(self, conversation_id: int) -> None:
        """What was written is counted, and the composer is empty."""


class Leaving(QObject):
    """What ⌘↩ and the button beside a composer do."""

    def __init__(self, window: MainWindow, sending: Sending, outlet: Outlet) -> None:
        super().__init__(window)
        self._window, self._sending = window, sending
        self._pane = outlet
        self._looking: _Wish | None = None
        self._asked: _Wish | None = None
        self._worrying = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._looked_through(self._looking, None))
        self._pane.leave_wished.connect(self.leave)
        self._pane.shown.connect(self._shown)
        self._pane.before.answered.connect(self._answer)
        self._pane.composer.edit.textChanged.connect(self._withdraw_if_changed)
        window.preferences.changed.connect(self._dress)

    def leave(self, text: str) -> None:
        """What is written is to go. The same wish again passes what was asked: it goes as the button says."""
        head = self._pane.head
        if head is None or not text.strip():
            return
        wish = (head.conversation_id, text)
        if wish == self._asked:
            self._answer(self._worrying)
        elif wish != self._looking:
            self._looking = wish
            self._patience.start()
            self._window.reads.ask(
                "concerns",
                lambda desk: desk.concerns(*wish),
                partial(self._looked_through, wish),
                lambda _problem: self._looked_through(wish, None),
            )

    def _looked_through(self, wish: _Wish | None, concerns: Sequence[str] | None) -> None:
        """Nothing to say: it goes. Otherwise (None: it could not be looked through) the person is asked."""
        if wish is None or wish != self._looking:
            return
        self._looking = None
        self._patience.stop()
        head = self._pane.head
        if head is None or wish != (head.conversation_id, self._pane.composer.text()):
            return
        if concerns is not None and not concerns:
            self._go(head, wish[1])
            return
        lines = [words.UNCHECKED] if concerns is None else [words.concern(code, wish[1]) for code in concerns]
        go = words.SEND_ANYWAY if self._may_send(head) else words.COPY_ANYWAY
        self._ask(wish, words.CHECK, list(dict.fromkeys(lines)), go, words.CHANGE, worrying=True)

    def _go(self, head: ConversationHead, text: str) -> None:
        preferences = self._window.preferences
        reach = self._window.desk.reach(head.conversation_id)
        if self._may_send(head):
            self._send(head, text)
        elif reach is Reach.CHAT and not preferences.recall(OFFERED):
            more = words.ASK_MORE.format(seconds=preferences.settings.undo_s)
            self._ask((head.conversation_id, text), words.ASK, [more], words.ASK_YES, words.ASK_NO, worrying=False)
        else:
            self._copy(head, text, reach)

    def _ask(self, wish: _Wish, title: str, lines: Sequence[str], first: str, second: str, *, worrying: bool) -> None:
        self._asked, self._worrying = wish, worrying
        self._pane.before.ask(title, lines, first, second, worrying=worrying)

    def _answer(self, first: bool) -> None:
        """Send anyway or change; or, where sending was offered: yes, or copy as before."""
        head, wish, worrying = self._pane.head, self._asked, self._worrying
        self._withdraw()
        if head is None or wish is None or wish[0] != head.conversation_id:
            return
        if worrying and first:
            self._go(head, wish[1])
        elif worrying:
            self._pane.composer.edit.setFocus()
        else:
            self._decide(head, wish[1], by_script=first)

    def _decide(self, head: ConversationHead, text: str, *, by_script: bool) -> None:
        """The person said how replies leave; this is asked once."""
        preferences = self._window.preferences
        preferences.keep(OFFERED, "yes")
        if by_script:
            preferences.change(send_by_script=True)
            self._send(head, text)
        else:
            preferences.save()
            self._copy(head, text, Reach.CHAT)

    def _send(self, head: ConversationHead, text: str) -> None:
        """It goes; the composer is empty at once, so that the same keys cannot send it again."""
        composer = self._pane.composer
        option = composer.option
        composer.clear_text()
        self._sending.send(head, text, option)
        self._pane.sent(head.conversation_id)

    def _copy(self, head: ConversationHead, text: str, reach: Reach) -> None:
        self._sending.let_go(head.conversation_id)
        handing_over.hand_over(head, text, reach)
        self._pane.handed_over(text, handing_over.copied(reach))

    def _may_send(self, head: ConversationHead) -> bool:
        allowed = self._window.preferences.settings.send_by_script
        return allowed and self._window.desk.reach(head.conversation_id) is Reach.CHAT

    def _withdraw(self) -> None:
        self._asked = self._looking = None
        self._patience.stop()
        self._pane.before.hide()

    def _withdraw_if_changed(self) -> None:
        if self._asked is not None and self._asked[1] != self._pane.composer.text():
            self._withdraw()

    def _shown(self) -> None:
        head = self._pane.head
        if self._asked is not None and (head is None or head.conversation_id != self._asked[0]):
            self._withdraw()
        self._dress()

    def _dress(self) -> None:
        """The button says what it does here."""
        head = self._pane.head
        reach = Reach.COPY if head is None else self._window.desk.reach(head.conversation_id)
        by_script = self._window.preferences.settings.send_by_script
        self._pane.composer.say_send(handing_over.send_words(reach, by_script=by_script))
