"""Turns as moments that can be recalled: who spoke, when, and the words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.store import passages


@dataclass(frozen=True, slots=True)
class Moment:
    """One turn; `conversation_id` is where it was said, `sent_us` when it began."""

    passage_id: int
    conversation_id: int
    contact_id: int
    from_me: bool
    sent_us: int
    text: str


def moments(db: Database, passage_ids: Sequence[int]) -> list[Moment]:
    """These turns in the order asked, without those that are gone or have no words."""
    rows = db.conn.execute(
        "SELECT p.id, p.conversation_id, p.contact_id, p.from_me, p.sent_us FROM json_each(?) c "
        "JOIN passage p ON p.id = c.value",
        (json.dumps(list(passage_ids)),),
    ).fetchall()
    words = passages.texts(db, [row[0] for row in rows])
    found = {row[0]: Moment(row[0], row[1], row[2], bool(row[3]), row[4], words.get(row[0], "")) for row in rows}
    return [found[one] for one in dict.fromkeys(passage_ids) if one in found and found[one].text]
