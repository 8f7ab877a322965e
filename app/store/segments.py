"""Segments of direct conversations: cut in small pieces behind the turns, gone whenever the turns are.

A segment stores its place and its summary. Its words are the messages', its vectors those of its turns: on LoCoMo a
mean vector of its own found less (0.61 of the segments within three, against 0.73 by the nearest turn) and added
nothing to the fused ranking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.store.connection import transaction
from app.store.threads import SPOKEN_LIST
from engine.domain import Filter, Kind, Message, micros, moment
from engine.memory.gist import gist
from engine.memory.segments import segments

#: A vector in the store: 8 bits, 4 bits and one bit of each of 384 components.
VECTOR_BYTES = 384 + 192 + 48
#: Messages cut in one piece.
PIECE = 240
_READ_FILTERS = ",".join(f"'{one.value}'" for one in (Filter.MAIN, Filter.ALLOWED, Filter.UNKNOWN_SENDER))
_NOT_FORGOTTEN = (
    "NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.conversation_id = m.conversation_id "
    "AND m.sent_us BETWEEN f.began_us AND f.ended_us)"
)
_PLACE = "(m.sent_us, m.source_rowid) >= (s.began_us, s.began_rowid) AND (m.sent_us, m.source_rowid) <= (s.ended_us, s.ended_rowid)"  # noqa: E501 - one comparison


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one direct conversation; times in microseconds since 1970.

    `written_by` is the version of the model that wrote the summary, "" where it was extracted.
    """

    id: int
    conversation_id: int
    contact_id: int
    began_us: int
    ended_us: int
    n_messages: int
    summary: str
    written_by: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What one step cut: the new messages of one conversation, for whatever else is to be read from them."""

    conversation_id: int
    contact_id: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many segments, of which contacts, bytes of summaries and vectors of turns, [oldest, newest] in µs."""

    n: int
    contact_ids: list[int]
    n_bytes: int
    times: list[int]


def uncut_of(db: Database, contact_id: int | None = None) -> int | None:
    """A direct conversation, of this contact or of anybody, whose turns are cut further than its segments.

    The most recent comes first.
    """
    row = db.conn.execute(
        "SELECT c.id FROM conversation c JOIN contact k ON k.id = c.contact_id "
        "WHERE c.segments_through_us < c.passages_through_us AND NOT c.is_group AND NOT c.switched_off "
        f"AND NOT k.switched_off AND c.filter IN ({_READ_FILTERS}) AND (?1 IS NULL OR c.contact_id = ?1) "
        "ORDER BY c.last_sent_us DESC LIMIT 1",
        (contact_id,),
    ).fetchone()
    return None if row is None else int(row[0])


def cut(db: Database, conversation_id: int) -> Piece:
    """Cut the next piece of one conversation, beginning with the segment that may still grow."""
    with transaction(db):
        contact_id, through_us, turns_us = db.conn.execute(
            "SELECT contact_id, segments_through_us, passages_through_us FROM conversation WHERE id = ?",
            (conversation_id,),
        ).fetchone()
        anchor = db.conn.execute(
            "SELECT id, began_us, began_rowid, ended_us, ended_rowid, n_messages, summary, written_by, asked_of "
            "FROM segment WHERE conversation_id = ? ORDER BY began_us DESC, began_rowid DESC LIMIT 1",
            (conversation_id,),
        ).fetchone()
        start = (through_us + 1, 0) if anchor is None else anchor[1:3]
        rows = _messages(db, conversation_id, start, turns_us)
        if anchor is not None:
            db.conn.execute("DELETE FROM segment WHERE id = ?", (anchor[0],))
        _insert(db, conversation_id, contact_id, rows)
        if anchor is not None:
            _put_back_summary(db, conversation_id, anchor[1:6], anchor[6:])
        reached = rows[-1][0].sent_at if len(rows) == PIECE else None
        db.conn.execute(
            "UPDATE conversation SET segments_through_us = ? WHERE id = ?",
            (turns_us if reached is None else min(turns_us, micros(reached)), conversation_id),
        )
    return Piece(conversation_id, contact_id, tuple(message for message, _rowid in rows))


def _messages(db: Database, conversation_id: int, start: tuple[int, int], until_us: int) -> list[tuple[Message, int]]:
    found = db.conn.execute(
        "SELECT m.id, m.from_me, m.text, m.sent_us, m.kind, m.source_rowid FROM message m WHERE m.conversation_id = ? "
        f"AND (m.sent_us, m.source_rowid) >= (?, ?) AND m.sent_us <= ? AND m.kind IN ({SPOKEN_LIST}) "
        f"AND {_NOT_FORGOTTEN} ORDER BY m.sent_us, m.source_rowid, m.id LIMIT ?",
        (conversation_id, *start, until_us, PIECE),
    )
    return [(Message(str(row[0]), bool(row[1]), row[2], moment(row[3]), kind=Kind(row[4])), row[5]) for row in found]


def _insert(db: Database, conversation_id: int, contact_id: int, rows: Sequence[tuple[Message, int]]) -> None:
    rowids = {message.message_id: rowid for message, rowid in rows}
    db.conn.executemany(
        "INSERT INTO segment (conversation_id, contact_id, began_us, began_rowid, ended_us, ended_rowid, n_messages, "
        "summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                conversation_id,
                contact_id,
                micros(one[0].sent_at),
                rowids[one[0].message_id],
                micros(one[-1].sent_at),
                rowids[one[-1].message_id],
                len(one),
                gist([message.text for message in one]),
            )
            for one in segments([message for message, _rowid in rows])
        ],
    )


def _put_back_summary(db: Database, conversation_id: int, place: Sequence[int], told: Sequence[str]) -> None:
    """What a model made of the segment that was cut anew stays with it, if it did not grow."""
    db.conn.execute(
        "UPDATE segment SET summary = ?, written_by = ?, asked_of = ? WHERE conversation_id = ? AND began_us = ? "
        "AND began_rowid = ? AND ended_us = ? AND ended_rowid = ? AND n_messages = ?",
        (*told, conversation_id, *place),
    )


def of_messages(db: Database, contact_id: int, message_ids: Iterable[int]) -> dict[int, int]:
    """The segment of this contact that each message is in, by message id; those in none are missing."""
    rows = db.conn.execute(
        "SELECT m.id, (SELECT s.id FROM segment s WHERE s.conversation_id = m.conversation_id AND s.contact_id = ?2 "
        f"AND {_PLACE} ORDER BY s.began_us DESC LIMIT 1) FROM json_each(?1) j JOIN message m ON m.id = j.value",
        (json.dumps(list(message_ids)), contact_id),
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def get(db: Database, segment_ids: Sequence[int], *, contact_id: int) -> dict[int, Segment]:
    """Segments of this contact by id; those that are gone, or another's, are missing."""
    rows = db.conn.execute(
        "SELECT s.id, s.conversation_id, s.contact_id, s.began_us, s.ended_us, s.n_messages, s.summary, s.written_by "
        "FROM json_each(?) j JOIN segment s ON s.id = j.value WHERE s.contact_id = ?",
        (json.dumps(list(segment_ids)), contact_id),
    )
    return {row[0]: Segment(*row) for row in rows}


def messages(db: Database, segment_id: int) -> list[Message]:
    """What was said in a segment, oldest first."""
    rows = db.conn.execute(
        "SELECT m.id, m.from_me, m.text, m.sent_us, m.kind FROM segment s JOIN message m "
        f"ON m.conversation_id = s.conversation_id AND {_PLACE} WHERE s.id = ? AND m.kind IN ({SPOKEN_LIST}) "
        f"AND {_NOT_FORGOTTEN} "
        "ORDER BY m.sent_us, m.source_rowid, m.id",
        (segment_id,),
    )
    return [Message(str(row[0]), bool(row[1]), row[2], moment(row[3]), kind=Kind(row[4])) for row in rows]


def all_of(db: Database, contact_id: int | None) -> list[int]:
    """The segments of a contact, or of everybody."""
    sql = "SELECT id FROM segment WHERE ?1 IS NULL OR contact_id = ?1"
    return [row[0] for row in db.conn.execute(sql, (contact_id,))]


def forget(db: Database, segment_ids: Sequence[int]) -> list[int]:
    """Do not remember these stretches any more; returns marks with which `remember` takes that back.

    The messages stay where they are; what was read from them goes, and is not read again.
    """
    marks: list[int] = []
    with transaction(db):
        for segment_id in segment_ids:
            place = db.conn.execute(
                "SELECT conversation_id, began_us, ended_us FROM segment WHERE id = ?", (segment_id,)
            ).fetchone()
            if place is None:
                continue
            mark = db.conn.execute(
                "INSERT INTO forgotten (conversation_id, began_us, ended_us) VALUES (?, ?, ?)", place
            ).lastrowid
            marks.append(int(mark or 0))
            db.conn.execute("DELETE FROM segment WHERE id = ?", (segment_id,))
            db.conn.execute(
                "DELETE FROM fact WHERE NOT edited AND NOT locked AND message_id IN (SELECT id FROM message m "
                "WHERE m.conversation_id = ? AND m.sent_us BETWEEN ? AND ?)",
                place,
            )
    return marks


def remember(db: Database, marks: Sequence[int]) -> None:
    """Take back what `forget` did: the stretches are cut and read again with the next steps."""
    with transaction(db):
        for mark in marks:
            rows = db.conn.execute(
                "DELETE FROM forgotten WHERE id = ?1 OR copy_of = ?1 RETURNING conversation_id, began_us", (mark,)
            ).fetchall()
            for conversation_id, began_us in rows:
                db.conn.execute(
                    "DELETE FROM segment WHERE conversation_id = ? AND ended_us >= ?", (conversation_id, began_us)
                )
                db.conn.execute(
                    "UPDATE conversation SET segments_through_us = min(segments_through_us, ? - 1) WHERE id = ?",
                    (began_us, conversation_id),
                )


def totals(db: Database, contact_id: int | None) -> Totals:
    """What there is of a contact, or of everybody."""
    one = (contact_id,)
    n, n_bytes, oldest, newest = db.conn.execute(
        "SELECT count(*), coalesce(sum(length(summary)), 0), min(ended_us), max(ended_us) "
        "FROM segment WHERE ?1 IS NULL OR contact_id = ?1",
        one,
    ).fetchone()
    contacts = db.conn.execute("SELECT DISTINCT contact_id FROM segment WHERE ?1 IS NULL OR contact_id = ?1", one)
    (n_vectors,) = db.conn.execute(
        "SELECT count(*) FROM passage WHERE contact_id <> 0 AND embedder <> '' AND (?1 IS NULL OR contact_id = ?1)", one
    ).fetchone()
    return Totals(
        n, [row[0] for row in contacts], n_bytes + n_vectors * VECTOR_BYTES, [] if oldest is None else [oldest, newest]
    )
