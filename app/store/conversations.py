"""Conversations: what is known about each, and what the person said should happen with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlite_utils import Database

from app.store import derived
from app.store.connection import transaction
from engine.domain import ContactClass, Filter, Reason, micros
from engine.problems import NoSuchConversation

#: `snoozed_until_us` of a conversation that is set aside until they write: no clock brings it back.
UNTIL_THEY_WRITE_US = micros(datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation as it stands; times in microseconds since 1970, 0 for never.

    Attributes:
        name: the given title, else the contact's name; "" where only addresses are known (see `names`).
        contact_id: the other side of a direct conversation, None in groups.
        muted: nothing of this contact's may knock.
        snoozed_through_us: with `UNTIL_THEY_WRITE_US`, the newest message when it was set aside.
        changed: rows changed since it was last judged.
    """

    id: int
    name: str
    is_group: bool
    contact_id: int | None
    contact_class: ContactClass
    filter: Filter
    switched_off: bool
    muted: bool
    done_through_us: int
    snoozed_until_us: int
    n_messages: int
    last_message_id: int | None
    last_sent_us: int
    service: str
    changed: bool
    snoozed_through_us: int = 0

    @property
    def filtered(self) -> bool:
        """Whether the system filed it away: unknown sender, junk and the like."""
        return self.filter not in (Filter.MAIN, Filter.ALLOWED)


_FIELDS = tuple(field.name for field in fields(ConversationRow))
_SELECT = """
SELECT c.id, coalesce(nullif(c.display_name, ''), CASE WHEN c.is_group THEN '' ELSE k.name END, ''),
       c.is_group, c.contact_id, coalesce(k.class, 'unknown'), c.filter,
       c.switched_off OR coalesce(k.switched_off, 0), coalesce(k.muted, 0), c.done_through_us,
       c.snoozed_until_us, c.n_messages, c.last_message_id, c.last_sent_us, c.service, c.changed,
       c.snoozed_through_us
FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id
"""


def listing(db: Database) -> list[ConversationRow]:
    """Every conversation, the most recently active first."""
    return [_row(found) for found in db.conn.execute(f"{_SELECT} ORDER BY c.last_sent_us DESC, c.id")]


def get(db: Database, conversation_id: int) -> ConversationRow:
    """One conversation.

    Raises:
        NoSuchConversation: no such id.
    """
    found = db.conn.execute(f"{_SELECT} WHERE c.id = ?", (conversation_id,)).fetchone()
    if found is None:
        raise NoSuchConversation(id=conversation_id)
    return _row(found)


def changed(db: Database, *, limit: int | None = None) -> list[ConversationRow]:
    """Conversations that changed since they were last judged, the most recently active first."""
    rows = db.conn.execute(
        f"{_SELECT} WHERE c.changed ORDER BY c.last_sent_us DESC, c.id LIMIT ?",
        (-1 if limit is None else limit,),
    )
    return [_row(found) for found in rows]


def n_changed(db: Database) -> int:
    """How many changed since they were last judged."""
    return int(db.conn.execute("SELECT count(*) FROM conversation WHERE changed").fetchone()[0])


def last_mine(db: Database, ids: Sequence[int]) -> list[int]:
    """Those of these conversations in which the person spoke last."""
    rows = db.conn.execute(
        "SELECT c.id FROM json_each(?) i JOIN conversation c ON c.id = i.value "
        "JOIN message m ON m.id = c.last_message_id WHERE m.from_me",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


def mark_judged(db: Database, conversation_id: int) -> None:
    """Note that the verdict on a conversation is up to date."""
    _update(db, conversation_id, "changed = 0")


def set_done(db: Database, conversation_id: int, through_us: int) -> None:
    """Handled by the person up to this time; 0 takes that back. A snooze ends with it."""
    _update(db, conversation_id, "done_through_us = ?, snoozed_until_us = 0, changed = 1", through_us)


def snooze(db: Database, conversation_id: int, until_us: int) -> None:
    """Out of the way until this time; 0 takes that back."""
    _update(db, conversation_id, "snoozed_until_us = ?, snoozed_through_us = 0, changed = 1", until_us)


def snooze_until_they_write(db: Database, conversation_id: int) -> None:
    """Out of the way until there is a message of theirs that is not there now; `snooze(…, 0)` takes that back."""
    newest = "coalesce((SELECT max(m.sent_us) FROM message m WHERE m.conversation_id = conversation.id), 0)"
    _update(
        db,
        conversation_id,
        f"snoozed_until_us = ?, snoozed_through_us = {newest}, changed = 1",
        UNTIL_THEY_WRITE_US,
    )


def switch_off(db: Database, conversation_id: int, on: bool) -> None:
    """With `on`, never read this conversation: what was derived from it is removed now, and nothing new is stored.

    Without, it is read again: what the source said meanwhile comes with the next full comparison, which is due now.
    """
    with transaction(db):
        _update(db, conversation_id, "switched_off = ?, changed = 1, unclassified = 1", on)
        if on:
            derived.forget(db, conversation_id)
        else:
            derived.read_again(db)


def classify(
    db: Database,
    contact_id: int,
    cls: ContactClass,
    set_by: str,
    *,
    confidence: float = 1.0,
    reasons: Sequence[Reason] = (),
) -> None:
    """Say what a contact is to the person; a "guess" never replaces what the "person" said.

    Args:
        confidence, reasons: of a guess.
    """
    if set_by not in ("person", "guess"):
        raise ValueError("a class is set by the person or guessed")
    with transaction(db):
        before = db.conn.execute("SELECT class FROM contact WHERE id = ?", (contact_id,)).fetchone()
        done = db.conn.execute(
            "UPDATE contact SET class = ?, class_set_by = ?, class_confidence = ?, class_reasons = ? "
            "WHERE id = ? AND (? = 'person' OR class_set_by != 'person')",
            (cls.value, set_by, confidence, msgspec.json.encode(reasons).decode(), contact_id, set_by),
        )
        if done.rowcount and before != (cls.value,):
            db.conn.execute("UPDATE conversation SET changed = 1 WHERE contact_id = ?", (contact_id,))


def _update(db: Database, conversation_id: int, assignments: str, *values: object) -> None:
    with transaction(db):
        sql = f"UPDATE conversation SET {assignments} WHERE id = ?"
        done = db.conn.execute(sql, (*values, conversation_id))
        if done.rowcount == 0:
            raise NoSuchConversation(id=conversation_id)


def _row(found: Any) -> ConversationRow:
    return msgspec.convert(dict(zip(_FIELDS, found, strict=True)), ConversationRow, strict=False)
