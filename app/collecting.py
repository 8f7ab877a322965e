"""Collecting all that training may learn from at once, for commands; the window does it in idle time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from app import harvest, indexing, judging
from app.books import Books
from app.settings import Settings

#: Conversations that are judged in one moment.
JUDGED = 8
Piece = Callable[[Database], bool]


def collect(books: Books, *, settings: Settings, now: datetime) -> None:
    """Cut, judge and look through everything that was not looked at yet, a moment at a time.

    Raises:
        SottoIsOpen: another process writes; what was done stays done.
    """
    pieces: tuple[Piece, ...] = (
        lambda db: indexing.cut_some(db, limit=1) > 0,
        lambda db: bool(judging.judge_changed(db, now=now, limit=JUDGED)),
        lambda db: harvest.piece(db, now=now, settings=settings),
    )
    for piece in pieces:
        while books.write(piece):
            pass
