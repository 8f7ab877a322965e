"""Files of a job that were changed are refused, and what belongs to nothing is removed."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import learning_bench
import psutil
import pytest
from dying_trainers import Killed
from learning_bench import KEY, MODEL, Bench, made_by, workers

from app import learning, training_files
from app.child import Child
from app.learning import Workers
from app.store import trainings
from app.store.jobs import Status
from app.training_files import JobFiles
from app.working import Halted
from engine.problems import SealBroken, TrainingFailed
from engine.training.messages import Begin

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(240)]


def half_done(bench: Bench) -> tuple[str, JobFiles]:
    """A job with two checkpoints, of the steps 2 and 4."""
    job, killed = bench.job(), Killed(7)
    files = JobFiles(bench.vault.home, job.id, KEY)

    def only_once(begin: Begin) -> Child:
        if killed.started:
            raise Halted("present")
        return killed(begin)

    assert bench.run(job, Workers(only_once, workers().gate)).status is Status.QUEUED
    assert [one.step for one in files.checkpoints()] == [4, 2]
    return job.id, files


def mutated(content: bytes, draw: random.Random) -> bytes:
    """Bytes changed, cut, added or moved."""
    at, kind = draw.randrange(len(content)), draw.randrange(4)
    if kind == 0:
        return content[:at] + bytes([content[at] ^ (1 << draw.randrange(8))]) + content[at + 1 :]
    if kind == 1:
        return content[:at]
    if kind == 2:
        return content + draw.randbytes(draw.randrange(1, 40))
    return content[at:] + content[:at] if at else b""


def refuse_mutants(folder: Path, seeds: range) -> None:
    files = JobFiles(learning_bench.home_at(folder), "job", KEY)
    for step in (2, 4):
        files.put_checkpoint(step, [bytes(200)])
    newest = files.checkpoints()[0].path
    whole = newest.read_bytes()
    for seed in seeds:
        damaged = mutated(whole, random.Random(seed))
        assert damaged != whole
        newest.write_bytes(damaged)
        assert [one.step for one in files.checkpoints()] == [2], seed
    newest.write_bytes(whole)
    assert [one.step for one in files.checkpoints()] == [4, 2]


def test_a_checkpoint_that_was_changed_is_refused_and_the_older_one_used(tmp_path: Path) -> None:
    refuse_mutants(tmp_path, range(20))


@pytest.mark.faults
def test_no_change_of_a_checkpoint_passes(tmp_path: Path) -> None:
    refuse_mutants(tmp_path, range(20, 320))


def test_a_job_goes_on_from_the_older_checkpoint_to_the_same_end(bench: Bench, end: str) -> None:
    job_id, files = half_done(bench)
    newest = files.checkpoints()[0].path
    newest.write_bytes(mutated(newest.read_bytes(), random.Random(1)))
    assert bench.run(trainings.get(bench.vault.db, job_id)).status is Status.COMPLETED
    assert made_by(bench, job_id) == end


def test_a_state_that_the_trainer_refuses_gives_way_to_the_one_before(bench: Bench, end: str) -> None:
    job_id, files = half_done(bench)
    files.put_checkpoint(5, [b"nothing of a state"])
    assert bench.run(trainings.get(bench.vault.db, job_id)).status is Status.COMPLETED
    assert made_by(bench, job_id) == end


def test_a_checkpoint_of_another_job_does_not_open(bench: Bench, tmp_path: Path) -> None:
    home = learning_bench.home_at(tmp_path)
    JobFiles(home, "one", KEY).put_checkpoint(2, [b"state"])
    (home.training / "two").mkdir()
    (home.training / "two" / "checkpoint-a.sealed").write_bytes(
        (home.training / "one" / "checkpoint-a.sealed").read_bytes()
    )
    assert JobFiles(home, "two", KEY).checkpoints() == []


def test_examples_that_were_changed_end_the_job(bench: Bench) -> None:
    job_id, _files = half_done(bench)
    path = bench.vault.home.training / job_id / "examples.sealed"
    path.write_bytes(mutated(path.read_bytes(), random.Random(2)))
    over = bench.run(trainings.get(bench.vault.db, job_id))
    assert isinstance(over.problem, TrainingFailed)
    assert over.problem.facts == {"reason": "examples"}


@pytest.mark.parametrize(
    "seed", [*range(20), *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(20, 200))]
)
def test_an_adapter_that_was_changed_does_not_open(tmp_path: Path, seed: int) -> None:
    home = learning_bench.home_at(tmp_path)
    path = training_files.adapter_file(home, "job")
    training_files.seal_adapter(path, b"GGUF" * 50, key=KEY, job_id="job")
    path.write_bytes(mutated(path.read_bytes(), random.Random(seed)))
    with (
        pytest.raises(SealBroken),
        training_files.plain_adapter(home, "job", key=KEY, sha256=learning_bench.hash_of(b"GGUF" * 50)),
    ):
        pass
    assert not list(home.training.rglob("*.gguf"))


def test_sweeping_removes_what_belongs_to_nothing(bench: Bench) -> None:
    job = bench.run(bench.job())
    home = bench.vault.home
    parts = ["parts.lock", "parts/bin/python"]
    gone = ["0123456789ab/examples.sealed", "adapters/gone.sealed", "open/999999999-left.gguf"]
    for name in (*parts, *gone, "open/1-left.gguf"):
        (home.training / name).parent.mkdir(parents=True, exist_ok=True)
        (home.training / name).write_bytes(b"left")
    training_files.sweep(home, (), [job.id])
    assert bench.files() == [f"adapters/{job.id}.sealed", "open/1-left.gguf", *parts]
    assert learning.base_of(home, job)
    assert job.model_id == MODEL


def test_a_plain_file_goes_whose_process_is_gone_and_whose_number_another_one_has(tmp_path: Path) -> None:
    home = learning_bench.home_at(tmp_path)
    older, newer = (training_files.fresh_plain(home) for _ in range(2))
    began = psutil.Process().create_time()
    for path, at in ((older, began - 3600), (newer, began + 5)):
        path.write_bytes(b"left")
        os.utime(path, (at, at))
    training_files.sweep(home, (), ())
    assert list(older.parent.iterdir()) == [newer]
