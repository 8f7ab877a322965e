"""What edited messages said before they were edited. Functions that write work inside the caller's transaction.

A wording goes with its message, by trigger, and when the message is unsent; and nothing of it is kept while the person
does not want the conversation read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from app.desk_rows import EarlierWording
from app.store.parts import marks, parts
from engine.domain import Kind, moment
from engine.heard import SourceMessage, SourceWording

_OFF = "c.switched_off <> 0 OR coalesce(k.switched_off, 0) <> 0"
_IN_CONVERSATION = (
    "message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN contact k ON k.id = c.contact_id"
)


@dataclass(frozen=True, slots=True)
class Again:
    """A stored message that its source shows again, with what we had of it."""

    id: int
    message: SourceMessage
    kind: str
    text: str
    sent_us: int


def add(db: Database, rows: Iterable[tuple[int, SourceMessage]]) -> None:
    """Keep what new messages, given with our ids, said before."""
    _write(db, {id_: message.earlier for id_, message in rows if message.earlier})


def renew(db: Database, rows: Sequence[Again]) -> None:
    """Messages changed: keep what their source tells of earlier wordings, else also the words we had until now.

    Where a part was unsent only the source knows which words may stay; where it does not tell, none do.
    """
    edited = [one for one in rows if one.message.edited and not one.message.unsent]
    off = _switched_off(db, [one.id for one in edited])
    kept = _kept(db, [one.id for one in rows])
    wanted = {one.id: _now(one, kept.get(one.id, ())) for one in edited if one.id not in off}
    differing = [one.id for one in rows if kept.get(one.id, ()) != wanted.get(one.id, ())]
    for part in parts(differing):
        db.conn.execute(f"DELETE FROM wording WHERE message_id IN ({marks(part)})", tuple(part))
    _write(db, {id_: wanted.get(id_, ()) for id_ in differing})


def of(db: Database, message_id: int) -> list[EarlierWording]:
    """What a message said before, oldest first; nothing of one that was unsent or is not to be read."""
    rows = db.conn.execute(
        f"SELECT w.text, w.said_us FROM wording w, {_IN_CONVERSATION} "
        f"WHERE w.message_id = ? AND m.id = w.message_id AND m.unsent = 0 AND NOT ({_OFF}) ORDER BY w.position",
        (message_id,),
    )
    return [EarlierWording(text, moment(said_us) if said_us else None) for text, said_us in rows]


def forget_conversation(db: Database, conversation_id: int) -> None:
    """Keep no earlier wording of a conversation."""
    db.conn.execute(
        "DELETE FROM wording WHERE message_id IN (SELECT id FROM message WHERE conversation_id = ? AND edited <> 0)",
        (conversation_id,),
    )


def read_again(db: Database) -> None:
    """Let the next full comparison ask for edited messages again of which no earlier wording is kept."""
    db.conn.execute(
        "UPDATE message SET state = 0 WHERE edited <> 0 AND unsent = 0 AND conversation_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM wording w WHERE w.message_id = message.id)"
    )


def _now(one: Again, kept: tuple[SourceWording, ...]) -> tuple[SourceWording, ...]:
    if one.message.earlier or one.message.earlier is None or _is_partly_unsent(one.message):
        return one.message.earlier or ()
    had = one.kind == Kind.TEXT and one.text and one.text != one.message.text
    if not had or any(old.text == one.text for old in kept):
        return kept
    return (*kept, SourceWording(one.text, 0 if kept else one.sent_us))


def _is_partly_unsent(message: SourceMessage) -> bool:
    return bool(message.extra) and "partly_unsent" in msgspec.json.decode(message.extra, type=dict[str, object])


def _switched_off(db: Database, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for part in parts(ids):
        sql = f"SELECT m.id FROM {_IN_CONVERSATION} WHERE m.id IN ({marks(part)}) AND ({_OFF})"
        found |= {row[0] for row in db.conn.execute(sql, tuple(part))}
    return found


def _kept(db: Database, ids: Sequence[int]) -> dict[int, tuple[SourceWording, ...]]:
    found: dict[int, tuple[SourceWording, ...]] = {}
    for part in parts(ids):
        sql = f"SELECT message_id, text, said_us FROM wording WHERE message_id IN ({marks(part)}) ORDER BY position"
        for message_id, text, said_us in db.conn.execute(sql, tuple(part)):
            found[message_id] = (*found.get(message_id, ()), SourceWording(text, said_us))
    return found


def _write(db: Database, wanted: dict[int, tuple[SourceWording, ...]]) -> None:
    db.conn.executemany(
        "INSERT INTO wording (message_id, position, text, said_us) VALUES (?, ?, ?, ?)",
        [(id_, at, one.text, one.said_us) for id_, said in wanted.items() for at, one in enumerate(said)],
    )
