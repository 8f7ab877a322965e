"""Files beside messages: where they lie on this machine. Sotto looks no further into them."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database


def place(db: Database, message_id: int, part: int) -> Path | None:
    """Where the file lies, None if it is not here; `part` counts the files of a message from 1."""
    rows = db.conn.execute(
        "SELECT path FROM attachment WHERE message_id = ? ORDER BY id LIMIT 1 OFFSET ?", (message_id, part - 1)
    ).fetchall()
    if not rows or not rows[0][0]:
        return None
    path = Path(rows[0][0]).expanduser()
    return path if path.is_file() else None
