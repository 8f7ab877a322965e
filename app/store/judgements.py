"""Verdicts on conversations, and what the person said is no risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from sqlite_utils import Database

from app.store import flow
from app.store.connection import transaction
from engine.domain import Risk, Standing, State

#: Verdicts kept decoded, two texts a conversation: a list of conversations is read far oftener than it changes.
_DECODED = 4096

#: A dismissed pattern that stands for all of them: never flag this contact.
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one conversation, as it was kept.

    Attributes:
        through_us: the last message that was read for it.
    """

    conversation_id: int
    through_us: int
    standing: Standing
    risk: Risk
    judged_us: int


_SELECT = "SELECT conversation_id, through_us, triage, risk, judged_us FROM judgement"


def put(db: Database, conversation_id: int, *, standing: Standing, risk: Risk, judged_us: int) -> None:
    """Keep the verdict on a conversation in place of an earlier one."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO judgement (conversation_id, through_us, triage, risk, judged_us) VALUES "
            "(?, coalesce((SELECT last_sent_us FROM conversation WHERE id = ?), 0), ?, ?, ?)",
            (
                conversation_id,
                conversation_id,
                msgspec.json.encode(standing).decode(),
                msgspec.json.encode(risk).decode(),
                judged_us,
            ),
        )
        flow.foretell(db, conversation_id, standing, judged_us=judged_us)


def get(db: Database, conversation_id: int) -> Verdict | None:
    """The verdict on one conversation, if it was judged."""
    row = db.conn.execute(f"{_SELECT} WHERE conversation_id = ?", (conversation_id,)).fetchone()
    return None if row is None else _verdict(row)


def listing(db: Database) -> dict[int, Verdict]:
    """All verdicts by conversation."""
    return {row[0]: _verdict(row) for row in db.conn.execute(_SELECT)}


def outdate(db: Database, states: Sequence[State]) -> None:
    """Let conversations that stand in one of these states be judged anew: what waiting costs depends on the time."""
    with transaction(db):
        db.conn.execute(
            "UPDATE conversation SET changed = 1 WHERE id IN (SELECT conversation_id FROM judgement "
            f"WHERE json_extract(triage, '$.state') IN ({','.join('?' * len(states))}))",
            tuple(state.value for state in states),
        )


def dismiss(db: Database, contact_id: int, pattern_name: str, *, dismissed_us: int) -> None:
    """Remember that a pattern (`EVERYTHING`: all of them) is no risk with this contact."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO dismissal (contact_id, pattern_name, dismissed_us) VALUES (?, ?, ?)",
            (contact_id, pattern_name, dismissed_us),
        )
        db.conn.execute("UPDATE conversation SET changed = 1 WHERE contact_id = ?", (contact_id,))


def restore(db: Database, contact_id: int, pattern_name: str) -> None:
    """Take a dismissal back."""
    with transaction(db):
        db.conn.execute("DELETE FROM dismissal WHERE contact_id = ? AND pattern_name = ?", (contact_id, pattern_name))
        db.conn.execute("UPDATE conversation SET changed = 1 WHERE contact_id = ?", (contact_id,))


def dismissed(db: Database, contact_id: int | None) -> frozenset[str]:
    """The patterns that are no risk with this contact; none for a group (None)."""
    rows = db.conn.execute("SELECT pattern_name FROM dismissal WHERE contact_id IS ?", (contact_id,))
    return frozenset(row[0] for row in rows)


def never_marked(db: Database) -> frozenset[int]:
    """Contacts (and, negative, groups) whose words are never marked."""
    rows = db.conn.execute("SELECT contact_id FROM dismissal WHERE pattern_name = ?", (EVERYTHING,))
    return frozenset(row[0] for row in rows)


def n_dismissed(db: Database, *, since_us: int) -> int:
    """With how many contacts and groups the person called something "not a risk" since then."""
    sql = "SELECT count(DISTINCT contact_id) FROM dismissal WHERE dismissed_us >= ?"
    return int(db.conn.execute(sql, (since_us,)).fetchone()[0])


def _verdict(row: tuple[int, int, str, str, int]) -> Verdict:
    return Verdict(
        conversation_id=row[0],
        through_us=row[1],
        standing=_standing(row[2]),
        risk=_risk(row[3]),
        judged_us=row[4],
    )


@lru_cache(_DECODED)
def _standing(text: str) -> Standing:
    return msgspec.json.decode(text, type=Standing)


@lru_cache(_DECODED)
def _risk(text: str) -> Risk:
    return msgspec.json.decode(text, type=Risk)
