"""Work nobody waits for that keeps what was derived up to date: guesses, briefs, memory, voice; one piece at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from app import briefing, classifying, logs, remembering, voices
from app.store import briefs, conversations, judgements, threads
from engine.problems import StoreProblem

Step = Callable[[Database, datetime], bool]


def _brief_one(db: Database, now: datetime) -> bool:
    """Make the newest brief that is behind its conversation; whether there may be more."""
    conversation_id = briefs.behind(db)
    if conversation_id is None:
        return False
    try:
        brief(db, conversation_id, now=now)
    except StoreProblem:
        raise
    except Exception as bug:  # noqa: BLE001 - foreign words of one conversation, which must not stop the others
        logs.bug(bug)
        briefs.pass_over(db, conversation_id)
    return True


#: In the order in which they are asked for a piece.
STEPS: tuple[Step, ...] = (
    lambda db, now: classifying.step(db, now=now),
    _brief_one,
    lambda db, now: remembering.step(db, now=now),
    lambda db, now: voices.step(db, now=now),
    lambda db, now: briefing.step(db, now=now),
)


def brief(db: Database, conversation_id: int, *, now: datetime) -> None:
    """Bring the brief of one conversation that was judged, its promises and dealings up to what was said.

    Raises:
        NoSuchConversation: no such id.
    """
    row = conversations.get(db, conversation_id)
    verdict = judgements.get(db, conversation_id)
    if row.switched_off or verdict is None:
        return
    messages = threads.recent(db, conversation_id, limit=briefing.READS, until=now)
    briefing.refresh(db, row, messages, now=now, risk=verdict.risk, standing=verdict.standing)


class Upkeep:
    """Asks each step for one piece; a step that stumbles over foreign words is left alone until the next start."""

    def __init__(self, db: Database, *, clock: Callable[[], datetime], steps: tuple[Step, ...] = STEPS) -> None:
        self._db = db
        self._now = clock
        self._steps = list(steps)

    def piece(self) -> bool:
        """Do one piece, if there is any to do; whether there may be more."""
        for step in list(self._steps):
            try:
                if step(self._db, self._now()):
                    return True
            except StoreProblem:
                raise
            except Exception as bug:  # noqa: BLE001 - foreign words of one conversation
                logs.bug(bug)
                self._steps.remove(step)
        return False

    def catch_up(self, pieces: int) -> None:
        """Do so many pieces at once, for a command that nobody runs beside; the rest is left for the next time."""
        for _ in range(pieces):
            if not self.piece():
                return
