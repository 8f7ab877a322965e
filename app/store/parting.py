"""Who is one person and who is not, as the person says: kept, so that no later sync says otherwise.

Merging makes two contacts one; their conversations stay two, as with two addresses of one card. Splitting gives
addresses a contact, and conversations, of their own. Each takes the other back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from app.store import briefs, cutting, derived, filing, known_names, learnt_words, message_counts, people, voice
from app.store.connection import transaction
from engine.problems import NoSuchContact, NothingToSplit, SameContact

#: What a contact is, besides its addresses.
_SELF = (
    "name", "source_uid", "is_organisation", "class", "class_set_by", "class_confidence", "class_reasons", "muted",
    "switched_off",
)  # fmt: skip
_Was = dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Parted:
    """What a split did: the contact that is new, and the one it came from."""

    contact_id: int
    came_from: int


def merge(db: Database, contact_id: int, other: int, *, now_us: int) -> int:
    """Make `other` part of a contact, and remember that the person said so; returns the contact.

    Raises:
        NoSuchContact: one of them is not there.
        SameContact: they are one.
    """
    if contact_id == other:
        raise SameContact(id=contact_id)
    with transaction(db):
        kept, gone = _was(db, contact_id), _was(db, other)
        mine, theirs = _handles(db, contact_id), _handles(db, other)
        db.conn.executemany("DELETE FROM parted WHERE handle_id = ? AND other_id = ?", _pairs(mine, theirs))
        db.conn.execute(
            "INSERT INTO joined (handles, kept, other, joined_us) VALUES (?, ?, ?, ?)",
            (_json(theirs), _json(kept), _json(gone), now_us),
        )
        if gone["source_uid"] is not None and kept["source_uid"] is not None:
            db.conn.execute("UPDATE contact SET source_uid = NULL WHERE id = ?", (other,))
        people.unite(db, contact_id, other)
        _rejoin(db, contact_id)
    return contact_id


def split(db: Database, contact_id: int, addresses: Sequence[str]) -> Parted:
    """Give these addresses of a contact one of their own, and remember that the person said so.

    Where they came by a merge, the new contact is again what the other was.

    Raises:
        NoSuchContact: it is not there.
        NothingToSplit: it does not have these addresses, or no others.
    """
    with transaction(db):
        was = _was(db, contact_id)
        handles = _handles(db, contact_id)
        wanted = _named(db, contact_id, addresses)
        left = [one for one in handles if one not in wanted]
        if not wanted or not left:
            raise NothingToSplit(id=contact_id)
        fresh = _new_contact(db, contact_id, was, wanted)
        db.conn.executemany(
            "UPDATE handle SET contact_id = ? WHERE id = ?", [(fresh, handle_id) for handle_id in wanted]
        )
        db.conn.executemany("INSERT OR IGNORE INTO parted (handle_id, other_id) VALUES (?, ?)", _pairs(wanted, left))
        for (conversation_id,) in db.conn.execute(
            "SELECT id FROM conversation WHERE contact_id = ? AND NOT is_group", (contact_id,)
        ).fetchall():
            _divide(db, conversation_id, set(wanted), fresh)
        voice.count_contact_anew(db, contact_id)
        learnt_words.split_contact(db, contact_id, fresh)
        known_names.split(db, contact_id, fresh)
        if was["switched_off"]:
            _read_again(db, contact_id, fresh)
    return Parted(fresh, contact_id)


def _read_again(db: Database, *contact_ids: int) -> None:
    """Bring back what was not stored of those of these contacts that are no longer switched off."""
    for contact_id in contact_ids:
        if not _was(db, contact_id)["switched_off"]:
            derived.read_again(db)
            db.conn.execute("UPDATE conversation SET changed = 1, unclassified = 1 WHERE contact_id = ?", (contact_id,))


def _new_contact(db: Database, contact_id: int, was: _Was, wanted: Sequence[int]) -> int:
    """A contact for split-off addresses: what they were before a merge, else nobody known."""
    row = db.conn.execute(
        "SELECT id, kept, other FROM joined WHERE handles = ? ORDER BY id DESC LIMIT 1", (_json(wanted),)
    ).fetchone()
    # A contact the person switched off or muted stays so in both halves: nothing is read that was not to be.
    values: _Was = {"muted": was["muted"], "switched_off": was["switched_off"]}
    if row is not None:
        db.conn.execute("DELETE FROM joined WHERE id = ?", (row[0],))
        values = msgspec.json.decode(row[2])
        kept = msgspec.json.decode(row[1])
        for setting in ("muted", "switched_off"):
            if was[setting] != max(kept[setting], values[setting]):  # said since the merge, of both
                kept[setting] = values[setting] = was[setting]
        db.conn.execute(
            "UPDATE contact SET muted = ?, switched_off = ? WHERE id = ?",
            (kept["muted"], kept["switched_off"], contact_id),
        )
        if kept["name"] == "" and was["source_uid"] == values["source_uid"]:
            db.conn.execute("UPDATE contact SET name = '', source_uid = NULL WHERE id = ?", (contact_id,))
        if kept["class_set_by"] != "person":
            db.conn.execute(
                "UPDATE contact SET class = ?, class_set_by = ?, class_confidence = ?, class_reasons = ? WHERE id = ?",
                (kept["class"], kept["class_set_by"], kept["class_confidence"], kept["class_reasons"], contact_id),
            )
        taken = "SELECT EXISTS (SELECT 1 FROM contact WHERE source_uid = ?)"
        if db.conn.execute(taken, (values["source_uid"],)).fetchone()[0]:
            values["source_uid"] = None
    holes = ", ".join("?" * len(values))
    fresh = db.conn.execute(
        f"INSERT INTO contact ({', '.join(values)}) VALUES ({holes})", tuple(values.values())
    ).lastrowid
    assert fresh is not None
    return fresh


def _divide(db: Database, conversation_id: int, wanted: set[int], fresh: int) -> None:
    """Give the split-off side of a direct conversation its own, or the whole of it where nobody else is in it."""
    conn = db.conn
    members = {
        row[0]
        for row in conn.execute(
            "SELECT handle_id FROM conversation_handle WHERE conversation_id = ?", (conversation_id,)
        )
    }
    gone = members & wanted
    if not gone:
        return
    moved = conversation_id
    voice.leave_out(db, conversation_id)  # while its words are where, and with whom, they were counted
    if gone != members:
        moved = _second(db, conversation_id, gone)
    conn.execute("UPDATE conversation SET contact_id = ? WHERE id = ?", (fresh, moved))
    for one in {conversation_id, moved}:
        derived.forget(db, one)
        message_counts.count_again(db, one)


def _second(db: Database, conversation_id: int, gone: set[int]) -> int:
    """A conversation with these addresses, taken out of one that has others too.

    Own messages go where the words of theirs before them go, until the next full comparison with the source, which
    knows their chats: all are asked for again.
    """
    conn = db.conn
    handle = min(gone)
    key = conn.execute("SELECT merge_key FROM conversation WHERE id = ?", (conversation_id,)).fetchone()[0]
    moved = conn.execute(
        "INSERT INTO conversation (merge_key, service, filter, switched_off, done_through_us, snoozed_until_us, "
        "snoozed_through_us) SELECT ?, service, filter, switched_off, done_through_us, snoozed_until_us, "
        "snoozed_through_us FROM conversation WHERE id = ?",
        (f"{key}/{handle}", conversation_id),
    ).lastrowid
    assert moved is not None
    voice.leave_out(db, moved)
    for one in gone:
        conn.execute(
            "UPDATE conversation_handle SET conversation_id = ? WHERE conversation_id = ? AND handle_id = ?",
            (moved, conversation_id, one),
        )
        conn.execute(
            "UPDATE chat SET conversation_id = ?1 WHERE conversation_id = ?2 AND identifier IN "
            "(SELECT address FROM handle WHERE id = ?3 UNION SELECT shown FROM handle WHERE id = ?3)",
            (moved, conversation_id, one),
        )
    _move_messages(db, conversation_id, moved, gone)
    conn.execute("UPDATE message SET state = 0 WHERE conversation_id IN (?, ?)", (conversation_id, moved))
    conn.execute("UPDATE source SET last_reconcile_us = 0")
    return moved


def _move_messages(db: Database, conversation_id: int, moved: int, gone: set[int]) -> None:
    going, theirs = [], False
    for message_id, from_me, handle_id in db.conn.execute(
        "SELECT id, from_me, handle_id FROM message WHERE conversation_id = ? ORDER BY sent_us, source_rowid",
        (conversation_id,),
    ):
        if not from_me:
            theirs = handle_id in gone
        if theirs:
            going.append(message_id)
    cutting.forget_messages(db, going)
    briefs.move_messages(db, going, moved, was=conversation_id)
    db.conn.executemany("UPDATE message SET conversation_id = ? WHERE id = ?", [(moved, one) for one in going])


def _rejoin(db: Database, contact_id: int) -> None:
    """Conversations that a split had divided are one again."""
    rows = db.conn.execute(
        "SELECT a.id, b.id FROM conversation a JOIN conversation b ON b.contact_id = a.contact_id AND NOT b.is_group "
        "AND b.merge_key LIKE a.merge_key || '/%' WHERE a.contact_id = ? AND NOT a.is_group ORDER BY a.id",
        (contact_id,),
    ).fetchall()
    for kept, other in rows:
        filing.unite(db, kept, other)


def _was(db: Database, contact_id: int) -> _Was:
    row = db.conn.execute(f"SELECT {', '.join(_SELF)} FROM contact WHERE id = ?", (contact_id,)).fetchone()
    if row is None:
        raise NoSuchContact(id=contact_id)
    return dict(zip(_SELF, row, strict=True))


def _handles(db: Database, contact_id: int) -> list[int]:
    return [row[0] for row in db.conn.execute("SELECT id FROM handle WHERE contact_id = ? ORDER BY id", (contact_id,))]


def _named(db: Database, contact_id: int, addresses: Sequence[str]) -> list[int]:
    """The contact's handles with these addresses, written as the source or as we write them."""
    wanted = {address.strip().casefold() for address in addresses}
    rows = db.conn.execute("SELECT id, address, shown FROM handle WHERE contact_id = ? ORDER BY id", (contact_id,))
    met = [(row[0], {row[1].casefold(), row[2].casefold()}) for row in rows]
    if not all(any(one in names for _, names in met) for one in wanted):
        raise NothingToSplit(id=contact_id)
    return [handle_id for handle_id, names in met if names & wanted]


def _pairs(some: Sequence[int], others: Sequence[int]) -> list[tuple[int, int]]:
    return sorted({(min(one, other), max(one, other)) for one in some for other in others})


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
