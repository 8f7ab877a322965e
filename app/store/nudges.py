"""Nudges that were shown and their answers, what the bandits know, and what the order of options was taught."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

import msgspec
from sqlite_utils import Database

from app.store.connection import transaction
from app.store.suggestions import READ
from engine.problems import NoSuchNudge

#: What the bandits choose: the next nudge, the order of options.
NUDGES, OPTIONS = "nudge", "option"
#: Answers after which the same nudge does not come again.
SETTLED = ("done", "dismiss", "not_helpful")


@dataclass(frozen=True, slots=True)
class Shown:
    """A nudge as it was shown.

    Attributes:
        conversation_id: None for one of a list that was handed in.
        source: "template" or "model".
        features: what the bandit saw.
        prompt_tokens, completion_tokens: what its wording cost; 0 for templates.
        quiet_until_us: a snoozed one comes back then.
    """

    id: str
    tip_id: str
    kind: str
    conversation_id: int | None
    content: str
    source: str
    rationale: str
    policy: str
    score: float
    features: tuple[float, ...]
    prompt_version: str
    model_version: str
    prompt_tokens: int
    completion_tokens: int
    shown_us: int
    answer: str | None = None
    answered_us: int | None = None
    quiet_until_us: int = 0


_COLUMNS = tuple(field.name for field in fields(Shown))
_FEATURES = _COLUMNS.index("features")


def add(db: Database, shown: Shown) -> None:
    """Remember that a nudge was shown."""
    values = list(astuple(shown))
    values[_FEATURES] = json.dumps(shown.features)
    marks = ", ".join("?" * len(_COLUMNS))
    with transaction(db):
        db.conn.execute(f"INSERT INTO nudge ({', '.join(_COLUMNS)}) VALUES ({marks})", values)


def get(db: Database, nudge_id: str) -> Shown:
    """A nudge that was shown.

    Raises:
        NoSuchNudge: no such id.
    """
    row = db.conn.execute(f"SELECT {', '.join(_COLUMNS)} FROM nudge WHERE id = ?", (nudge_id,)).fetchone()
    if row is None:
        raise NoSuchNudge(id=nudge_id)
    named = dict(zip(_COLUMNS, row, strict=True))
    named["features"] = json.loads(named["features"])
    return msgspec.convert(named, Shown)


def answer(db: Database, nudge_id: str, verdict: str | None, *, answered_us: int, quiet_until_us: int = 0) -> None:
    """Note what the person did with a nudge; None takes it back."""
    with transaction(db):
        db.conn.execute(
            "UPDATE nudge SET answer = ?, answered_us = ?, quiet_until_us = ? WHERE id = ?",
            (verdict, answered_us if verdict else None, quiet_until_us, nudge_id),
        )


def silenced(db: Database, tip_ids: Sequence[str], *, now_us: int) -> frozenset[str]:
    """Those of these that were settled, or snoozed for longer."""
    rows = db.conn.execute(
        "SELECT DISTINCT n.tip_id FROM json_each(?) t JOIN nudge n ON n.tip_id = t.value "
        "WHERE n.answer IN (SELECT value FROM json_each(?)) OR n.quiet_until_us > ?",
        (json.dumps(list(tip_ids)), json.dumps(SETTLED), now_us),
    )
    return frozenset(row[0] for row in rows)


def shown_since(db: Database, *, since_us: int) -> frozenset[str]:
    """What nudges were about that were shown since then and not answered."""
    rows = db.conn.execute("SELECT tip_id FROM nudge WHERE answer IS NULL AND shown_us >= ?", (since_us,))
    return frozenset(row[0] for row in rows)


def acted_on(db: Database, *, since_us: int) -> list[str]:
    """Unanswered nudges shown since then in whose conversation the person has spoken after that, oldest first."""
    rows = db.conn.execute(
        "SELECT n.id FROM nudge n WHERE n.answer IS NULL AND n.shown_us >= ? AND EXISTS (SELECT 1 FROM message m "
        f"WHERE m.conversation_id = n.conversation_id AND m.sent_us > n.shown_us AND m.from_me AND m.kind IN {READ}) "
        "ORDER BY n.shown_us",
        (since_us,),
    )
    return [row[0] for row in rows]


def forget_conversations(db: Database, conversation_ids: Sequence[int]) -> None:
    """Drop the nudges of these conversations: their words may quote what is no longer there."""
    db.conn.executemany("DELETE FROM nudge WHERE conversation_id = ?", [(one,) for one in conversation_ids])


def bandit(db: Database, use: str, policy: str) -> object:
    """What a bandit had learned, in the form of `engine.reply.bandit_record`; None before anything was."""
    row = db.conn.execute("SELECT record FROM bandit WHERE use = ? AND policy = ?", (use, policy)).fetchone()
    try:
        return None if row is None else json.loads(row[0])
    except ValueError:
        return None


def put_bandit(db: Database, use: str, policy: str, record: object) -> None:
    """Keep what a bandit knows, in place of what it knew."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO bandit (use, policy, record) VALUES (?, ?, ?)",
            (use, policy, msgspec.json.encode(record).decode()),
        )


def lessons(db: Database, request_id: str) -> dict[str, tuple[str, tuple[float, ...]]]:
    """(fate, features) by option: what the options of one request taught."""
    rows = db.conn.execute(
        "SELECT option_id, fate, features FROM option_reward WHERE request_id = ? ORDER BY option_id", (request_id,)
    )
    return {row[0]: (row[1], tuple(json.loads(row[2]))) for row in rows}


def put_lesson(db: Database, option_id: str, request_id: str, fate: str, features: Sequence[float]) -> None:
    """Remember what the fate of one option taught."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO option_reward (option_id, request_id, fate, features) VALUES (?, ?, ?, ?)",
            (option_id, request_id, fate, json.dumps(list(features))),
        )


def drop_lessons(db: Database, option_ids: Sequence[str]) -> None:
    """Forget what these options taught; unknown ones are fine."""
    with transaction(db):
        db.conn.executemany("DELETE FROM option_reward WHERE option_id = ?", [(one,) for one in option_ids])
