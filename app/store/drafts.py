"""Sets of suggestions as such: which conversations have one, what it was made for, whether it is complete."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.store.connection import transaction
from app.store.suggestions import READ
from engine.problems import NoSuchRequest

_NEWEST = (
    f"SELECT n.id FROM message n WHERE n.conversation_id = c.value AND n.sent_us <= ? AND n.kind IN {READ} "
    "ORDER BY n.sent_us DESC, n.source_rowid DESC LIMIT 1"
)
_LATEST = (
    "SELECT l.rowid FROM request l WHERE l.conversation_id = c.value AND NOT l.withdrawn "
    "ORDER BY l.made_us DESC, l.rowid DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The latest set of options of a conversation.

    Attributes:
        turn: id of the newest message that was read for it.
        n_options, n_planned: options it has, and shall have.
    """

    request_id: str
    turn: int
    n_options: int
    n_planned: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a kept request was about; `wish` is JSON."""

    conversation_id: int
    turn: int
    wish: str
    withdrawn: bool


def newest(db: Database, conversation_ids: Iterable[int], *, until_us: int) -> dict[int, tuple[int, int]]:
    """The newest message that drafts would answer or follow, by conversation: (id, when it was sent in µs)."""
    rows = db.conn.execute(
        f"SELECT c.value, m.id, m.sent_us FROM json_each(?) c JOIN message m ON m.id = ({_NEWEST})",
        (json.dumps(list(conversation_ids)), until_us),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def latest(db: Database, conversation_ids: Iterable[int]) -> dict[int, Kept]:
    """The latest set of options of each conversation that has one, whether it still fits or not."""
    rows = db.conn.execute(
        "SELECT r.conversation_id, r.id, coalesce(r.through_message_id, 0), "
        "(SELECT count(*) FROM option o WHERE o.request_id = r.id), r.planned "
        f"FROM json_each(?) c JOIN request r ON r.rowid = ({_LATEST})",
        (json.dumps(list(conversation_ids)),),
    )
    return {row[0]: Kept(row[1], row[2], row[3], row[4]) for row in rows}


def with_drafts(db: Database, conversation_ids: Iterable[int], *, until_us: int) -> frozenset[int]:
    """Which of these conversations have options for the newest message."""
    rows = db.conn.execute(
        f"SELECT c.value FROM json_each(?) c JOIN request r ON r.rowid = ({_LATEST}) "
        f"WHERE r.through_message_id = ({_NEWEST}) AND EXISTS (SELECT 1 FROM option o WHERE o.request_id = r.id)",
        (json.dumps(list(conversation_ids)), until_us),
    )
    return frozenset(row[0] for row in rows)


def words(db: Database, message_ids: Sequence[int]) -> dict[int, str]:
    """What these messages say, without those that are gone."""
    rows = db.conn.execute(
        "SELECT m.id, m.text FROM json_each(?) c JOIN message m ON m.id = c.value", (json.dumps(list(message_ids)),)
    )
    return dict(rows.fetchall())


def asked(db: Database, request_id: str) -> Asked:
    """What a request was about.

    Raises:
        NoSuchRequest: no such id.
    """
    row = db.conn.execute(
        "SELECT conversation_id, coalesce(through_message_id, 0), wish, withdrawn FROM request WHERE id = ?",
        (request_id,),
    ).fetchone()
    if row is None:
        raise NoSuchRequest(id=request_id)
    return Asked(row[0], row[1], row[2], bool(row[3]))


def plan_no_more(db: Database, request_id: str) -> None:
    """Nothing will be added to the options that a request has."""
    with transaction(db):
        db.conn.execute(
            "UPDATE request SET planned = (SELECT count(*) FROM option WHERE request_id = request.id) WHERE id = ?",
            (request_id,),
        )


def withdraw(db: Database, conversation_id: int) -> list[str]:
    """Offer the options of a conversation no longer; returns the requests that were offered until now."""
    with transaction(db):
        ids = [
            str(row[0])
            for row in db.conn.execute(
                "SELECT id FROM request WHERE conversation_id = ? AND NOT withdrawn", (conversation_id,)
            )
        ]
        db.conn.executemany("UPDATE request SET withdrawn = 1 WHERE id = ?", [(one,) for one in ids])
    return ids


def offer_again(db: Database, request_ids: Sequence[str]) -> None:
    """Take a withdrawal back."""
    with transaction(db):
        db.conn.executemany("UPDATE request SET withdrawn = 0 WHERE id = ?", [(one,) for one in request_ids])


def is_decided(db: Database, request_id: str) -> bool:
    """Whether the person took or rejected one of its options."""
    row = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM option o JOIN decision d ON d.option_id = o.id WHERE o.request_id = ?)",
        (request_id,),
    ).fetchone()
    return bool(row[0])


def dismissed(db: Database, conversation_id: int, through_message_id: int) -> frozenset[str]:
    """Texts of the options to this newest message that the person rejected."""
    rows = db.conn.execute(
        "SELECT json_extract(o.payload, '$.text') FROM request r JOIN option o ON o.request_id = r.id "
        "JOIN decision d ON d.option_id = o.id AND d.verb = 'reject' "
        "WHERE r.conversation_id = ? AND r.through_message_id = ?",
        (conversation_id, through_message_id),
    )
    return frozenset(row[0] for row in rows)


def made_ahead_since(db: Database, since_us: int) -> int:
    """How many sets of options were written ahead since then."""
    row = db.conn.execute("SELECT count(*) FROM request WHERE made_us > ? AND background", (since_us,)).fetchone()
    return int(row[0])
