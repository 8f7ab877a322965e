"""The desk over a reading connection of the vault: the one place where the window meets the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from app import attachments, briefing, clear_desk, desk, provenance, recollections, send, sprint, voice_shown
from app.briefing import Brief
from app.clear_desk import ClearDesk
from app.desk_rows import ConversationHead, EarlierWording, InboxRow, SearchHit, Status, ThreadLine
from app.model_in_use import ModelInUse
from app.provenance import Recalled
from app.recollections import Recollections
from app.send import Reach
from app.store import outbox, reminders, wordings
from app.store.outbox import Letter
from app.voice_shown import VoiceShown
from engine.asked import Reminder
from engine.domain import Option, Risk, Standing, Suggestions, micros

#: A screenful and some; older pages come while scrolling up, and short pages keep opening quick.
PAGE = 28
N_HITS = 50


class StoreDesk:
    """The desk over a reading connection (`vault.reader()`).

    Attributes:
        db: passed through to `app.desk`; the window never looks into it, and only the store knows its type.
    """

    def __init__(self, db: Any, clock: Callable[[], datetime], in_use: ModelInUse, *, own: Path | None = None) -> None:
        """Args:
        own: the message database of this Mac's Messages, None elsewhere.
        """
        self.db = db
        self._own = own
        self._clock = clock
        self._in_use = in_use

    def inbox(self) -> Sequence[InboxRow]:
        return desk.inbox(self.db, now=self._clock(), weigh=False)

    def thread(
        self, conversation_id: int, before: ThreadLine | None = None, *, after: ThreadLine | None = None
    ) -> Sequence[ThreadLine]:
        return desk.thread(self.db, conversation_id, limit=PAGE, before=_place(before), after=_place(after))

    def thread_around(self, conversation_id: int, message_id: int) -> Sequence[ThreadLine]:
        return desk.thread_around(self.db, conversation_id, message_id, limit=PAGE // 2)

    def head(self, conversation_id: int) -> ConversationHead:
        return desk.head(self.db, conversation_id)

    def risk(self, conversation_id: int) -> Risk:
        return desk.risk(self.db, conversation_id, now=self._clock())

    def standing(self, conversation_id: int) -> Standing:
        return desk.standing(self.db, conversation_id, now=self._clock())

    def brief(self, conversation_id: int) -> Brief | None:
        return briefing.for_conversation(self.db, conversation_id, now=self._clock())

    def recollections(self, conversation_id: int) -> Recollections:
        return recollections.for_reply(self.db, conversation_id, now=self._clock())

    def voice(self, conversation_id: int) -> VoiceShown:
        return voice_shown.to_conversation(self.db, conversation_id, now=self._clock())

    def drafts(self, conversation_id: int) -> Suggestions | None:
        return desk.drafts(self.db, conversation_id)

    def steered(self, request_id: str) -> str:
        return desk.steered(self.db, request_id)

    def recalled(self, conversation_id: int, options: Sequence[Option]) -> Mapping[str, Sequence[Recalled]]:
        return provenance.recalled(self.db, conversation_id, options, now=self._clock())

    def file_place(self, message_id: int, part: int) -> Path | None:
        return attachments.place(self.db, message_id, part)

    def earlier(self, message_id: int) -> Sequence[EarlierWording]:
        return wordings.of(self.db, message_id)

    def clear_desk(self) -> ClearDesk:
        return clear_desk.clear_desk(self.db, now=self._clock())

    def nudges(self, conversation_id: int) -> Sequence[str]:
        return clear_desk.nudges(self.db, conversation_id, now=self._clock())

    def search(self, text: str) -> Sequence[SearchHit]:
        return desk.search_everything(self.db, text, limit=N_HITS)

    def status(self) -> Status:
        self._in_use.look()
        model = self._in_use.model
        return desk.status(
            self.db,
            model_version=model.version if model else "",
            remote=self._in_use.remote,
            model_problem=self._in_use.problem,
        )

    def thresholds(self) -> tuple[float, float]:
        return desk.thresholds()

    def reach(self, conversation_id: int) -> Reach:
        return send.reach(self.db, conversation_id, self._own)

    def sprint(self) -> Sequence[InboxRow]:
        return sprint.queue(self.db, now=self._clock())

    def reminders(self) -> Sequence[Reminder]:
        return reminders.listing(self.db)

    def letter(self, conversation_id: int) -> Letter | None:
        return outbox.latest(self.db, conversation_id)

    def concerns(self, conversation_id: int, text: str) -> Sequence[str]:
        return send.concerns(self.db, conversation_id, text, now=self._clock())

    def now(self) -> datetime:
        return self._clock()


def _place(line: ThreadLine | None) -> tuple[int, int] | None:
    return None if line is None else (micros(line.sent_at), line.message_id)
