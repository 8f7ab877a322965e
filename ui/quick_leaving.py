"""A reply leaves quick reply: looked through once, then sent where that is allowed, else copied."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app import events
from app.send import Reach
from app.store.outbox import Stage
from app.wording import problems
from app.wording import sending as words
from ui import handing_over
from ui.leaving import PATIENCE_MS
from ui.quick_reply import QuickReply
from ui.sending import first_name

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: So long "copied" is to be read before the window closes.
TOLD_MS = 900
#: How each end is told, where it is not silence.
_ENDS = {Stage.UNKNOWN: words.UNVERIFIED[0], Stage.FAILED: words.FAILED[0]}


class QuickLeaving(QObject):
    """What ⌘↩ does in quick reply. The window shows the same reply on its way, and how it ended."""

    def __init__(self, window: MainWindow, popover: QuickReply) -> None:
        super().__init__(popover)
        self._window, self._popover = window, popover
        self._looking: tuple[int, str] | None = None
        self._asked: tuple[int, str] | None = None
        self._sent: dict[int, str] = {}
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._looked_through(self._looking, None))
        popover.leave_wished.connect(self.leave)
        popover.before.answered.connect(self._answer)
        popover.undo_wished.connect(lambda: window.core.take_back_send(popover.sending))
        popover.now_wished.connect(lambda: window.core.send_now(popover.sending))

    def leave(self, conversation_id: int, text: str) -> None:
        """A text is to go; the same wish again passes what was asked."""
        wish = (conversation_id, text)
        if wish == self._asked and self._popover.before.isVisible():
            self._answer(True)
        elif wish != self._looking:
            self._looking = wish
            self._patience.start()
            self._window.reads.ask(
                "quick_concerns",
                lambda desk: desk.concerns(*wish),
                partial(self._looked_through, wish),
                lambda _problem: self._looked_through(wish, None),
            )

    def hear(self, event: events.Event) -> None:
        """News of a reply that left here."""
        match event:
            case events.SendCounting(number, left_s) if number in self._sent:
                self._popover.sending = number if left_s else 0
                name = first_name(self._window.desk.head(number).name)
                self._popover.strip.show_counting(name, left_s, self._window.preferences.settings.undo_s)
            case events.SendEnded(number, outcome, problem) if number in self._sent:
                text = self._sent.pop(number)
                self._popover.sending = 0
                self._popover.strip.hide()
                if outcome == Stage.TAKEN_BACK:
                    self._popover.put_back(number, text)
                    self._popover.say(words.TAKEN_BACK)
                elif outcome in _ENDS:
                    self._popover.say(_ENDS[Stage(outcome)])
                elif problem is not None:
                    self._popover.put_back(number, text)
                    self._popover.say(problems.sentence(problem).what)

    def _looked_through(self, wish: tuple[int, str] | None, concerns: Sequence[str] | None) -> None:
        """Nothing to say: it goes. Otherwise (None: it could not be looked through) the person is asked."""
        if wish is None or wish != self._looking:
            return
        self._looking = None
        self._patience.stop()
        if concerns is not None and not concerns:
            self._go(*wish)
            return
        lines = [words.UNCHECKED] if concerns is None else [words.concern(code, wish[1]) for code in concerns]
        go = words.SEND_ANYWAY if self._may_send(wish[0]) else words.COPY_ANYWAY
        self._asked = wish
        self._popover.before.ask(words.CHECK, list(dict.fromkeys(lines)), go, words.CHANGE, worrying=True)

    def _answer(self, go: bool) -> None:
        wish, self._asked = self._asked, None
        self._popover.before.hide()
        if go and wish is not None:
            self._go(*wish)
        else:
            self._popover.edit()

    def _go(self, conversation_id: int, text: str) -> None:
        """The one place where a text leaves quick reply."""
        head, option = self._window.desk.head(conversation_id), self._popover.option_of(conversation_id)
        if self._may_send(conversation_id):
            self._sent[conversation_id] = text
            self._window.sending.send(head, text, option)
            return
        reach = self._window.desk.reach(conversation_id)
        handing_over.hand_over(head, text, reach)
        if option is not None:
            self._window.wishes.accept(option.response_id, text)
        self._popover.say(handing_over.copied(reach))
        if reach is Reach.COPY:  # nothing else comes in front: what was done is said before it closes
            QTimer.singleShot(TOLD_MS, self._popover, partial(self._close, conversation_id, text))
        else:
            self._popover.dismiss(give_back=False)

    def _close(self, conversation_id: int, text: str) -> None:
        """Close after a word, unless the person went on here meanwhile."""
        entry, row = self._popover.entry, self._popover.row
        if not self._popover.isVisible() or entry is None or row is None:
            return
        if (entry.number, row.box.text()) == (conversation_id, text):
            self._popover.dismiss()

    def _may_send(self, conversation_id: int) -> bool:
        allowed = self._window.preferences.settings.send_by_script
        return allowed and self._window.desk.reach(conversation_id) is Reach.CHAT
