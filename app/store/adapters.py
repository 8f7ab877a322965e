"""Adapters: versions that never change, what the gate said of each, and which of them was in use when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

import msgspec
from sqlite_utils import Database

from app.store import learnt_words
from app.store.connection import transaction
from engine.problems import NoSuchAdapter
from engine.training.gate import Verdict
from engine.training.gate_messages import Pair


class State(StrEnum):
    """Where an adapter stands."""

    OFFERED = "offered"
    REFUSED = "refused"
    KEPT = "kept"
    USED = "used"
    RETIRED = "retired"


class How(StrEnum):
    """How an adapter, or the model alone, came to use."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    ROLLED_BACK = "rolled_back"
    FELL_BACK = "fell_back"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Adapter:
    """One version.

    Attributes:
        job_id: the job it came from, and the name of its file.
        sha256: of the plain file. key: opens the encrypted one.
        state: kept is one that the person looked at and did not use; retired one that was used before.
        stale: it learnt from words that are gone since: erased, unsent, changed, not to be read, or too old.
        beside: the version that the gate measured it beside, gone or not; None for the model alone.
    """

    id: int
    job_id: str
    model_id: str
    base_sha256: str
    sha256: str
    n_bytes: int
    key: bytes
    state: State
    stale: bool
    verdict_json: bytes
    pairs_json: bytes
    scale: float
    n_learnt: int
    made_us: int
    beside: int | None

    @property
    def verdict(self) -> Verdict:
        """What the gate said."""
        return msgspec.json.decode(self.verdict_json, type=Verdict)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Replies before and after."""
        return msgspec.json.decode(self.pairs_json, type=tuple[Pair, ...])


@dataclass(frozen=True, slots=True)
class Use:
    """What a model was used with from then on: an adapter, or (None) nothing.

    Attributes:
        probation: so many more texts show whether the adapter ends the process that writes with it.
    """

    number: int
    model_id: str
    adapter_id: int | None
    since_us: int
    how: How
    settled: bool
    probation: int


_COLUMNS = ", ".join(one.name.removesuffix("_json") for one in fields(Adapter))
_USE = ", ".join(one.name for one in fields(Use))


def add(
    db: Database,
    *,
    job_id: str,
    model_id: str,
    base_sha256: str,
    sha256: str,
    n_bytes: int,
    key: bytes,
    verdict: Verdict,
    pairs: Sequence[Pair],
    n_learnt: int,
    now_us: int,
    beside: int | None = None,
) -> Adapter:
    """Note a version: offered if it passed, else refused. The one before that was offered is kept."""
    state = State.OFFERED if verdict.passed else State.REFUSED
    with transaction(db):
        if verdict.passed:
            db.conn.execute(
                "UPDATE adapter SET state = 'kept' WHERE state = 'offered' AND model_id = ? AND job_id != ?",
                (model_id, job_id),
            )
        db.conn.execute(
            "INSERT OR IGNORE INTO adapter (job_id, model_id, base_sha256, sha256, n_bytes, key, state, verdict, "
            "pairs, n_learnt, made_us, beside) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                job_id, model_id, base_sha256, sha256, n_bytes, key, state, msgspec.json.encode(verdict),
                msgspec.json.encode(tuple(pairs)), n_learnt, now_us, beside,
            ),
        )  # fmt: skip
    found = of_job(db, job_id)
    assert found is not None
    return found


def get(db: Database, adapter_id: int) -> Adapter:
    """One version.

    Raises:
        NoSuchAdapter: no such id.
    """
    row = db.conn.execute(f"SELECT {_COLUMNS} FROM adapter WHERE id = ?", (adapter_id,)).fetchone()
    if row is None:
        raise NoSuchAdapter(id=adapter_id)
    return _adapter(row)


def next_id(db: Database) -> int:
    """The number that the next version gets."""
    row = db.conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'adapter'").fetchone()
    return 1 if row is None else int(row[0]) + 1


def of_job(db: Database, job_id: str) -> Adapter | None:
    """What came of a job."""
    row = db.conn.execute(f"SELECT {_COLUMNS} FROM adapter WHERE job_id = ?", (job_id,)).fetchone()
    return None if row is None else _adapter(row)


def of_file(db: Database, sha256: str) -> Adapter | None:
    """The version whose plain file has this hash."""
    row = db.conn.execute(
        f"SELECT {_COLUMNS} FROM adapter WHERE sha256 = ? ORDER BY id DESC LIMIT 1", (sha256,)
    ).fetchone()
    return None if row is None else _adapter(row)


def listing(db: Database, model_id: str | None = None) -> list[Adapter]:
    """Versions, newest first; of one model, or of all."""
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM adapter WHERE :model IS NULL OR model_id = :model ORDER BY id DESC",
        {"model": model_id},
    )
    return [_adapter(row) for row in rows.fetchall()]


def put_state(db: Database, adapter_id: int, state: State) -> None:
    """It stands elsewhere now."""
    with transaction(db):
        db.conn.execute("UPDATE adapter SET state = ? WHERE id = ?", (state, adapter_id))


def delete(db: Database, adapter_id: int) -> None:
    """Forget a version; its file is the caller's."""
    with transaction(db):
        for (job_id,) in db.conn.execute("DELETE FROM adapter WHERE id = ? RETURNING job_id", (adapter_id,)).fetchall():
            learnt_words.forget_job(db, job_id)


def in_use(db: Database, model_id: str) -> Use | None:
    """What the model is used with by now; None if nothing was ever chosen."""
    return _use(db, "model_id = ? AND settled", (model_id,))


def used_on(db: Database, model_id: str, base_sha256: str) -> Adapter | None:
    """The version in use on a model whose file has this hash; None for the model alone."""
    use = in_use(db, model_id)
    if use is None or use.adapter_id is None:
        return None
    found = next((one for one in listing(db, model_id) if one.id == use.adapter_id), None)
    return found if found is not None and found.base_sha256 == base_sha256 else None


def begin_use(db: Database, model_id: str, adapter_id: int | None, how: How, *, probation: int = 0, now_us: int) -> int:
    """Something is being put to use; it holds once `settle_use` says so. Returns its number."""
    with transaction(db):
        number = db.conn.execute(
            "INSERT INTO adapter_use (model_id, adapter_id, since_us, how, probation) VALUES (?, ?, ?, ?, ?)",
            (model_id, adapter_id, now_us, how, probation),
        ).lastrowid
    assert number is not None
    return number


def settle_use(db: Database, number: int) -> None:
    """What was being put to use holds from now on."""
    with transaction(db):
        model_id, adapter_id = db.conn.execute(
            "UPDATE adapter_use SET settled = 1 WHERE number = ? RETURNING model_id, adapter_id", (number,)
        ).fetchone()
        db.conn.execute(
            "UPDATE adapter SET state = 'retired' WHERE state = 'used' AND model_id = ? AND id IS NOT ?",
            (model_id, adapter_id),
        )
        db.conn.execute("UPDATE adapter SET state = 'used' WHERE id = ?", (adapter_id,))


def withdraw_uses(db: Database, number: int | None = None) -> list[Use]:
    """Take back what was being put to use and did not come to hold: this one, or (None) all; returns it."""
    with transaction(db):
        rows = db.conn.execute(
            f"DELETE FROM adapter_use WHERE NOT settled AND (:number IS NULL OR number = :number) RETURNING {_USE}",
            {"number": number},
        ).fetchall()
    return [_used(row) for row in rows]


def being_put_to_use(db: Database) -> set[int]:
    """Versions that are to be in use, as soon as that holds."""
    sql = "SELECT adapter_id FROM adapter_use WHERE NOT settled AND adapter_id IS NOT NULL"
    return {int(row[0]) for row in db.conn.execute(sql).fetchall()}


def newest_use(db: Database, sha256: str) -> Use | None:
    """How the version whose plain file has this hash was put to use last, whether that holds by now or not."""
    return _use(db, "adapter_id IN (SELECT id FROM adapter WHERE sha256 = ?)", (sha256,))


def put_probation(db: Database, number: int, n_texts: int) -> None:
    """So many more texts show whether what was put to use ends the process."""
    with transaction(db):
        db.conn.execute("UPDATE adapter_use SET probation = ? WHERE number = ?", (n_texts, number))


def before(db: Database, model_id: str) -> int | None:
    """The version to go back to from the one in use: the one it followed; None: the model alone."""
    there = {one.id for one in listing(db, model_id)}
    way: list[int] = []
    for use in reversed(uses(db, model_id)):
        if use.adapter_id is None:
            way = []
        elif use.adapter_id in way:
            way = way[: way.index(use.adapter_id) + 1]
        else:
            way.append(use.adapter_id)
    return next((one for one in reversed(way[:-1]) if one in there), None)


def replaced(db: Database, model_id: str) -> int | None:
    """The version that was in use until the one in use came; None: the model alone, or one that is gone."""
    there = {one.id for one in listing(db, model_id)}
    return next((one.adapter_id for one in uses(db, model_id)[1:2] if one.adapter_id in there), None)


def uses(db: Database, model_id: str) -> list[Use]:
    """What the model was used with, newest first."""
    rows = db.conn.execute(
        f"SELECT {_USE} FROM adapter_use WHERE model_id = ? AND settled ORDER BY number DESC", (model_id,)
    )
    return [_used(row) for row in rows.fetchall()]


def _use(db: Database, where: str, values: tuple[object, ...]) -> Use | None:
    row = db.conn.execute(
        f"SELECT {_USE} FROM adapter_use WHERE {where} ORDER BY number DESC LIMIT 1", values
    ).fetchone()
    return None if row is None else _used(row)


def _used(row: tuple[int, str, int | None, int, str, int, int]) -> Use:
    number, model_id, adapter_id, since_us, how, settled, probation = row
    return Use(number, model_id, adapter_id, since_us, How(how), bool(settled), probation)


def _adapter(row: tuple[object, ...]) -> Adapter:
    values = dict(zip((one.name for one in fields(Adapter)), row, strict=True))
    values |= {"state": State(str(values["state"])), "stale": bool(values["stale"])}
    return Adapter(**values)  # type: ignore[arg-type]  # the columns are the fields
