"""Samples that words went out of: what stands for a turn that is still there waits for a new context, the others go.

A sample that waits has no input: it is neither shown nor counted nor learnt from. What the person thinks of it, and the
reply as they worded it, stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from app.store.connection import transaction
from app.store.samples import digest
from app.store.turns_waiting import Words

_TURN = "coalesce(s.turn_id, s.answer_id)"
_IN_SPAN = ":sent BETWEEN s.since_us AND s.until_us"


def withdraw(db: Database, said: Iterable[tuple[int | None, int, str]]) -> None:
    """Take words out of samples; the turns of the person's that are left without one wait to be looked at again.

    Args:
        said: (conversation, time sent in µs, text) of messages that were edited, unsent or removed.
    """
    if not db.conn.execute("SELECT EXISTS (SELECT 1 FROM sample)").fetchone()[0]:
        return
    with transaction(db):
        for conversation_id, sent_us, text in said:
            found = db.conn.execute(
                f"SELECT s.id, {_TURN}, {_IN_SPAN} AND :sent < (SELECT m.sent_us FROM message m WHERE m.id = {_TURN}) "
                f"FROM sample s WHERE s.conversation_id = :conversation AND ({_IN_SPAN} "
                "OR (s.turn_id IS NULL AND (trim(s.output) = :text OR s.said = :digest)))",
                {"conversation": conversation_id, "sent": sent_us, "text": text.strip(), "digest": digest(text)},
            ).fetchall()
            for sample_id, turn_id, is_context in found:
                _empty_or_drop(db, sample_id, turn_id, waits=bool(is_context))


def _empty_or_drop(db: Database, sample_id: int, turn_id: int | None, *, waits: bool) -> None:
    db.conn.execute(
        "UPDATE sample SET input = '' WHERE id = ?" if waits else "DELETE FROM sample WHERE id = ?", (sample_id,)
    )
    db.conn.execute(
        "INSERT OR IGNORE INTO turn_waiting (conversation_id, sent_us, passage_id) "
        "SELECT p.conversation_id, p.sent_us, p.id FROM passage_message pm JOIN passage p ON p.id = pm.passage_id "
        "WHERE pm.message_id = ? AND p.from_me",
        (turn_id,),
    )


def is_waiting(db: Database, turn_id: int) -> bool:
    """Whether a decision that was sent as this turn waits."""
    sql = "SELECT EXISTS (SELECT 1 FROM sample WHERE answer_id = ? AND input = '')"
    return bool(db.conn.execute(sql, (turn_id,)).fetchone()[0])


def put_context(db: Database, turn_id: int, words: Words) -> None:
    """Give a decision that waits its words again, masked; a reply that the person worded stays as it is."""
    with transaction(db):
        db.conn.execute(
            "UPDATE sample SET input = ?, output = iif(edited, output, ?), said = coalesce(said, ?), masked = 1, "
            "since_us = ?, until_us = ?, version = random() WHERE answer_id = ? AND input = ''",
            (words.input, words.output, words.said, *words.span_us, turn_id),
        )


def forget_waiting(db: Database, passage_id: int) -> None:
    """Drop what waits still after its turn was looked at: nothing can be learnt from it."""
    with transaction(db):
        for column in ("turn_id", "answer_id"):
            db.conn.execute(
                f"DELETE FROM sample WHERE {column} IN (SELECT message_id FROM passage_message WHERE passage_id = ?) "
                "AND input = ''",
                (passage_id,),
            )
