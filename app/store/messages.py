"""Writing messages: new ones by the hundred thousand, changed ones whole, removed ones without a trace.

Every function works inside the caller's transaction and keeps the full-text index, passages, vectors, judgements and
the figures of conversations true in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from sqlite_utils import Database

from app.store import asked, briefs, cached, delays, jobs, nudges, passages, sources, suggestions, voice
from app.store.filing import Filing, refile
from engine.domain import SPOKEN, Kind
from engine.heard import SourceMessage

#: Kinds that count as the newest message of a conversation; tapbacks, events and what is not sent yet do not.
COUNTED = frozenset({*SPOKEN, Kind.ONE_TIME_CODE, Kind.UNSENT})
_COUNTED_LIST = "(" + ",".join(f"'{kind.value}'" for kind in sorted(COUNTED)) + ")"
_CHUNK = 500

COLUMNS = (
    "guid",
    "source_id",
    "source_rowid",
    "state",
    "conversation_id",
    "handle_id",
    "from_me",
    "kind",
    "code",
    "text",
    "sent_us",
    "read_us",
    "is_read",
    "edited",
    "unsent",
    "reply_to",
    "service",
    "filter",
    "extra",
    "n_attachments",
)
_INSERT = f"INSERT INTO message ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT DO NOTHING"
_UPDATE = f"UPDATE message SET {', '.join(f'{name} = ?' for name in COLUMNS[1:])} WHERE id = ?"
#: From here on a column is what the message says, before it where it stands in its source.
_SAID_FROM = COLUMNS.index("conversation_id")
#: Changes of these mean that it must be judged and embedded anew.
_WORDS = tuple(COLUMNS.index(name) for name in ("conversation_id", "from_me", "kind", "text", "sent_us"))
CONVERSATION, _FROM_ME, _KIND, _TEXT, _SENT = (
    COLUMNS.index(name) for name in ("conversation_id", "from_me", "kind", "text", "sent_us")
)


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
    values = _values(filing, wanted)
    db.conn.executemany(_INSERT, values)
    written = Written(imported=db.conn.total_changes - total)
    if written.imported == len(wanted):
        fresh = list(enumerate(wanted, start=known_until + 1))
    else:
        ids = dict(db.conn.execute("SELECT guid, id FROM message WHERE id > ?", (known_until,)))
        fresh = [(ids[message.guid], message) for message in wanted if message.guid in ids]
        pairs = zip(wanted, values, strict=True)
        _update(db, filing, [(message, row) for message, row in pairs if message.guid not in ids], written)
    _index_new(db, known_until)
    _belongings(db, fresh)
    written.unfiled = _count_new(db, known_until, written.arrived)
    sources.readable_again(db, filing.source_id, map(attrgetter("rowid"), rows))
    return written


class _Conversations(dict[tuple[int, ...], int | None]):
    """Conversation ids by the chats of a message: that of the first chat that is filed."""

    def __init__(self, filed: dict[int, int]) -> None:
        super().__init__()
        self._filed = filed

    def __missing__(self, chats: tuple[int, ...]) -> int | None:
        found = next((self._filed[chat] for chat in chats if chat in self._filed), None)
        self[chats] = found
        return found


def _values(filing: Filing, rows: Sequence[SourceMessage]) -> list[tuple[Any, ...]]:
    """Rows in the order of `COLUMNS`; one whose chat is not filed yet gets no state, so that it is asked for again."""
    source_id = filing.source_id
    conversations = _Conversations(filing.conversations)
    handle_of = filing.handles.get
    values = []
    for m in rows:
        conversation_id = conversations[m.chat_rowids]
        if m.from_me:
            handle_id = None
        else:
            handle_id = handle_of(m.handle_rowid)
            if handle_id is None and conversation_id is not None:
                handle_id = filing.others.get(conversation_id)
        values.append(
            (
                m.guid,
                source_id,
                m.rowid,
                m.state if conversation_id is not None or not m.chat_rowids else 0,
                conversation_id,
                handle_id,
                +m.from_me,
                m.kind._value_,
                m.code,
                m.text,
                m.sent_us,
                m.read_us,
                +m.is_read,
                +m.edited,
                +m.unsent,
                m.reply_to,
                m.service,
                m.filter._value_,
                m.extra,
                len(m.attachments),
            )
        )
    return values


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
    conversations = _Conversations(filing.conversations)
    unread = [message for message in rows if conversations[message.chat_rowids] in off]
    known = _stored(db, [message.guid for message in unread])
    kept_out = {message.guid for message in unread} - set(known)
    sources.pass_over(
        db, filing.source_id, [(message.rowid, message.state) for message in unread if message.guid in kept_out]
    )
    return [message for message in rows if message.guid not in kept_out]


def _index_new(db: Database, known_until: int) -> None:
    db.conn.execute(
        "INSERT INTO message_fts (rowid, text) SELECT id, text FROM message WHERE id > ? AND text <> ''", (known_until,)
    )


def _belongings(db: Database, rows: Iterable[tuple[int, SourceMessage]]) -> None:
    """Store the attachments and tapbacks of rows, given with our ids."""
    special = [(id_, message) for id_, message in rows if message.tapback or message.attachments]
    db.conn.executemany(
        "INSERT INTO tapback (message_id, target_guid, part, kind, emoji, removed) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (id_, m.tapback.target_guid, m.tapback.part, m.tapback.kind, m.tapback.emoji, m.tapback.removed)
            for id_, m in special
            if m.tapback is not None
        ],
    )
    db.conn.executemany(
        "INSERT INTO attachment (message_id, guid, name, mime_type, path, total_bytes, state, sticker) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (id_, f.guid, f.name, f.mime_type, f.path, f.total_bytes, f.state, f.sticker)
            for id_, m in special
            for f in m.attachments
        ],
    )


def _count_new(db: Database, known_until: int, arrived: set[int]) -> int:
    """Bring the figures of conversations up to date after an import; returns how many rows are in none."""
    conn = db.conn
    unfiled = 0
    for conversation_id, n_rows, n_counted, newest_us, oldest_us in conn.execute(
        f"SELECT conversation_id, count(*), sum(kind IN {_COUNTED_LIST}), "
        f"max(iif(kind IN {_COUNTED_LIST}, sent_us, 0)), min(sent_us) "
        # The index by conversation would spare the sorting and read every message we have instead.
        "FROM message NOT INDEXED WHERE id > ? GROUP BY 1",
        (known_until,),
    ).fetchall():
        if conversation_id is None:
            unfiled = n_rows
            continue
        arrived.add(conversation_id)
        last_us, counted_us = conn.execute(
            "UPDATE conversation SET n_messages = n_messages + ?, changed = 1, unclassified = 1, "
            "passages_through_us = min(passages_through_us, ? - 1) WHERE id = ? "
            "RETURNING last_sent_us, delays_through_us",
            (n_counted, oldest_us, conversation_id),
        ).fetchone()
        if oldest_us <= counted_us:
            delays.forget(db, conversation_id)
        if newest_us >= last_us:
            find_last(db, conversation_id)
    return unfiled


def find_last(db: Database, conversation_id: int) -> None:
    """Look up the newest counted message of a conversation again."""
    last = db.conn.execute(
        f"SELECT id, sent_us FROM message WHERE conversation_id = ? AND kind IN {_COUNTED_LIST} "
        "ORDER BY sent_us DESC, source_rowid DESC LIMIT 1",
        (conversation_id,),
    ).fetchone()
    db.conn.execute(
        "UPDATE conversation SET last_message_id = ?, last_sent_us = ? WHERE id = ?",
        (*(last or (None, 0)), conversation_id),
    )
    refile(db, conversation_id)


def count_again(db: Database, conversation_id: int) -> None:
    """Bring the figures of a conversation up to date after its messages were moved."""
    db.conn.execute(
        "UPDATE conversation SET changed = 1, unclassified = 1, n_messages = (SELECT count(*) FROM message m "
        f"WHERE m.conversation_id = conversation.id AND m.kind IN {_COUNTED_LIST}) WHERE id = ?",
        (conversation_id,),
    )
    find_last(db, conversation_id)


# ---- changed ---------------------------------------------------------------------------------------------------------


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
    said = [one for one in differing if one[1][_SAID_FROM:] != one[2].values[_SAID_FROM:]]
    reworded = [one for one in said if any(one[1][at] != one[2].values[at] for at in _WORDS)]
    ids = [known.id for _, _, known in reworded]
    unindex(db, ids)
    passages.forget_messages(db, ids)
    db.conn.executemany(_UPDATE, [(*values[1:], known.id) for _, values, known in differing])
    _reindex(db, ids)
    _renew_belongings(db, [(known.id, message) for message, _, known in ours if message.state != known.values[3]])
    written.updated += len(said)
    written.changed |= {one[1][CONVERSATION] for one in said} - {None}
    moved = [known.id for _, values, known in reworded if values[CONVERSATION] != known.values[CONVERSATION]]
    passages.forget_messages(db, moved)
    recount(db, [step(known.values, -1) for _, _, known in reworded] + [step(new, 1) for _, new, _ in reworded])
    places = {value[CONVERSATION] for _, new, known in reworded for value in (new, known.values)} - {None}
    withdraw(db, ids, places, [known.values for _, _, known in reworded])


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


def _renew_belongings(db: Database, rows: Sequence[tuple[int, SourceMessage]]) -> None:
    for table in ("attachment", "tapback"):
        db.conn.executemany(f"DELETE FROM {table} WHERE message_id = ?", [(id_,) for id_, _ in rows])
    _belongings(db, rows)


def unindex(db: Database, ids: Sequence[int]) -> None:
    """Take messages out of the full-text index, while their rows still hold the words it was made of."""
    for part in parts(ids):
        db.conn.execute(
            "INSERT INTO message_fts (message_fts, rowid, text) "
            f"SELECT 'delete', id, text FROM message WHERE id IN ({marks(part)}) AND text <> ''",
            tuple(part),
        )


def _reindex(db: Database, ids: Sequence[int]) -> None:
    for part in parts(ids):
        db.conn.execute(
            "INSERT INTO message_fts (rowid, text) "
            f"SELECT id, text FROM message WHERE id IN ({marks(part)}) AND text <> ''",
            tuple(part),
        )


def recount(db: Database, steps: Iterable[tuple[int | None, str, int]]) -> None:
    """Apply messages that came to (+1) or left (-1) conversations, given as (conversation, kind, step)."""
    change: dict[int, int] = {}
    for conversation_id, kind, step in steps:
        if conversation_id is not None:
            change[conversation_id] = change.get(conversation_id, 0) + (step if kind in COUNTED else 0)
    for conversation_id, n_messages in change.items():
        db.conn.execute(
            "UPDATE conversation SET n_messages = n_messages + ?, changed = 1, unclassified = 1 WHERE id = ?",
            (n_messages, conversation_id),
        )
        delays.forget(db, conversation_id)
        find_last(db, conversation_id)


def step(values: Sequence[Any], step: int) -> tuple[int | None, str, int]:
    return values[CONVERSATION], values[_KIND], step


def withdraw(
    db: Database, message_ids: Sequence[int], conversation_ids: Iterable[int], said: Sequence[Sequence[Any]]
) -> None:
    """Drop what quotes, answers or learns from words that are no longer there: judgements, drafts, samples, jobs.

    Args:
        said: what the messages said, in the order of `COLUMNS`.
    """
    suggestions.forget_samples(db, [(values[CONVERSATION], values[_SENT], values[_TEXT]) for values in said])
    was = [(one[CONVERSATION], bool(one[_FROM_ME]), one[_KIND], one[_TEXT], one[_SENT]) for one in said]
    voice.withdraw(db, message_ids, was)
    touched = sorted(set(conversation_ids))
    db.conn.executemany("DELETE FROM judgement WHERE conversation_id = ?", [(one,) for one in touched])
    briefs.forget_briefs(db, touched)
    cached.forget_conversations(db, touched)
    jobs.forget_conversations(db, touched)
    nudges.forget_conversations(db, touched)
    for part in parts(message_ids):
        briefs.forget_messages(db, part)
        db.conn.execute(f"DELETE FROM request WHERE through_message_id IN ({marks(part)})", tuple(part))
        suggestions.forget_quotes(db, part)
        asked.forget_messages(db, part)


def _last_id(db: Database) -> int:
    return int(db.conn.execute("SELECT coalesce(max(id), 0) FROM message").fetchone()[0])


def parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
