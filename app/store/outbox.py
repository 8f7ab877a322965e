"""Replies on their way into Messages: each is claimed once, and what is not known to have gone is kept.

claimed → sending → sent | unknown | failed; claimed → taken_back. Every step is one update that names the state it
comes from, so that two of them cannot both succeed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from sqlcipher3 import dbapi2 as cipher
from sqlite_utils import Database

from app.store.connection import transaction
from engine.problems import AlreadySending, Problem, rebuilt


class Stage(StrEnum):
    """Where a reply is."""

    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Letter:
    """One reply.

    Attributes:
        response_id: the draft it came from, None for the person's own words.
        text: "" once it is in Messages.
        began_us: when Messages was asked to send it, 0 if it was not.
    """

    id: int
    conversation_id: int
    response_id: str | None
    text: str
    stage: Stage
    problem: Problem | None
    began_us: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message of the person's as the source shows it; `failed` is the error the system notes with it, or 0."""

    message_id: int
    text: str
    url: str
    failed: int


_SELECT = "SELECT id, conversation_id, response_id, text, stage, problem, began_us FROM outbox"


def claim(db: Database, conversation_id: int, text: str, response_id: str | None, *, now_us: int) -> int:
    """Take a text to be sent, in place of one that was taken back in this conversation. Returns its number.

    Raises:
        AlreadySending: this draft was sent before or is on its way.
    """
    with transaction(db):
        db.conn.execute(
            "DELETE FROM outbox WHERE conversation_id = ? AND stage = ?", (conversation_id, Stage.TAKEN_BACK)
        )
        try:
            made = db.conn.execute(
                "INSERT INTO outbox (conversation_id, response_id, text, stage, claimed_us) VALUES (?, ?, ?, ?, ?)",
                (conversation_id, response_id, text, Stage.CLAIMED, now_us),
            )
        except cipher.IntegrityError:
            raise AlreadySending from None
    return int(made.lastrowid or 0)


def begin(db: Database, number: int, *, now_us: int) -> Letter | None:
    """Note that Messages is about to be asked; None if the text was taken back. Durable before anything goes out."""
    with transaction(db):
        done = db.conn.execute(
            "UPDATE outbox SET stage = ?, began_us = ? WHERE id = ? AND stage = ?",
            (Stage.SENDING, now_us, number, Stage.CLAIMED),
        )
    return get(db, number) if done.rowcount else None


def take_back(db: Database, number: int) -> bool:
    """The text is a draft again; whether it was not too late."""
    return _move(db, number, Stage.TAKEN_BACK, Stage.CLAIMED, Stage.FAILED)


def lose_sight(db: Database, number: int) -> bool:
    """It may have gone or not; whether that is news."""
    return _move(db, number, Stage.UNKNOWN, Stage.SENDING)


def fail(db: Database, number: int, problem: Problem) -> bool:
    """It certainly did not go; whether that is news."""
    facts = msgspec.json.encode({"code": problem.code, "facts": problem.facts}).decode()
    return _move(db, number, Stage.FAILED, Stage.SENDING, Stage.UNKNOWN, also={"problem": facts})


def arrive(db: Database, number: int, message_id: int | None) -> bool:
    """It is in Messages, as this message if it was looked for there: its text is kept here no longer."""
    also = {"message_id": message_id, "text": "", "problem": ""}
    return _move(db, number, Stage.SENT, Stage.SENDING, Stage.UNKNOWN, also=also)


def get(db: Database, number: int) -> Letter | None:
    """One reply, None if it was forgotten."""
    return next(_letters(db, "WHERE id = ?", number), None)


def in_stage(db: Database, *stages: Stage) -> list[Letter]:
    """Every reply in one of these stages, in the order they were claimed."""
    return list(_letters(db, f"WHERE stage IN ({', '.join('?' * len(stages))}) ORDER BY id", *stages))


def latest(db: Database, conversation_id: int) -> Letter | None:
    """The newest reply of a conversation that is not known to have gone."""
    where = "WHERE conversation_id = ? AND stage <> 'sent' ORDER BY id DESC LIMIT 1"
    return next(_letters(db, where, conversation_id), None)


def forget(db: Database, number: int) -> None:
    """Let go of a reply that lies unsent, failed or out of sight; one that is on its way stays."""
    with transaction(db):
        db.conn.execute(
            "DELETE FROM outbox WHERE id = ? AND stage IN (?, ?, ?)",
            (number, Stage.TAKEN_BACK, Stage.FAILED, Stage.UNKNOWN),
        )


def said(db: Database, conversation_id: int, since_us: int, until_us: int) -> list[Arrived]:
    """What the person said in a conversation meanwhile, but for what stands for a reply already, oldest first."""
    rows = db.conn.execute(
        "SELECT m.id, m.text, m.extra FROM message m WHERE m.conversation_id = ? AND m.from_me "
        "AND m.sent_us BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = m.id) "
        "ORDER BY m.sent_us, m.source_rowid",
        (conversation_id, since_us, until_us),
    )
    return [_arrived(*row) for row in rows.fetchall()]


def chat_of(db: Database, conversation_id: int, source: str) -> str | None:
    """The GUID of the chat in which Messages holds a direct conversation, of this source alone."""
    row = db.conn.execute(
        "SELECT h.guid FROM conversation c JOIN chat h ON h.conversation_id = c.id JOIN source s ON s.id = h.source_id "
        "WHERE c.id = ? AND NOT c.is_group AND s.path = ? AND instr(h.guid, ';-;') "
        "ORDER BY h.service = c.service DESC, h.rowid_there DESC LIMIT 1",
        (conversation_id, source),
    ).fetchone()
    return None if row is None else str(row[0])


def is_held_by(db: Database, conversation_id: int, source: str) -> bool:
    """Whether a source has this conversation."""
    row = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM chat h JOIN source s ON s.id = h.source_id "
        "WHERE h.conversation_id = ? AND s.path = ?)",
        (conversation_id, source),
    ).fetchone()
    return bool(row[0])


def _move(
    db: Database, number: int, to: Stage, *before: Stage, also: Mapping[str, str | int | None] | None = None
) -> bool:
    values = {"stage": to, **(also or {})}
    with transaction(db):
        done = db.conn.execute(
            f"UPDATE outbox SET {', '.join(f'{column} = ?' for column in values)} "
            f"WHERE id = ? AND stage IN ({', '.join('?' * len(before))})",
            (*values.values(), number, *before),
        )
    return bool(done.rowcount)


def _letters(db: Database, where: str, *values: object) -> Iterator[Letter]:
    for row in db.conn.execute(f"{_SELECT} {where}", values).fetchall():
        number, conversation_id, response_id, text, stage, problem, began_us = row
        told = msgspec.json.decode(problem) if problem else None
        failure = rebuilt(told["code"], told["facts"]) if told else None
        yield Letter(number, conversation_id, response_id, text, Stage(stage), failure, began_us)


def _arrived(message_id: int, text: str, extra: str) -> Arrived:
    told = msgspec.json.decode(extra) if extra else {}
    return Arrived(message_id, text, str(told.get("url", "")), int(told.get("failed", 0)))
