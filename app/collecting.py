"""Collecting all that training may learn from at once, for commands; the window does it in idle time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count

from sqlite_utils import Database

from app import harvest, indexing, judging
from app.books import Books
from app.settings import Settings
from app.store import conversations, cutting, turns_waiting

#: Conversations that are judged in one moment.
JUDGED = 8
#: Pieces, each a moment's work, after which it is told how far it is; a store of some months says nothing.
TOLD_EACH = 100
Piece = Callable[[Database], bool]
Count = Callable[[Database], int]
Tell = Callable[[str, int], None]


def unheard(_step: str, _percent: int) -> None:
    """Nobody wants to know how far it is."""


def collect(books: Books, *, settings: Settings, now: datetime, tell: Tell = unheard) -> None:
    """Cut, judge and look through everything that was not looked at yet, a moment at a time.

    Args:
        tell: hears now and then which step it is at, "cutting", "judging" or "looking", and how far, 0–99.

    Raises:
        SottoIsOpen: another process writes; what was done stays done.
    """
    steps: tuple[tuple[str, Piece, Count], ...] = (
        ("cutting", lambda db: indexing.cut_some(db, limit=1) > 0, cutting.uncut_messages),
        ("judging", lambda db: bool(judging.judge_changed(db, now=now, limit=JUDGED)), conversations.n_changed),
        ("looking", lambda db: harvest.piece(db, now=now, settings=settings), turns_waiting.n_waiting),
    )
    for step, piece, n_left in steps:
        first = books.read(n_left)
        for done in count(1):
            if not books.write(piece):
                break
            if done % TOLD_EACH == 0:
                tell(step, _percent(first, books.read(n_left)))


def _percent(first: int, left: int) -> int:
    return min(99, max(0, 100 - round(100 * left / max(1, first))))
