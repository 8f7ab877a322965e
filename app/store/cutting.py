"""Cutting conversations into passages, and taking passages back whose messages changed.

`conversation.passages_through_us` says up to which time a conversation is cut; whoever changes or removes
messages calls `forget_messages`, which takes it back, and the next `cut` mends only what changed. Beyond that time
there may be passages around messages that were needed at once (`cut_around`); the cut that comes there mends them.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlite_utils import Database

from app.store import vectors
from app.store.connection import transaction
from app.store.parts import marks, parts
from app.store.passages import WORDLESS
from engine.domain import SPOKEN, Filter, Kind, Message, micros, moment
from engine.memory.turns import Turn, turns

#: A turn of the person's that begins later than this after theirs is not an answer to it.
REPLY_WITHIN = timedelta(days=3)

_OUT_OF_SIGHT = tuple(value.value for value in (Filter.JUNK, Filter.PROMOTION, Filter.TRANSACTION, Filter.BLACKHOLED))
_SPOKEN = "(" + ",".join(f"'{kind.value}'" for kind in sorted(SPOKEN)) + ")"


def uncut(db: Database, limit: int = 1000) -> list[int]:
    """Conversations with messages that are not cut yet, newest first; never switched-off or junk ones."""
    rows = db.conn.execute(
        "SELECT c.id FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id "
        "WHERE c.passages_through_us < c.last_sent_us AND NOT c.switched_off AND k.switched_off IS NOT 1 "
        f"AND c.filter NOT IN ({marks(_OUT_OF_SIGHT)}) ORDER BY c.last_sent_us DESC LIMIT ?",
        (*_OUT_OF_SIGHT, limit),
    )
    return [int(row[0]) for row in rows]


def uncut_messages(db: Database) -> int:
    """Messages of the conversations that are not cut up to their end, counted in the tail that is not."""
    rows = db.conn.execute(
        "SELECT id, passages_through_us FROM conversation WHERE passages_through_us < last_sent_us "
        f"AND NOT switched_off AND filter NOT IN ({marks(_OUT_OF_SIGHT)})",
        _OUT_OF_SIGHT,
    ).fetchall()
    count = "SELECT count(*) FROM message WHERE conversation_id = ? AND sent_us > ?"
    return sum(int(db.conn.execute(count, row).fetchone()[0]) for row in rows)


def cut(db: Database, conversation_id: int, *, limit: int | None = None) -> int:
    """Cut one conversation into turns; returns how many passages were made. Unchanged turns stay as they are.

    A switched-off conversation is not read: it gives 0.

    Args:
        limit: messages to cut at most, oldest first; a turn that goes on beyond them is mended by the next cut.
    """
    found = _readable(db, conversation_id)
    if found is None:
        return 0
    contact_id, through_us, last_us = found
    with transaction(db):
        until_us = last_us if limit is None else _reach(db, conversation_id, through_us, limit) or last_us
        made = _recut(db, conversation_id, contact_id, _anchor(db, conversation_id, through_us), until_us)
        db.conn.execute("UPDATE conversation SET passages_through_us = ? WHERE id = ?", (until_us, conversation_id))
    return made


def cut_around(db: Database, conversation_id: int, sent_us: int, *, n_messages: int) -> int:
    """Cut what was said around a moment, so many messages to either side, without what comes before; returns how many
    passages were made, 0 where the conversation is cut or not read. Turns at the edges may be cut short for now."""
    found = _readable(db, conversation_id)
    if found is None or sent_us <= found[1]:
        return 0
    contact_id, through_us, last_us = found
    begins_us, ends_us = (
        db.conn.execute(
            f"SELECT {bound}(sent_us) FROM (SELECT sent_us FROM message WHERE conversation_id = ? "
            f"AND sent_us {side} ? AND kind IN {_SPOKEN} ORDER BY sent_us {order} LIMIT ?)",
            (conversation_id, sent_us, n_messages),
        ).fetchone()[0]
        for bound, side, order in (("min", "<=", "DESC"), ("max", ">=", "ASC"))
    )
    if begins_us is None or begins_us <= through_us:
        begins_us = _anchor(db, conversation_id, through_us)
    with transaction(db):
        return _recut(db, conversation_id, contact_id, begins_us, last_us if ends_us is None else ends_us)


def n_uncut(db: Database, conversation_id: int, *, limit: int) -> int:
    """Messages beyond what is cut, counted up to `limit`."""
    (count,) = db.conn.execute(
        "SELECT count(*) FROM (SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation_id "
        "WHERE c.id = ? AND m.sent_us > c.passages_through_us LIMIT ?)",
        (conversation_id, limit),
    ).fetchone()
    return int(count)


def forget_messages(db: Database, ids: Iterable[int]) -> None:
    """Remove the passages and vectors these messages are in; their conversations are cut again from there.

    For messages that were edited, unsent, removed, moved, or that arrived late with an old time. The rows of
    `message` may be there or gone already.
    """
    with transaction(db):
        wanted = list(ids)
        _take_back(db, wanted)
        for part in parts(wanted):
            rows = db.conn.execute(
                f"SELECT DISTINCT passage_id FROM passage_message WHERE message_id IN ({marks(part)})",
                tuple(part),
            ).fetchall()
            _remove(db, [row[0] for row in rows])


def forget_conversation(db: Database, conversation_id: int) -> None:
    """Remove every passage and vector of a conversation; it is cut anew (other contact, switched off)."""
    with transaction(db):
        one = (conversation_id,)
        rows = db.conn.execute("SELECT id FROM passage WHERE conversation_id = ?", one).fetchall()
        _remove(db, [row[0] for row in rows])
        db.conn.execute("UPDATE conversation SET passages_through_us = -1 WHERE id = ?", one)


def _take_back(db: Database, message_ids: Sequence[int]) -> None:
    """Set `passages_through_us` to before the turns these messages are in, or before themselves."""
    for part in parts(message_ids):
        holes = marks(part)
        for sql in (
            "SELECT p.conversation_id, min(p.sent_us) FROM passage_message pm "
            f"JOIN passage p ON p.id = pm.passage_id WHERE pm.message_id IN ({holes}) GROUP BY 1",
            "SELECT conversation_id, min(sent_us) FROM message "
            f"WHERE id IN ({holes}) AND conversation_id IS NOT NULL GROUP BY 1",
        ):
            db.conn.executemany(
                "UPDATE conversation SET passages_through_us = min(passages_through_us, ? - 1) WHERE id = ?",
                [(row[1], row[0]) for row in db.conn.execute(sql, tuple(part)).fetchall()],
            )


def _remove(db: Database, passage_ids: Sequence[int]) -> None:
    vectors.remove(db, passage_ids)
    for part in parts(passage_ids):
        holes = marks(part)
        db.conn.execute(f"DELETE FROM passage_message WHERE passage_id IN ({holes})", tuple(part))
        db.conn.execute(f"DELETE FROM passage WHERE id IN ({holes})", tuple(part))
        db.conn.execute(f"UPDATE passage SET reply_passage_id = NULL WHERE reply_passage_id IN ({holes})", tuple(part))


def _readable(db: Database, conversation_id: int) -> tuple[int, int, int] | None:
    """The contact whose partition it belongs to, up to when it is cut, and when it ends; None if it is not read."""
    row = db.conn.execute(
        "SELECT c.contact_id, c.is_group, c.passages_through_us, c.last_sent_us, "
        "c.switched_off OR coalesce(k.switched_off, 0) "
        "FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id WHERE c.id = ?",
        (conversation_id,),
    ).fetchone()
    if row is None or row[4]:
        return None
    # A group belongs to nobody's partition: what is said there must not be recalled for one of its members.
    return 0 if row[1] else int(row[0] or 0), int(row[2]), int(row[3])


def _reach(db: Database, conversation_id: int, through_us: int, limit: int) -> int | None:
    """When the last of so many messages after `through_us` was sent; None if there are fewer."""
    row = db.conn.execute(
        f"SELECT sent_us FROM message WHERE conversation_id = ? AND sent_us > ? AND kind IN {_SPOKEN} "
        "ORDER BY sent_us LIMIT 1 OFFSET ?",
        (conversation_id, through_us, limit - 1),
    ).fetchone()
    return None if row is None else int(row[0])


def _anchor(db: Database, conversation_id: int, through_us: int) -> int:
    """The time from which turns may differ: two turns before the first message that is not cut, at a moment that no
    turn goes on over."""
    before = db.conn.execute(
        "SELECT sent_us FROM passage WHERE conversation_id = ? AND sent_us <= ? ORDER BY sent_us DESC LIMIT 2",
        (conversation_id, through_us + 1),
    ).fetchall()
    anchor = int(before[-1][0]) if before else through_us + 1
    while (begun := _begun(db, conversation_id, anchor)) < anchor:
        anchor = begun
    return anchor


def _begun(db: Database, conversation_id: int, at_us: int) -> int:
    """When the turns began that have a message of this moment; the moment itself if there is none."""
    (begun,) = db.conn.execute(
        "SELECT min(p.sent_us) FROM message m JOIN passage_message pm ON pm.message_id = m.id "
        "JOIN passage p ON p.id = pm.passage_id WHERE m.conversation_id = ? AND m.sent_us = ?",
        (conversation_id, at_us),
    ).fetchone()
    return at_us if begun is None else int(begun)


def _recut(db: Database, conversation_id: int, contact_id: int, begins_us: int, ends_us: int) -> int:
    """Cut the messages of this time anew; passages that have one of them and differ go."""
    span = (conversation_id, begins_us, ends_us)
    rows = db.conn.execute(
        "SELECT id, from_me, text, sent_us, kind FROM message WHERE conversation_id = ? AND sent_us BETWEEN ? AND ? "
        f"AND kind IN {_SPOKEN} ORDER BY sent_us, source_rowid, id",
        span,
    )
    fresh = turns([Message(str(row[0]), bool(row[1]), row[2], moment(row[3]), kind=Kind(row[4])) for row in rows])
    old = {
        (row[1], bytes(row[2]), row[3]): row[0]
        for row in db.conn.execute(
            "SELECT DISTINCT p.id, p.first_message_id, p.digest, p.contact_id FROM message m "
            "JOIN passage_message pm ON pm.message_id = m.id JOIN passage p ON p.id = pm.passage_id "
            "WHERE m.conversation_id = ? AND m.sent_us BETWEEN ? AND ?",
            span,
        )
    }
    keys = [(int(turn.first_id), _digest(turn), contact_id) for turn in fresh]
    kept = set(keys)
    _remove(db, [passage_id for key, passage_id in old.items() if key not in kept])
    ids = [old.get(key) or _insert(db, conversation_id, key, turn) for key, turn in zip(keys, fresh, strict=True)]
    _link(db, fresh, ids)
    return sum(key not in old for key in keys)


def _insert(db: Database, conversation_id: int, key: tuple[int, bytes, int], turn: Turn) -> int:
    first_message_id, digest, contact_id = key
    embedder = None if turn.text.strip() else WORDLESS
    passage_id = db.conn.execute(
        "INSERT INTO passage "
        "(conversation_id, contact_id, from_me, first_message_id, sent_us, digest, embedder) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            conversation_id,
            contact_id,
            turn.from_me,
            first_message_id,
            micros(turn.started_at),
            digest,
            embedder,
        ),
    ).lastrowid
    assert passage_id is not None
    db.conn.executemany(
        "INSERT OR REPLACE INTO passage_message (message_id, passage_id) VALUES (?, ?)",
        [(int(message.message_id), passage_id) for message in turn.messages],
    )
    return passage_id


def _link(db: Database, fresh: Sequence[Turn], ids: Sequence[int]) -> None:
    pairs = itertools.zip_longest(zip(fresh, ids, strict=True), list(zip(fresh, ids, strict=True))[1:])
    links = []
    for (turn, passage_id), after in pairs:
        answered = after is not None and not turn.from_me and after[0].from_me
        in_time = answered and after[0].started_at - turn.ended_at <= REPLY_WITHIN
        links.append((after[1] if in_time else None, passage_id))
    db.conn.executemany("UPDATE passage SET reply_passage_id = ?1 WHERE id = ?2 AND reply_passage_id IS NOT ?1", links)


def _digest(turn: Turn) -> bytes:
    """16 bytes that change when the words of a turn, its side or its messages do."""
    hasher = hashlib.blake2b(b"1" if turn.from_me else b"0", digest_size=16)
    for message in turn.messages:
        hasher.update(f"\x00{message.message_id}\x00{message.text}".encode("utf-8", "surrogatepass"))
    return hasher.digest()
