"""The life of a job in the store."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.store import cached, connection, jobs, migrations
from app.store.jobs import Status
from engine.problems import NoSuchJob

NOW = 1_700_000_000_000_000
KEY = bytes(range(32))
LOST = b'{"code":"WorkerDied","facts":{}}'


def claimed(db: Database, at_us: int = NOW) -> str | None:
    job = jobs.claim(db, owner_pid=7, now_us=at_us)
    return None if job is None else job.id


def test_a_job_is_queued_then_processing_then_completed(db: Database) -> None:
    job_id = jobs.add(db, b'{"prompt":"Hi"}', now_us=NOW)
    queued = jobs.get(db, job_id)
    assert (queued.status, queued.request, queued.created_us) == (Status.QUEUED, b'{"prompt":"Hi"}', NOW)
    began = jobs.claim(db, owner_pid=7, now_us=NOW + 1)
    assert began is not None
    assert (began.id, began.status, began.owner_pid, began.started_us) == (job_id, Status.PROCESSING, 7, NOW + 1)
    assert jobs.finish(db, job_id, b'{"response":"Hello"}', now_us=NOW + 2)
    done = jobs.get(db, job_id)
    assert (done.status, done.result, done.error, done.completed_us) == (
        Status.COMPLETED,
        b'{"response":"Hello"}',
        None,
        NOW + 2,
    )
    assert done.is_over


def test_jobs_are_begun_in_the_order_they_were_asked_for(db: Database) -> None:
    ids = [jobs.add(db, b"{}", now_us=NOW) for _ in range(3)]
    assert [claimed(db), claimed(db), claimed(db), claimed(db)] == [*ids, None]
    assert [job.id for job in jobs.listing(db)] == ids


def test_a_failed_job_says_why(db: Database) -> None:
    job_id = jobs.add(db, b"{}", now_us=NOW)
    claimed(db)
    assert jobs.fail(db, job_id, LOST, now_us=NOW + 2)
    assert (jobs.get(db, job_id).status, jobs.get(db, job_id).error) == (Status.FAILED, LOST)


def test_a_job_that_was_called_off_stays_so_whatever_comes_of_it(db: Database) -> None:
    waiting, running = (jobs.add(db, b"{}", now_us=NOW) for _ in range(2))
    assert claimed(db) == waiting
    assert jobs.cancel(db, waiting, now_us=NOW + 1)
    assert jobs.cancel(db, running, now_us=NOW + 1)
    assert claimed(db) is None
    assert not jobs.finish(db, waiting, b"{}", now_us=NOW + 2)
    assert not jobs.fail(db, waiting, LOST, now_us=NOW + 2)
    assert not jobs.cancel(db, waiting, now_us=NOW + 3)
    assert {jobs.status(db, waiting), jobs.status(db, running)} == {Status.CANCELLED}
    assert jobs.get(db, waiting).completed_us == NOW + 1


def test_only_a_job_that_is_processing_can_be_finished(db: Database) -> None:
    job_id = jobs.add(db, b"{}", now_us=NOW)
    assert not jobs.finish(db, job_id, b"{}", now_us=NOW)
    assert jobs.status(db, job_id) is Status.QUEUED


def test_a_lost_job_is_queued_once_more_and_then_fails(db: Database) -> None:
    job_id = jobs.add(db, b"{}", now_us=NOW)
    claimed(db)
    assert jobs.requeue_lost(db, LOST, now_us=NOW + 1) == 1
    assert jobs.any_queued(db)
    claimed(db)
    assert jobs.requeue_lost(db, LOST, now_us=NOW + 2) == 0
    lost = jobs.get(db, job_id)
    assert (lost.status, lost.error, lost.attempts, lost.completed_us) == (Status.FAILED, LOST, 2, NOW + 2)


def test_giving_a_job_back_counts_as_no_attempt(db: Database) -> None:
    job_id = jobs.add(db, b"{}", now_us=NOW)
    for _ in range(3):
        claimed(db)
        jobs.give_back(db, job_id)
    assert (jobs.get(db, job_id).status, jobs.get(db, job_id).attempts) == (Status.QUEUED, 0)


def test_an_unknown_job_is_a_problem(db: Database) -> None:
    for ask in (lambda: jobs.get(db, "nothing"), lambda: jobs.cancel(db, "nothing", now_us=NOW)):
        with pytest.raises(NoSuchJob):
            ask()
    assert jobs.status(db, "nothing") is None


def test_jobs_that_are_over_for_a_week_are_forgotten_with_the_next_one(db: Database) -> None:
    old, waiting = (jobs.add(db, b"{}", now_us=NOW) for _ in range(2))
    claimed(db)
    jobs.finish(db, old, b"{}", now_us=NOW)
    later = NOW + int(jobs.KEPT_S * 1e6)
    jobs.add(db, b"{}", now_us=later)
    assert jobs.status(db, old) is Status.COMPLETED
    jobs.add(db, b"{}", now_us=later + 1)
    assert jobs.status(db, old) is None
    assert jobs.status(db, waiting) is Status.QUEUED


def test_jobs_about_a_conversation_go_with_its_words(db: Database) -> None:
    about, other = (jobs.add(db, b"{}", conversation_id=id_, now_us=NOW) for id_ in (12, 1))
    free = jobs.add(db, b"{}", now_us=NOW)
    jobs.forget_conversations(db, [12])
    assert [jobs.status(db, one) for one in (about, other, free)] == [None, Status.QUEUED, Status.QUEUED]


def test_two_who_claim_at_once_never_get_the_same_job(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    db = connection.create(path, KEY)
    migrations.migrate(db, KEY, None)
    ids = {jobs.add(db, b"{}", now_us=NOW) for _ in range(30)}
    db.close()
    got: list[list[str]] = [[], []]

    def claim_all(mine: list[str]) -> None:
        own = connection.open_writer(path, KEY)
        while (job := jobs.claim(own, owner_pid=1, now_us=NOW)) is not None:
            mine.append(job.id)
        own.close()

    threads = [threading.Thread(target=claim_all, args=(mine,)) for mine in got]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got[0]) + len(got[1]) == 30
    assert {*got[0], *got[1]} == ids


def test_a_store_from_before_jobs_keeps_what_it_holds_and_gets_them(tmp_path: Path) -> None:
    db = connection.create(tmp_path / "x.db", KEY)
    migrations.migrate(db, KEY, None, migrations.known()[:2])
    db.conn.execute("INSERT INTO contact (name) VALUES ('Kim')")
    migrations.migrate(db, KEY, tmp_path / "backups")
    assert db.conn.execute("SELECT name FROM contact").fetchall() == [("Kim",)]
    assert jobs.claim(db, owner_pid=7, now_us=NOW) is None
    assert cached.clear(db) == 0
    db.close()
