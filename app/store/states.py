"""Which rows of a source differ from what we hold, by their states alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from app.store.parts import marks, parts


def differing(
    db: Database, source_id: int, rowids: Sequence[int], states: Sequence[int], *, span: tuple[int, int] | None
) -> tuple[list[int], list[int]]:
    """Compare states of rows there with ours.

    Args:
        span: (low, high] of ROWIDs that are listed completely; None for a choice of rows.

    Returns:
        ROWIDs whose rows we need, and ids of our messages whose rows are gone.
    """
    ours = _states(db, "message", "source_rowid", source_id, rowids, span)
    known = ours.copy()
    for table in ("quarantine", "passed_over"):
        known |= _states(db, table, "rowid_there", source_id, rowids, span)
    needed = [rowid for rowid, state in zip(rowids, states, strict=True) if known.get(rowid) != state]
    gone = [] if span is None else sorted(set(ours).difference(rowids))
    ids = []
    for part in parts(gone):
        sql = f"SELECT id FROM message WHERE source_id = ? AND source_rowid IN ({marks(part)})"
        ids += [row[0] for row in db.conn.execute(sql, (source_id, *part))]
    return needed, ids


def _states(
    db: Database, table: str, column: str, source_id: int, rowids: Sequence[int], span: tuple[int, int] | None
) -> dict[int, int]:
    select = f"SELECT {column}, state FROM {table} WHERE source_id = ? AND {column}"
    if span is not None:
        return dict(db.conn.execute(f"{select} > ? AND {column} <= ?", (source_id, *span)))
    found: dict[int, int] = {}
    for part in parts(rowids):
        found |= dict(db.conn.execute(f"{select} IN ({marks(part)})", (source_id, *part)))
    return found
