"""Which segments and briefs a model may tell in its own words, and what came of it.

A piece is kept only if the words it was told from stand as they stood, so that nothing outlives what was unsent or
edited while a model wrote.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from app import logs
from app.store import segments
from app.store.connection import transaction
from engine.brief import Primer
from engine.domain import Message

_EXTRACTED = "written_by = '' AND asked_of <> ? AND ended_us <= ? AND (?3 IS NULL OR contact_id = ?3)"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment with its words, oldest first."""

    segment_id: int
    conversation_id: int
    contact_id: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Briefed:
    """A brief without a model's words; `made_us` tells it from one that was made later."""

    conversation_id: int
    contact_id: int
    through_us: int
    made_us: int
    primer: Primer


def next_stretch(db: Database, version: str, *, until_us: int, contact_id: int | None = None) -> Stretch | None:
    """The latest segment with an extracted summary that this model was not asked about; None if there is none.

    Args:
        version: of the model without its adapters: those change every night.
        until_us: segments that ended later may still grow.
        contact_id: of this contact only.
    """
    row = db.conn.execute(
        f"SELECT id, conversation_id, contact_id FROM segment WHERE {_EXTRACTED} ORDER BY ended_us DESC LIMIT 1",
        (version, until_us, contact_id),
    ).fetchone()
    return None if row is None else Stretch(row[0], row[1], row[2], tuple(segments.messages(db, row[0])))


def n_waiting(db: Database, version: str, *, until_us: int, contact_id: int | None = None) -> int:
    """How many segments `next_stretch` would give, one after the other."""
    row = db.conn.execute(
        f"SELECT count(*) FROM segment WHERE {_EXTRACTED}", (version, until_us, contact_id)
    ).fetchone()
    return int(row[0])


def keep_stretch(db: Database, told: Stretch, summary: str | None, *, asked_of: str, written_by: str) -> bool:
    """Keep what a model made of a segment, None where it gave nothing; returns whether the segment still stands so."""
    with transaction(db):
        if tuple(segments.messages(db, told.segment_id)) != told.messages:
            return False
        place = (told.segment_id, told.conversation_id, told.contact_id)
        where = "WHERE id = ? AND conversation_id = ? AND contact_id = ?"
        kept = db.conn.execute(f"UPDATE segment SET asked_of = ? {where}", (asked_of, *place)).rowcount > 0
        if kept and summary is not None:
            db.conn.execute(f"UPDATE segment SET summary = ?, written_by = ? {where}", (summary, written_by, *place))
    return kept


def next_brief(db: Database, version: str, *, since_us: int) -> Briefed | None:
    """The brief of the conversation last spoken in that this model was not asked about; None if there is none.

    One that cannot be read is marked as asked, so that it stands before no other.

    Args:
        since_us: conversations in which nothing was said since then are nobody's business now.
    """
    query = (
        "SELECT b.conversation_id, coalesce(c.contact_id, 0), b.through_us, b.made_us, b.primer FROM brief b "
        "JOIN conversation c ON c.id = b.conversation_id WHERE b.asked_of <> ? AND b.primer <> '' "
        "AND b.through_us >= ? AND NOT c.switched_off ORDER BY b.through_us DESC LIMIT 1"
    )
    while (row := db.conn.execute(query, (version, since_us)).fetchone()) is not None:
        try:
            return Briefed(row[0], row[1], row[2], row[3], msgspec.json.decode(row[4], type=Primer))
        except msgspec.DecodeError as damaged:
            logs.bug(damaged)
            with transaction(db):
                db.conn.execute("UPDATE brief SET asked_of = ? WHERE conversation_id = ?", (version, row[0]))
    return None


def keep_brief(db: Database, told: Briefed, primer: Primer | None, *, asked_of: str) -> bool:
    """Keep what a model made of a brief, None where it gave nothing; returns whether that brief still stands."""
    with transaction(db):
        place = (told.conversation_id, told.made_us, told.through_us)
        where = "WHERE conversation_id = ? AND made_us = ? AND through_us = ?"
        kept = db.conn.execute(f"UPDATE brief SET asked_of = ? {where}", (asked_of, *place)).rowcount > 0
        if kept and primer is not None:
            text = msgspec.json.encode(primer).decode()
            db.conn.execute(f"UPDATE brief SET primer = ? {where}", (text, *place))
    return kept
