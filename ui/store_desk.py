"""The desk over a reading connection of the vault: the one place where the window meets the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from app import desk
from app.desk_rows import ConversationHead, InboxRow, SearchHit, Status, ThreadLine
from app.model_in_use import ModelInUse
from engine.domain import Risk, Standing, Suggestions, micros

#: A screenful and some; older pages come while scrolling up, and short pages keep opening quick.
PAGE = 40
N_HITS = 50


class StoreDesk:
    """The desk over a reading connection (`vault.reader()`).

    Attributes:
        db: passed through to `app.desk`; the window never looks into it, and only the store knows its type.
    """

    def __init__(self, db: Any, clock: Callable[[], datetime], in_use: ModelInUse) -> None:
        self.db = db
        self._clock = clock
        self._in_use = in_use

    def inbox(self) -> Sequence[InboxRow]:
        return desk.inbox(self.db, now=self._clock(), weigh=False)

    def thread(self, conversation_id: int, before: ThreadLine | None = None) -> Sequence[ThreadLine]:
        place = None if before is None else (micros(before.sent_at), before.message_id)
        return desk.thread(self.db, conversation_id, limit=PAGE, before=place)

    def head(self, conversation_id: int) -> ConversationHead:
        return desk.head(self.db, conversation_id)

    def risk(self, conversation_id: int) -> Risk:
        return desk.risk(self.db, conversation_id, now=self._clock())

    def standing(self, conversation_id: int) -> Standing:
        return desk.standing(self.db, conversation_id, now=self._clock())

    def drafts(self, conversation_id: int) -> Suggestions | None:
        return desk.drafts(self.db, conversation_id)

    def search(self, text: str) -> Sequence[SearchHit]:
        return desk.search_everything(self.db, text, limit=N_HITS)

    def status(self) -> Status:
        self._in_use.look()
        model = self._in_use.model
        return desk.status(self.db, model_version=model.version if model else "", remote=self._in_use.remote)

    def thresholds(self) -> tuple[float, float]:
        return desk.thresholds()

    def now(self) -> datetime:
        return self._clock()
