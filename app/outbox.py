"""Replies on their way: counted down, handed to Messages one at a time, and looked for there.

Nothing is ever tried again by itself. What stood before Messages was asked comes back as an unsent draft after a
crash; what was being asked is unknown, until the source shows it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime

from app import events, logs, osascript, send, sent
from app.events import Event
from app.mailbox import Mailbox
from app.osascript import Ran
from app.send import Mac, Why
from app.settings import Settings
from app.store import outbox
from app.store.connection import transaction
from app.store.outbox import Letter, Stage
from app.vault import Vault
from engine.domain import micros
from engine.problems import CannotSend, Problem, TooLate

#: How a reply ends that was never claimed.
REFUSED = "refused"


class Outbox:
    """Every reply that was not seen in Messages yet; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        vault: Vault,
        mailbox: Mailbox,
        *,
        announce: Callable[[Event], None],
        look: Callable[[], None],
        settings: Callable[[], Settings],
        clock: Callable[[], datetime],
        mac: Mac,
    ) -> None:
        """Nothing is on its way; `look` reads the source soon."""
        self._db = vault.db
        self._key = vault.key
        self._mailbox = mailbox
        self._announce = announce
        self._look = look
        self._settings = settings
        self._now = clock
        self._mac = mac
        self._waiting: deque[int] = deque()
        self._asked: int | None = None

    def start(self) -> None:
        """What an earlier run left: text that was counted is a draft again, what was being sent is unknown."""
        for letter in outbox.in_stage(self._db, Stage.CLAIMED):
            if outbox.take_back(self._db, letter.id):
                self._tell(letter, Stage.TAKEN_BACK)
        for letter in outbox.in_stage(self._db, Stage.SENDING):
            if outbox.lose_sight(self._db, letter.id):
                self._tell(letter, Stage.UNKNOWN)

    def stop(self) -> None:
        """Sotto ends: what is still counted is not sent, and its text is kept."""
        self._waiting.clear()
        for letter in outbox.in_stage(self._db, Stage.CLAIMED):
            outbox.take_back(self._db, letter.id)

    def send(self, conversation_id: int, text: str, response_id: str | None) -> None:
        """Claim a text and count down. What cannot be claimed is told as "refused": its text is nowhere kept here."""
        try:
            number = self._claim(conversation_id, text, response_id)
        except Problem as problem:
            self._announce(events.SendEnded(conversation_id, REFUSED, problem))
        else:
            self._count(number, self._settings().undo_s)

    def take_back(self, conversation_id: int) -> None:
        """The newest reply of a conversation is a draft again.

        Raises:
            TooLate: it is on its way.
        """
        letter = self._newest(conversation_id, Stage.CLAIMED, Stage.FAILED)
        if letter is None or not outbox.take_back(self._db, letter.id):
            raise TooLate
        self._tell(letter, Stage.TAKEN_BACK)

    def send_now(self, conversation_id: int) -> None:
        """Do not wait: everything that is counted in this conversation goes, in its order."""
        for letter in outbox.in_stage(self._db, Stage.CLAIMED):
            if letter.conversation_id == conversation_id:
                self._go(letter.id)

    def send_again(self, conversation_id: int) -> None:
        """The person clicked Try again: a reply that certainly did not go is claimed anew.

        Raises:
            TooLate: there is none.
            CannotSend: the person does not allow it any more.
        """
        letter = self._newest(conversation_id, Stage.FAILED)
        if letter is None:
            raise TooLate
        with transaction(self._db):
            outbox.forget(self._db, letter.id)
            number = self._claim(conversation_id, letter.text, letter.response_id)
        self._count(number, self._settings().undo_s)

    def let_go(self, conversation_id: int) -> None:
        """The person has seen how a reply ended, or has its text again."""
        letter = self._newest(conversation_id, Stage.TAKEN_BACK, Stage.FAILED, Stage.UNKNOWN)
        if letter is not None:
            outbox.forget(self._db, letter.id)

    def arrived(self) -> None:
        """Messages were written: some may be what was sent."""
        for letter in outbox.in_stage(self._db, Stage.SENDING, Stage.UNKNOWN):
            self._find(letter)

    def _claim(self, conversation_id: int, text: str, response_id: str | None) -> int:
        """Raises:
        CannotSend: the person did not allow it, or there is nobody in Messages to send it to.
        AlreadySending: this draft was sent before.
        NoSuchConversation: no such id.
        """
        clean = send.cleaned(text)
        if not self._settings().send_by_script:
            raise CannotSend(why=Why.NOT_ASKED_FOR)
        if not clean.strip():
            raise CannotSend(why=Why.EMPTY)
        send.recipient(self._db, conversation_id, self._mac.own)
        return outbox.claim(self._db, conversation_id, clean, response_id, now_us=micros(self._now()))

    def _count(self, number: int, left_s: int) -> None:
        letter = outbox.get(self._db, number)
        if letter is None or letter.stage is not Stage.CLAIMED or number in self._waiting:
            return
        if left_s <= 0:
            self._go(number)
            return
        self._announce(events.SendCounting(letter.conversation_id, left_s))
        self._mailbox.after(1.0, lambda: self._count(number, left_s - 1))

    def _go(self, number: int) -> None:
        if number not in self._waiting:
            self._waiting.append(number)
        self._next()

    def _next(self) -> None:
        """Ask Messages for the next one, if it is not busy with another."""
        while self._waiting and self._asked is None:
            try:
                letter = outbox.begin(self._db, self._waiting.popleft(), now_us=micros(self._now()))
            except Problem as problem:  # what cannot be noted is not sent; it stays claimed
                self._announce(events.WishFailed(problem))
                continue
            if letter is not None:
                self._ask(letter)

    def _ask(self, letter: Letter) -> None:
        self._announce(events.SendCounting(letter.conversation_id, 0))
        try:
            chat = send.recipient(self._db, letter.conversation_id, self._mac.own)
        except Problem as problem:
            self._fail(letter, problem)
            return
        self._asked = letter.id
        threading.Thread(target=self._run, args=(letter, chat), name="sotto-sending", daemon=True).start()

    def _run(self, letter: Letter, chat: str) -> None:
        """Wait for the script, beside the mailbox's thread."""
        ended: Ran | Problem
        try:
            ended = osascript.send(letter.text, chat, search=self._mac.search, within_s=self._mac.within_s)
        except Problem as problem:
            ended = problem
        except Exception as bug:  # noqa: BLE001 - the top of this thread
            logs.bug(bug)
            ended = Ran.IN_DOUBT
        self._mailbox.post(lambda: self._ran(letter, ended))

    def _ran(self, letter: Letter, ended: Ran | Problem) -> None:
        self._asked = None
        if isinstance(ended, Problem):
            logs.event("send_failed", problem=ended.code)
            self._fail(letter, ended)
        elif self._settings().check_arrival:
            within_s = self._mac.seen_within_s
            for share in sent.LOOKS[:-1]:
                self._mailbox.after(share * within_s, self._look)
            self._mailbox.after(within_s, lambda: self._give_up(letter))
        elif ended is Ran.TAKEN:
            if sent.keep_sent(self._db, self._key, letter, None, now=self._now()):
                self._tell(letter, Stage.SENT)
        else:
            self._give_up(letter)
        self._next()

    def _find(self, letter: Letter) -> None:
        within_s = self._mac.within_s + self._mac.seen_within_s
        ended = sent.notice(self._db, self._key, letter, within_s=within_s, now=self._now())
        if ended is not None:
            self._tell(letter, ended)

    def _fail(self, letter: Letter, problem: Problem) -> None:
        if outbox.fail(self._db, letter.id, problem):
            self._tell(letter, Stage.FAILED)

    def _give_up(self, letter: Letter) -> None:
        """It was not seen in its time."""
        if outbox.lose_sight(self._db, letter.id):
            self._tell(letter, Stage.UNKNOWN)

    def _newest(self, conversation_id: int, *stages: Stage) -> Letter | None:
        found = [one for one in outbox.in_stage(self._db, *stages) if one.conversation_id == conversation_id]
        return found[-1] if found else None

    def _tell(self, letter: Letter, outcome: Stage) -> None:
        self._announce(events.SendEnded(letter.conversation_id, outcome.value))
