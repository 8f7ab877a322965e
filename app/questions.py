"""Questions to one's own history while the window is open: understood, embedded or drafted, answered, kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import asking, events
from app.asking import Understood
from app.composing import Composing
from app.events import Event
from app.inference import Inference
from app.mailbox import Act
from app.reminding import Reminding
from app.replies import Wish
from app.store import asked, suggestions
from app.underway import Outcome
from app.waiting import EMBED_WITHIN_S
from engine.domain import Suggestions
from engine.problems import Problem


class Questions:
    """Answers one question after the other; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        db: Database,
        inference: Inference,
        composing: Composing,
        reminding: Reminding,
        *,
        post: Callable[[Act], None],
        announce: Callable[[Event], None],
        remember: Callable[[Callable[[], None]], None],
        clock: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        """Nothing is asked yet.

        Args:
            post: lets the same thread do something next.
            remember: takes the way back of an act.
        """
        self._db = db
        self._inference = inference
        self._composing = composing
        self._reminding = reminding
        self._post = post
        self._announce = announce
        self._remember = remember
        self._now = clock
        self._zone = zone
        self._drafted: dict[int, Understood] = {}
        self._n_stopped = 0

    def ask(self, question: str) -> None:
        """Answer a question of the person; `Answered` tells when it is kept."""
        understood = asking.understand(self._db, question, now=self._local())
        if understood.draft_for is not None:
            self._draft(understood.draft_for, understood)
        elif understood.meaning:
            before = self._n_stopped
            self._inference.embed(
                [understood.meaning], lambda near: self._embedded(understood, near, before), within_s=EMBED_WITHIN_S
            )
        else:
            self._answer(understood)

    def stop(self) -> None:
        """Answer nothing of what was asked so far; options under way for it are written no further."""
        self._n_stopped += 1
        waiting = list(self._drafted)
        self._drafted.clear()
        for conversation_id in waiting:
            self._composing.drop(conversation_id)

    def forget(self, turn_ids: Sequence[str]) -> None:
        """Forget kept questions with their answers; it can be taken back."""
        rows = asked.take(self._db, turn_ids)

        def back() -> None:
            asked.put_back(self._db, rows)
            self._announce(events.AskedChanged())

        self._remember(back)
        self._announce(events.AskedChanged())

    def drafting_ended(self, conversation_id: int, outcome: Outcome) -> None:
        """Options for a conversation are there, or will not come: answer the question that waited for them."""
        if conversation_id not in self._drafted:
            return
        if outcome is Outcome.DROPPED:  # perhaps only to begin again, for what was said meanwhile
            self._post(lambda: self._answer_if_dropped(conversation_id))
            return
        kept = suggestions.current(self._db, conversation_id) if outcome is Outcome.KEPT else None
        self._answer(self._drafted.pop(conversation_id), draft=kept)

    def _draft(self, conversation_id: int, understood: Understood) -> None:
        self._composing.drop(conversation_id)  # what ends from here on is the answer to this question
        self._drafted[conversation_id] = understood
        try:
            self._composing.draft(conversation_id, Wish(steer=understood.steer), background=False)
        except Problem:
            self._drafted.pop(conversation_id, None)
            raise

    def _answer_if_dropped(self, conversation_id: int) -> None:
        if self._composing.under_way(conversation_id) is None and conversation_id in self._drafted:
            self._answer(self._drafted.pop(conversation_id))

    def _embedded(self, understood: Understood, near: NDArray[np.float32] | Problem, before: int) -> None:
        """`before`: how often the person had stopped when they asked."""
        if before != self._n_stopped:
            return
        self._answer(understood, vector=None if isinstance(near, Problem) else near[0])

    def _answer(
        self,
        understood: Understood,
        *,
        vector: NDArray[np.float32] | None = None,
        draft: Suggestions | None = None,
    ) -> None:
        now = self._local()
        found = asking.answer(self._db, understood, now=now, zone=self._zone, vector=vector, draft=draft)
        turn_id = asking.keep(self._db, understood, found, now=now)
        if found.reminder is not None:
            self._reminding.added(found.reminder)
        self._announce(events.Answered(turn_id))

    def _local(self) -> datetime:
        return self._now().astimezone(self._zone)
