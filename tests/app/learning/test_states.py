"""States on their way between a trainer and the disk: never held whole, and never half kept."""

from __future__ import annotations

import sys
import tracemalloc

import learning_targets
import pytest
from learning_bench import KEY, Bench, workers
from learning_targets import LARGE

from app.child import Child
from app.learning import Workers
from app.store import adapters, trainings
from app.store.jobs import Status
from app.training_files import JobFiles
from engine.problems import TrainingFailed
from engine.training.messages import Begin

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(240)]
AT_WORK = workers(learning_targets.keep_large_states)
#: A trainer of that kind that got its whole state back learnt nothing from it.
WHOLE = {"reason": "no_gain"}


def test_a_state_is_never_held_whole(bench: Bench) -> None:
    tracemalloc.start()
    try:
        waiting = bench.run(bench.job(), AT_WORK, halt=lambda: "present" if any(one.step for one in bench.told) else "")
        over = bench.run(waiting, AT_WORK)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (waiting.status, waiting.reason) == (Status.QUEUED, "present")
    assert isinstance(over.problem, TrainingFailed)
    assert over.problem.facts == WHOLE
    assert peak < LARGE / 2


def test_one_that_is_damaged_after_it_was_looked_at_gives_way_to_the_one_before(bench: Bench) -> None:
    job = bench.job()
    files = JobFiles(bench.vault.home, job.id, KEY)
    for step, state in ((2, bytes(LARGE)), (4, bytes(LARGE - 1))):
        files.put_checkpoint(step, [state])
    newest = files.checkpoints()[0].path

    def damaging(begin: Begin) -> Child:
        newest.write_bytes(newest.read_bytes()[:-1])
        return AT_WORK.trainer(begin)

    over = bench.run(job, Workers(damaging, AT_WORK.gate))
    assert isinstance(over.problem, TrainingFailed)
    assert over.problem.facts == WHOLE


def test_a_trainer_that_dies_while_it_tells_one_costs_none_that_was_kept(bench: Bench) -> None:
    job = bench.job()
    files = JobFiles(bench.vault.home, job.id, KEY)
    for step in (2, 4):
        files.put_checkpoint(step, [b"a state of step %d" % step])
    waiting = bench.run(
        job, workers(learning_targets.die_in_the_middle_of_a_state),
        halt=lambda: "present" if trainings.get(bench.vault.db, job.id).deaths else "",
    )  # fmt: skip
    assert waiting.status is Status.QUEUED
    kept = {one.step: b"".join(one.pieces()) for one in JobFiles(bench.vault.home, job.id, KEY).checkpoints()}
    assert kept == {2: b"a state of step 2", 4: b"a state of step 4"}
    assert not list(bench.vault.home.training.rglob("*.new"))


def test_an_adapter_lies_in_the_clear_only_until_the_gate_took_it(bench: Bench) -> None:
    over = bench.run(bench.job(), workers(gate=learning_targets.gate_that_takes))
    assert over.status is Status.COMPLETED, over.problem
    assert adapters.get(bench.vault.db, int(over.output)).verdict.passed
