"""What the person did with drafts, by what the drafts are signed with."""

from __future__ import annotations

from sqlite_utils import Database


def counts(db: Database, model_version: str) -> tuple[int, int]:
    """(decisions on drafts of this version, those of them that changed or rejected the draft)."""
    row = db.conn.execute(
        "SELECT count(*), coalesce(sum(d.verb IN ('edit', 'reject')), 0) FROM decision d "
        "JOIN option o ON o.id = d.option_id JOIN request r ON r.id = o.request_id "
        "WHERE r.mode = 'model' AND r.model_version = ? AND d.verb IN ('accept', 'edit', 'reject')",
        (model_version,),
    ).fetchone()
    return int(row[0]), int(row[1])
