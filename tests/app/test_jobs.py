"""Jobs as a command works them and as the window does: begun, lost, called off, answered from memory."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tiny_gguf

from app import clock, generating, jobs, models
from app.generating import Answer, Ask
from app.lock import HomeLock
from app.store import jobs as stored
from app.store.jobs import Status
from app.vault import Vault
from app.writing import writer
from engine.problems import ModelMissing, SottoIsOpen, WorkerDied

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCRIPT = ["Sure", ",", " Saturday", " works", "!"]


@pytest.fixture
def vault(reading_vault: Vault) -> Vault:
    return reading_vault


def put_in_use(vault: Vault, file: Path) -> None:
    models.use(vault.home, models.add(vault.home, file).id)


def queue(vault: Vault, *asks: Ask) -> list[str]:
    with writer(vault) as db:
        return [jobs.add(db, ask, now=clock.now()) for ask in asks]


def test_jobs_are_worked_in_order_and_their_answers_kept(vault: Vault, tmp_path: Path) -> None:
    put_in_use(vault, tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    first, second, same = queue(vault, Ask("One?"), Ask("Two?"), Ask("One?"))
    assert jobs.work_through(vault, now=clock.now) == 2
    done = [stored.get(vault.db, one) for one in (first, second, same)]
    assert {job.status for job in done} == {Status.COMPLETED}
    answers = [jobs.result(job) for job in done]
    assert [answer.response for answer in answers if answer] == ["Sure, Saturday works!"] * 3
    assert [answer.cached for answer in answers if answer] == [False, False, True]
    assert generating.generate(vault, Ask("Two?"), now=clock.now()).cached
    assert not jobs.is_worked(vault.home)


def test_a_job_that_no_model_can_answer_fails_and_says_so(vault: Vault) -> None:
    (job_id,) = queue(vault, Ask("One?"))
    assert jobs.work_through(vault, now=clock.now) == 0
    failed = stored.get(vault.db, job_id)
    assert failed.status is Status.FAILED
    assert isinstance(jobs.error(failed), ModelMissing)


def test_a_job_whose_model_cannot_be_loaded_fails_and_the_next_one_is_worked(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT)
    put_in_use(vault, file)
    held = bytearray(file.read_bytes())
    held[-1] ^= 0xFF
    file.write_bytes(held)
    ids = queue(vault, Ask("One?"), Ask("Two?"))
    jobs.work_through(vault, now=clock.now)
    why = [jobs.error(stored.get(vault.db, one)) for one in ids]
    assert [problem.code for problem in why if problem] == ["ModelRefused", "ModelRefused"]


def test_a_job_called_off_while_it_is_written_stops_and_stays_so(vault: Vault, tmp_path: Path) -> None:
    put_in_use(vault, tiny_gguf.write(tmp_path / "endless.gguf", SCRIPT, loops=True))
    ask = Ask("One?", max_tokens=3500)
    (job_id,) = queue(vault, ask)
    reader = vault.reader()

    def call_off() -> None:
        while stored.status(reader, job_id) is not Status.PROCESSING:
            threading.Event().wait(0.01)
        with writer(vault, within_s=5.0) as db:
            stored.cancel(db, job_id, now_us=0)

    thread = threading.Thread(target=call_off)
    thread.start()
    assert jobs.work_through(vault, now=clock.now) == 1
    thread.join()
    over = stored.get(vault.db, job_id)
    assert (over.status, over.result) == (Status.CANCELLED, None)
    assert generating.known(vault.db, ask, generating.author(vault.home), now=clock.now()) is None


def test_nothing_is_begun_while_another_sotto_writes(vault: Vault) -> None:
    (job_id,) = queue(vault, Ask("One?"))
    window = HomeLock(vault.home.lock)
    with pytest.raises(SottoIsOpen):
        jobs.work_through(vault, now=clock.now)
    with pytest.raises(SottoIsOpen):
        jobs.wait_for(vault, job_id, now=clock.now, patience_s=0)
    window.release()
    assert stored.status(vault.db, job_id) is Status.QUEUED
    assert not jobs.is_worked(vault.home)


def test_only_one_process_works_the_jobs_of_a_home(vault: Vault) -> None:
    (job_id,) = queue(vault, Ask("One?"))
    with writer(vault) as db:
        shift = jobs.begin_shift(db, vault.home, now=NOW)
        assert shift is not None
        assert jobs.begin_shift(db, vault.home, now=NOW) is None
    assert jobs.is_worked(vault.home)
    assert not jobs.is_left_alone(vault)
    assert jobs.work_through(vault, now=clock.now) == 0
    assert stored.status(vault.db, job_id) is Status.QUEUED
    shift.release()
    assert jobs.is_left_alone(vault)


def test_a_job_whose_process_is_gone_is_begun_once_more_and_then_given_up(vault: Vault, tmp_path: Path) -> None:
    put_in_use(vault, tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    (job_id,) = queue(vault, Ask("One?"))
    with writer(vault) as db:
        for attempt in (1, 2):
            shift = jobs.begin_shift(db, vault.home, now=NOW)
            work = jobs.take_up(db, vault.home, now=NOW)
            assert shift is not None
            assert work is not None
            assert stored.get(db, job_id).attempts == attempt
            shift.release()  # as the system does it for a process that dies
        shift = jobs.begin_shift(db, vault.home, now=NOW)
        assert shift is not None
        assert jobs.take_up(db, vault.home, now=NOW) is None
        shift.release()
    lost = stored.get(vault.db, job_id)
    assert lost.status is Status.FAILED
    assert isinstance(jobs.error(lost), WorkerDied)


def test_the_window_works_a_job_with_its_own_worker(vault: Vault, tmp_path: Path) -> None:
    put_in_use(vault, tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    first, again, broken = queue(vault, Ask("One?", seed=7), Ask("One?", seed=7), Ask("Two?"))
    with writer(vault) as db:
        shift = jobs.begin_shift(db, vault.home, now=NOW)
        assert shift is not None
        work = jobs.take_up(db, vault.home, now=NOW)
        assert work is not None
        assert (work.job_id, work.wish.prompt, work.wish.seed) == (first, "One?", 7)
        jobs.give_back(db, work)
        assert stored.get(db, first).attempts == 0
        work = jobs.take_up(db, vault.home, now=NOW)
        assert work is not None
        assert work.job_id == first
        jobs.settle(db, work, Answer("Yes", 0.9, work.by.model.version, 4), now=NOW)
        work = jobs.take_up(db, vault.home, now=NOW)
        assert work is not None
        assert work.job_id == broken
        jobs.settle(db, work, WorkerDied(tries=2), now=NOW)
        assert jobs.take_up(db, vault.home, now=NOW) is None
        shift.release()
    answers = [jobs.result(stored.get(vault.db, one)) for one in (first, again)]
    assert [(one.response, one.cached) for one in answers if one] == [("Yes", False), ("Yes", True)]
    assert isinstance(jobs.error(stored.get(vault.db, broken)), WorkerDied)


def test_whoever_waits_works_the_job_and_those_before_it(vault: Vault, tmp_path: Path) -> None:
    put_in_use(vault, tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    before, wanted, after = queue(vault, Ask("One?"), Ask("Two?"), Ask("Three?"))
    assert jobs.wait_for(vault, wanted, now=clock.now).status is Status.COMPLETED
    assert stored.status(vault.db, before) is Status.COMPLETED
    assert stored.status(vault.db, after) is Status.QUEUED
    assert jobs.is_left_alone(vault)


def test_an_interrupted_job_goes_back_into_the_queue(vault: Vault, tmp_path: Path) -> None:
    put_in_use(vault, tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    (job_id,) = queue(vault, Ask("One?"))
    looks = 0

    def now() -> datetime:
        nonlocal looks
        looks += 1
        if stored.status(vault.db, job_id) is Status.PROCESSING:
            raise KeyboardInterrupt
        return NOW

    with pytest.raises(KeyboardInterrupt):
        jobs.work_through(vault, now=now)
    assert looks > 2
    assert (stored.get(vault.db, job_id).status, stored.get(vault.db, job_id).attempts) == (Status.QUEUED, 0)
    assert not jobs.is_worked(vault.home)
