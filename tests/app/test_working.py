"""What a child tells of its progress is noted by the steps that it is of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import cast

import learning_bench
import pytest
from learning_bench import Bench

from app.child import Child, ChildGone
from app.store import trainings
from app.wording.training import job_began
from app.working import Working
from engine.training.values import Progress


@pytest.fixture
def bench() -> Iterator[Bench]:
    with learning_bench.filled() as vault:
        yield Bench(vault)


def said(step: int, held: tuple[int, float] | None, eta_s: float | None = 60.0) -> Progress:
    held_step, held_loss = held or (None, None)
    return Progress(step, 8, 0, 2.0, held_loss, 100.0, eta_s, held_step)


def at_work(bench: Bench, job_id: str) -> Working:
    return Working(bench.books, job_id, halt=lambda: "", tell=bench.told.append, look_s=0.0)


def test_a_held_out_loss_is_noted_at_the_step_it_is_of_whoever_goes_on(bench: Bench) -> None:
    job = bench.job()
    first = at_work(bench, job.id)
    for one in (said(4, (4, 2.5)), said(5, (4, 2.5))):
        first.progress(one, 0.5)
    resumed = at_work(bench, job.id)
    for one in (said(5, (4, 2.5)), said(6, (4, 2.5)), said(8, (8, 2.5))):
        resumed.progress(one, 0.7)
    assert trainings.losses(bench.vault.db, job.id, held=True) == [(4, 2.5), (8, 2.5)]


def test_before_a_step_is_done_nobody_is_told_how_long_it_takes(bench: Bench) -> None:
    job = bench.job()
    at_work(bench, job.id).progress(said(0, None, eta_s=None), 0.05)
    assert trainings.get(bench.vault.db, job.id).eta_s is None


@pytest.mark.parametrize(("wait_s", "hangs"), [(1.0, True), (40_000.0, False)])
def test_a_child_is_silent_while_it_says_nothing_and_not_while_the_computer_sleeps(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, wait_s: float, hangs: bool
) -> None:
    monkeypatch.setattr("app.working.SILENCE_S", 30.0)
    now_s, says = [0.0], [*[None] * (40 if hangs else 5), b"done"]

    class Quiet:
        name = "quiet"

        def receive(self, _timeout_s: float) -> bytes | None:
            now_s[0] += wait_s
            return says.pop(0)

    working = Working(
        bench.books, bench.job().id, halt=lambda: "", tell=bench.told.append, look_s=1.0, clock=lambda: now_s[0]
    )
    with pytest.raises(ChildGone) if hangs else nullcontext():
        assert next(working.messages(cast(Child, Quiet()), stop=None)) == b"done"


def test_a_job_knows_how_long_it_was_worked_on_and_not_how_long_it_waited(bench: Bench) -> None:
    job, now_s = bench.job(), [100.0]

    def taken_up(at_us: int) -> Working:
        trainings.begin(bench.vault.db, job.id, now_us=at_us)
        return Working(bench.books, job.id, halt=lambda: "", tell=bench.told.append, look_s=0.0, clock=lambda: now_s[0])

    first = taken_up(1_000_000)
    now_s[0] += 60
    first.move(stage="training")
    now_s[0] += 5
    first.count_work()
    trainings.wait(bench.vault.db, job.id, "present")
    now_s[0] += 80_000
    second = taken_up(86_400_000_000)
    now_s[0] += 30
    trainings.complete(bench.vault.db, job.id, "1", now_us=86_430_000_000)
    second.count_work()
    over = trainings.get(bench.vault.db, job.id)
    assert (over.worked_s, over.begun_us, over.resumed_us) == (95.0, 1_000_000, 86_400_000_000)
    assert job_began(over, "02:31") == "going on since 02:31"
    assert job_began(bench.told[0], "11:02") == "started by you at 11:02"
