"""Which words went into which training jobs, and what becomes of these when the words go.

A job that is not over ends, and what it kept of them cannot be opened any more; an adapter that came of them is marked,
and so is a model that it was merged into; what was shown of them beside it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlite_utils import Database

from app.store.connection import transaction
from app.store.parts import marks, parts
from app.store.samples import BARRED, digest

#: Why such a job is over, as JSON of a problem's code and facts.
WORDS_GONE: Final = '{"code":"Cancelled","facts":{"reason":"words_gone"}}'
WORDS_BARRED: Final = '{"code":"Cancelled","facts":{"reason":"words_barred"}}'
WORDS_LEFT_OUT: Final = '{"code":"Cancelled","facts":{"reason":"words_left_out"}}'
#: What a job that is over is left without: its key, and the person's habits of writing among its parameters.
BARE: Final = "key = x'', parameters = json_remove(CAST(parameters AS TEXT), '$.style', '$.notes')"


def put(db: Database, job_id: str, versions: Mapping[int, int], *, groups: bool, edits: bool) -> bool:
    """Note the samples that a job takes; False, and nothing is noted, if one is no longer there, or has other words.

    Args:
        versions: of the samples, by their ids.
        groups, edits: whether those of groups, and drafts that the person changed, may be learnt from.
    """
    with transaction(db):
        rows = db.conn.execute(
            "SELECT s.id, s.version, s.conversation_id, s.since_us, s.until_us, s.made_us, "
            "iif(s.turn_id IS NULL, s.said, NULL) FROM json_each(:ids) i "
            "JOIN sample s ON s.id = i.key AND s.version = i.value WHERE s.included AND s.input <> '' "
            f"AND (:edits OR s.source <> 'edited') AND s.conversation_id NOT IN ({BARRED})",
            {
                "ids": msgspec.json.encode({str(one): version for one, version in versions.items()}).decode(),
                "groups": groups,
                "edits": edits,
            },
        ).fetchall()
        if len(rows) != len(versions):
            return False
        db.conn.execute("DELETE FROM training_words WHERE job_id = ?", (job_id,))
        db.conn.executemany(
            "INSERT INTO training_words (job_id, sample_id, version, conversation_id, since_us, until_us, made_us, "
            "said) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(job_id, *row) for row in rows],
        )
    return True


def withdraw(db: Database, said: Iterable[tuple[int | None, int, str]]) -> None:
    """Messages were edited, unsent or removed.

    Args:
        said: (conversation, time sent in µs, text) of each.
    """
    if not db.conn.execute("SELECT EXISTS (SELECT 1 FROM training_words)").fetchone()[0]:
        return
    for conversation_id, sent_us, text in said:
        _gone(
            db,
            "SELECT job_id FROM training_words WHERE conversation_id = ? AND (? BETWEEN since_us AND until_us "
            "OR said = ?)",
            (conversation_id, sent_us, digest(text)),
        )


def forget_conversation(db: Database, conversation_id: int) -> None:
    """A conversation is not to be read any more, or not as it was."""
    _gone(db, "SELECT job_id FROM training_words WHERE conversation_id = ?", (conversation_id,))


def forget_contact(db: Database, contact_id: int) -> None:
    """Somebody is erased; a model of which it is not known whom it learnt from may have learnt from them."""
    whose = "SELECT job_id FROM training_contact WHERE contact_id = ?"
    _gone(db, whose, (contact_id,))
    db.conn.execute(f"UPDATE merged_model SET gone = 2 WHERE job_id IN ({whose} UNION ALL SELECT '')", (contact_id,))
    db.conn.execute("DELETE FROM training_contact WHERE contact_id = ?", (contact_id,))


def end_with(db: Database, sample_id: int) -> None:
    """The person leaves a sample out, or is about to word it anew: what is not over and took it ends, also where its
    turn has gone on since."""
    with transaction(db):
        found = db.conn.execute(
            "SELECT DISTINCT w.job_id FROM sample s JOIN training_words w ON w.sample_id = s.id "
            "AND (w.version = s.version OR w.made_us = s.made_us) WHERE s.id = ?",
            (sample_id,),
        ).fetchall()
        _end(db, [row[0] for row in found], WORDS_LEFT_OUT)


def end_barred(db: Database, *, groups: bool, edits: bool) -> bool:
    """End what is not over and took words of a conversation that is filtered, flagged or automatic by now, or (without
    `edits`) of drafts that the person changed.

    An adapter that came of such words before stays as it is, as nothing went: the next night is made anew from the base
    and leaves them out. A flag that comes and goes would else have it trained again and again.

    Returns:
        whether something ended.
    """
    taken = (
        "SELECT DISTINCT w.job_id FROM training_job j CROSS JOIN training_words w ON w.job_id = j.id "
        "WHERE j.status IN ('queued', 'processing') AND "
    )
    barred = db.conn.execute(f"{taken} w.conversation_id IN ({BARRED})", {"groups": groups}).fetchall()
    edited = db.conn.execute(
        f"{taken} NOT ? AND EXISTS "
        "(SELECT 1 FROM sample s WHERE s.id = w.sample_id AND s.version = w.version AND s.source = 'edited')",
        (edits,),
    ).fetchall()
    with transaction(db):
        _end(db, [row[0] for row in barred], WORDS_BARRED)
        _end(db, [row[0] for row in edited], WORDS_LEFT_OUT)
    return bool(barred or edited)


def split_contact(db: Database, contact_id: int, fresh: int) -> None:
    """Somebody turned out to be two people: nobody knows whose words went in, so both may have."""
    db.conn.execute(
        "INSERT OR IGNORE INTO training_contact (job_id, contact_id) "
        "SELECT job_id, ? FROM training_contact WHERE contact_id = ?",
        (fresh, contact_id),
    )


def forget_older(db: Database, before_us: int) -> None:
    """Samples that were made before this are kept no longer."""
    _gone(db, "SELECT job_id FROM training_words WHERE made_us < ?", (before_us,))


def move_conversation(db: Database, kept: int, other: int) -> None:
    """Two conversations are one."""
    db.conn.execute("UPDATE training_words SET conversation_id = ? WHERE conversation_id = ?", (kept, other))


def forget_job(db: Database, job_id: str) -> None:
    """Nothing came of a job, or what came of it is deleted; of one that is in a model's file it stays known."""
    for table in ("training_words", "training_contact"):
        merged = "SELECT job_id FROM merged_model"
        db.conn.execute(f"DELETE FROM {table} WHERE job_id = ? AND job_id NOT IN ({merged})", (job_id,))


def saw(db: Database, contact_id: int) -> list[int]:
    """Adapters that learnt from what was said with a contact, newest first."""
    sql = (
        "SELECT a.id FROM adapter a JOIN training_contact t ON t.job_id = a.job_id WHERE t.contact_id = ? "
        "ORDER BY a.id DESC"
    )
    return [int(row[0]) for row in db.conn.execute(sql, (contact_id,)).fetchall()]


def _gone(db: Database, whose: str, values: Sequence[object]) -> None:
    """Words of these jobs are gone."""
    found = [row[0] for row in db.conn.execute(f"SELECT DISTINCT job_id FROM ({whose})", values).fetchall()]
    with transaction(db):
        for part in parts(found):
            jobs, ids = f"({marks(part)})", tuple(part)
            db.conn.execute(f"UPDATE adapter SET stale = 1, pairs = '[]' WHERE job_id IN {jobs}", ids)
            db.conn.execute(f"UPDATE merged_model SET gone = max(gone, 1) WHERE job_id IN {jobs}", ids)
            _end(db, part, WORDS_GONE)
            db.conn.execute(f"DELETE FROM training_words WHERE job_id IN {jobs}", ids)


def _end(db: Database, jobs: Sequence[str], why: str) -> None:
    """Those of these jobs that are not over are called off, and nothing of them can be opened any more."""
    ended = db.conn.execute(
        f"UPDATE training_job SET status = 'cancelled', stage = '', eta_s = NULL, error = ?, {BARE} "
        f"WHERE status IN ('queued', 'processing') AND id IN ({marks(jobs)}) RETURNING id",
        (why, *jobs),
    ).fetchall()
    for (job_id,) in ended:
        forget_job(db, job_id)
