"""What a child tells of its progress is noted by the steps that it is of."""

from __future__ import annotations

from collections.abc import Iterator

import learning_bench
import pytest
from learning_bench import Bench

from app.store import trainings
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
