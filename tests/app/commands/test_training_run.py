"""A training job of the command line: what asks it to end keeps what was done, and its end is told on stderr."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import learning_bench
import msgspec
import pytest
from learning_bench import SLOW, Bench, workers
from rich.console import Console

from app import training_files
from app.child import Child
from app.commands import train, training_run
from app.commands.session import Session
from app.learning import Workers
from app.settings import Settings
from app.store import trainings
from app.store.jobs import Status
from app.store.trainings import Job
from app.vault import Vault
from app.wording.problems import sentence
from engine.problems import CannotTrainNow, TrainingFailed
from engine.training.messages import Begin

#: Long enough that a step is told of before the last one.
LONG = msgspec.structs.replace(SLOW, epochs=10)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(30) as opened:
        yield opened


def session(vault: Vault) -> Session:
    quiet = Console(file=io.StringIO())
    return Session(vault.home.root, False, quiet, quiet, open_vault=vault)


@dataclass
class Asked(io.StringIO):
    """A terminal on which something happens once it is told of a step."""

    act: Callable[[], object]

    def __post_init__(self) -> None:
        super().__init__()

    def write(self, text: str) -> int:
        if "step " in text:
            self.act()
        return len(text)


def worked(vault: Vault, job: Job, act: Callable[[], object], at_work: Workers | None = None) -> Job:
    told = Session(vault.home.root, False, Console(file=io.StringIO()), Console(file=Asked(act)), open_vault=vault)
    return training_run.worked(told, vault, Settings(), job, workers=at_work or workers())


@pytest.mark.usefixtures("hangups_heard")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whatever_asks_it_to_end_stops_it_and_keeps_its_state(vault: Vault, number: signal.Signals) -> None:
    job = Bench(vault, LONG).job()
    over = worked(vault, job, lambda: signal.raise_signal(number))
    assert (over.status, over.reason) == (Status.QUEUED, training_run.STOPPED)
    kept = training_files.JobFiles(vault.home, job.id, job.key).checkpoints()
    assert kept
    assert not list(vault.home.training.rglob("*.gguf"))
    assert Bench(vault, LONG).run(over).status is Status.COMPLETED


def test_a_session_that_asks_every_process_at_once_costs_no_state(vault: Vault) -> None:
    """Its trainer is asked too, and would be gone before it is asked for its state."""
    job, started = Bench(vault, LONG).job(), []
    steady = workers()

    def start(begin: Begin) -> Child:
        started.append(steady.trainer(begin))
        return started[-1]

    def end_of_session() -> None:
        os.kill(started[-1].pid, signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)

    over = worked(vault, job, end_of_session, Workers(start, steady.gate))
    assert (over.reason, over.deaths, len(started)) == (training_run.STOPPED, 0, 1)
    assert started[0].exitcode == 0, "it came to its own end"
    assert training_files.JobFiles(vault.home, job.id, job.key).checkpoints()


def test_a_terminal_that_is_gone_is_no_reason_to_stop(vault: Vault) -> None:
    def gone() -> None:
        raise OSError(5, "Input/output error")

    assert worked(vault, Bench(vault, LONG).job(), gone).status is Status.COMPLETED


def test_a_mistake_of_ours_ends_the_job_and_is_told(vault: Vault) -> None:
    def broken(_begin: Begin) -> Child:
        raise ValueError

    job = Bench(vault).job()
    over = training_run.worked(session(vault), vault, Settings(), job, workers=Workers(broken, workers().gate))
    assert over.status is Status.FAILED
    assert isinstance(over.problem, TrainingFailed)
    assert over.problem.facts["reason"] == "bug"
    assert trainings.unfinished(vault.db) is None
    assert Bench(vault).files() == ["lock"]


def test_a_job_that_failed_or_waits_is_a_problem_on_stderr(vault: Vault) -> None:
    job = Bench(vault).job()
    trainings.wait(vault.db, job.id, "hot")
    waits = train._short_of(trainings.get(vault.db, job.id))
    assert isinstance(waits, CannotTrainNow)
    assert waits.facts["reason"] == "hot"
    trainings.cancel(vault.db, job.id, now_us=0)
    assert train._short_of(trainings.get(vault.db, job.id)) is None, "the person called it off"
    vault.db.conn.execute("""UPDATE training_job SET error = '{"code":"Cancelled","facts":{"reason":"words_gone"}}'""")
    gone = train._short_of(trainings.get(vault.db, job.id))
    assert gone is not None
    assert sentence(gone).next == "The next training learns from what is left."
