"""A night of training gives way: to whoever is back, to drafts, to the end of the window; and goes on later."""

from __future__ import annotations

import queue
import sys
from datetime import timedelta

import pytest
from learning_bench import with_parameters
from night_bench import NIGHT, QUICK, SLOW, NightBench
from swapping_bench import PATIENCE_S

from app import events
from app.nightly import IDLE_S, Reason
from app.store.jobs import Status
from app.training_files import lock_of
from app.vault import Vault
from engine import protocol

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(90)]


def test_the_person_comes_back_and_the_next_night_goes_on(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(SLOW))
    bench.start()
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    bench.machine.idle_s = 1.0
    bench.machine.now += timedelta(minutes=5)
    bench.until_over()
    (job,) = bench.jobs()
    assert (job.status, job.reason) == (Status.QUEUED, "present")
    bench.do(bench.nights.look)
    assert bench.waits() == Reason.PRESENT
    bench.machine.idle_s, bench.machine.now = IDLE_S, NIGHT + timedelta(days=1)
    bench.do(bench.nights.look)
    bench.next(events.MorningReport)
    (job,) = bench.jobs()
    assert job.status is Status.COMPLETED
    bench.close()


def test_whoever_wants_a_draft_comes_first(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(SLOW))
    hold = bench.swap.told("hold")
    bench.start()
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    asked: queue.SimpleQueue[object] = queue.SimpleQueue()

    def make(ticket: int) -> protocol.Generate:
        return protocol.Generate(ticket=ticket, prompt="Them: hi\nMe:", count=1, max_tokens=8)

    bench.do(lambda: bench.swap.inference.generate(make, asked.put))
    bench.until_over()
    (job,) = bench.jobs()
    assert (job.status, job.reason) == (Status.QUEUED, "busy")
    hold.unlink()
    assert isinstance(asked.get(timeout=PATIENCE_S), protocol.Generated)
    bench.close()


def test_the_model_rests_while_it_trains(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(QUICK))
    assert bench.swap.write()
    assert len(bench.swap.asked("Load")) == 1
    slowly = bench.swap.told("hold-rest")
    bench.start()
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    slowly.unlink()
    bench.next(events.MorningReport)
    assert len(bench.swap.asked("Rest")) == 1
    assert bench.woken == [False], "background work goes on as soon as the job is over"
    bench.close()


def test_a_draft_while_it_trains_does_not_bring_the_model_back_for_long(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(SLOW))
    bench.do(bench.nights.begin_by_hand)
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    assert bench.swap.write()
    bench.next(events.AdaptersChanged)
    assert len(bench.swap.asked("Rest")) == 1
    assert bench.swap.write()
    bench.do(lambda: None)
    assert len(bench.swap.asked("Rest")) == 1, "as usual again"
    bench.close()


def test_closing_the_window_keeps_what_was_done(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(SLOW))
    bench.start()
    bench.until(lambda: any(job.step >= 2 for job in bench.jobs()))
    bench.close()
    (job,) = bench.jobs()
    assert (job.status, job.reason) == (Status.QUEUED, "end")
    again = NightBench(vault, with_parameters(SLOW))
    again.start()
    again.next(events.MorningReport)
    assert [one.status for one in again.jobs()] == [Status.COMPLETED]
    again.close()


def test_calling_off_a_job_ends_it(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(SLOW))
    bench.start()
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    bench.do(lambda: bench.nights.cancel(bench.jobs()[0].id))
    bench.until_over()
    assert bench.jobs()[0].status is Status.CANCELLED
    assert [path for path in vault.home.training.rglob("*") if path.is_file()] == [lock_of(vault.home)]
    bench.close()


def test_a_pause_keeps_it_for_later(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(SLOW))
    bench.do(bench.nights.begin_by_hand)
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    bench.do(bench.nights.pause)
    bench.until_over()
    assert bench.jobs()[0].reason == "stopped"
    bench.do(bench.nights.begin_by_hand)
    bench.next(events.AdaptersChanged)
    assert len(bench.jobs()) == 1
    bench.close()
