"""Questions to the own history with their answers, and the figures and messages that answers are made of.

What an answer quotes stands beside it by message id and goes with the message, in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlite_utils import Database

from app.store.connection import transaction
from app.store.threads import SPOKEN_LIST
from engine.asked import AskAnswer, AskSource, AskTurn
from engine.domain import moment

#: Questions that are kept; the oldest go.
MOST_TURNS = 500
#: A kept question as it stands: id, time (µs), words, answer as JSON.
Row = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A stored message as an answer may quote it; `sender` is the contact who wrote it, None for the person."""

    message_id: int
    conversation_id: int
    contact_id: int | None
    sender: int | None
    from_me: bool
    is_group: bool
    text: str
    sent_us: int


@dataclass(frozen=True, slots=True)
class Within:
    """Which messages may be quoted.

    Attributes:
        contacts: written by or to one of them; () for anybody.
        from_me: True for the person's own, False for theirs, None for both.
        since_us, until_us: sent in [since, until).
    """

    contacts: tuple[int, ...] = ()
    from_me: bool | None = None
    since_us: int = 0
    until_us: int = 2**62


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not searched: people and groups that the person switched off, and what the system filed away."""

    people: int = 0
    groups: int = 0
    filed_away: int = 0


#: One-time codes, junk and what the person switched off are never quoted.
_READABLE = (
    f"m.kind IN ({SPOKEN_LIST}) AND m.text <> '' AND NOT m.unsent AND c.filter IN ('main', 'allowed') "
    "AND NOT c.switched_off AND NOT coalesce(k.switched_off, 0)"
)
_FROM = (
    "FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN contact k ON k.id = c.contact_id "
    "LEFT JOIN handle h ON h.id = m.handle_id"
)
_SELECT = (
    "SELECT m.id, m.conversation_id, c.contact_id, h.contact_id, m.from_me, c.is_group, m.text, m.sent_us " + _FROM
)


def said(db: Database, message_ids: Sequence[int], within: Within) -> list[Said]:
    """Those of these messages that may be quoted, in the order asked."""
    where, values = _where(within)
    rows = db.conn.execute(
        f"{_SELECT} JOIN json_each(?) j ON j.value = m.id WHERE {where}", (json.dumps(list(message_ids)), *values)
    ).fetchall()
    found = {row[0]: _said(row) for row in rows}
    return [found[one] for one in dict.fromkeys(message_ids) if one in found]


def newest(db: Database, within: Within, *, limit: int, oldest: bool = False) -> list[Said]:
    """The newest messages that may be quoted (or the oldest), that one first."""
    where, values = _where(within)
    rows = db.conn.execute(
        f"{_SELECT} WHERE {where} ORDER BY m.sent_us {'' if oldest else 'DESC'}, m.source_rowid LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [_said(row) for row in rows]


def count(db: Database, within: Within) -> int:
    """How many messages there are that could be quoted."""
    where, values = _where(within)
    return int(db.conn.execute(f"SELECT count(*) {_FROM} WHERE {where}", values).fetchone()[0])


def left_out(db: Database) -> LeftOut:
    """Whom and what no answer ever quotes."""
    (people,) = db.conn.execute("SELECT count(*) FROM contact WHERE switched_off").fetchone()
    rows = db.conn.execute(
        "SELECT c.is_group, c.switched_off, count(*) FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id "
        "WHERE c.n_messages > 0 AND NOT coalesce(k.switched_off, 0) "
        "AND (c.switched_off OR c.filter NOT IN ('main', 'allowed')) GROUP BY 1, 2"
    ).fetchall()
    counts = {(bool(is_group), bool(off)): int(count) for is_group, off, count in rows}
    filed_away = counts.get((False, False), 0) + counts.get((True, False), 0)
    return LeftOut(int(people) + counts.get((False, True), 0), counts.get((True, True), 0), filed_away)


def after(db: Database, message_id: int) -> Said | None:
    """The next message of the other side in the same conversation: the answer to a question."""
    row = db.conn.execute(
        f"{_SELECT} JOIN message q ON q.id = ? WHERE m.conversation_id = q.conversation_id AND "
        f"m.from_me <> q.from_me AND m.sent_us >= q.sent_us AND {_READABLE} ORDER BY m.sent_us LIMIT 1",
        (message_id,),
    ).fetchone()
    return None if row is None else _said(row)


def people(db: Database) -> list[tuple[int, str, int | None]]:
    """Everybody with a name who may be asked about: (contact, name, newest direct conversation)."""
    rows = db.conn.execute(
        "SELECT k.id, k.name, (SELECT c.id FROM conversation c WHERE c.contact_id = k.id AND NOT c.switched_off "
        "ORDER BY c.last_sent_us DESC LIMIT 1) FROM contact k WHERE k.name <> '' AND NOT k.switched_off"
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


# ---- kept turns ----------------------------------------------------------------------------------------------------


def keep(db: Database, question: str, answer: AskAnswer, *, asked_us: int) -> str:
    """Keep a question with its answer (without the draft, which is kept as suggestions); returns its id."""
    with transaction(db):
        turn_id = db.conn.execute(
            "INSERT INTO ask_turn (asked_us, question, answer) VALUES (?, ?, ?)",
            (asked_us, question, _encoded(answer)),
        ).lastrowid
        _note_sources(db, turn_id, answer.sources)
        db.conn.execute(
            "DELETE FROM ask_turn WHERE id <= (SELECT id FROM ask_turn ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (MOST_TURNS,),
        )
    return str(turn_id)


def history(db: Database, *, limit: int = 50) -> list[AskTurn]:
    """The questions asked last, the newest first."""
    rows = db.conn.execute(
        "SELECT id, question, answer, asked_us FROM ask_turn ORDER BY id DESC LIMIT ?", (limit,)
    ).fetchall()
    return [
        AskTurn(str(turn_id), question, msgspec.json.decode(answer, type=AskAnswer), moment(asked_us))
        for turn_id, question, answer, asked_us in rows
    ]


def clear(db: Database, turn_id: str | None = None) -> int:
    """Forget one kept question, or all; returns how many went."""
    with transaction(db):
        where, values = ("", ()) if turn_id is None else (" WHERE id = ?", (int(turn_id),))
        return int(db.conn.execute(f"DELETE FROM ask_turn{where}", values).rowcount)


def take(db: Database, turn_ids: Sequence[str]) -> tuple[Row, ...]:
    """Forget these questions; returns them as they stood, so that `put_back` can bring them back."""
    wanted = json.dumps([int(one) for one in turn_ids])
    with transaction(db):
        rows = db.conn.execute(
            "SELECT id, asked_us, question, answer FROM ask_turn WHERE id IN (SELECT value FROM json_each(?))",
            (wanted,),
        ).fetchall()
        db.conn.execute("DELETE FROM ask_turn WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    return tuple((row[0], row[1], row[2], row[3]) for row in rows)


def put_back(db: Database, rows: Sequence[Row]) -> None:
    """Keep questions again that were taken; what they quote of messages that went meanwhile stays gone."""
    with transaction(db):
        for number, asked_us, question, answer in rows:
            found = msgspec.json.decode(answer, type=AskAnswer)
            left = _still_there(db, found.sources)
            found = without(found, {one.message_id for one in found.sources} - {one.message_id for one in left})
            db.conn.execute(
                "INSERT OR IGNORE INTO ask_turn (id, asked_us, question, answer) VALUES (?, ?, ?, ?)",
                (number, asked_us, question, _encoded(found)),
            )
            _note_sources(db, number, left)


def forget_messages(db: Database, message_ids: Sequence[int]) -> None:
    """Take what kept answers quote of these messages out of them. Call inside a transaction."""
    _forget(db, "SELECT turn_id, message_id FROM ask_source WHERE message_id IN (SELECT value FROM json_each(?))",
            json.dumps(list(message_ids)))  # fmt: skip


def forget_conversation(db: Database, conversation_id: int) -> None:
    """Take what kept answers quote of a conversation out of them. Call inside a transaction."""
    _forget(db, "SELECT turn_id, message_id FROM ask_source WHERE conversation_id = ?", conversation_id)


def move_conversation(db: Database, kept: int, other: int) -> None:
    """What was quoted of conversation `other` is `kept`'s from now on. Call inside a transaction."""
    db.conn.execute("UPDATE ask_source SET conversation_id = ? WHERE conversation_id = ?", (kept, other))


def _forget(db: Database, which: str, value: object) -> None:
    gone: dict[int, set[str]] = {}
    for turn_id, message_id in db.conn.execute(which, (value,)).fetchall():
        gone.setdefault(turn_id, set()).add(str(message_id))
    for turn_id, lost in gone.items():
        (answer,) = db.conn.execute("SELECT answer FROM ask_turn WHERE id = ?", (turn_id,)).fetchone()
        left = without(msgspec.json.decode(answer, type=AskAnswer), lost)
        db.conn.execute("UPDATE ask_turn SET answer = ? WHERE id = ?", (_encoded(left), turn_id))
        db.conn.executemany(
            "DELETE FROM ask_source WHERE turn_id = ? AND message_id = ?", [(turn_id, int(one)) for one in lost]
        )


def without(answer: AskAnswer, message_ids: Iterable[str]) -> AskAnswer:
    """An answer without what rests on these messages; numbers of sources stay as they were."""
    lost = set(message_ids)
    numbers = {one.number for one in answer.sources if one.message_id in lost}
    sentences = tuple(one for one in answer.sentences if not numbers & set(one.sources))
    return replace(
        answer,
        text=" ".join(one.text for one in sentences),
        sentences=sentences,
        sources=tuple(one for one in answer.sources if one.message_id not in lost),
        rows=tuple(one for one in answer.rows if one.source not in numbers),
    )


def _note_sources(db: Database, turn_id: int | None, sources: Iterable[AskSource]) -> None:
    db.conn.executemany(
        "INSERT OR IGNORE INTO ask_source (turn_id, message_id, conversation_id) VALUES (?, ?, ?)",
        [(turn_id, int(one.message_id), int(one.conversation_id)) for one in sources],
    )


def _still_there(db: Database, sources: Sequence[AskSource]) -> list[AskSource]:
    """Sources whose message stands where it stood, with somebody the person did not leave out since."""
    rows = db.conn.execute(
        "SELECT m.id, m.conversation_id FROM json_each(?) j JOIN message m ON m.id = j.value "
        "JOIN conversation c ON c.id = m.conversation_id LEFT JOIN contact k ON k.id = c.contact_id "
        "WHERE NOT m.unsent AND NOT c.switched_off AND NOT coalesce(k.switched_off, 0)",
        (json.dumps([int(one.message_id) for one in sources]),),
    ).fetchall()
    there = {(str(message_id), str(conversation_id)) for message_id, conversation_id in rows}
    return [one for one in sources if (one.message_id, one.conversation_id) in there]


def _encoded(answer: AskAnswer) -> str:
    return msgspec.json.encode(replace(answer, draft=None)).decode()


def _where(within: Within) -> tuple[str, tuple[object, ...]]:
    where, values = [_READABLE, "m.sent_us >= ? AND m.sent_us < ?"], [within.since_us, within.until_us]
    if within.from_me is not None:
        where.append("m.from_me = ?")
        values.append(int(within.from_me))
    if within.contacts:
        holes = ",".join("?" * len(within.contacts))
        where.append(f"(c.contact_id IN ({holes}) OR (m.from_me = 0 AND h.contact_id IN ({holes})))")
        values += [*within.contacts, *within.contacts]
    return " AND ".join(where), tuple(values)


def _said(row: tuple[int, int, int | None, int | None, int, int, str, int]) -> Said:
    message_id, conversation_id, contact_id, sender, from_me, is_group, text, sent_us = row
    return Said(
        message_id, conversation_id, contact_id, None if from_me else sender, bool(from_me), bool(is_group), text,
        sent_us,
    )  # fmt: skip
