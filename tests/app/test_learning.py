"""A job's course: it comes to its end, waits when it has to, and goes on to the same end whatever stopped it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import learning_bench
import learning_targets
import msgspec
import psutil
import pytest
from learning_bench import KEY, MODEL, NAMES, NOW, SLOW, Bench, workers
from sqlite_utils import Database

from app import adapters as adapters_of_home
from app import learning, training_files
from app.books import Lent
from app.child import Child
from app.examples_taken import Taking
from app.learning import Course, Workers
from app.settings import Settings
from app.store import adapters, erasure, learnt_words, trainings
from app.store.adapters import State
from app.store.jobs import Status
from app.training_files import CHECKPOINTS, Checkpoint, JobFiles
from app.vault import Vault
from app.working import Halted, Working
from engine.domain import micros
from engine.problems import BaseRefused, Cancelled, SealBroken, TrainingFailed
from engine.training.messages import Begin
from tests.app import test_adapters

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="signals"), pytest.mark.timeout(240)]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def bench() -> Iterator[Bench]:
    with learning_bench.filled() as vault:
        yield Bench(vault)


@pytest.fixture(scope="module")
def end() -> str:
    """The hash of what a job that nothing stops comes to."""
    with learning_bench.filled() as vault:
        bench = Bench(vault)
        job = bench.run(bench.job())
        made = adapters.of_job(vault.db, job.id)
        assert made is not None
        return made.sha256


def made_by(bench: Bench, job_id: str) -> str:
    made = adapters.of_job(bench.vault.db, job_id)
    assert made is not None
    return made.sha256


class Killed:
    """A trainer that is killed as soon as it has told of this step; later ones live."""

    def __init__(self, *steps: int) -> None:
        self.steps = list(steps)
        self.started = 0

    def __call__(self, begin: Begin) -> Child:
        self.started += 1
        child: Child = workers().trainer(begin)
        if self.steps:
            return _Doomed(child, self.steps.pop(0))  # type: ignore[return-value]  # it does all that a child does
        return child


class _Doomed:
    """A child whose process is ended by kill -9 once so many messages were heard."""

    def __init__(self, child: Child, n_messages: int) -> None:
        self._child, self._left = child, n_messages

    def receive(self, timeout_s: float | None = None) -> bytes | None:
        if self._left == 0:
            os.kill(self._child.pid or 0, signal.SIGKILL)
        said = self._child.receive(timeout_s)
        self._left -= said is not None
        return said

    def __getattr__(self, name: str) -> object:
        return getattr(self._child, name)


def killing(*n_messages: int) -> Workers:
    return Workers(Killed(*n_messages), workers().gate)


# ---- to its end ----------------------------------------------------------------------------------------------------


def test_a_job_comes_to_an_adapter_that_is_offered(bench: Bench) -> None:
    job = bench.job()
    assert (job.status, job.progress) == (Status.QUEUED, 0)
    over = bench.run(job)
    assert (over.status, over.progress, over.error) == (Status.COMPLETED, 100, "")
    made = adapters.get(bench.vault.db, int(over.output))
    assert (made.state, made.verdict.passed, made.n_learnt) == (State.OFFERED, True, over.n_learnt)
    assert [pair.after for pair in made.pairs] == ["yo"]
    assert over.n_learnt + over.n_held == 60
    assert over.n_held >= 7
    assert trainings.losses(bench.vault.db, job.id, held=True)[0] == (0, 3.0)
    assert trainings.contacts(bench.vault.db, job.id) == {1, 2, 3}


def test_what_was_told_on_the_way_never_falls(bench: Bench) -> None:
    bench.run(bench.job())
    told = [job.progress for job in bench.told]
    assert told == sorted(told)
    assert told[-1] == 100
    assert {job.stage for job in bench.told} >= {"preparing", "training", "checking"}


def test_only_an_encrypted_adapter_is_left_of_a_job(bench: Bench) -> None:
    job = bench.run(bench.job())
    assert bench.files() == [f"adapters/{job.id}.sealed"]
    made = adapters.get(bench.vault.db, int(job.output))
    content = training_files.adapter_file(bench.vault.home, job.id).read_bytes()
    assert b"GGUF" not in content
    with training_files.plain_adapter(bench.vault.home, job.id, key=made.key, sha256=made.sha256) as plain:
        assert plain.read_bytes().startswith(b"GGUF")
        assert plain.stat().st_mode & 0o077 == 0
    assert not plain.exists()


def test_nothing_of_the_examples_lies_in_the_clear_while_it_trains(bench: Bench) -> None:
    seen: list[bytes] = []

    def halt() -> str:
        root = bench.vault.home.training
        seen.extend(path.read_bytes() for path in root.rglob("*.sealed"))
        return ""

    bench.run(bench.job(), halt=halt)
    words = bench.vault.db.conn.execute("SELECT output FROM sample").fetchall()
    assert seen
    assert not any(word.encode() in content for (word,) in words for content in seen)


def test_an_adapter_that_the_gate_refuses_is_kept_with_the_reason(bench: Bench) -> None:
    bench.parameters = msgspec.structs.replace(bench.parameters, notes=("refuse",))
    job = bench.run(bench.job())
    assert job.status is Status.COMPLETED
    made = adapters.get(bench.vault.db, int(job.output))
    assert (made.state, made.verdict.reasons) == (State.REFUSED, ("leak",))


def test_a_gate_that_dies_lets_nobody_pass(bench: Bench) -> None:
    job = bench.run(bench.job(), workers(gate=learning_targets.gate_that_dies))
    made = adapters.get(bench.vault.db, int(job.output))
    assert (made.state, made.verdict.reasons) == (State.REFUSED, ("gate_died",))


@pytest.mark.parametrize(
    ("trainer", "problem"),
    [
        (learning_targets.fail_for_memory, TrainingFailed(reason="memory")),
        (learning_targets.learn_nothing, TrainingFailed(reason="no_gain")),
        (learning_targets.die_at_once, TrainingFailed(reason="trainer_died")),
    ],
)
def test_a_job_that_fails_says_why_and_leaves_nothing(
    bench: Bench, trainer: learning_bench.Target, problem: TrainingFailed
) -> None:
    job = bench.run(bench.job(), workers(trainer))
    assert job.status is Status.FAILED
    assert job.problem is not None
    assert (job.problem.code, job.problem.facts) == (problem.code, problem.facts)
    assert bench.files() == []
    assert adapters.listing(bench.vault.db) == []


def test_a_model_whose_file_is_gone_is_not_trained(bench: Bench) -> None:
    job = bench.job()
    (bench.vault.home.models / "base.gguf").unlink()
    over = bench.run(job)
    assert isinstance(over.problem, BaseRefused)


# ---- stopped, and gone on ------------------------------------------------------------------------------------------


def stopping_at(bench: Bench, step: int, reason: str = "present") -> Callable[[], str]:
    """Somebody comes back once this step was told."""
    return lambda: reason if any(job.step >= step for job in bench.told) else ""


def test_the_person_comes_back_and_it_goes_on_later_to_the_same_end(bench: Bench, end: str) -> None:
    bench.parameters = msgspec.structs.replace(bench.parameters, warmup=0.3)
    job = bench.job()
    waiting = bench.run(job, halt=stopping_at(bench, 1))
    assert (waiting.status, waiting.reason) == (Status.QUEUED, "present")
    kept = JobFiles(bench.vault.home, job.id, KEY).checkpoints()
    assert 1 <= kept[0].step <= 3
    assert not (bench.vault.home.training / "open").exists() or not list((bench.vault.home.training / "open").iterdir())
    over = bench.run(job)
    assert over.status is Status.COMPLETED
    assert trainings.unfinished(bench.vault.db) is None
    assert made_by(bench, job.id) == end


def test_a_trainer_that_does_not_stop_is_killed(bench: Bench) -> None:
    from app import working

    assert working.GRACE_S == 20.0
    job = bench.job()
    clock = iter(float(at) for at in range(0, 10_000, 5))
    course = learning_bench.course(bench, job, workers(learning_targets.never_stop), clock=lambda: next(clock))
    over = course.run()
    assert (over.status, over.reason) == (Status.QUEUED, "present")


def test_a_job_learns_from_what_there_was_when_it_began(bench: Bench, end: str) -> None:
    bench.parameters = SLOW
    job = bench.job()
    bench.run(job, halt=stopping_at(bench, 1))
    bench.vault.db.conn.execute("DELETE FROM sample WHERE id > 30")
    bench.run(job)
    assert made_by(bench, job.id) == end


def test_cancelling_stops_it_and_leaves_nothing(bench: Bench) -> None:
    bench.parameters = SLOW
    job = bench.job()

    def cancel_once_it_trains() -> str:
        if any(one.stage == "training" for one in bench.told):
            trainings.cancel(bench.vault.db, job.id, now_us=micros(NOW))
        return ""

    over = bench.run(job, halt=cancel_once_it_trains)
    assert over.status is Status.CANCELLED
    assert bench.files() == []
    assert bench.run(job).status is Status.CANCELLED


def test_erasing_somebody_ends_the_job_that_learns_from_them(bench: Bench) -> None:
    bench.parameters = SLOW
    job = bench.job()

    def erase_once_it_trains() -> str:
        if any(one.stage == "training" for one in bench.told) and 1 in trainings.contacts(bench.vault.db, job.id):
            erasure.erase(bench.vault.db, 1, now_us=micros(NOW))
        return ""

    over = bench.run(job, halt=erase_once_it_trains)
    assert over.status is Status.CANCELLED
    assert isinstance(over.problem, Cancelled)
    assert over.problem.facts == {"reason": "words_gone"}
    assert bench.files() == []


# ---- killed --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_a_trainer_that_is_killed_goes_on_to_the_same_end(bench: Bench, end: str, seed: int) -> None:
    kill_and_compare(bench, end, seed)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(5, 55))
def test_a_trainer_that_is_killed_anywhere_goes_on_to_the_same_end(bench: Bench, end: str, seed: int) -> None:
    kill_and_compare(bench, end, seed)


def kill_and_compare(bench: Bench, end: str, seed: int) -> None:
    """Killed twice, anywhere: 12 steps tell 19 messages, every third of them something to keep."""
    draw = random.Random(seed)
    bench.parameters = msgspec.structs.replace(SLOW, warmup=0.03)
    before = in_use(bench)
    at_work = Killed(draw.randrange(0, 19), draw.randrange(0, 19))
    job = bench.run(bench.job(), Workers(at_work, workers().gate))
    if job.status is Status.COMPLETED:
        assert made_by(bench, job.id) == end
    else:  # nothing was kept between two deaths
        assert isinstance(job.problem, TrainingFailed)
        assert job.problem.facts == {"reason": "trainer_died"}
        assert adapters.of_job(bench.vault.db, job.id) is None
    assert in_use(bench) == before
    assert not list(bench.vault.home.training.rglob("*.gguf"))


def in_use(bench: Bench) -> bytes:
    """The plain bytes of the adapter in use; the first time it is put to use."""
    if adapters.in_use(bench.vault.db, MODEL) is None:
        test_adapters.use(bench.vault, test_adapters.made(bench.vault, b"GGUF in use"))
    content = test_adapters.loaded(bench.vault)
    assert content is not None
    return content


def test_two_deaths_with_something_kept_between_end_no_job(bench: Bench, end: str) -> None:
    bench.parameters = SLOW
    at_work = Killed(5, 6)
    job = bench.run(bench.job(), Workers(at_work, workers().gate))
    assert (job.status, at_work.started) == (Status.COMPLETED, 3)
    assert made_by(bench, job.id) == end


def test_a_trainer_that_dies_twice_with_nothing_kept_between_is_given_up(bench: Bench) -> None:
    bench.parameters = SLOW
    job = bench.run(bench.job(), killing(1, 1))
    assert isinstance(job.problem, TrainingFailed)
    assert job.problem.facts == {"reason": "trainer_died"}


@pytest.mark.parametrize("seed", range(5))
def test_an_app_that_is_killed_goes_on_after_its_next_start(bench: Bench, end: str, seed: int) -> None:
    kill_app_and_compare(bench, end, seed)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(5, 55))
def test_an_app_that_is_killed_anywhere_goes_on_after_its_next_start(bench: Bench, end: str, seed: int) -> None:
    kill_app_and_compare(bench, end, seed)


def kill_app_and_compare(bench: Bench, end: str, seed: int) -> None:
    """Killed at its n-th look, wherever that is: choosing examples, training, or measuring."""
    job, home = bench.job(), bench.vault.home
    looks = str(random.Random(seed).randrange(1, 60))
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.learning_kills", home.root, bench.vault.key.hex(), job.id, looks],
        cwd=ROOT,
        check=False,
    )
    assert done.returncode in (-signal.SIGKILL, 0)
    adapters_of_home.sweep(home, bench.vault.db)
    assert not list(home.training.rglob("*.gguf"))
    assert bench.run(trainings.get(bench.vault.db, job.id)).status is Status.COMPLETED
    assert made_by(bench, job.id) == end
    assert set(bench.files()) - {"lock"} == {f"adapters/{job.id}.sealed"}


# ---- damaged -------------------------------------------------------------------------------------------------------


def half_done(bench: Bench) -> tuple[str, JobFiles]:
    """A job with two checkpoints, of the steps 2 and 4."""
    bench.parameters = SLOW
    job = bench.job()
    files = JobFiles(bench.vault.home, job.id, KEY)
    at_work = Workers(Killed(7), workers().gate)
    bench.run(job, at_work, halt=lambda: "present" if at_work.trainer.started == 2 else "")  # type: ignore[attr-defined]
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
        files.put_checkpoint(Checkpoint(step, bytes(200)))
    newest = next(
        path for path in folder.rglob("checkpoint-*.sealed")
        if JobFiles(learning_bench.home_at(folder), "job", KEY)._read(path.stem, Checkpoint).step == 4
    )  # fmt: skip
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
    for name in CHECKPOINTS:
        path = bench.vault.home.training / job_id / f"{name}.sealed"
        if files._read(name, Checkpoint).step == 4:
            path.write_bytes(mutated(path.read_bytes(), random.Random(1)))
    assert bench.run(trainings.get(bench.vault.db, job_id)).status is Status.COMPLETED
    assert made_by(bench, job_id) == end


def test_a_state_that_the_trainer_refuses_gives_way_to_the_one_before(bench: Bench, end: str) -> None:
    job_id, files = half_done(bench)
    files.put_checkpoint(Checkpoint(5, b"nothing of a state"))
    assert bench.run(trainings.get(bench.vault.db, job_id)).status is Status.COMPLETED
    assert made_by(bench, job_id) == end


def test_a_checkpoint_of_another_job_does_not_open(bench: Bench, tmp_path: Path) -> None:
    home = learning_bench.home_at(tmp_path)
    JobFiles(home, "one", KEY).put_checkpoint(Checkpoint(2, b"state"))
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


_T = TypeVar("_T")


class Interrupting(Lent):
    """Books in which something comes before the writing that `when` knows by its name."""

    def __init__(self, vault: Vault, when: str, act: Callable[[Database], object]) -> None:
        super().__init__(vault)
        self._when, self._act = when, act

    def write(self, act: Callable[[Database], _T]) -> _T:
        if self._when in act.__qualname__:
            super().write(self._act)
        return super().write(act)


@pytest.mark.parametrize("when", ["_keep", "_chosen"])
def test_words_that_go_just_before_something_is_noted_leave_nothing(bench: Bench, when: str) -> None:
    job = bench.job()

    def gone(db: Database) -> None:
        trainings.cancel(db, job.id, now_us=1)
        learnt_words.forget_job(db, job.id)

    over = Course(
        bench.vault.home, Interrupting(bench.vault, when, gone), job.id, Taking(Settings(), NAMES),
        halt=lambda: "", now=lambda: NOW, workers=workers(), look_s=0.02,
    ).run()  # fmt: skip
    assert over.status is Status.CANCELLED
    assert adapters.of_job(bench.vault.db, job.id) is None
    for table in ("training_words", "training_contact"):
        assert bench.vault.db.conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert bench.files() == []


def test_once_it_has_to_stop_no_further_process_is_heard(bench: Bench) -> None:
    working = Working(bench.books, bench.job().id, halt=lambda: "", tell=bench.told.append, look_s=0.02)
    working.halting = "present"
    child = Child(learning_targets.train, name="trainer")
    try:
        with pytest.raises(Halted) as halted:
            next(iter(working.messages(child, stop=None)))
        assert halted.value.reason == "present"
    finally:
        child.stop(0.5)
