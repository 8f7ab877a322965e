"""Training jobs: queued, then processing, then completed, failed or cancelled; what went in, and how the loss fell."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import msgspec
from sqlite_utils import Database

from app.store import learnt_words
from app.store.connection import transaction
from app.store.jobs import Status
from engine.problems import NoSuchJob, Problem, rebuilt
from engine.protocol import Facts
from engine.training.values import Parameters

#: Jobs that are over and are remembered.
KEPT = 60
#: No moment is later.
LATEST_US = (1 << 63) - 1
#: Columns that a job's course changes.
_MOVING = frozenset({"stage", "reason", "n_learnt", "n_held", "step", "steps", "done", "eta_s", "deaths"})


class _Error(msgspec.Struct, frozen=True):
    code: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Job:
    """One job.

    Attributes:
        by_hand: the person asked for it. merges: a whole model is to be made of it.
        key: opens its files; empty once it is over, and so are `style` and `notes` among its parameters.
        stage: "", "preparing", "training", "checking" or "merging".
        reason: why it was stopped last, while it waits to go on.
        done: share of the whole, in [0, 1]. deaths: of its process, since something was kept last.
        begun_us: when it was begun first. resumed_us: when it was begun or gone on with last.
        worked_s: seconds that it was worked on in all, without those in which it waited.
        output: what came of it: the id of an adapter, or of a model. error: JSON, "" without one.
    """

    id: str
    status: Status
    by_hand: bool
    merges: bool
    model_id: str
    base_sha256: str
    parameters_json: bytes
    key: bytes
    stage: str
    reason: str
    n_learnt: int
    n_held: int
    step: int
    steps: int
    done: float
    eta_s: float | None
    deaths: int
    output: str
    error: str
    asked_us: int
    begun_us: int | None
    ended_us: int | None
    resumed_us: int | None
    worked_s: float

    @property
    def is_over(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.status not in (Status.QUEUED, Status.PROCESSING)

    @property
    def progress(self) -> int:
        """0–100."""
        return 100 if self.status is Status.COMPLETED else min(99, int(100 * self.done))

    @property
    def parameters(self) -> Parameters:
        """How it trains."""
        return msgspec.json.decode(self.parameters_json, type=Parameters)

    @property
    def problem(self) -> Problem | None:
        """Why it failed or was cancelled."""
        if not self.error:
            return None
        why = msgspec.json.decode(self.error, type=_Error)
        return rebuilt(why.code, why.facts)


_COLUMNS = ", ".join(one.name.removesuffix("_json") for one in fields(Job))
_OPEN = "status IN ('queued', 'processing')"


def add(
    db: Database,
    *,
    model_id: str,
    base_sha256: str,
    parameters: Parameters,
    key: bytes,
    by_hand: bool,
    merges: bool,
    now_us: int,
) -> Job:
    """Queue a job; only the newest of those that are over are remembered."""
    job_id = uuid.uuid4().hex[:12]
    with transaction(db):
        db.conn.execute(
            "INSERT INTO training_job (id, status, by_hand, merges, model_id, base_sha256, parameters, key, asked_us) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                job_id, Status.QUEUED, by_hand, merges, model_id, base_sha256, msgspec.json.encode(parameters), key,
                now_us,
            ),
        )  # fmt: skip
        _forget_old(db)
    return get(db, job_id)


def get(db: Database, job_id: str) -> Job:
    """One job.

    Raises:
        NoSuchJob: no such id.
    """
    row = db.conn.execute(f"SELECT {_COLUMNS} FROM training_job WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise NoSuchJob(id=job_id)
    return _job(row)


def listing(db: Database, *, limit: int = KEPT) -> list[Job]:
    """Jobs, newest first."""
    rows = db.conn.execute(f"SELECT {_COLUMNS} FROM training_job ORDER BY number DESC LIMIT ?", (limit,))
    return [_job(row) for row in rows.fetchall()]


def unfinished(db: Database) -> Job | None:
    """The job that is under way or waits to go on; there is at most one."""
    row = db.conn.execute(f"SELECT {_COLUMNS} FROM training_job WHERE {_OPEN} ORDER BY number LIMIT 1").fetchone()
    return None if row is None else _job(row)


def last_completed_us(db: Database, *, by_us: int = LATEST_US) -> int:
    """When the last job that came to its end was asked for, 0 for never; after `by_us` a clock was wrong.

    One that ran and learnt nothing new came to its end too.
    """
    row = db.conn.execute(
        "SELECT max(asked_us) FROM training_job WHERE asked_us <= ? AND (status = 'completed' OR status = 'failed' "
        "AND json_valid(error) AND json_extract(error, '$.facts.reason') = 'no_gain')",
        (by_us,),
    ).fetchone()
    return int(row[0] or 0)


def begin(db: Database, job_id: str, *, now_us: int) -> bool:
    """A process works on it from now on; False if it is over."""
    with transaction(db):
        done = db.conn.execute(
            "UPDATE training_job SET status = 'processing', reason = '', begun_us = coalesce(begun_us, :now), "
            f"resumed_us = :now WHERE id = :id AND {_OPEN}",
            {"now": now_us, "id": job_id},
        )
    return bool(done.rowcount)


def move(db: Database, job_id: str, **changed: object) -> bool:
    """Note how far it is; False if it is over, and then nothing is noted."""
    unknown = changed.keys() - _MOVING
    assert not unknown, unknown
    sets = ", ".join(f"{name} = ?" for name in changed)
    with transaction(db):
        done = db.conn.execute(f"UPDATE training_job SET {sets} WHERE id = ? AND {_OPEN}", (*changed.values(), job_id))
    return bool(done.rowcount)


def add_work(db: Database, job_id: str, seconds: float) -> None:
    """It was worked on for so much longer, whether it is over by now or not."""
    with transaction(db):
        db.conn.execute("UPDATE training_job SET worked_s = worked_s + ? WHERE id = ?", (seconds, job_id))


def put_losses(db: Database, job_id: str, losses: Iterable[tuple[int, float]], *, held: bool) -> None:
    """Note losses by their steps."""
    with transaction(db):
        db.conn.executemany(
            "INSERT OR REPLACE INTO training_loss (job_id, held, step, loss) VALUES (?, ?, ?, ?)",
            [(job_id, held, step, loss) for step, loss in losses],
        )


def replace_losses(
    db: Database, job_id: str, learnt: Iterable[tuple[int, float]], held: Iterable[tuple[int, float]]
) -> None:
    """Put the whole course of the loss in place of what was noted on the way."""
    with transaction(db):
        db.conn.execute("DELETE FROM training_loss WHERE job_id = ?", (job_id,))
        put_losses(db, job_id, learnt, held=False)
        put_losses(db, job_id, held, held=True)


def losses(db: Database, job_id: str, *, held: bool) -> list[tuple[int, float]]:
    """(step, loss) as it was noted."""
    sql = "SELECT step, loss FROM training_loss WHERE job_id = ? AND held = ? ORDER BY step"
    return [(int(step), float(loss)) for step, loss in db.conn.execute(sql, (job_id, held)).fetchall()]


def put_contacts(db: Database, job_id: str, sample_ids: Iterable[int]) -> None:
    """Note whose words went in: everybody in the conversations of these samples, and whoever left such a group since
    and wrote there what the samples quote."""
    with transaction(db):
        ids = msgspec.json.encode(sorted(sample_ids)).decode()
        for whose in (
            "SELECT c.contact_id FROM conversation c WHERE c.id IN (SELECT conversation_id FROM s)",
            "SELECT h.contact_id FROM conversation_handle m JOIN handle h ON h.id = m.handle_id "
            "WHERE m.conversation_id IN (SELECT conversation_id FROM s)",
            "SELECT h.contact_id FROM s JOIN conversation c ON c.id = s.conversation_id AND c.is_group "
            "JOIN message m ON m.conversation_id = c.id AND m.sent_us BETWEEN s.since_us AND s.until_us "
            "JOIN handle h ON h.id = m.handle_id",
        ):
            db.conn.execute(
                "WITH s AS (SELECT conversation_id, since_us, until_us FROM sample "
                "WHERE id IN (SELECT value FROM json_each(?))) "
                f"INSERT OR IGNORE INTO training_contact (job_id, contact_id) SELECT ?, w.contact_id FROM ({whose}) w "
                "WHERE w.contact_id IS NOT NULL",
                (ids, job_id),
            )


def contacts(db: Database, job_id: str) -> set[int]:
    """Whose words went in."""
    sql = "SELECT contact_id FROM training_contact WHERE job_id = ?"
    return {int(row[0]) for row in db.conn.execute(sql, (job_id,)).fetchall()}


def wait(db: Database, job_id: str, reason: str) -> None:
    """It was stopped and waits to go on."""
    with transaction(db):
        db.conn.execute(
            f"UPDATE training_job SET status = 'queued', reason = ?, eta_s = NULL WHERE id = ? AND {_OPEN}",
            (reason, job_id),
        )


def complete(db: Database, job_id: str, output: str, *, now_us: int, short_of: Problem | None = None) -> bool:
    """It came to its end; False if it was over before.

    Args:
        short_of: why no model was merged of the adapter, where one was asked for.
    """
    error = "" if short_of is None else _told(short_of)
    return _end(db, job_id, Status.COMPLETED, {"output": output, "done": 1.0, "error": error}, now_us)


def fail(db: Database, job_id: str, problem: Problem, *, now_us: int) -> bool:
    """It came to nothing; False if it was over before."""
    return _end(db, job_id, Status.FAILED, {"error": _told(problem)}, now_us)


def cancel(db: Database, job_id: str, *, now_us: int) -> bool:
    """The person does not want it any more; False if it was over before."""
    get(db, job_id)
    return _end(db, job_id, Status.CANCELLED, {}, now_us)


def _end(db: Database, job_id: str, status: Status, values: Mapping[str, object], now_us: int) -> bool:
    sets = "".join(f", {name} = ?" for name in values)
    with transaction(db):
        done = db.conn.execute(
            f"UPDATE training_job SET status = ?, ended_us = ?, stage = '', eta_s = NULL, {learnt_words.BARE}{sets} "
            f"WHERE id = ? AND {_OPEN}",
            (status, now_us, *values.values(), job_id),
        )
        made = db.conn.execute("SELECT EXISTS (SELECT 1 FROM adapter WHERE job_id = ?)", (job_id,)).fetchone()[0]
        if done.rowcount and not made:
            learnt_words.forget_job(db, job_id)
    return bool(done.rowcount)


def _forget_old(db: Database) -> None:
    """Jobs that are long over, their losses and who went in; those that an adapter or a model comes from stay."""
    db.conn.execute(
        f"DELETE FROM training_job WHERE NOT {_OPEN} AND id NOT IN (SELECT job_id FROM adapter) AND id NOT IN "
        "(SELECT job_id FROM merged_model) AND number NOT IN "
        "(SELECT number FROM training_job ORDER BY number DESC LIMIT ?)",
        (KEPT,),
    )
    for table in ("training_loss", "training_contact", "training_words"):
        db.conn.execute(f"DELETE FROM {table} WHERE job_id NOT IN (SELECT id FROM training_job)")


def _told(problem: Problem) -> str:
    return msgspec.json.encode(_Error(problem.code, dict(problem.facts))).decode()


def _job(row: tuple[object, ...]) -> Job:
    values = dict(zip((one.name for one in fields(Job)), row, strict=True))
    values |= {"status": Status(str(values["status"]))}
    values |= {name: bool(values[name]) for name in ("by_hand", "merges")}
    return Job(**values)  # type: ignore[arg-type]  # the columns are the fields
