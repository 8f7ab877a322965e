"""Links that were written as two rows: the text, and up to a minute and a half later its preview with the same text.

One stands for both: the text row, with the preview's title. The other stays as a wordless system row, so that the
next sync finds it as it left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlite_utils import Database

from app.store import cutting, message_counts, message_index
from engine.domain import Kind
from engine.heard import SourceMessage

TWINS_WITHIN_US = 90_000_000
#: `message.code` of a preview whose link another row says.
TWIN = 90


def settle(db: Database, source_id: int, rows: Iterable[SourceMessage]) -> None:
    """Find the twins of links among rows just written. Call inside their transaction."""
    for message in rows:
        if message.text[:4] == "http" and message.kind in (Kind.TEXT, Kind.APP) and len(message.text.split()) == 1:
            _settle(db, source_id, message)


def _settle(db: Database, source_id: int, message: SourceMessage) -> None:
    found = db.conn.execute(
        "SELECT o.id, o.kind, o.guid, o.extra FROM message m JOIN message o ON o.conversation_id = m.conversation_id "
        "AND o.sent_us BETWEEN m.sent_us - ?1 AND m.sent_us + ?1 AND o.from_me = m.from_me "
        "AND o.handle_id IS m.handle_id AND o.text = m.text AND o.kind IN ('text', 'app') "
        "WHERE m.source_id = ?2 AND m.source_rowid = ?3 ORDER BY o.sent_us",
        (TWINS_WITHIN_US, source_id, message.rowid),
    ).fetchall()
    said = next((row for row in found if row[1] == Kind.TEXT), None)
    previews = [row for row in found if row[1] == Kind.APP and _is_link(row[3])]
    if said is None or not previews:
        return
    if not said[3]:
        db.conn.execute("UPDATE message SET extra = ? WHERE id = ?", (previews[0][3], said[0]))
    _hide(db, [row[0] for row in previews], said[2])


def _hide(db: Database, ids: Sequence[int], guid: str) -> None:
    message_index.remove(db, ids)
    cutting.forget_messages(db, ids)
    extra = msgspec.json.encode({"duplicate_of": guid}).decode()
    for message_id in ids:
        (conversation_id,) = db.conn.execute(
            "UPDATE message SET kind = ?, code = ?, text = '', extra = ? WHERE id = ? RETURNING conversation_id",
            (Kind.SYSTEM.value, TWIN, extra, message_id),
        ).fetchone()
        message_counts.recount(db, [(conversation_id, Kind.APP, -1)])


def _is_link(extra: str) -> bool:
    return '"app_kind":"link"' in extra
