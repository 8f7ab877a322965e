"""Work that outlives the command which asked for it: queued, then processing, then completed, failed or cancelled."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from app.store.connection import transaction
from engine.problems import NoSuchJob

#: How often somebody may begin a job before it is given up: whoever began it may have died of it.
MAX_ATTEMPTS = 2
#: How long a job that is over can be asked for, in seconds.
KEPT_S = 7 * 24 * 3600.0


class Status(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """One job; `request`, `result` and `error` are JSON.

    Attributes:
        attempts: how often it was begun.
        owner_pid: which process began it last.
    """

    id: str
    status: Status
    request: bytes
    result: bytes | None
    error: bytes | None
    attempts: int
    owner_pid: int | None
    created_us: int
    started_us: int | None
    completed_us: int | None

    @property
    def is_over(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.status not in (Status.QUEUED, Status.PROCESSING)


_SELECT = (
    "SELECT id, status, request, result, error, attempts, owner_pid, created_us, started_us, completed_us FROM job"
)


def add(db: Database, request: bytes, *, conversation_id: int | None = None, now_us: int) -> str:
    """Queue a job and return its id; jobs that were over a week ago are forgotten.

    Args:
        request: JSON.
        conversation_id: whose words the request may hold.
    """
    job_id = uuid.uuid4().hex
    with transaction(db):
        db.conn.execute("DELETE FROM job WHERE completed_us < ?", (now_us - int(KEPT_S * 1e6),))
        db.conn.execute(
            "INSERT INTO job (id, status, conversation_id, request, created_us) VALUES (?, ?, ?, ?, ?)",
            (job_id, Status.QUEUED, conversation_id, request.decode(), now_us),
        )
    return job_id


def claim(db: Database, *, owner_pid: int, now_us: int) -> Job | None:
    """Begin the oldest queued job; None if there is none. Two who claim never get the same one."""
    with transaction(db):
        row = db.conn.execute(
            "UPDATE job SET status = ?, attempts = attempts + 1, owner_pid = ?, started_us = ? "
            "WHERE number = (SELECT number FROM job WHERE status = 'queued' ORDER BY number LIMIT 1) RETURNING id",
            (Status.PROCESSING, owner_pid, now_us),
        ).fetchone()
        return None if row is None else get(db, row[0])


def finish(db: Database, job_id: str, result: bytes, *, now_us: int) -> bool:
    """Keep the result (JSON) of a job that is processing; False if it is not any more, and nothing is kept."""
    return _close(db, job_id, Status.COMPLETED, now_us, result=result.decode())


def fail(db: Database, job_id: str, error: bytes, *, now_us: int) -> bool:
    """Keep why a job that is processing failed (JSON); False if it is not processing any more."""
    return _close(db, job_id, Status.FAILED, now_us, error=error.decode())


def cancel(db: Database, job_id: str, *, now_us: int) -> bool:
    """Call a job off; False if it was over already.

    Raises:
        NoSuchJob: no such id.
    """
    if get(db, job_id).is_over:
        return False
    with transaction(db):
        changed = db.conn.execute(
            "UPDATE job SET status = ?, completed_us = ? WHERE id = ? AND status IN ('queued', 'processing')",
            (Status.CANCELLED, now_us, job_id),
        ).rowcount
    return bool(changed)


def give_back(db: Database, job_id: str) -> None:
    """Queue a job anew that was begun and is not to be finished by us; that counts as no attempt."""
    with transaction(db):
        db.conn.execute(
            "UPDATE job SET status = ?, attempts = attempts - 1 WHERE id = ? AND status = 'processing'",
            (Status.QUEUED, job_id),
        )


def requeue_lost(db: Database, error: bytes, *, now_us: int) -> int:
    """Queue the jobs anew that are processing, for whoever began them is gone; returns how many.

    The caller knows that they are gone. What was begun `MAX_ATTEMPTS` times fails with `error` instead.
    """
    with transaction(db):
        db.conn.execute(
            "UPDATE job SET status = ?, error = ?, completed_us = ? WHERE status = 'processing' AND attempts >= ?",
            (Status.FAILED, error.decode(), now_us, MAX_ATTEMPTS),
        )
        return int(db.conn.execute("UPDATE job SET status = ? WHERE status = 'processing'", (Status.QUEUED,)).rowcount)


def get(db: Database, job_id: str) -> Job:
    """A job by its id.

    Raises:
        NoSuchJob: no such id.
    """
    row = db.conn.execute(f"{_SELECT} WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise NoSuchJob(id=job_id)
    return _job(row)


def status(db: Database, job_id: str) -> Status | None:
    """Where a job stands; None if it is not there any more."""
    row = db.conn.execute("SELECT status FROM job WHERE id = ?", (job_id,)).fetchone()
    return None if row is None else Status(row[0])


def any_queued(db: Database) -> bool:
    """Whether a job waits for somebody to begin it."""
    return bool(db.conn.execute("SELECT EXISTS (SELECT 1 FROM job WHERE status = 'queued')").fetchone()[0])


def listing(db: Database) -> list[Job]:
    """All jobs, in the order they were asked for."""
    return [_job(row) for row in db.conn.execute(f"{_SELECT} ORDER BY number")]


def forget_conversations(db: Database, conversation_ids: Iterable[int]) -> None:
    """Forget the jobs about conversations: words they were made of are gone. One that is processing is stopped."""
    with transaction(db):
        db.conn.executemany("DELETE FROM job WHERE conversation_id = ?", [(one,) for one in conversation_ids])


def _close(
    db: Database, job_id: str, status: Status, now_us: int, *, result: str | None = None, error: str | None = None
) -> bool:
    with transaction(db):
        changed = db.conn.execute(
            "UPDATE job SET status = ?, result = ?, error = ?, completed_us = ? WHERE id = ? AND status = 'processing'",
            (status, result, error, now_us, job_id),
        ).rowcount
    return bool(changed)


def _job(row: tuple[str, str, str, str | None, str | None, int, int | None, int, int | None, int | None]) -> Job:
    return Job(
        id=row[0],
        status=Status(row[1]),
        request=row[2].encode(),
        result=None if row[3] is None else row[3].encode(),
        error=None if row[4] is None else row[4].encode(),
        attempts=row[5],
        owner_pid=row[6],
        created_us=row[7],
        started_us=row[8],
        completed_us=row[9],
    )
