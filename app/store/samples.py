"""What training may learn from: the person's decisions on drafts and their own turns, and what they think of each.

Rows stay as they are while their conversation is not to be learnt from (`BARRED`), or while the person does not let
changed drafts be learnt from; they are neither shown nor counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from sqlite_utils import Database

from app.store.connection import transaction
from app.store.insights import AUTOMATED
from engine.domain import Filter
from engine.judge.risk import RED
from engine.problems import NoSuchSample

#: Of these the person said themselves what they would answer.
DECIDED: Final = ("accepted", "edited", "manual")
SOURCES: Final = (*DECIDED, "history")

#: Words that are looked for at once.
WORDS = 8
#: A red flag stands in a conversation `c`, or in another one with the same contact.
_FLAGGED = (
    "EXISTS (SELECT 1 FROM conversation f JOIN judgement j ON j.conversation_id = f.id "
    f"WHERE (f.id = c.id OR f.contact_id = c.contact_id) AND json_extract(j.risk, '$.combined_risk') >= {RED})"
)
#: Nothing is learnt from conversation `c` with contact `k`; `:groups` whether groups are written in with Sotto's help.
IS_BARRED = (
    f"(c.switched_off OR k.switched_off IS 1 OR c.filter NOT IN ('{Filter.MAIN}','{Filter.ALLOWED}') "
    f"OR (c.is_group AND NOT :groups) OR {_FLAGGED} "
    f"OR (NOT c.is_group AND EXISTS (SELECT 1 FROM ({AUTOMATED}) a WHERE a.conversation_id = c.id)))"
)
BARRED = f"SELECT c.id FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id WHERE {IS_BARRED}"
_COLUMNS = (
    "s.id, s.source, s.input, s.output, s.quality, s.made_us, s.included, s.edited, s.masked, s.conversation_id, "
    "s.version, "
    "coalesce((SELECT c.contact_id FROM conversation c WHERE c.id = s.conversation_id AND NOT c.is_group), 0)"
)
#: It has its words, and nothing speaks against its conversation.
_OPEN = f"s.input <> '' AND s.conversation_id NOT IN ({BARRED})"
#: Of these, what is learnt from: `:edits` whether drafts that the person changed are.
_LEARNT = f"{_OPEN} AND (:edits OR s.source != 'edited')"


@dataclass(frozen=True, slots=True)
class Sample:
    """One example: what was said before, and what the person answered; `quality` in [0, 1].

    Attributes:
        made_us: when it was decided or written.
        included: whether the person leaves it in. edited: whether they worded it anew.
        masked: whether details of people are placeholders by now.
        conversation_id: 0 for one that belongs to none. contact_id: 0 in groups.
        version: another one when its words are others; what is masked says the same.
    """

    id: int
    source: str
    input: str
    output: str
    quality: float
    made_us: int
    included: bool = True
    edited: bool = False
    masked: bool = False
    conversation_id: int = 0
    version: int = field(default=0, compare=False)
    contact_id: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many samples there are that may be learnt from; `left_out` are those that the person left out."""

    accepted: int = 0
    edited: int = 0
    manual: int = 0
    history: int = 0
    left_out: int = 0

    @property
    def all(self) -> int:
        """Without those that are left out."""
        return self.accepted + self.edited + self.manual + self.history


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which samples are listed; None and "" for all.

    Attributes:
        text: looked for in what was said and what was answered.
        since_us: none with words of messages that were sent before this.
    """

    source: str | None = None
    included: bool | None = None
    text: str = ""
    since_us: int = 0


def newest(db: Database, *, limit: int) -> list[Sample]:
    """The newest examples."""
    return page(db, Wanted(), limit=limit)


def count(db: Database) -> int:
    """How many may be learnt from."""
    return counts(db).all


def counts(db: Database, *, since_us: int = -1, groups: bool = True, edits: bool = True) -> Counts:
    """How many there are by source, made after this time."""
    rows = db.conn.execute(
        f"SELECT iif(s.included, s.source, 'left_out'), count(*) FROM sample s WHERE s.made_us > :since AND {_LEARNT} "
        "GROUP BY 1",
        {"since": since_us, "groups": groups, "edits": edits},
    ).fetchall()
    found = dict(rows)
    return Counts(**{name: int(found.get(name, 0)) for name in (*SOURCES, "left_out")})


def page(
    db: Database, wanted: Wanted, *, limit: int | None = None, offset: int = 0, groups: bool = True, edits: bool = True
) -> list[Sample]:
    """Samples as asked for, newest first; all of them with no limit.

    Args:
        groups, edits: whether those of groups, and drafts that the person changed, are learnt from.
    """
    where, values = _where(wanted)
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM sample s WHERE {where} ORDER BY s.made_us DESC, s.id DESC LIMIT :limit OFFSET :offset",
        {**values, "groups": groups, "edits": edits, "limit": -1 if limit is None else limit, "offset": offset},
    )
    return [_row(row) for row in rows.fetchall()]


def n_found(db: Database, wanted: Wanted, *, groups: bool = True, edits: bool = True) -> int:
    """How many `page` would give without a limit."""
    where, values = _where(wanted)
    sql = f"SELECT count(*) FROM sample s WHERE {where}"
    return int(db.conn.execute(sql, {**values, "groups": groups, "edits": edits}).fetchone()[0])


def is_barred(db: Database, conversation_id: int, *, groups: bool = True) -> bool:
    """Whether nothing is learnt from a conversation."""
    sql = f"SELECT EXISTS (SELECT 1 FROM ({BARRED}) b WHERE b.id = :id)"
    return bool(db.conn.execute(sql, {"id": conversation_id, "groups": groups}).fetchone()[0])


def get(db: Database, sample_id: int) -> Sample:
    """One sample.

    Raises:
        NoSuchSample: no such id, or it is not to be learnt from.
    """
    sql = f"SELECT {_COLUMNS} FROM sample s WHERE s.id = :id AND {_OPEN}"
    row = db.conn.execute(sql, {"id": sample_id, "groups": True}).fetchone()
    if row is None:
        raise NoSuchSample(id=sample_id)
    return _row(row)


def plain_ones(db: Database, limit: int) -> list[Sample]:
    """Samples in which details of people still stand."""
    rows = db.conn.execute(f"SELECT {_COLUMNS} FROM sample s WHERE NOT s.masked ORDER BY s.id LIMIT ?", (limit,))
    return [_row(row) for row in rows.fetchall()]


def following(db: Database, after_id: int, limit: int) -> list[Sample]:
    """Every sample after one, by its id, also those that are not to be learnt from."""
    rows = db.conn.execute(f"SELECT {_COLUMNS} FROM sample s WHERE s.id > ? ORDER BY s.id LIMIT ?", (after_id, limit))
    return [_row(row) for row in rows.fetchall()]


def put_masked(db: Database, sample: Sample, *, sample_input: str, output: str) -> None:
    """Keep a sample without details of people; what it was is known by a digest only."""
    with transaction(db):
        db.conn.execute(
            "UPDATE sample SET input = ?, output = ?, masked = 1, said = coalesce(said, ?) WHERE id = ?",
            (sample_input, output, digest(sample.output), sample.id),
        )


def add_by_hand(db: Database, conversation_id: int, *, sample_input: str, output: str, said: bytes, now_us: int) -> int:
    """Keep a masked pair that the person gave; returns its id."""
    with transaction(db):
        number = db.conn.execute(
            "INSERT INTO sample (conversation_id, source, input, output, quality, made_us, since_us, until_us, masked, "
            "said) VALUES (?, 'manual', ?, ?, 1.0, ?, 0, -1, 1, ?)",
            (conversation_id, sample_input, output, now_us, said),
        ).lastrowid
    assert number is not None
    return number


def delete(db: Database, sample_id: int) -> None:
    """Take one away for good."""
    with transaction(db):
        db.conn.execute("DELETE FROM sample WHERE id = ?", (sample_id,))


def include(db: Database, sample_id: int, on: bool) -> None:
    """Leave a sample in, or out; the turn of the person's that it stands for stays so when it is read anew.

    Raises:
        NoSuchSample: no such id.
    """
    with transaction(db):
        found = db.conn.execute(
            "UPDATE sample SET included = ? WHERE id = ? RETURNING coalesce(turn_id, answer_id)",
            (on, sample_id),
        ).fetchall()
        if not found:
            raise NoSuchSample(id=sample_id)
        if found[0][0] is not None:
            db.conn.execute(
                "DELETE FROM turn_left_out WHERE turn_id = ?"
                if on
                else "INSERT OR IGNORE INTO turn_left_out (turn_id) VALUES (?)",
                (found[0][0],),
            )


def reword(
    db: Database, sample_id: int, *, sample_input: str, output: str, quality: float, edited: bool, said: bytes | None
) -> None:
    """Put other, masked words in a sample.

    Args:
        said: digest of the reply that was there before, where none is kept yet.

    Raises:
        NoSuchSample: no such id.
    """
    with transaction(db):
        done = db.conn.execute(
            "UPDATE sample SET input = ?, output = ?, quality = ?, edited = ?, masked = 1, said = coalesce(said, ?), "
            "version = random() WHERE id = ?",
            (sample_input, output, quality, edited, said, sample_id),
        )
        if not done.rowcount:
            raise NoSuchSample(id=sample_id)


def digest(text: str) -> bytes:
    """16 bytes that tell whether a reply is the same but for its spaces."""
    return blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _where(wanted: Wanted) -> tuple[str, dict[str, object]]:
    clauses, values = [_LEARNT], dict[str, object]()
    if wanted.source is not None:
        clauses.append("s.source = :source")
        values["source"] = wanted.source
    if wanted.included is not None:
        clauses.append("s.included = :included")
        values["included"] = wanted.included
    if wanted.since_us:
        clauses.append("(s.until_us < s.since_us OR s.since_us >= :oldest)")  # the person's own pairs have no span
        values["oldest"] = wanted.since_us
    for at, word in enumerate(wanted.text.split()[:WORDS]):
        clauses.append(f"(instr(lower(s.input), lower(:word{at})) OR instr(lower(s.output), lower(:word{at})))")
        values[f"word{at}"] = word
    return " AND ".join(clauses), values


def _row(row: tuple[int, str, str, str, float, int, int, int, int, int, int, int]) -> Sample:
    return Sample(*row[:6], bool(row[6]), bool(row[7]), bool(row[8]), *row[9:])
