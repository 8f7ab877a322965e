"""Briefs as they were made, and the end of what was derived from a conversation's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from app.store.connection import transaction
from app.store.threads import SPOKEN_LIST
from engine.brief import Primer

_JUDGED = "coalesce((SELECT judged_us FROM judgement WHERE conversation_id = ?1), 0)"


@dataclass(frozen=True, slots=True)
class Kept:
    """A brief as it was kept; `newer` counts the messages that came since, `ticked` numbers suggested steps from 0."""

    primer: Primer
    made_us: int
    newer: int
    ticked: tuple[int, ...] = ()


def put(db: Database, conversation_id: int, primer: Primer, *, through_us: int, made_us: int) -> None:
    """Keep the brief of a conversation in place of an earlier one."""
    with transaction(db):
        db.conn.execute(
            f"INSERT OR REPLACE INTO brief (conversation_id, through_us, primer, made_us, judged_us) "
            f"VALUES (?1, ?2, ?3, ?4, {_JUDGED})",
            (conversation_id, through_us, msgspec.json.encode(primer).decode(), made_us),
        )


def pass_over(db: Database, conversation_id: int) -> None:
    """Make no brief of a conversation whose words cannot be read, until it is judged anew."""
    with transaction(db):
        db.conn.execute(
            f"INSERT OR REPLACE INTO brief (conversation_id, through_us, primer, made_us, judged_us) "
            f"VALUES (?1, 0, '', 0, {_JUDGED})",
            (conversation_id,),
        )


def get(db: Database, conversation_id: int) -> Kept | None:
    """The brief of a conversation, None if none was made since its words changed."""
    row = db.conn.execute(
        "SELECT primer, made_us, (SELECT count(*) FROM message m WHERE m.conversation_id = b.conversation_id "
        f"AND m.sent_us > b.through_us AND m.kind IN ({SPOKEN_LIST})), ticked FROM brief b WHERE conversation_id = ?",
        (conversation_id,),
    ).fetchone()
    if row is None or not row[0]:
        return None
    ticked = msgspec.json.decode(row[3], type=tuple[int, ...])
    return Kept(msgspec.json.decode(row[0], type=Primer), row[1], row[2], ticked)


def tick(db: Database, conversation_id: int, ticked: Iterable[int]) -> None:
    """Note which suggested steps of a brief the person ticked; where there is no brief there is nothing to note."""
    with transaction(db):
        db.conn.execute(
            "UPDATE brief SET ticked = ? WHERE conversation_id = ?",
            (msgspec.json.encode(sorted(set(ticked))).decode(), conversation_id),
        )


#: Judged anew since the brief was made, and spoken in since it was read; what a newer brief could not read stays so.
#: Verdicts are told apart and not compared in time: clocks are set back.
_BEHIND = (
    "SELECT c.id FROM judgement j JOIN conversation c ON c.id = j.conversation_id "
    "LEFT JOIN brief b ON b.conversation_id = c.id WHERE NOT c.switched_off AND (b.conversation_id IS NULL "
    "OR (b.through_us < c.last_sent_us AND b.judged_us <> j.judged_us))"
)


def behind(db: Database) -> int | None:
    """The most recently active conversation whose brief is missing or behind; None if there is none."""
    row = db.conn.execute(f"{_BEHIND} ORDER BY c.last_sent_us DESC LIMIT 1").fetchone()
    return None if row is None else int(row[0])


def is_behind(db: Database, conversation_id: int) -> bool:
    """Whether the brief of a judged conversation is missing or behind."""
    return db.conn.execute(f"{_BEHIND} AND c.id = ?", (conversation_id,)).fetchone() is not None


def first_message(db: Database, conversation_id: int) -> tuple[int, int] | None:
    """Id and time (µs) of the first message that somebody said here; None where nobody did."""
    row = db.conn.execute(
        f"SELECT id, sent_us FROM message WHERE conversation_id = ? AND kind IN ({SPOKEN_LIST}) "
        "ORDER BY sent_us, source_rowid LIMIT 1",
        (conversation_id,),
    ).fetchone()
    return None if row is None else (int(row[0]), int(row[1]))


def dealt_from(db: Database, conversation_id: int) -> int | None:
    """From when on (µs) payments and bookings were looked for; None if never."""
    row = db.conn.execute("SELECT from_us FROM dealt WHERE conversation_id = ?", (conversation_id,)).fetchone()
    return None if row is None else int(row[0])


def set_dealt(db: Database, conversation_id: int, from_us: int, *, complete: bool) -> None:
    """Note how far back payments and bookings were looked for."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO dealt (conversation_id, from_us, complete) VALUES (?, ?, ?)",
            (conversation_id, from_us, complete),
        )


def to_deal(db: Database) -> tuple[int, int] | None:
    """A conversation whose older messages were not looked through yet, with the time (µs) from which they were."""
    row = db.conn.execute("SELECT conversation_id, from_us FROM dealt WHERE NOT complete LIMIT 1").fetchone()
    return None if row is None else (int(row[0]), int(row[1]))


def forget_briefs(db: Database, conversation_ids: Iterable[int]) -> None:
    """Drop the briefs of conversations whose words changed. Call inside a transaction."""
    db.conn.executemany("DELETE FROM brief WHERE conversation_id = ?", [(one,) for one in conversation_ids])


def forget_messages(db: Database, message_ids: Sequence[int]) -> None:
    """Drop what was read from these messages (at most some hundred).

    What the person confirmed stays, without its source. A promise that one of them settled is open again until its
    conversation is read anew. Call inside a transaction.
    """
    marks, values = ",".join("?" * len(message_ids)), tuple(message_ids)
    db.conn.execute(f"DELETE FROM promise WHERE message_id IN ({marks})", values)
    db.conn.execute(
        f"UPDATE promise SET state = 'open', settled_by = NULL WHERE settled_by IN ({marks}) AND NOT state_set", values
    )
    for table in ("booking", "payment"):
        db.conn.execute(f"DELETE FROM {table} WHERE message_id IN ({marks}) AND standing <> 'confirmed'", values)
        db.conn.execute(f"UPDATE {table} SET message_id = NULL WHERE message_id IN ({marks})", values)


def forget_conversation(db: Database, conversation_id: int) -> None:
    """Drop everything that was read from a conversation; what the person confirmed or wrote stays."""
    subject = (conversation_id,)
    with transaction(db):
        db.conn.execute("DELETE FROM promise WHERE conversation_id = ? AND message_id IS NOT NULL", subject)
        for table in ("booking", "payment"):
            db.conn.execute(f"DELETE FROM {table} WHERE conversation_id = ? AND standing <> 'confirmed'", subject)
        for table in ("brief", "dealt"):
            db.conn.execute(f"DELETE FROM {table} WHERE conversation_id = ?", subject)


def move_conversation(db: Database, kept: int, other: int) -> None:
    """Everything of conversation `other` becomes `kept`'s; the brief is made anew. Call inside a transaction."""
    for table in ("promise", "booking", "payment"):
        db.conn.execute(f"UPDATE {table} SET conversation_id = ? WHERE conversation_id = ?", (kept, other))
    for table in ("brief", "dealt"):
        db.conn.execute(f"DELETE FROM {table} WHERE conversation_id IN (?, ?)", (kept, other))


def move_messages(db: Database, message_ids: Sequence[int], kept: int, *, was: int) -> None:
    """What was read from these messages goes with them from conversation `was` to `kept`. Call inside a transaction."""
    for table in ("promise", "booking", "payment"):
        db.conn.executemany(
            f"UPDATE {table} SET conversation_id = ? WHERE message_id = ?", [(kept, one) for one in message_ids]
        )
    for table in ("brief", "dealt"):
        db.conn.execute(f"DELETE FROM {table} WHERE conversation_id IN (?, ?)", (kept, was))
