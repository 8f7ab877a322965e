"""What `sotto sync --watch` does beside reading: what the window does while nobody waits, piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlite_utils import Database

from app import classifying, drafting, indexing, judging, nudging, reviewing
from app.upkeep import Upkeep

#: Conversations judged, and cut into turns, in one piece, so that new messages never wait long.
JUDGE_STEP, CUT_STEP = 8, 2


class Watching:
    """Keeps what was derived up to date between two looks at a source."""

    def __init__(self, db: Database, *, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._now = clock
        self._upkeep = Upkeep(db, clock=clock)
        self._reviewed = clock()

    def arrived(self) -> None:
        """Messages were written: judge them at once; drafts of what was answered go, nudges that were heeded count."""
        now = self._now()
        classifying.catch_up(self._db, now=now)
        judging.judge_changed(self._db, now=now)
        drafting.withdraw_answered(self._db)
        nudging.notice_answers(self._db, now=now)

    def piece(self) -> bool:
        """Do one small piece, if there is any to do; whether there may be more."""
        now = self._now()
        if not timedelta(0) <= now - self._reviewed < timedelta(seconds=reviewing.REVIEW_S):
            self._reviewed = now
            reviewing.review(self._db, now=now)
            return True
        if judging.judge_changed(self._db, now=now, limit=JUDGE_STEP):
            return True
        return indexing.cut_some(self._db, limit=CUT_STEP) > 0 or self._upkeep.piece()
