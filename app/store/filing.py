"""Which conversation a chat of a source belongs to, and conversations that turn out to be one.

A conversation stays what it is once chats are in it: a changed guid, a new name or another source do not split it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.store import (
    asked,
    briefs,
    cached,
    cutting,
    delays,
    derived,
    facts,
    jobs,
    learnt_words,
    nudges,
    people,
    reminders,
    voice,
)
from engine.domain import Filter
from engine.heard import SourceChat

#: From what the person should see to what they should not; a conversation is filed by its best chat.
_BEST_FIRST = tuple(Filter)


@dataclass(frozen=True, slots=True)
class Filing:
    """Where the rows of one source go.

    Attributes:
        conversations: conversation ids by chat ROWID.
        handles: our handle ids by handle ROWID.
        others: the other side's handle id of each direct conversation.
    """

    source_id: int
    kind: str
    conversations: dict[int, int]
    handles: dict[int, int]
    others: dict[int, int]


def of_source(db: Database, source_id: int) -> Filing:
    """The filing as it stands."""
    conn = db.conn
    (kind,) = conn.execute("SELECT kind FROM source WHERE id = ?", (source_id,)).fetchone()
    return Filing(
        source_id,
        kind,
        dict(conn.execute("SELECT rowid_there, conversation_id FROM chat WHERE source_id = ?", (source_id,))),
        dict(conn.execute("SELECT rowid_there, handle_id FROM source_handle WHERE source_id = ?", (source_id,))),
        dict(
            conn.execute(
                "SELECT c.id, min(h.handle_id) FROM conversation c "
                "JOIN conversation_handle h ON h.conversation_id = c.id WHERE c.is_group = 0 GROUP BY c.id"
            )
        ),
    )


def place_chats(db: Database, source_id: int, chats: Sequence[SourceChat], handles: dict[int, int]) -> None:
    """File the chats of a source into conversations, made where there is none. Call inside a transaction.

    Args:
        handles: our handle ids by ROWID there.
    """
    together: dict[str, list[SourceChat]] = {}
    parted = _parted(db)
    for chat in sorted(chats, key=lambda chat: chat.rowid):
        together.setdefault(_key(chat, together, handles, parted), []).append(chat)
    moved: dict[int, int] = {}
    placed: list[tuple[list[SourceChat], int]] = []
    for merge_key, same in together.items():
        found = sorted(_candidates(db, merge_key, same, handles))
        for other in found[1:]:
            unite(db, found[0], other)
            moved[other] = found[0]
        placed.append((same, found[0] if found else _new_conversation(db, merge_key, same[0])))
    db.conn.execute("DELETE FROM chat WHERE source_id = ?", (source_id,))
    for same, conversation_id in placed:
        while conversation_id in moved:
            conversation_id = moved[conversation_id]
        db.conn.executemany(
            "INSERT INTO chat (source_id, rowid_there, guid, identifier, service, group_id, filter, conversation_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    source_id,
                    chat.rowid,
                    chat.guid,
                    chat.identifier,
                    chat.service,
                    chat.group_id,
                    chat.filter.value,
                    conversation_id,
                )
                for chat in same
            ],
        )
        _describe(db, conversation_id, same, handles)


def _parted(db: Database) -> frozenset[tuple[int, int]]:
    """Pairs of handle ids of which the person said that they are not one person, both ways round."""
    rows = db.conn.execute("SELECT handle_id, other_id FROM parted").fetchall()
    return frozenset({*rows, *((other, one) for one, other in rows)})


def _key(
    chat: SourceChat,
    together: dict[str, list[SourceChat]],
    handles: dict[int, int],
    parted: frozenset[tuple[int, int]],
) -> str:
    """The key of the conversation a chat belongs to: the source's own, unless the person said otherwise."""
    if chat.is_group or not parted:
        return chat.merge_key
    mine = {handles.get(rowid, 0) for rowid in chat.handle_rowids}
    key = chat.merge_key
    while any((one, other) in parted for one in mine for other in _people_of(together.get(key, ()), handles)):
        key = f"{key}/{min(mine)}"
    return key


def _people_of(same: Sequence[SourceChat], handles: dict[int, int]) -> set[int]:
    return {handles.get(rowid, 0) for chat in same for rowid in chat.handle_rowids}


def _candidates(db: Database, merge_key: str, same: Sequence[SourceChat], handles: dict[int, int]) -> set[int]:
    """Conversations these chats belong to already: by key, by identifier, or by whom a direct one is with."""
    conn = db.conn
    found = {row[0] for row in conn.execute("SELECT id FROM conversation WHERE merge_key = ?", (merge_key,))}
    for chat in same:
        if chat.identifier:
            found |= {
                row[0]
                for row in conn.execute(
                    "SELECT c.id FROM chat k JOIN conversation c ON c.id = k.conversation_id "
                    "WHERE k.identifier = ? AND c.is_group = ?",
                    (chat.identifier, chat.is_group),
                )
            }
        for handle in () if chat.is_group else chat.handle_rowids:
            found |= {
                row[0]
                for row in conn.execute(
                    "SELECT c.id FROM conversation_handle h JOIN conversation c ON c.id = h.conversation_id "
                    "WHERE h.handle_id = ? AND c.is_group = 0",
                    (handles.get(handle),),
                )
            }
    return found - _of_others(db, found, same, handles)


def _of_others(db: Database, found: set[int], same: Sequence[SourceChat], handles: dict[int, int]) -> set[int]:
    """Those of `found` that are with somebody who is not the person of these chats, as the person said."""
    parted = _parted(db)
    if same[0].is_group or not parted:
        return set()
    mine = _people_of(same, handles)
    return {
        conversation_id
        for conversation_id in found
        for (other,) in db.conn.execute(
            "SELECT handle_id FROM conversation_handle WHERE conversation_id = ?", (conversation_id,)
        ).fetchall()
        if any((one, other) in parted for one in mine)
    }


def _new_conversation(db: Database, merge_key: str, chat: SourceChat) -> int:
    conversation_id = db.conn.execute(
        "INSERT INTO conversation (merge_key, is_group) VALUES (?, ?)", (merge_key, chat.is_group)
    ).lastrowid
    assert conversation_id is not None
    return conversation_id


def unite(db: Database, kept: int, other: int) -> None:
    """Everything of conversation `other` becomes `kept`'s. What either had open stays open.

    If one of them is not to be read, neither is what they become: what was made of its words goes. Call inside a
    transaction.
    """
    conn = db.conn
    _unite_voices(db, kept, other)
    for forget in (cached.forget_conversations, jobs.forget_conversations, nudges.forget_conversations):
        forget(db, [kept, other])
    cutting.forget_conversation(db, other)
    conn.execute("UPDATE message SET conversation_id = ? WHERE conversation_id = ?", (kept, other))
    cutting.forget_conversation(db, kept)
    delays.forget(db, other)
    delays.forget(db, kept)
    conn.execute("UPDATE chat SET conversation_id = ? WHERE conversation_id = ?", (kept, other))
    conn.execute(
        "UPDATE OR IGNORE conversation_handle SET conversation_id = ? WHERE conversation_id = ?", (kept, other)
    )
    conn.execute("DELETE FROM conversation_handle WHERE conversation_id = ?", (other,))
    for table in ("request", "decision", "sample", "outbox"):
        conn.execute(f"UPDATE {table} SET conversation_id = ? WHERE conversation_id = ?", (kept, other))
    asked.move_conversation(db, kept, other)
    learnt_words.move_conversation(db, kept, other)
    reminders.move_conversation(db, kept, other)
    briefs.move_conversation(db, kept, other)
    facts.move_conversation(db, kept, other)
    conn.execute("DELETE FROM judgement WHERE conversation_id IN (?, ?)", (kept, other))
    conn.execute(
        "UPDATE conversation SET n_messages = n_messages + o.n, switched_off = max(switched_off, o.off), "
        "done_through_us = min(done_through_us, o.done), snoozed_until_us = min(snoozed_until_us, o.snoozed), "
        "last_message_id = iif(o.last_us > last_sent_us, o.last_id, last_message_id), "
        "last_sent_us = max(last_sent_us, o.last_us), snoozed_through_us = min(snoozed_through_us, o.through), "
        "changed = 1, unclassified = 1 "
        "FROM (SELECT n_messages AS n, switched_off AS off, done_through_us AS done, snoozed_until_us AS snoozed, "
        "snoozed_through_us AS through, last_message_id AS last_id, last_sent_us AS last_us "
        "FROM conversation WHERE id = ?) AS o WHERE id = ?",
        (other, kept),
    )
    conn.execute("DELETE FROM conversation WHERE id = ?", (other,))
    if not _is_read(db, kept):
        derived.forget(db, kept)


def _unite_voices(db: Database, kept: int, other: int) -> None:
    """Leave both out of the voice counts if one of them is: together they are counted anew once they may be read."""
    left = "SELECT EXISTS (SELECT 1 FROM voice_left WHERE conversation_id IN (?, ?))"
    if not db.conn.execute(left, (kept, other)).fetchone()[0]:
        return
    for conversation_id in (kept, other):
        voice.leave_out(db, conversation_id)
    db.conn.execute("DELETE FROM voice_left WHERE conversation_id = ?", (other,))


def _is_read(db: Database, conversation_id: int) -> bool:
    row = db.conn.execute(
        "SELECT NOT c.switched_off AND NOT coalesce(k.switched_off, 0) FROM conversation c "
        "LEFT JOIN contact k ON k.id = c.contact_id WHERE c.id = ?",
        (conversation_id,),
    ).fetchone()
    return bool(row[0])


def _describe(db: Database, conversation_id: int, same: Sequence[SourceChat], handles: dict[int, int]) -> None:
    """Name, people, service and place of a conversation, from its chats."""
    members = sorted({handles[rowid] for chat in same for rowid in chat.handle_rowids if rowid in handles})
    conn = db.conn
    if members:
        if same[0].is_group:
            conn.execute("DELETE FROM conversation_handle WHERE conversation_id = ?", (conversation_id,))
        conn.executemany(
            "INSERT OR IGNORE INTO conversation_handle (conversation_id, handle_id) VALUES (?, ?)",
            [(conversation_id, handle_id) for handle_id in members],
        )
    contact_id = None if same[0].is_group else people.unite_handles(db, members)
    conn.execute(
        "UPDATE conversation SET display_name = ?, service = ?, archived = ?, "
        "contact_id = coalesce(?, contact_id) WHERE id = ?",
        (
            next((chat.display_name for chat in reversed(same) if chat.display_name), None),
            same[-1].service,
            all(chat.archived for chat in same),
            contact_id,
            conversation_id,
        ),
    )
    refile(db, conversation_id)


def refile(db: Database, conversation_id: int) -> None:
    """File a conversation as its best chat is, or as its newest message if that is theirs and the system judged it."""
    filed = {
        Filter(row[0])
        for row in db.conn.execute("SELECT filter FROM chat WHERE conversation_id = ?", (conversation_id,))
    }
    best = min(filed, key=_BEST_FIRST.index, default=Filter.MAIN)
    db.conn.execute(
        "UPDATE conversation SET filter = coalesce((SELECT m.filter FROM message m WHERE m.id = last_message_id "
        "AND m.from_me = 0 AND m.filter <> ?), ?) WHERE id = ?",
        (Filter.MAIN.value, best.value, conversation_id),
    )


def count(db: Database) -> int:
    """How many conversations there are."""
    return int(db.conn.execute("SELECT count(*) FROM conversation").fetchone()[0])
