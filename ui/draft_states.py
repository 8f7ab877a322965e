"""What stands above the composer: drafts, drafts on their way, or the reason for none and what one press does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Signal

from app import silences
from app.keep_wishes import ForgetFact, KeepFact
from app.provenance import Recalled
from ui import draft_words, times
from ui.aside import Reads
from ui.draft_view import DraftView
from ui.keys import cap
from ui.notice import announce
from ui.plain import one_line
from ui.reading import Desk, Wishes
from ui.sending import first_name
from ui.source_card import SourceCard

if TYPE_CHECKING:
    from ui.conversation_pane import ConversationPane

READ_MESSAGES, STRIP_MS = 60, 6000
#: Silences that need no words: the thread itself shows them.
SPEAKS_FOR_ITSELF = frozenset({"last_is_mine", "empty"})
STOPPED = "Stopped"
STOPPED_NEXT = "Nothing was kept. Press {key} for new drafts."
NO_LONGER = "Sotto won’t use this again. Press Z to take it back."
STILL = "Sotto keeps this."


class DraftStates(QObject):
    """For one conversation pane.

    Signals:
        finish_wished: the conversation is done. next_wished: the next one.
        place_wished: a page of the settings. risk_wished: the panel that tells of the risk.
        message_wished: a message of the thread.
    """

    message_wished = Signal(int)
    finish_wished = Signal()
    next_wished = Signal()
    place_wished = Signal(str)
    risk_wished = Signal()

    def __init__(self, pane: ConversationPane, desk: Desk, wishes: Wishes, reads: Reads) -> None:
        super().__init__(pane)
        self._pane, self._desk, self._wishes, self._reads = pane, desk, wishes, reads
        self._panel = pane.drafts
        self._card: SourceCard | None = None
        self._asked_again = 0
        self._connect()

    def show_drafts(self, *, aloud: bool = False, soon: bool = False) -> None:
        """Show the stored drafts that fit the newest message, or why there are none (`soon` as the panel has it)."""
        head = self._pane.head
        if head is None:
            return
        made = self._desk.drafts(head.conversation_id)
        if made is None or made.silent_reason in SPEAKS_FOR_ITSELF:
            if head.conversation_id != self._asked_again or self._panel.notice.isHidden():
                self._panel.clear()
        elif made.silent_reason and not made.options:
            told = silences.silence(made.silent_reason, self._pane.messages.newest_words())
            self._panel.show_notice(told.title, told.text, presses=told.presses)
        else:
            above = silences.silence(made.silent_reason, "") if made.silent_reason else None
            beside = None if above is None else (above.title, above.text, above.presses)
            self._panel.show_drafts(made, careful=self._pane.risk_level == "high", soon=soon, beside=beside)
            self._read_sources()
        n_drafts = len(self._panel.options)
        self._pane.steer.show_made(self._desk.steered(made.request_id) if made is not None and n_drafts else "")
        self._pane.composer.set_hint(n_drafts)
        if aloud and made is not None:
            announce(self._pane, draft_words.aloud(n_drafts, made.silent_reason))

    def writing(self) -> None:
        """Drafts are being written for the open conversation."""
        head = self._pane.head
        if head is None:
            return
        if self._panel.options:
            self._panel.waiting.begin_behind()
        else:
            self._panel.clear()
            self._panel.waiting.begin(min(READ_MESSAGES, head.n_messages))

    def stop(self) -> bool:
        """No more writing, please; whether there was any."""
        head = self._pane.head
        if head is None or not self._panel.waiting.on:
            return False
        self._wishes.stop_drafting(head.conversation_id)
        had_drafts = bool(self._panel.options)
        self._panel.waiting.end()
        self.show_drafts()
        if not had_drafts and not self._panel.options:
            self._panel.show_notice(STOPPED, STOPPED_NEXT.format(key=cap("Ctrl+R")))
        announce(self._pane, STOPPED)
        return True

    def answered(self) -> None:
        """The person spoke last by now: drafts go, and where the answer came from elsewhere, that is said."""
        line, composer = self._pane.messages.last_line(), self._pane.composer
        if line is None:
            return
        if _plain(line.text) in (_plain(composer.text()), _plain(composer.let_go)):
            self._panel.clear()
        else:
            words = f"You answered elsewhere at {times.clock(line.sent_at)}. Drafts removed."
            self._panel.show_notice(words, "", icon="done", for_ms=STRIP_MS, onward=True)
            announce(self._pane, words)
        self._pane.composer.set_hint(0)

    def offer_nudges(self, conversation_id: int, name: str, texts: Sequence[str]) -> None:
        """Short texts that ask somebody again; one press puts one into the composer."""
        if self._pane.head is None or self._pane.head.conversation_id != conversation_id or not texts:
            return
        self._asked_again = conversation_id
        presses = [(text, f"text:{text}") for text in texts]
        self._pane.composer.set_hint(0)
        self._panel.show_notice(f"Ask {one_line(name)} again?", "Set phrases, not sent.", presses=presses)

    def press(self, does: str) -> None:
        """Do what a pill says (`app.silences.Press`)."""
        verb, _colon, rest = does.partition(":")
        match verb:
            case "steer" if rest:
                self._pane.want(rest)
            case "steer":
                self._pane.steer.show()
                self._pane.steer.field.edit.setFocus()
            case "text":
                self._pane.composer.fill_words(rest)
            case "anew":
                self._pane.want()
            case "write":
                self._pane.composer.edit.setFocus()
            case "done":
                self.finish_wished.emit()
            case "risk":
                self.risk_wished.emit()
            case _:
                self.place_wished.emit(verb)

    # ---- where facts come from

    def reread_sources(self) -> None:
        """What is kept of somebody is other than before."""
        if self._panel.options:
            self._read_sources()

    def _read_sources(self) -> None:
        head, options = self._pane.head, self._panel.options
        if head is None or not options:
            return
        number = head.conversation_id

        def show(found: Mapping[str, Sequence[Recalled]]) -> None:
            if self._pane.head is not None and self._pane.head.conversation_id == number:
                self._panel.show_sources(found)

        self._reads.ask("sources", lambda desk: desk.recalled(number, options), show)

    def _point(self, view: DraftView, source: Recalled | None, place: QRect) -> None:
        if source is None:
            if self._card is not None:
                self._card.leave_soon()
        else:
            self._show_source(view, source, place, focus=False)

    def _show_source(self, view: DraftView, source: Recalled, place: QRect, *, focus: bool) -> None:
        window = view.window()
        if self._card is None:
            self._card = SourceCard(view.theme, window)
            self._card.open_wished.connect(self.message_wished)
            self._card.still_true.connect(lambda fact: self._keep(KeepFact(fact), STILL))
            self._card.no_longer_true.connect(lambda fact: self._keep(ForgetFact(fact), NO_LONGER))
        name = one_line(self._pane.head.name) if self._pane.head is not None else ""
        who = one_line(source.said_by) or (f"You, to {first_name(name)}" if name else "You")
        whence = f"{who}, {times.date(source.said_at, self._desk.now())}"
        near = QRect(view.mapTo(window, place.topLeft() if place.isValid() else QPoint()), place.size())
        self._card.show_source(source, whence, near, focus=focus)

    def _keep(self, wish: KeepFact | ForgetFact, said: str) -> None:
        self._wishes.keep(wish)
        self._pane.notice.show_words(said, "", icon="done", for_ms=STRIP_MS)
        announce(self._pane, said)

    def _connect(self) -> None:
        panel = self._panel
        panel.notice.pressed.connect(self.press)
        panel.notice.next_wished.connect(self.next_wished)
        panel.stop_wished.connect(self.stop)
        panel.source_pointed.connect(self._point)
        panel.source_wished.connect(lambda view, source, place: self._show_source(view, source, place, focus=True))


def _plain(text: str) -> str:
    return " ".join(text.split())
