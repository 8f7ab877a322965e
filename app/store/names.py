"""What conversations and people are called."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

NAMES_IN_TITLE = 3


def of_conversations(db: Database, ids: Iterable[int] | None = None) -> dict[int, str]:
    """Names by conversation id, of all of them or of `ids`: the given name, the contact, or the participants."""
    where, values = _among("c.id", ids)
    rows = db.execute(
        f"SELECT c.id, c.display_name, c.is_group, k.name FROM conversation c "
        f"LEFT JOIN contact k ON k.id = c.contact_id {where}",
        values,
    ).fetchall()
    people = _participants(db, [row[0] for row in rows if not row[1] and (row[2] or not row[3])])
    names = {}
    for conversation_id, display_name, is_group, contact_name in rows:
        known = people.get(conversation_id, [])
        names[conversation_id] = display_name or (contact_name if not is_group else "") or _joined(known)
    return names


def of_handles(db: Database, ids: Iterable[int | None]) -> dict[int, str]:
    """Names by handle id; None, the person themselves, is passed over."""
    wanted = sorted({one for one in ids if one is not None})
    where, values = _among("h.id", wanted)
    rows = db.execute(
        "SELECT h.id, COALESCE(NULLIF(k.name, ''), h.shown) FROM handle h "
        f"LEFT JOIN contact k ON k.id = h.contact_id {where}",
        values,
    ).fetchall()
    return dict(rows)


def address_of(db: Database, conversation_id: int) -> str:
    """The address of a direct conversation as the source wrote it, or the participants' addresses joined."""
    rows = db.execute(
        "SELECT h.shown FROM conversation_handle ch JOIN handle h ON h.id = ch.handle_id "
        "WHERE ch.conversation_id = ? ORDER BY h.id LIMIT 8",
        [conversation_id],
    ).fetchall()
    return ", ".join(row[0] for row in rows)


def _participants(db: Database, ids: list[int]) -> dict[int, list[str]]:
    if not ids:
        return {}
    where, values = _among("ch.conversation_id", ids)
    rows = db.execute(
        "SELECT ch.conversation_id, COALESCE(NULLIF(k.name, ''), h.shown) FROM conversation_handle ch "
        "JOIN handle h ON h.id = ch.handle_id LEFT JOIN contact k ON k.id = h.contact_id "
        f"{where} ORDER BY ch.conversation_id, h.id",
        values,
    ).fetchall()
    people: dict[int, list[str]] = {}
    for conversation_id, name in rows:
        people.setdefault(conversation_id, []).append(name)
    return people


def _joined(people: list[str]) -> str:
    if len(people) <= NAMES_IN_TITLE:
        return ", ".join(people)
    return f"{', '.join(people[:NAMES_IN_TITLE])} +{len(people) - NAMES_IN_TITLE}"


def _among(column: str, ids: Iterable[int] | None) -> tuple[str, list[int]]:
    if ids is None:
        return "", []
    values = list(ids)
    return f"WHERE {column} IN ({','.join('?' * len(values))})", values
