"""A job begun by hand waits for no night, says why it cannot be, and is the only one."""

from __future__ import annotations

import sys

import learning_bench
import pytest
from learning_bench import NOW, with_parameters
from night_bench import QUICK, SLOW, NightBench

from app import events
from app.lock import HomeLock
from app.nightly import Reason
from app.store import nights
from app.store.jobs import Status
from app.training_files import lock_of
from app.vault import Vault
from engine.problems import AlreadyTraining, CannotTrainNow, JobWaits, TooFewExamples

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(90)]


def test_by_hand_it_does_not_wait_for_the_night_or_for_nobody_being_there(bench: NightBench) -> None:
    bench.machine.now, bench.machine.idle_s = NOW.replace(hour=14), 0.0
    bench.do(bench.nights.begin_by_hand)
    bench.next(events.AdaptersChanged)
    bench.until_over()
    (job,) = bench.jobs()
    assert (job.status, job.by_hand) == (Status.COMPLETED, True)
    assert nights.newest(bench.vault.db) is None


def test_by_hand_a_condition_that_does_not_hold_is_told(bench: NightBench) -> None:
    bench.machine.on_battery = True
    with pytest.raises(CannotTrainNow) as told:
        bench.do(bench.nights.begin_by_hand)
    assert told.value.facts["reason"] == Reason.BATTERY
    assert bench.jobs() == []  # or the next night would take up what was refused


def test_by_hand_too_few_samples_are_told(bench: NightBench) -> None:
    bench.vault.db.conn.execute("DELETE FROM sample WHERE id > 150")
    with pytest.raises(TooFewExamples) as told:
        bench.do(bench.nights.begin_by_hand)
    assert told.value.facts == {"needed": 200, "examples": 150}


def test_by_hand_a_model_of_its_own_is_not_asked_of_a_job_that_waits_without_one(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(QUICK))
    job = learning_bench.Bench(vault).job()
    with pytest.raises(JobWaits) as told:
        bench.do(lambda: bench.nights.begin_by_hand(merges=True))
    assert told.value.facts == {"id": job.id, "option": "merge"}
    assert not bench.nights.running
    bench.do(bench.nights.begin_by_hand)
    bench.next(events.AdaptersChanged)
    assert [one.id for one in bench.jobs()] == [job.id]
    bench.close()


def test_one_job_runs_at_a_time(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(SLOW))
    lock = HomeLock(lock_of(vault.home))
    with pytest.raises(AlreadyTraining):
        bench.do(bench.nights.begin_by_hand)
    assert bench.jobs() == []
    with pytest.raises(AlreadyTraining):
        bench.do(bench.nights.pause)
    lock.release()
    bench.do(bench.nights.pause)
    bench.do(bench.nights.begin_by_hand)
    with pytest.raises(CannotTrainNow):
        bench.do(bench.nights.begin_by_hand)
    with pytest.raises(CannotTrainNow) as told:
        bench.do(bench.nights.begin_by_hand)
    assert told.value.facts["reason"] == Reason.RUNNING
    bench.close()
