"""What `sotto train` says of jobs to people: a line each that no pipe breaks, and what to type next."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import learning_bench
import pytest
from learning_bench import NOW, Bench
from rich.console import Console

from app.commands.session import Session
from app.commands.training_lines import Teller, print_job, print_jobs
from app.store import adapters, trainings
from app.store.adapters import Adapter
from app.store.trainings import Job
from app.vault import Vault
from engine.domain import micros
from engine.problems import NoSuchJob, TooLittleDisk, TrainingFailed
from engine.training.gate import Verdict, refused
from tests.app.commands.shell import Shell


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(9) as opened:
        yield opened


def made(vault: Vault, verdict: Verdict, *, merges: bool = False) -> tuple[Job, Adapter]:
    """A job that is over; `merges`: and no model could be made of its adapter."""
    job = Bench(vault).job()
    row = adapters.add(
        vault.db, job_id=job.id, model_id="tiny", base_sha256=job.base_sha256, sha256="a" * 64, n_bytes=1,
        key=job.key, verdict=verdict, pairs=(), n_learnt=7, now_us=micros(NOW),
    )  # fmt: skip
    short_of = TooLittleDisk(reason="merging", id=row.id, needs="20.0", free="3.0") if merges else None
    trainings.complete(vault.db, job.id, str(row.id), now_us=micros(NOW), short_of=short_of)
    return trainings.get(vault.db, job.id), row


def said(vault: Vault, job: Job) -> list[str]:
    out = StringIO()
    print_job(Console(file=out, width=40), vault, job)
    return out.getvalue().splitlines()


def test_once_a_job_is_over_no_line_says_that_it_waits(vault: Vault) -> None:
    out = StringIO()
    teller = Teller(Session(vault.home.root, False, Console(file=StringIO()), Console(file=out), open_vault=vault))
    job, db = Bench(vault).job(), vault.db
    trainings.begin(db, job.id, now_us=micros(NOW))
    trainings.move(db, job.id, stage="checking", done=0.9)
    teller(trainings.get(db, job.id))
    trainings.complete(db, job.id, "1", now_us=micros(NOW))
    teller(trainings.get(db, job.id))
    assert out.getvalue().splitlines() == ["Measuring, 90 %"]


def test_a_job_that_waits_says_why_and_how_it_goes_on(vault: Vault) -> None:
    job = Bench(vault).job()
    trainings.wait(vault.db, job.id, "stopped")
    line, following = said(vault, trainings.get(vault.db, job.id))
    assert line == f"{job.id}: waits; Waiting, 0 %; You stopped it."
    assert "`sotto train start` goes on with it" in following


def test_a_job_that_was_called_off_does_not_say_why_it_waited_before(vault: Vault) -> None:
    job = Bench(vault).job()
    trainings.wait(vault.db, job.id, "stopped")
    trainings.cancel(vault.db, job.id, now_us=micros(NOW))
    assert said(vault, trainings.get(vault.db, job.id)) == [f"{job.id}: called off"]


def test_a_job_that_failed_says_what_happened_and_what_comes_then(vault: Vault) -> None:
    job = Bench(vault).job()
    trainings.fail(vault.db, job.id, TrainingFailed(reason="memory"), now_us=micros(NOW))
    line, following = said(vault, trainings.get(vault.db, job.id))
    assert "failed; Training needs more memory than was free." in line
    assert following == "Your samples are safe, and the next training begins anew."


def test_what_came_of_a_job_says_how_to_use_it_or_why_it_cannot_be_used(vault: Vault) -> None:
    job, adapter = made(vault, Verdict(passed=True, reasons=()))
    assert said(vault, job)[1].endswith(f"waits for your yes: `sotto adapter deploy {adapter.id}`.")
    job, _adapter = made(vault, refused("leak"))
    assert said(vault, job)[1].endswith("What was in use stays in use. Leak found: it told a planted secret.")
    job, adapter = made(vault, Verdict(passed=True, reasons=()), merges=True)
    assert said(vault, job)[1].endswith(f"Free some space, close the window, then `sotto adapter merge {adapter.id}`.")


def test_no_jobs_are_said_to_be_none() -> None:
    out = StringIO()
    print_jobs(Console(file=out), [])
    assert out.getvalue() == "Nothing was trained yet.\n"


def test_ids_that_are_not_there_are_told_in_words_of_training(sotto: Shell) -> None:
    sotto("samples", "add", "can we meet?", "yep")
    for command, what, then in (
        (("status",), "Nothing was trained yet.", "`sotto train start` begins"),
        (("cancel",), "No training waits or is under way.", "`sotto train list`"),
        (("status", "nope"), "There is no training nope.", "`sotto train list`"),
        (("cancel", "nope"), "There is no training nope.", "`sotto train list`"),
    ):
        told = sotto("train", *command)
        assert told.code == 1
        assert told.problem["problem"] == NoSuchJob.__name__
        assert told.problem["what"].startswith(what)
        assert then in told.problem["next"]
