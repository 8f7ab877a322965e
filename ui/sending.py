"""Replies that were sent: the undo window, how each of them ended, and text that did not go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app import events
from app.desk_rows import ConversationHead
from app.store.outbox import Letter, Stage
from app.wording import problems
from app.wording import sending as words
from engine.domain import Option
from engine.problems import Problem
from ui import handing_over
from ui.notice import announce
from ui.send_strip import SendStrip

if TYPE_CHECKING:
    from ui.main_window import MainWindow

STRIP_MS = 12_000
LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that is not known to have gone.

    Attributes:
        name: whom it is for.
        text, option: as they were in the composer; "" for a reply of an earlier run.
        stage: counted or on its way (CLAIMED), not seen, not sent, or (TAKEN_BACK) left over when Sotto ended.
        left_s, of_s: seconds of the undo window.
    """

    name: str
    text: str = ""
    option: Option | None = None
    stage: Stage = Stage.CLAIMED
    left_s: int = 0
    of_s: int = 1
    problem: Problem | None = None


class Sending(QObject):
    """For one window. A strip stands above the composer, and above the status bar once the person moved on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._pane = window.front.conversation
        self._replies: dict[int, Reply] = {}
        self._lent: set[int] = set()
        self._open = self._docked = 0
        self._connect()

    def send(self, head: ConversationHead, text: str, option: Option | None) -> None:
        """Hand a text to the core, to be counted down; whoever showed it empties its field at once."""
        conversation_id, settings = head.conversation_id, self._window.preferences.settings
        self._replies.pop(conversation_id, None)
        self._replies[conversation_id] = Reply(
            first_name(head.name), text, option, left_s=settings.undo_s, of_s=settings.undo_s
        )
        self._lent.discard(conversation_id)
        self._window.core.send(conversation_id, text, option.response_id if option else None)
        self.place()
        key = "Z" if settings.single_letter_keys else "Undo"
        announce(self._window, words.SPOKEN.format(seconds=settings.undo_s, key=key))

    def take_back(self) -> bool:
        """Take the newest reply back that is still counted; whether there is one."""
        counted = [number for number, one in self._replies.items() if one.stage is Stage.CLAIMED and one.left_s]
        if counted:
            self._window.core.take_back_send(counted[-1])
        return bool(counted)

    def let_go(self, conversation_id: int) -> None:
        """Text that came back from the store is not wanted there any more."""
        if conversation_id in self._lent:
            self._lent.discard(conversation_id)
            self._replies.pop(conversation_id, None)
            self._window.core.let_go_send(conversation_id)

    def hear(self, event: events.Event) -> None:
        """News of replies on their way."""
        match event:
            case events.SendCounting(conversation_id, left_s):
                known = self._replies.get(conversation_id) or Reply(self._name(conversation_id))
                of_s = max(known.of_s, left_s)
                self._replies[conversation_id] = replace(known, stage=Stage.CLAIMED, left_s=left_s, of_s=of_s)
            case events.SendEnded(conversation_id, outcome, problem):
                self._ended(conversation_id, outcome, problem)
            case _:
                return
        self.place()

    def place(self) -> None:
        """Put every strip where it belongs."""
        head = self._pane.head
        here = head.conversation_id if head is not None and self._pane.isVisibleTo(self._window) else 0
        self._fill(self._pane.sent_strip, self._replies.get(here))
        elsewhere = [number for number in self._replies if number != here]
        self._docked = elsewhere[-1] if elsewhere else 0
        self._fill(self._window.dock, self._replies.get(self._docked))

    # ---- how it ended

    def _ended(self, conversation_id: int, outcome: str, problem: Problem | None) -> None:
        known = self._replies.pop(conversation_id, None)
        if outcome != Stage.SENT:
            self._window.front.inbox.rows.unfinish(conversation_id)
        if outcome == Stage.TAKEN_BACK and known is None:
            self._left_over(conversation_id)
        elif outcome == Stage.TAKEN_BACK and known is not None:
            self._put_back(conversation_id, known)
            announce(self._window, words.TAKEN_BACK)
        elif outcome in (Stage.FAILED, Stage.UNKNOWN):
            self._tell_end(conversation_id, known or Reply(self._name(conversation_id)))
        elif problem is not None and known is not None:
            self._put_back(conversation_id, known)
            said = problems.sentence(problem)
            self._pane.notice.show_words(said.what, said.next, icon="info", for_ms=STRIP_MS)
            announce(self._window, said.what)

    def _left_over(self, conversation_id: int) -> None:
        """Sotto ended before it went: said, and its text is in its composer."""
        self._replies[conversation_id] = Reply(self._name(conversation_id), stage=Stage.TAKEN_BACK)
        letter = self._window.desk.letter(conversation_id)
        if letter is not None and self._open == conversation_id:
            self._lend(letter)

    def _put_back(self, conversation_id: int, known: Reply) -> None:
        """Text goes back to its composer, above what was begun there since."""
        letter = self._window.desk.letter(conversation_id)
        text = known.text or (letter.text if letter is not None else "")
        self._lent.add(conversation_id)
        if self._window.page.take_text(conversation_id, text, known.option):
            return
        self._show(conversation_id)
        composer = self._pane.composer
        begun = composer.text()
        composer.restore(f"{text}\n{begun}" if begun.strip() else text)
        composer.option = known.option
        composer.edit.setFocus()

    def _tell_end(self, conversation_id: int, known: Reply) -> None:
        letter = self._window.desk.letter(conversation_id)
        if letter is None:
            return
        self._replies[conversation_id] = replace(known, stage=letter.stage, problem=letter.problem)
        title, text = words.UNVERIFIED
        if letter.stage is Stage.FAILED:
            title, text = words.FAILED[0], words.failed(letter.problem)
        announce(self._window, f"{title}. {text}")

    # ---- what the strips ask

    def _pressed(self, wish: str, docked: bool) -> None:
        conversation_id = self._docked if docked else self._open
        core = self._window.core
        match wish:
            case "undo":
                core.take_back_send(conversation_id)
            case "now":
                core.send_now(conversation_id)
            case "again":
                core.send_again(conversation_id)
            case "copy":
                letter = self._window.desk.letter(conversation_id)
                handing_over.copy(letter.text if letter is not None else "")
                announce(self._window, words.COPIED)
            case "messages":
                handing_over.open_messages(self._window.desk.head(conversation_id))
            case "record":
                self._window.record.show_all()
            case "conversation":
                self._show(conversation_id)
            case _:
                self._close(conversation_id)
        self.place()

    def _close(self, conversation_id: int) -> None:
        """Seen. Text that did not go is a draft again."""
        closed = self._replies[conversation_id]
        if closed.stage is Stage.FAILED:
            self._window.core.take_back_send(conversation_id)
            return
        del self._replies[conversation_id]
        if closed.stage is Stage.UNKNOWN:
            self._window.core.let_go_send(conversation_id)

    def _show(self, conversation_id: int) -> None:
        """Open whose reply it is, with its row where the list has it."""
        self._window.go("inbox")
        self._window.front.inbox.bring_back(conversation_id)
        if self._open != conversation_id:
            self._window.front.inbox.opened.emit(conversation_id, 0)

    # ---- another conversation

    def _shown(self) -> None:
        """A conversation is on screen: what it has lying comes with it."""
        head = self._pane.head
        before, self._open = self._open, head.conversation_id if head is not None else 0
        letter = self._window.desk.letter(self._open) if before != self._open and head is not None else None
        if letter is not None and head is not None:
            lent = letter.stage is Stage.TAKEN_BACK and self._lend(letter)
            if self._open not in self._replies and (lent or letter.stage in (Stage.FAILED, Stage.UNKNOWN)):
                self._replies[self._open] = Reply(first_name(head.name), stage=letter.stage, problem=letter.problem)
        self.place()

    def _lend(self, letter: Letter) -> bool:
        """Text that lies unsent goes into its composer, if nothing is written there."""
        if letter.conversation_id in self._lent or self._pane.composer.text().strip():
            return False
        self._lent.add(letter.conversation_id)
        self._pane.composer.restore(letter.text)
        return True

    def _put_aside(self, conversation_id: int, text: str) -> None:
        """The person moves on; text that they emptied is not wanted any more."""
        if not text.strip():
            self.let_go(conversation_id)

    def _name(self, conversation_id: int) -> str:
        return first_name(self._window.desk.head(conversation_id).name)

    def _fill(self, strip: SendStrip, reply: Reply | None) -> None:
        strip.set_letters(self._window.preferences.settings.single_letter_keys)
        match reply:
            case None:
                strip.hide()
            case Reply(stage=Stage.UNKNOWN):
                strip.show_unverified()
            case Reply(stage=Stage.FAILED):
                strip.show_failed(words.failed(reply.problem))
            case Reply(stage=Stage.TAKEN_BACK):
                strip.show_kept(reply.name)
            case _:
                strip.show_counting(reply.name, reply.left_s, reply.of_s)

    def _connect(self) -> None:
        pane = self._pane
        pane.shown.connect(self._shown)
        pane.put_aside.connect(self._put_aside)
        self._window.preferences.changed.connect(self.place)
        for strip, docked in ((pane.sent_strip, False), (self._window.dock, True)):
            for wish, signal in (
                ("undo", strip.undo_wished), ("now", strip.now_wished), ("again", strip.again_wished),
                ("copy", strip.copy_wished), ("messages", strip.messages_wished), ("close", strip.closed),
                ("conversation", strip.conversation_wished), ("record", strip.record_wished),
            ):  # fmt: skip
                signal.connect(partial(self._pressed, wish, docked))


def first_name(name: str) -> str:
    """How a person is named in a line: the first name, or an address or a long name cut short."""
    first = name.split()[0] if name.strip() and not any(map(str.isdigit, name)) else name
    return first if len(first) <= LONGEST_NAME else f"{first[: LONGEST_NAME - 1]}…"
