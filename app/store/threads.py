"""Messages of one conversation, as judgement and the faces read them."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlite_utils import Database

from app.desk_rows import AttachmentLine, Tapback, ThreadLine
from app.store import names
from engine.domain import SPOKEN, Kind, Message, micros, moment

LINE_COLUMNS = (
    "m.id, m.guid, m.from_me, m.handle_id, m.kind, m.text, m.sent_us, m.edited, m.unsent, m.reply_to, m.service, "
    "m.read_us, m.extra, m.n_attachments, m.code"
)
#: The code of a message whose body nobody could decode.
UNDECODABLE = -1
SPOKEN_LIST = ",".join(f"'{kind}'" for kind in sorted(SPOKEN))
HIDDEN_LIST = f"'{Kind.TAPBACK}','{Kind.POLL_VOTE}'"


def recent(db: Database, conversation_id: int, *, limit: int, until: datetime) -> list[Message]:
    """The newest `limit` spoken messages up to `until` (no scheduled ones), oldest first, as judgement reads them."""
    rows = db.execute(
        "SELECT m.id, m.from_me, m.text, m.sent_us, m.handle_id, m.kind, m.n_attachments FROM message m "
        f"WHERE m.conversation_id = ? AND m.sent_us <= ? AND m.kind IN ({SPOKEN_LIST},'{Kind.ONE_TIME_CODE}') "
        "ORDER BY m.sent_us DESC, m.source_rowid DESC LIMIT ?",
        [conversation_id, micros(until), limit],
    ).fetchall()
    senders = names.of_handles(db, [row[4] for row in rows])
    return [
        Message(
            message_id=str(message_id),
            from_me=bool(from_me),
            text=text,
            sent_at=moment(sent_us),
            sender="" if from_me else senders.get(handle_id, ""),
            kind=Kind(kind),
            one_time_code=kind == Kind.ONE_TIME_CODE,
            n_attachments=n_attachments,
        )
        for message_id, from_me, text, sent_us, handle_id, kind, n_attachments in reversed(rows)
    ]


def lines(
    db: Database,
    conversation_id: int,
    *,
    limit: int | None,
    before: tuple[int, int] | None = None,
    after: tuple[int, int] | None = None,
) -> list[ThreadLine]:
    """The newest `limit` rows of a thread (all if None) older than `before` = (sent_us, message_id), or the oldest
    ones newer than `after`, oldest first.

    Tapbacks and votes stand on the messages they belong to and are no rows of their own.
    """
    sent_us, message_id = after or before or (2**63 - 1, 2**63 - 1)
    than, way = (">", "ASC") if after is not None else ("<", "DESC")
    rows = db.execute(
        f"SELECT {LINE_COLUMNS} FROM message m WHERE m.conversation_id = ? AND m.kind NOT IN ({HIDDEN_LIST}) "
        f"AND m.sent_us {than}= ? AND (m.sent_us {than} ? OR m.id {than} ?) "
        f"ORDER BY m.sent_us {way}, m.source_rowid {way} LIMIT ?",
        [conversation_id, sent_us, sent_us, message_id, -1 if limit is None else limit],
    ).fetchall()
    if after is None:
        rows.reverse()
    senders = names.of_handles(db, [row[3] for row in rows])
    reactions = _tapbacks(db, [row[1] for row in rows])
    files = _attachments(db, [row[0] for row in rows if row[13]])
    return [_line(conversation_id, row, senders, reactions, files) for row in rows]


def place_of(db: Database, conversation_id: int, message_id: int) -> tuple[int, int] | None:
    """(sent_us, message_id) of a message of this thread, as `lines` takes it; None if it is none."""
    row = db.conn.execute(
        "SELECT sent_us FROM message WHERE id = ? AND conversation_id = ?", (message_id, conversation_id)
    ).fetchone()
    return None if row is None else (int(row[0]), message_id)


def _line(
    conversation_id: int,
    row: tuple[object, ...],
    senders: dict[int, str],
    reactions: dict[str, list[Tapback]],
    files: dict[int, list[AttachmentLine]],
) -> ThreadLine:
    (
        message_id,
        guid,
        from_me,
        handle_id,
        kind,
        text,
        sent_us,
        edited,
        unsent,
        reply_to,
        service,
        read_us,
        extra,
        _n,
        code,
    ) = row
    return ThreadLine(
        message_id=int(str(message_id)),
        guid=str(guid),
        conversation_id=conversation_id,
        from_me=bool(from_me),
        sender="" if from_me else senders.get(int(str(handle_id or 0)), ""),
        kind=Kind(str(kind)),
        text=str(text),
        sent_at=moment(int(str(sent_us))),
        edited=bool(edited),
        unsent=bool(unsent),
        reply_to=None if reply_to is None else str(reply_to),
        service=str(service),
        read_at=moment(int(str(read_us))) if read_us else None,
        tapbacks=tuple(reactions.get(str(guid), ())),
        attachments=tuple(files.get(int(str(message_id)), ())),
        extra=msgspec.json.decode(str(extra), type=dict[str, object]) if extra else {},
        readable=code != UNDECODABLE,
    )


def _tapbacks(db: Database, guids: list[str]) -> dict[str, list[Tapback]]:
    """What stands after replaying additions and removals in time order, by target guid."""
    standing: dict[str, dict[tuple[int, int, str], Tapback]] = {}
    for chunk in (guids[at : at + 500] for at in range(0, len(guids), 500)):
        rows = db.execute(
            "SELECT t.target_guid, t.part, t.kind, t.emoji, t.removed, m.from_me, m.handle_id FROM tapback t "
            f"JOIN message m ON m.id = t.message_id WHERE t.target_guid IN ({','.join('?' * len(chunk))}) "
            "ORDER BY m.sent_us, m.source_rowid",
            chunk,
        ).fetchall()
        senders = names.of_handles(db, [row[6] for row in rows])
        for target, part, kind, emoji, removed, from_me, handle_id in rows:
            sender = 0 if from_me else (handle_id or 0)
            there = standing.setdefault(target, {})
            if removed:
                there.pop((part, sender, kind), None)
            else:
                there[(part, sender, kind)] = Tapback("" if from_me else senders.get(sender, ""), kind, emoji)
    return {guid: list(reactions.values()) for guid, reactions in standing.items() if reactions}


def _attachments(db: Database, message_ids: list[int]) -> dict[int, list[AttachmentLine]]:
    found: dict[int, list[AttachmentLine]] = {}
    for chunk in (message_ids[at : at + 500] for at in range(0, len(message_ids), 500)):
        rows = db.execute(
            "SELECT message_id, COALESCE(name, ''), mime_type, state, total_bytes FROM attachment "
            f"WHERE message_id IN ({','.join('?' * len(chunk))}) ORDER BY id",
            chunk,
        ).fetchall()
        for message_id, name, mime_type, state, total_bytes in rows:
            found.setdefault(message_id, []).append(AttachmentLine(name, mime_type, state == 5, total_bytes))
    return found
