"""Which messages the person's voice was counted from, so that each is counted once and taken out when it goes.

Two sentences hold after every function here. Of a conversation that stands in `voice_left` nothing is counted. Of any
other, every spoken text is counted that is not newer than `voice_state.through_id` and does not wait in `voice_again`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from app.store import voice_counts
from app.store.connection import transaction
from app.store.threads import SPOKEN_LIST
from app.store.voice_counts import EVERYBODY, Said
from engine.domain import SPOKEN, Filter, Kind

#: Messages counted in one piece: some 50 ms.
PIECE = 150
#: A conversation with more messages than this is not taken out one by one: everything is counted anew, in pieces.
MOST_TAKEN_OUT = 2_000
_CHUNK = 500

_READABLE = (
    f"c.filter IN ('{Filter.MAIN}','{Filter.ALLOWED}') AND NOT c.switched_off AND NOT coalesce(k.switched_off, 0)"
)
_LEFT = "SELECT conversation_id FROM voice_left"
_SAID = (
    "SELECT m.from_me, m.text, m.sent_us, m.conversation_id, "
    "iif(c.is_group OR m.id IN (SELECT message_id FROM voice_again), 0, coalesce(c.contact_id, 0)) "
    "FROM message m JOIN conversation c ON c.id = m.conversation_id "
    f"WHERE m.kind IN ({SPOKEN_LIST}) AND m.text <> '' AND c.id NOT IN ({_LEFT}) AND "
)

#: A message as it was when it was counted: conversation, from me, kind, text, sent_us.
Was = tuple[int | None, bool, str, str, int]


def count_some(db: Database, *, limit: int = PIECE) -> bool:
    """Count one piece of what is not counted yet, what waits behind first; whether there was any."""
    if voice_counts.is_gone(db, EVERYBODY):
        return False
    if (left := _readable_again(db)) is not None:
        _take_in(db, left)
        return True
    again = db.conn.execute("SELECT message_id, whole FROM voice_again LIMIT ?", (limit,)).fetchall()
    with transaction(db):
        if again:
            if _leave_out_unreadable(db, [row[0] for row in again]):
                return True
            db.conn.executemany("DELETE FROM voice_again WHERE message_id = ?", [(row[0],) for row in again])
            voice_counts.count(db, _by_ids(db, [row[0] for row in again if row[1]]), by=1)
            half = _by_ids(db, [row[0] for row in again if not row[1]])
            voice_counts.count_tallies(db, half, by=1, everybody=False)
            return True
        sql = "SELECT id FROM message WHERE id > ? ORDER BY id LIMIT ?"
        ids = [row[0] for row in db.conn.execute(sql, (through_id(db), limit))]
        if ids:
            if _leave_out_unreadable(db, ids):
                return True
            voice_counts.count(db, _by_ids(db, ids), by=1)
            db.conn.execute("INSERT OR REPLACE INTO voice_state (only, through_id) VALUES (1, ?)", (ids[-1],))
    return bool(ids)


def withdraw(db: Database, message_ids: Sequence[int], was: Sequence[Was]) -> None:
    """Take messages out that changed or went; those that are still there are counted anew later.

    Args:
        was: what each was when it was counted. Call inside a transaction, when their rows are changed or gone.
    """
    through = through_id(db)
    counted = [at for at, one in enumerate(message_ids) if one <= through]
    if not counted:
        return
    ids = [message_ids[at] for at in counted]
    whole, half = (
        _found(db, f"SELECT message_id FROM voice_again WHERE whole = {kind} AND message_id IN ({{}})", ids)
        for kind in (1, 0)
    )
    gone = [
        _as_counted(db, was[at], for_contact=message_ids[at] not in half)
        for at in counted
        if message_ids[at] not in whole
    ]
    voice_counts.count(db, [one for one in gone if one is not None], by=-1)
    there = _found(db, "SELECT id FROM message WHERE id IN ({})", ids)
    db.conn.executemany("DELETE FROM voice_again WHERE message_id = ?", [(one,) for one in ids])
    db.conn.executemany("INSERT INTO voice_again (message_id, whole) VALUES (?, 1)", [(one,) for one in sorted(there)])
    # The number of a message that went may be given again: what gets it has not been counted.
    db.conn.execute("UPDATE voice_state SET through_id = min(through_id, (SELECT coalesce(max(id), 0) FROM message))")


def leave_out(db: Database, conversation_id: int) -> None:
    """Take a conversation out of the counts. If it may be read, now or later, it is counted again, piece by piece."""
    with transaction(db):
        if db.conn.execute(f"SELECT ? IN ({_LEFT})", (conversation_id,)).fetchone()[0]:
            return
        counted = (
            f"{_SAID} m.conversation_id = ? AND m.id <= ? "
            "AND m.id NOT IN (SELECT message_id FROM voice_again WHERE whole) LIMIT ?"
        )
        values = (conversation_id, through_id(db), MOST_TAKEN_OUT + 1)
        said = [Said(bool(row[0]), *row[1:]) for row in db.conn.execute(counted, values)]
        db.conn.execute("INSERT INTO voice_left (conversation_id) VALUES (?)", (conversation_id,))
        if len(said) > MOST_TAKEN_OUT:
            start_anew(db)
            voice_counts.put_empty(db, {EVERYBODY, *(one.contact_id for one in said)})
        else:
            voice_counts.count(db, said, by=-1)


def start_anew(db: Database) -> None:
    """Forget every count; everything is counted again, piece by piece."""
    with transaction(db):
        for table in ("voice_state", "voice_writing", "voice_tally", "voice_again"):
            db.conn.execute(f"DELETE FROM {table}")


def count_contact_anew(db: Database, contact_id: int) -> None:
    """Forget what was counted for one contact and count it again, piece by piece; the sums over all stay."""
    with transaction(db):
        db.conn.execute("DELETE FROM voice_tally WHERE contact_id = ?", (contact_id,))
        db.conn.execute(
            "INSERT OR IGNORE INTO voice_again (message_id, whole) SELECT m.id, 0 FROM message m "
            "JOIN conversation c ON c.id = m.conversation_id "
            "WHERE c.contact_id = ? AND NOT c.is_group AND m.from_me = 1 AND m.id <= ?",
            (contact_id, through_id(db)),
        )


def set_gone(db: Database, contact_id: int, on: bool) -> None:
    """Note that a profile was deleted, and forget what it was counted from; or count it again, piece by piece."""
    with transaction(db):
        if on:
            db.conn.execute("INSERT OR IGNORE INTO voice_gone (contact_id) VALUES (?)", (contact_id,))
            db.conn.execute("DELETE FROM voice_tally WHERE contact_id = ?", (contact_id,))
        else:
            db.conn.execute("DELETE FROM voice_gone WHERE contact_id = ?", (contact_id,))
        if contact_id == EVERYBODY:
            start_anew(db)
        elif not on:
            count_contact_anew(db, contact_id)


def through_id(db: Database) -> int:
    """The message up to which everything is counted; 0 at first."""
    row = db.conn.execute("SELECT through_id FROM voice_state").fetchone()
    return 0 if row is None else int(row[0])


def _readable_again(db: Database) -> int | None:
    row = db.conn.execute(
        "SELECT c.id FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id "
        f"WHERE c.id IN ({_LEFT}) AND {_READABLE} LIMIT 1"
    ).fetchone()
    return None if row is None else int(row[0])


def _take_in(db: Database, conversation_id: int) -> None:
    with transaction(db):
        db.conn.execute("DELETE FROM voice_left WHERE conversation_id = ?", (conversation_id,))
        db.conn.execute(
            "INSERT OR REPLACE INTO voice_again (message_id, whole) "
            "SELECT id, 1 FROM message WHERE conversation_id = ? AND id <= ?",
            (conversation_id, through_id(db)),
        )


def _leave_out_unreadable(db: Database, ids: Sequence[int]) -> bool:
    """Leave out the conversations of these messages that may not be read (junk, switched off).

    Returns whether one of them was so long that everything is counted anew: nothing is counted then, these neither.
    """
    through = through_id(db)
    sql = (
        "SELECT c.id FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id "
        f"WHERE c.id IN (SELECT conversation_id FROM message WHERE id IN ({{}})) AND NOT ({_READABLE})"
    )
    for conversation_id in sorted(_found(db, sql, ids)):
        leave_out(db, conversation_id)
    return through_id(db) < through


def _by_ids(db: Database, ids: Sequence[int]) -> list[Said]:
    found: list[Said] = []
    for start in range(0, len(ids), _CHUNK):
        part = tuple(ids[start : start + _CHUNK])
        rows = db.conn.execute(f"{_SAID} m.id IN ({','.join('?' * len(part))})", part)
        found += [Said(bool(row[0]), *row[1:]) for row in rows]
    return found


def _as_counted(db: Database, was: Was, *, for_contact: bool) -> Said | None:
    """A message as it was counted, for its contact too or only for everybody; None if it was not."""
    conversation_id, from_me, kind, text, sent_us = was
    if conversation_id is None or Kind(kind) not in SPOKEN or not text:
        return None
    row = db.conn.execute(
        f"SELECT iif(is_group, 0, coalesce(contact_id, 0)) FROM conversation WHERE id = ? AND id NOT IN ({_LEFT})",
        (conversation_id,),
    ).fetchone()
    return None if row is None else Said(from_me, text, sent_us, conversation_id, int(row[0]) * for_contact)


def _found(db: Database, sql: str, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        part = tuple(ids[start : start + _CHUNK])
        found |= {row[0] for row in db.conn.execute(sql.format(",".join("?" * len(part))), part)}
    return found
