"""The conversations of a sprint, in the order they are looked at. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from app import desk
from app.desk_rows import InboxRow
from app.store import conversations, threads
from engine.domain import State, micros
from engine.judge import episodes, openness

#: How far back "this week" reaches.
WEEK = timedelta(days=7)
#: Conversations of one sprint.
MOST = 60
#: Messages by which it is told whether people speak in a conversation.
READS = 40


def queue(db: Database, *, now: datetime) -> list[InboxRow]:
    """Who needs a reply, most pressing first; then who wrote last within the week and was not looked at since."""
    rows = desk.inbox(db, now=now, weigh=False)
    needed = [row for row in rows if row.state is State.NEEDS_REPLY]
    return (needed + _of_this_week(db, rows, now))[:MOST]


def _of_this_week(db: Database, rows: Sequence[InboxRow], now: datetime) -> list[InboxRow]:
    """Conversations that rest by themselves: nobody set them aside or said that they are done with them."""
    recent = [
        row
        for row in rows
        if row.state is State.DONE
        and not row.is_group
        and row.last_message_at is not None
        and now - WEEK <= row.last_message_at <= now
    ]
    mine = set(conversations.last_mine(db, [row.conversation_id for row in recent]))
    return [
        row
        for row in recent
        if row.conversation_id not in mine and not _is_done(db, row) and _is_talk(db, row.conversation_id, now)
    ]


def _is_talk(db: Database, conversation_id: int, now: datetime) -> bool:
    """Whether people speak here: codes and notices are nobody's words."""
    said = episodes.spoken(threads.recent(db, conversation_id, limit=READS, until=now), now)
    return bool(said) and not openness.automated(said)


def _is_done(db: Database, row: InboxRow) -> bool:
    assert row.last_message_at is not None
    return conversations.get(db, row.conversation_id).done_through_us >= micros(row.last_message_at)
