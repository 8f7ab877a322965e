"""Sources of messages: where each lies, how far we have read it, and what it left undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlite_utils import Database

from engine.domain import Kind
from engine.heard import Quarantined


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as remembered; `cursor` is JSON that only its importer understands."""

    id: int
    path: str
    kind: str
    cursor: str
    last_sync_us: int
    last_reconcile_us: int


@dataclass(frozen=True, slots=True)
class Census:
    """What is odd about the messages we hold, and the source used last ("" if none was)."""

    path: str = ""
    lineage: str = ""
    last_sync_us: int = 0
    unknown_kinds: dict[int, int] = field(default_factory=dict)
    undecodable: int = 0
    quarantined: int = 0
    orphans: int = 0


def remembered(db: Database, path: str) -> SourceRow | None:
    """The source at `path`, if it was ever read."""
    row = db.conn.execute(
        "SELECT id, path, kind, cursor, last_sync_us, last_reconcile_us FROM source WHERE path = ?", (path,)
    ).fetchone()
    return None if row is None else SourceRow(*row)


def open_source(db: Database, path: str, kind: str, lineage: str) -> int:
    """Note that the source at `path` can be read; returns its id."""
    db.conn.execute(
        "INSERT INTO source (path, kind, lineage) VALUES (?, ?, ?) "
        "ON CONFLICT (path) DO UPDATE SET kind = excluded.kind, lineage = excluded.lineage",
        (path, kind, lineage),
    )
    return int(db.conn.execute("SELECT id FROM source WHERE path = ?", (path,)).fetchone()[0])


def save_cursor(db: Database, source_id: int, cursor: str) -> None:
    """Remember how far the source is read; in the transaction of the rows it speaks of."""
    db.conn.execute("UPDATE source SET cursor = ? WHERE id = ?", (cursor, source_id))


def finish(db: Database, source_id: int, cursor: str, *, now_us: int, reconciled: bool) -> None:
    """Remember a complete sync; `reconciled` if every row was compared."""
    db.conn.execute(
        "UPDATE source SET cursor = ?, last_sync_us = ?, last_reconcile_us = iif(?, ?, last_reconcile_us) WHERE id = ?",
        (cursor, now_us, reconciled, now_us, source_id),
    )


def detach(db: Database, source_id: int) -> None:
    """Forget which rows of a replaced file our messages were; they find their rows again by guid."""
    conn = db.conn
    conn.execute(
        "UPDATE message SET source_rowid = -source_rowid WHERE source_id = ? AND source_rowid > 0", (source_id,)
    )
    conn.execute("UPDATE source SET cursor = '{}' WHERE id = ?", (source_id,))
    for table in ("source_handle", "chat", "quarantine", "passed_over"):
        conn.execute(f"DELETE FROM {table} WHERE source_id = ?", (source_id,))


def detached(db: Database, source_id: int) -> tuple[list[int], int]:
    """Messages that found no row in the file that replaced theirs, and how many did.

    Only those are listed that are not newer than everything in the new file: an older copy deletes nothing.
    """
    attached, newest = db.conn.execute(
        "SELECT count(*), coalesce(max(sent_us), 0) FROM message WHERE source_id = ? AND source_rowid > 0", (source_id,)
    ).fetchone()
    lost = db.conn.execute(
        "SELECT id FROM message WHERE source_id = ? AND source_rowid < 0 AND sent_us <= ?", (source_id, newest)
    ).fetchall()
    return [row[0] for row in lost], attached


def has_detached(db: Database, source_id: int) -> bool:
    """Whether messages still look for their rows."""
    return bool(
        db.conn.execute(
            "SELECT EXISTS (SELECT 1 FROM message WHERE source_id = ? AND source_rowid < 0)", (source_id,)
        ).fetchone()[0]
    )


def put_aside(db: Database, source_id: int, rows: Iterable[Quarantined], *, now_us: int) -> None:
    """Remember rows that could not be read, by reason code."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO quarantine (source_id, rowid_there, guid, reason, seen_us, state) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [(source_id, row.rowid, row.guid, row.reason, now_us, row.state) for row in rows],
    )


def readable_again(db: Database, source_id: int, rowids: Iterable[int]) -> None:
    """Take rows out of quarantine that have been read now."""
    if db.conn.execute("SELECT EXISTS (SELECT 1 FROM quarantine WHERE source_id = ?)", (source_id,)).fetchone()[0]:
        db.conn.executemany(
            "DELETE FROM quarantine WHERE source_id = ? AND rowid_there = ?", [(source_id, rowid) for rowid in rowids]
        )


def pass_over(db: Database, source_id: int, rows: Iterable[tuple[int, int]]) -> None:
    """Remember (ROWID, state) of rows that need no second look: another source has them, or the person removed them."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO passed_over (source_id, rowid_there, state) VALUES (?, ?, ?)",
        [(source_id, rowid, state) for rowid, state in rows],
    )


def last_path(db: Database) -> str:
    """The source that was synced last, "" before any was."""
    row = db.conn.execute("SELECT path FROM source ORDER BY last_sync_us DESC, id DESC LIMIT 1").fetchone()
    return "" if row is None else str(row[0])


def census(db: Database) -> Census:
    """What is odd, for the doctor."""
    conn = db.conn
    path, lineage, last_sync_us = conn.execute(
        "SELECT path, lineage, last_sync_us FROM source ORDER BY last_sync_us DESC, id DESC LIMIT 1"
    ).fetchone() or ("", "", 0)
    coded = conn.execute("SELECT kind, code, count(*) FROM message WHERE code <> 0 GROUP BY 1, 2").fetchall()
    (quarantined,) = conn.execute("SELECT count(*) FROM quarantine").fetchone()
    (orphans,) = conn.execute("SELECT count(*) FROM message WHERE conversation_id IS NULL").fetchone()
    return Census(
        path=path,
        lineage=lineage,
        last_sync_us=last_sync_us,
        unknown_kinds={code: n for kind, code, n in coded if kind == Kind.UNKNOWN},
        undecodable=sum(n for kind, code, n in coded if kind != Kind.UNKNOWN and code == -1),
        quarantined=quarantined,
        orphans=orphans,
    )
