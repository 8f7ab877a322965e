"""How long the person's answers took: counts by conversation, kept true by reading only what is new.

`conversation.delays_through_us` says up to which time answers are counted; -1 means that the conversation is counted
anew, which whoever changes, moves or removes its messages asks for. Row 0 of `answer_delay` is the sum over all.
What is read goes to `app.store.flow` as well; of groups nothing else is counted: nobody in particular is answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

import numpy as np
from sqlite_utils import Database

from app.store import flow
from app.store.connection import transaction
from app.store.threads import SPOKEN_LIST
from engine.domain import Filter, micros, moment
from engine.judge.reply_window import BINS, CELLS, USUAL_NIGHT, History, asleep, counted

EVERYBODY = 0
#: Messages read in one piece: some 20 ms.
PIECE = 3_000
#: After this silence a talk begins anew.
NEW_TALK_US = 6 * 3_600_000_000
#: Newest messages from which the night is read, and how often.
NIGHT_FROM = 10_000
NIGHT_EVERY = timedelta(days=7)
#: The night moves only if one of its ends moved by so many hours: everything is counted anew then.
NIGHT_MOVES = 2

_READ = f"('{Filter.MAIN}','{Filter.ALLOWED}')"


def count_some(db: Database, *, now: datetime, limit: int = PIECE) -> bool:
    """Count one piece of the answers that are not counted yet, newest conversations first; whether there was one."""
    if _learn_night(db, now):
        return True
    row = db.conn.execute(
        "SELECT c.id, c.is_group, c.delays_through_us, c.delays_asked_us, c.last_sent_us FROM conversation c "
        "LEFT JOIN contact k ON k.id = c.contact_id WHERE c.delays_through_us < c.last_sent_us "
        f"AND c.filter IN {_READ} AND NOT c.switched_off AND k.switched_off IS NOT 1 "
        "ORDER BY c.last_sent_us DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return False
    conversation_id, is_group, through_us, asked_us, last_us = row
    with transaction(db):
        if through_us < 0:
            forget(db, conversation_id)
            asked_us = 0
        rows, through_us = _count_said(db, conversation_id, (through_us, last_us), asked_us, limit)
        left_us = 0 if is_group else _count_answers(db, conversation_id, rows, now.tzinfo)
        if len(rows) == limit and left_us == rows[0][1]:
            left_us = 0  # a whole piece without an answer: nobody waits for one
        db.conn.execute(
            "UPDATE conversation SET delays_through_us = ?, delays_asked_us = ? WHERE id = ?",
            (through_us, left_us, conversation_id),
        )
    return True


def _count_said(
    db: Database, conversation_id: int, span_us: tuple[int, int], asked_us: int, limit: int
) -> tuple[list[tuple[int, int, int]], int]:
    """Read at most `limit` messages after `span_us[0]`, with those since `asked_us`, which was unanswered there, and
    count what is new of them; returns (from_me, sent_us, asks) of each, and up to when they are read."""
    rows = db.conn.execute(
        "SELECT from_me, sent_us, instr(text, '?') FROM message WHERE conversation_id = ? AND sent_us > ? "
        f"AND kind IN ({SPOKEN_LIST}) ORDER BY sent_us, source_rowid LIMIT ?",
        (conversation_id, asked_us - 1 if asked_us else span_us[0], limit),
    ).fetchall()
    flow.add_said(db, conversation_id, [(row[0], row[1]) for row in rows if row[1] > span_us[0]])
    return rows, rows[-1][1] if len(rows) == limit else span_us[1]


def _count_answers(
    db: Database, conversation_id: int, rows: Sequence[tuple[int, int, int]], zone: tzinfo | None
) -> int:
    """Count the answers among messages as `answered` takes them; returns what is unanswered at their end."""
    pairs, left_us = answered(rows)
    flow.add_answers(db, conversation_id, pairs)
    delays = [(moment(asked).astimezone(zone), moment(sent).astimezone(zone)) for asked, sent in pairs]
    for (cell, place), answers in counted(delays, night(db)).items():
        _add(db, conversation_id, cell, place, answers)
        _add(db, EVERYBODY, cell, place, answers)
    return left_us


def answered(rows: Sequence[tuple[int, int, int]]) -> tuple[list[tuple[int, int]], int]:
    """When things were said that the person answered, and when they did, in µs; and what is unanswered at the end (0:
    nothing).

    What they said without a question before a long silence closed a talk: who begins the next one is not made to have
    waited since.

    Args:
        rows: (from_me, sent_us, asks) oldest first.
    """
    pairs: list[tuple[int, int]] = []
    asked_us = heard_us = 0
    open_question = False
    for from_me, sent_us, asks in rows:
        if from_me:
            if asked_us:
                pairs.append((asked_us, sent_us))
            asked_us, open_question = 0, False
            continue
        if not asked_us or (sent_us - heard_us > NEW_TALK_US and not open_question):
            asked_us = sent_us
        heard_us, open_question = sent_us, open_question or bool(asks)
    return pairs, asked_us


def _add(db: Database, conversation_id: int, cell: int, place: int, answers: int) -> None:
    db.conn.execute(
        "INSERT INTO answer_delay (conversation_id, cell, bin, answers) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (conversation_id, cell, bin) DO UPDATE SET answers = answers + excluded.answers",
        (conversation_id, cell, place, answers),
    )


def forget(db: Database, conversation_id: int) -> None:
    """Take the answers of a conversation out of the counts; it is counted anew if it may be read."""
    with transaction(db):
        db.conn.execute(
            "UPDATE answer_delay SET answers = answers - o.n FROM (SELECT cell AS c, bin AS b, answers AS n "
            "FROM answer_delay WHERE conversation_id = ?) AS o WHERE conversation_id = ? AND cell = o.c AND bin = o.b",
            (conversation_id, EVERYBODY),
        )
        db.conn.execute("DELETE FROM answer_delay WHERE conversation_id = ?", (conversation_id,))
        flow.forget(db, conversation_id)
        db.conn.execute(
            "UPDATE conversation SET delays_through_us = -1, delays_asked_us = 0 WHERE id = ?", (conversation_id,)
        )


def night(db: Database) -> tuple[int, int]:
    """The local hours in which the person sleeps: (first asleep, first awake)."""
    row = db.conn.execute("SELECT first_asleep, first_awake FROM night").fetchone()
    return USUAL_NIGHT if row is None else (row[0], row[1])


def _learn_night(db: Database, now: datetime) -> bool:
    """Read the night from when the person writes, now and then; whether that was due."""
    row = db.conn.execute("SELECT learnt_us FROM night").fetchone()
    if row is not None and micros(now) - row[0] < NIGHT_EVERY / timedelta(microseconds=1):
        return False
    by_hour = [0] * 24
    for (sent_us,) in db.conn.execute(
        "SELECT sent_us FROM message WHERE id > (SELECT coalesce(max(id), 0) FROM message) - ? AND from_me = 1 "
        f"AND kind IN ({SPOKEN_LIST})",
        (NIGHT_FROM,),
    ):
        by_hour[moment(sent_us).astimezone(now.tzinfo).hour] += 1
    found, known = asleep(by_hour), night(db)
    moves = max(min((a - b) % 24, (b - a) % 24) for a, b in zip(found, known, strict=True)) >= NIGHT_MOVES
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO night (only, first_asleep, first_awake, learnt_us) VALUES (1, ?, ?, ?)",
            (*(found if moves else known), micros(now)),
        )
        if moves:
            db.conn.execute("DELETE FROM answer_delay")
            db.conn.execute("UPDATE conversation SET delays_through_us = -1, delays_asked_us = 0")
    return True


def history(db: Database, contact_id: int | None) -> History:
    """How the person answered this contact (None: nobody in particular), and everybody."""
    contact, everybody = np.zeros((CELLS, BINS)), np.zeros((CELLS, BINS))
    sql = "SELECT cell, bin, answers FROM answer_delay WHERE conversation_id"
    for cell, place, answers in db.conn.execute(f"{sql} = ?", (EVERYBODY,)):
        everybody[cell, place] = answers
    mine = f"{sql} IN (SELECT id FROM conversation WHERE contact_id = ? AND NOT is_group)"
    for cell, place, answers in db.conn.execute(mine, (contact_id,)):
        contact[cell, place] += answers
    return History(contact, everybody, night(db))
