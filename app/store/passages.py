"""Passages: turns of a conversation as they are embedded, recalled and answered. The words stay in `message`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.store import vectors
from app.store.connection import transaction
from app.store.parts import marks, parts

#: `passage.embedder` of a turn without words: there is nothing to embed.
WORDLESS = ""

#: Named, because the planner would read the index of answers and sort.
_ANSWERED = "passage p INDEXED BY passage_answered WHERE p.reply_passage_id IS NOT NULL AND p.from_me = 0"


@dataclass(frozen=True, slots=True)
class AnsweredTurn:
    """A turn of theirs and how the person answered it.

    Attributes:
        incoming: their words, one message a line.
        texts: the person's messages in answer, those with words only, oldest first.
        reply_ids: message ids of `texts`.
        contact_id: whose turn it was; 0 in groups.
        sent_us: when their turn began.
    """

    passage_id: int
    incoming: str
    texts: tuple[str, ...]
    reply_ids: tuple[str, ...]
    contact_id: int
    sent_us: int


def waiting(db: Database, limit: int) -> list[tuple[int, int, str]]:
    """Passages without a vector as (passage_id, contact_id, text), newest first."""
    rows = db.conn.execute(
        "SELECT id, contact_id FROM passage WHERE embedder IS NULL ORDER BY sent_us DESC, id DESC LIMIT ?",
        (limit,),
    ).fetchall()
    words = texts(db, [row[0] for row in rows])
    return [(row[0], row[1], words.get(row[0], "")) for row in rows]


def n_waiting(db: Database, *, limit: int) -> int:
    """How many passages wait for a vector, counted up to `limit`."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM passage WHERE embedder IS NULL LIMIT ?)"
    return int(db.conn.execute(sql, (limit,)).fetchone()[0])


def unchanged(db: Database, asked: Sequence[tuple[int, int, str]]) -> list[int]:
    """Which rows that `waiting` gave still wait with the same words, as their positions."""
    there: set[int] = set()
    for part in parts([row[0] for row in asked]):
        sql = f"SELECT id FROM passage WHERE embedder IS NULL AND id IN ({marks(part)})"
        there |= {row[0] for row in db.conn.execute(sql, tuple(part))}
    words = texts(db, sorted(there))
    return [at for at, (one, _, text) in enumerate(asked) if one in there and words.get(one, "") == text]


def mark(db: Database, ids: Iterable[int], embedder: str) -> None:
    """Note which embedder made the vectors of these passages."""
    with transaction(db):
        db.conn.executemany("UPDATE passage SET embedder = ? WHERE id = ?", [(embedder, one) for one in ids])


def reembed(db: Database, embedder: str) -> int:
    """Let everything wait again that another embedder than `embedder` embedded; returns how many passages."""
    with transaction(db):
        stale = "embedder IS NOT NULL AND embedder NOT IN (?, ?)"
        rows = db.conn.execute(f"SELECT id FROM passage WHERE {stale}", (embedder, WORDLESS)).fetchall()
        vectors.remove(db, [row[0] for row in rows])
        db.conn.execute(f"UPDATE passage SET embedder = NULL WHERE {stale}", (embedder, WORDLESS))
    return len(rows)


def progress(db: Database) -> tuple[int, int]:
    """(embedded, total) over passages that have words."""
    total, waits = db.conn.execute(
        "SELECT (SELECT count(*) FROM passage WHERE embedder IS NOT ''), "
        "(SELECT count(*) FROM passage WHERE embedder IS NULL)"
    ).fetchone()
    return total - waits, total


def any_embedded(db: Database) -> bool:
    """Whether there is a vector to search for; far cheaper than `progress`."""
    return bool(db.conn.execute("SELECT EXISTS (SELECT 1 FROM passage_fine)").fetchone()[0])


def texts(db: Database, passage_ids: Sequence[int]) -> dict[int, str]:
    """The words of passages by id, one message a line; passages that are gone are missing."""
    found: dict[int, list[str]] = {}
    for passage_id, _, text in _messages(db, passage_ids):
        found.setdefault(passage_id, []).append(text)
    return {passage_id: "\n".join(text for text in lines if text) for passage_id, lines in found.items()}


def words(db: Database, passage_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """The messages of passages with their texts, as (message_id, text) by passage id, oldest first."""
    found: dict[int, list[tuple[int, str]]] = {}
    for passage_id, message_id, text in _messages(db, passage_ids):
        found.setdefault(passage_id, []).append((message_id, text))
    return found


def message_ids(db: Database, passage_ids: Sequence[int]) -> dict[int, list[int]]:
    """The messages of passages by passage id, oldest first."""
    found: dict[int, list[int]] = {}
    for passage_id, message_id, _ in _messages(db, passage_ids):
        found.setdefault(passage_id, []).append(message_id)
    return found


def replies(db: Database, passage_ids: Sequence[int]) -> list[AnsweredTurn]:
    """What the person answered to these passages, in the order asked, without those not answered in words."""
    links: dict[int, tuple[int, int, int]] = {}
    for part in parts(passage_ids):
        for row in db.conn.execute(
            "SELECT id, reply_passage_id, contact_id, sent_us FROM passage "
            f"WHERE id IN ({marks(part)}) AND NOT from_me AND reply_passage_id IS NOT NULL",
            tuple(part),
        ):
            links[row[0]] = (row[1], row[2], row[3])
    words: dict[int, list[tuple[int, str]]] = {}
    for passage_id, message_id, text in _messages(db, [*links, *{link[0] for link in links.values()}]):
        if text:
            words.setdefault(passage_id, []).append((message_id, text))
    return [
        AnsweredTurn(
            passage_id=one,
            incoming="\n".join(text for _, text in words.get(one, [])),
            texts=tuple(text for _, text in words[links[one][0]]),
            reply_ids=tuple(str(message_id) for message_id, _ in words[links[one][0]]),
            contact_id=links[one][1],
            sent_us=links[one][2],
        )
        for one in dict.fromkeys(passage_ids)
        if one in links and links[one][0] in words
    ]


def answered(db: Database, *, limit: int) -> list[tuple[str, str]]:
    """The newest turns of theirs with the person's answers, both in words, newest first."""
    rows = db.conn.execute(
        f"SELECT p.id FROM {_ANSWERED} ORDER BY p.sent_us DESC LIMIT ?",
        (limit,),
    ).fetchall()
    found = replies(db, [row[0] for row in rows])
    return [(turn.incoming, "\n".join(turn.texts)) for turn in found if turn.incoming]


def of_messages(db: Database, message_ids: Sequence[int]) -> list[int]:
    """The passages that messages are in, in the order of the messages, each once."""
    found: dict[int, int] = {}
    for part in parts(message_ids):
        found.update(
            db.conn.execute(
                f"SELECT message_id, passage_id FROM passage_message WHERE message_id IN ({marks(part)})",
                tuple(part),
            ).fetchall()
        )
    return list(dict.fromkeys(found[one] for one in message_ids if one in found))


def _messages(db: Database, passage_ids: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    for part in parts(passage_ids):
        yield from db.conn.execute(
            "SELECT pm.passage_id, m.id, m.text FROM passage_message pm "
            f"JOIN message m ON m.id = pm.message_id WHERE pm.passage_id IN ({marks(part)}) "
            "ORDER BY pm.passage_id, m.sent_us, m.source_rowid, m.id",
            tuple(part),
        )
