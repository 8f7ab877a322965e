"""Suggested replies, what became of them, and the training samples that came of that."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from app.store import learnt_words, samples
from app.store.connection import transaction
from engine.domain import SPOKEN, Kind, Option, Suggestions
from engine.problems import NoSuchRequest, NoSuchResponse

_SHOWN = 3
#: Kinds that options answer or follow, as SQL.
READ = "(" + ",".join(f"'{kind.value}'" for kind in sorted({*SPOKEN, Kind.ONE_TIME_CODE})) + ")"
_NEWEST = (
    f"SELECT m.id FROM message m WHERE m.conversation_id = r.conversation_id AND m.kind IN {READ} "
    "ORDER BY m.sent_us DESC, m.source_rowid DESC LIMIT 1"
)
_SELECT = (
    "SELECT r.id, r.conversation_id, r.mode, r.model_version, r.elapsed_ms, r.fallback_reason, "
    "r.silent_reason, r.planned FROM request r"
)


@dataclass(frozen=True, slots=True)
class Recent:
    """How one request went."""

    elapsed_ms: int
    mode: str
    fallback_reason: str | None
    background: bool


def add(
    db: Database,
    made: Suggestions,
    *,
    conversation_id: int,
    through_message_id: int | None,
    made_us: int | None = None,
    background: bool = False,
    wish: str = "",
) -> None:
    """Keep a set of options; with the id of a kept request its options follow those it has.

    `made.total_count` options are planned: those that are missing may be added later.

    Args:
        through_message_id: the newest message that was read for them.
        made_us: when they were made; now, if not said.
        background: whether they were written before anybody asked.
        wish: JSON of what was wished for, to write the missing options with.
    """
    with transaction(db):
        db.conn.execute(
            "INSERT INTO request (id, conversation_id, through_message_id, mode, model_version, fallback_reason, "
            "silent_reason, elapsed_ms, made_us, background, planned, wish) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (
                made.request_id,
                conversation_id,
                through_message_id,
                made.mode,
                made.model_version,
                made.fallback_reason,
                made.silent_reason,
                made.elapsed_ms,
                time.time_ns() // 1000 if made_us is None else made_us,
                background,
                made.total_count,
                wish,
            ),
        )
        (position,) = db.conn.execute(
            "SELECT coalesce(max(position) + 1, 0) FROM option WHERE request_id = ?", (made.request_id,)
        ).fetchone()
        db.conn.executemany(
            "INSERT INTO option (id, request_id, position, payload) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            [
                (option.response_id, made.request_id, place, msgspec.json.encode(option).decode())
                for place, option in enumerate(made.options, position)
            ],
        )


def current(db: Database, conversation_id: int) -> Suggestions | None:
    """The options made last, if nothing was said since and they were not withdrawn."""
    row = db.conn.execute(
        f"{_SELECT} WHERE r.conversation_id = ? AND NOT r.withdrawn AND r.through_message_id = ({_NEWEST}) "
        "ORDER BY r.made_us DESC, r.rowid DESC LIMIT 1",
        (conversation_id,),
    ).fetchone()
    return None if row is None else _suggestions(db, row)


def current_options(db: Database, conversation_id: int) -> Suggestions | None:
    """The last set that has options, if nothing was said since and it was not withdrawn."""
    row = db.conn.execute(
        f"{_SELECT} WHERE r.conversation_id = ? AND NOT r.withdrawn AND r.through_message_id = ({_NEWEST}) "
        "AND EXISTS (SELECT 1 FROM option o WHERE o.request_id = r.id) ORDER BY r.made_us DESC, r.rowid DESC LIMIT 1",
        (conversation_id,),
    ).fetchone()
    return None if row is None else _suggestions(db, row)


def get_request(db: Database, request_id: str) -> Suggestions:
    """A set of options by its id.

    Raises:
        NoSuchRequest: no such id.
    """
    row = db.conn.execute(f"{_SELECT} WHERE r.id = ?", (request_id,)).fetchone()
    if row is None:
        raise NoSuchRequest(id=request_id)
    return _suggestions(db, row)


def get_option(db: Database, response_id: str) -> Option:
    """One option by its id.

    Raises:
        NoSuchResponse: no such id.
    """
    row = db.conn.execute("SELECT payload FROM option WHERE id = ?", (response_id,)).fetchone()
    if row is None:
        raise NoSuchResponse(id=response_id)
    return msgspec.json.decode(row[0], type=Option)


def conversation_of(db: Database, response_id: str) -> int:
    """The conversation an option was made for.

    Raises:
        NoSuchResponse: no such id.
    """
    row = db.conn.execute(
        "SELECT r.conversation_id FROM option o JOIN request r ON r.id = o.request_id WHERE o.id = ?",
        (response_id,),
    ).fetchone()
    if row is None:
        raise NoSuchResponse(id=response_id)
    return int(row[0])


def request_of(db: Database, response_id: str) -> str:
    """The request an option belongs to.

    Raises:
        NoSuchResponse: no such id.
    """
    row = db.conn.execute("SELECT request_id FROM option WHERE id = ?", (response_id,)).fetchone()
    if row is None:
        raise NoSuchResponse(id=response_id)
    return str(row[0])


def withdraw_answered(db: Database) -> list[int]:
    """Withdraw the options of conversations the person has spoken in since; returns those conversations."""
    stale = f"NOT r.withdrawn AND (SELECT from_me FROM message WHERE id = ({_NEWEST})) = 1"
    with transaction(db):
        rows = db.conn.execute(f"SELECT DISTINCT r.conversation_id FROM request r WHERE {stale}").fetchall()
        db.conn.execute(f"UPDATE request AS r SET withdrawn = 1 WHERE {stale}")
    return [int(row[0]) for row in rows]


def decide(
    db: Database,
    response_id: str,
    conversation_id: int,
    *,
    verb: str,
    reason: str | None,
    text: str | None,
    decided_us: int,
) -> None:
    """Remember what the person did with an option: "accept", "edit" or "reject"."""
    with transaction(db):
        db.conn.execute(
            "INSERT INTO decision (option_id, conversation_id, verb, reason, text, decided_us) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (response_id, conversation_id, str(verb), reason, text, decided_us),
        )


def undecide(db: Database, response_id: str) -> None:
    """Forget what became of an option, and the sample that came of it."""
    with transaction(db):
        db.conn.execute("DELETE FROM decision WHERE option_id = ?", (response_id,))
        for (sample_id,) in db.conn.execute("SELECT id FROM sample WHERE option_id = ?", (response_id,)).fetchall():
            learnt_words.end_with(db, sample_id)
            samples.delete(db, sample_id)


def decisions(db: Database, conversation_id: int) -> list[tuple[str, str, str | None]]:
    """(response_id, verb, reason) of everything decided in a conversation, oldest first."""
    rows = db.conn.execute(
        "SELECT option_id, verb, reason FROM decision WHERE conversation_id = ? ORDER BY decided_us, id",
        (conversation_id,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def add_sample(
    db: Database,
    conversation_id: int,
    *,
    option_id: str | None,
    source: str,
    sample_input: str,
    output: str,
    quality: float,
    made_us: int,
    span_us: tuple[int, int] = (0, 2**63 - 1),
) -> None:
    """Remember a pair of context and reply to train on; `quality` in [0, 1].

    Args:
        span_us: when the oldest and the newest message of the context were sent.
    """
    with transaction(db):
        db.conn.execute(
            "INSERT INTO sample (conversation_id, option_id, source, input, output, quality, made_us, since_us, "
            "until_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (conversation_id, option_id, source, sample_input, output, quality, made_us, *span_us),
        )


def forget_quotes(db: Database, message_ids: Sequence[int]) -> None:
    """Drop the sets of options that were made from these messages, in whatever conversation they are offered, and
    those that answer a turn these messages are part of."""
    marks = ",".join("?" * len(message_ids))
    db.conn.execute(
        "DELETE FROM request WHERE id IN (SELECT o.request_id FROM option o, json_each(o.payload, '$.sources') s "
        f"WHERE s.value IN ({marks}))",
        tuple(str(one) for one in message_ids),
    )
    db.conn.execute(
        "DELETE FROM request WHERE id IN (SELECT r.id FROM message m "
        "JOIN request r ON r.conversation_id = m.conversation_id AND NOT r.withdrawn "
        "JOIN message t ON t.id = r.through_message_id AND t.sent_us >= m.sent_us "
        f"WHERE m.id IN ({marks}) AND NOT m.from_me AND NOT EXISTS (SELECT 1 FROM message b WHERE b.from_me "
        f"AND b.conversation_id = m.conversation_id AND b.kind IN {READ} "
        "AND b.sent_us BETWEEN m.sent_us AND t.sent_us))",
        tuple(message_ids),
    )


def read_until(db: Database, response_id: str) -> int | None:
    """When the newest message was sent that an option answers, in µs; None if it is not there any more."""
    row = db.conn.execute(
        "SELECT m.sent_us FROM option o JOIN request r ON r.id = o.request_id "
        "JOIN message m ON m.id = r.through_message_id WHERE o.id = ?",
        (response_id,),
    ).fetchone()
    return None if row is None else int(row[0])


def recent_requests(db: Database, limit: int, *, since_us: int = 0) -> list[Recent]:
    """The latest requests that were not silent, made at or after `since_us`, newest first."""
    rows = db.conn.execute(
        "SELECT elapsed_ms, mode, fallback_reason, background FROM request WHERE silent_reason IS NULL "
        "AND made_us >= ? ORDER BY made_us DESC, rowid DESC LIMIT ?",
        (since_us, limit),
    )
    return [Recent(row[0], row[1], row[2], bool(row[3])) for row in rows]


def fallback_rate(db: Database, since_us: int, *, not_counted: Sequence[str] = ("no_model",)) -> float | None:
    """The share of requests since then that fell back to past replies although a model was in use, in [0, 1];
    None where there were none.

    Args:
        not_counted: fallback reasons that are no failure of a model.
    """
    total, fallen = db.conn.execute(
        "SELECT count(*), count(fallback_reason) FROM request WHERE made_us > ? AND silent_reason IS NULL "
        "AND coalesce(fallback_reason, '') NOT IN (SELECT value FROM json_each(?))",
        (since_us, json.dumps(list(not_counted))),
    ).fetchone()
    return None if not total else fallen / total


def _suggestions(db: Database, row: tuple[str, int, str, str, int, str | None, str | None, int]) -> Suggestions:
    rows = db.conn.execute("SELECT payload FROM option WHERE request_id = ? ORDER BY position", (row[0],))
    options = tuple(msgspec.json.decode(one[0], type=Option) for one in rows)
    total = max(len(options), row[7])
    return Suggestions(
        request_id=row[0],
        conversation_id=str(row[1]),
        mode=row[2],
        model_version=row[3],
        options=options,
        has_more=total > _SHOWN,
        total_count=total,
        elapsed_ms=row[4],
        cached=True,
        fallback_reason=row[5],
        silent_reason=row[6],
    )
