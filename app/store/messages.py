"""Writing messages: new ones by the hundred thousand, changed ones whole.

Every function works inside the caller's transaction and keeps the full-text index, passages, vectors, judgements and
the figures of conversations true in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from sqlite_utils import Database

from app.store import cutting, message_index, sources, wordings
from app.store.filing import Filing
from app.store.message_counts import count_new, recount, step
from app.store.message_rows import (
    COLUMNS,
    CONVERSATION,
    FROM_ME,
    KIND,
    SAID_FROM,
    SENT,
    TEXT,
    Conversations,
    add_belongings,
    renew_belongings,
    values_of,
)
from app.store.parts import marks, parts
from app.store.withdrawing import withdraw
from engine.heard import SourceMessage

_INSERT = f"INSERT INTO message ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT DO NOTHING"
_UPDATE = f"UPDATE message SET {', '.join(f'{name} = ?' for name in COLUMNS[1:])} WHERE id = ?"
#: Changes of these mean that it must be judged and embedded anew.
_WORDS = (CONVERSATION, FROM_ME, KIND, TEXT, SENT)


@dataclass(slots=True)
class Written:
    """What became of a batch of rows."""

    imported: int = 0
    updated: int = 0
    unfiled: int = 0
    arrived: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Old:
    """A stored message that came again."""

    id: int
    source_id: int
    values: tuple[Any, ...]


def write(db: Database, filing: Filing, rows: Sequence[SourceMessage], *, now_us: int) -> Written:
    """Store rows of one source: unknown guids are imported, known ones updated where they differ."""
    wanted = _not_switched_off(db, filing, _wanted(db, filing, rows))
    known_until = _last_id(db)
    total = db.conn.total_changes
    values = values_of(filing, wanted)
    db.conn.executemany(_INSERT, values)
    written = Written(imported=db.conn.total_changes - total)
    if written.imported == len(wanted):
        fresh = list(enumerate(wanted, start=known_until + 1))
    else:
        ids = dict(db.conn.execute("SELECT guid, id FROM message WHERE id > ?", (known_until,)))
        fresh = [(ids[message.guid], message) for message in wanted if message.guid in ids]
        pairs = zip(wanted, values, strict=True)
        _update(db, filing, [(message, row) for message, row in pairs if message.guid not in ids], written)
    message_index.add_since(db, known_until)
    add_belongings(db, fresh)
    wordings.add(db, fresh)
    written.unfiled = count_new(db, known_until, written.arrived)
    sources.readable_again(db, filing.source_id, map(attrgetter("rowid"), rows))
    return written


def _wanted(db: Database, filing: Filing, rows: Sequence[SourceMessage]) -> Sequence[SourceMessage]:
    """The rows without those that were removed and must not come back.

    What this source removed and now shows again was restored there; what the person removed, or another source,
    stays removed.
    """
    if not db.conn.execute("SELECT EXISTS (SELECT 1 FROM tombstone)").fetchone()[0]:
        return rows
    buried: dict[str, int] = {}
    for part in parts([message.guid for message in rows]):
        buried |= dict(
            db.conn.execute(f"SELECT guid, source_id FROM tombstone WHERE guid IN ({marks(part)})", tuple(part))
        )
    restored = [guid for guid, source_id in buried.items() if source_id == filing.source_id]
    db.conn.executemany("DELETE FROM tombstone WHERE guid = ?", [(guid,) for guid in restored])
    kept_out = set(buried) - set(restored)
    if not kept_out:
        return rows
    sources.pass_over(
        db, filing.source_id, [(message.rowid, message.state) for message in rows if message.guid in kept_out]
    )
    return [message for message in rows if message.guid not in kept_out]


def _not_switched_off(db: Database, filing: Filing, rows: Sequence[SourceMessage]) -> Sequence[SourceMessage]:
    """The rows without new ones of conversations the person does not want read; what is stored already may change."""
    off = {
        row[0]
        for row in db.conn.execute(
            "SELECT c.id FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id "
            "WHERE c.switched_off OR k.switched_off"
        )
    }
    if not off:
        return rows
    conversations = Conversations(filing.conversations)
    unread = [message for message in rows if conversations[message.chat_rowids] in off]
    known = _stored(db, [message.guid for message in unread])
    kept_out = {message.guid for message in unread} - set(known)
    sources.pass_over(
        db, filing.source_id, [(message.rowid, message.state) for message in unread if message.guid in kept_out]
    )
    return [message for message in rows if message.guid not in kept_out]


def _update(
    db: Database, filing: Filing, again: Sequence[tuple[SourceMessage, tuple[Any, ...]]], written: Written
) -> None:
    """Rows whose guid we have: rewritten where they differ, left alone where another source owns them."""
    old = _stored(db, [message.guid for message, _ in again])
    ours, elsewhere = [], []
    for message, values in again:
        known = old[message.guid]
        if (known.source_id, *known.values[2:4]) == values[1:4]:
            continue
        if known.source_id == filing.source_id or _takes_over(db, filing, known):
            ours.append((message, values, known))
        else:
            elsewhere.append((message.rowid, message.state))
    if elsewhere:
        sources.pass_over(db, filing.source_id, elsewhere)
    differing = [one for one in ours if one[1][1:] != one[2].values[1:]]
    said = [one for one in differing if one[1][SAID_FROM:] != one[2].values[SAID_FROM:]]
    reworded = [one for one in said if any(one[1][at] != one[2].values[at] for at in _WORDS)]
    ids = [known.id for _, _, known in reworded]
    message_index.remove(db, ids)
    cutting.forget_messages(db, ids)
    db.conn.executemany(_UPDATE, [(*values[1:], known.id) for _, values, known in differing])
    message_index.add(db, ids)
    touched = [(known, message) for message, _, known in ours if message.state != known.values[3]]
    renew_belongings(db, [(known.id, message) for known, message in touched])
    wordings.renew(db, [_again(known, message) for known, message in touched])
    written.updated += len(said)
    written.changed |= {one[1][CONVERSATION] for one in said} - {None}
    moved = [known.id for _, values, known in reworded if values[CONVERSATION] != known.values[CONVERSATION]]
    cutting.forget_messages(db, moved)
    recount(db, [step(known.values, -1) for _, _, known in reworded] + [step(new, 1) for _, new, _ in reworded])
    places = {value[CONVERSATION] for _, new, known in reworded for value in (new, known.values)} - {None}
    withdraw(db, ids, places, [known.values for _, _, known in reworded])


def _again(known: _Old, message: SourceMessage) -> wordings.Again:
    return wordings.Again(known.id, message, known.values[KIND], known.values[TEXT], known.values[SENT])


def _stored(db: Database, guids: Sequence[str]) -> dict[str, _Old]:
    found = {}
    for part in parts(guids):
        for row in db.conn.execute(
            f"SELECT id, {', '.join(COLUMNS)} FROM message WHERE guid IN ({marks(part)})", tuple(part)
        ):
            found[row[1]] = _Old(row[0], row[2], tuple(row[1:]))
    return found


def _takes_over(db: Database, filing: Filing, known: _Old) -> bool:
    """Whether a message of a phone's backup is seen where Messages itself keeps it: that source owns it from now on."""
    if filing.kind != "messages":
        return False
    (kind,) = db.conn.execute("SELECT kind FROM source WHERE id = ?", (known.source_id,)).fetchone() or ("",)
    if kind == "ios_backup":
        sources.pass_over(db, known.source_id, [(known.values[2], known.values[3])])
    return bool(kind == "ios_backup")


def _last_id(db: Database) -> int:
    return int(db.conn.execute("SELECT coalesce(max(id), 0) FROM message").fetchone()[0])
