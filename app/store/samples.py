"""What training may learn from: the person's decisions on drafts, newest first, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Sample:
    """One example: what was said before, and what the person answered; `quality` in [0, 1]."""

    id: int
    source: str
    input: str
    output: str
    quality: float
    made_us: int


def newest(db: Database, *, limit: int) -> list[Sample]:
    """The newest examples."""
    rows = db.conn.execute(
        "SELECT id, source, input, output, quality, made_us FROM sample ORDER BY made_us DESC, id DESC LIMIT ?",
        (limit,),
    )
    return [Sample(*row) for row in rows.fetchall()]


def count(db: Database) -> int:
    """How many there are."""
    return int(db.conn.execute("SELECT count(*) FROM sample").fetchone()[0])
