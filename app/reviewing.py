"""What changes because time passes: snoozes end, deadlines come near, what is kept for a while expires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlite_utils import Database

from app import events
from app.events import Event
from app.mailbox import Mailbox
from app.store import cached, conversations, judgements
from engine.domain import State, micros

#: Standing depends on the time of day: what is due is weighed anew this often.
REVIEW_S = 15 * 60.0


def review(db: Database, *, now: datetime) -> None:
    """End snoozes that are over, let what is due be judged anew, forget what was kept for a while."""
    for row in conversations.listing(db):
        if row.snoozed_until_us and row.snoozed_until_us <= micros(now):
            conversations.snooze(db, row.id, 0)
    judgements.outdate(db, (State.NEEDS_REPLY, State.WAITING))
    cached.forget_expired(db, now_us=micros(now))


class Reviewing:
    """Looks at the clock now and then; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        db: Database,
        mailbox: Mailbox,
        *,
        announce: Callable[[Event], None],
        passed: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        """Nothing is looked at before `start`; `passed` is called when conversations may stand otherwise."""
        self._db = db
        self._mailbox = mailbox
        self._announce = announce
        self._passed = passed
        self._now = clock

    def start(self) -> None:
        """Review everything in a while, and again and again."""
        self._mailbox.after(REVIEW_S, self._review)

    def at(self, when: datetime) -> None:
        """Something comes back at `when`: the inbox is shown anew then."""
        self._mailbox.after(max(1.0, (when - self._now()) / timedelta(seconds=1)), self._tell)

    def _review(self) -> None:
        self._mailbox.after(REVIEW_S, self._review)
        review(self._db, now=self._now())
        self._tell()

    def _tell(self) -> None:
        self._announce(events.InboxChanged())
        self._passed()
