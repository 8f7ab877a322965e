"""The lines that `sotto train` prints of jobs: how far one is, how each stands and why, and what to type next."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from app.commands.session import Session
from app.store import adapters
from app.store.adapters import State
from app.store.jobs import Status
from app.store.trainings import Job
from app.vault import Vault
from app.wording import nights as words
from app.wording import problems


class Teller:
    """A line whenever a job that is under way got further by a percent; how it ended is printed at the end."""

    def __init__(self, session: Session) -> None:
        self._session, self._last = session, ""

    def __call__(self, job: Job) -> None:
        if job.status is not Status.PROCESSING:
            return
        line = words.progress(job.stage, job.progress, job.step, job.steps, job.eta_s)
        said = f"{job.stage} {job.progress}"
        if said != self._last:
            self._last = said
            self._session.note(line)


def print_jobs(out: Console, jobs: Sequence[Job]) -> None:
    """A line for each."""
    if not jobs:
        out.print(words.NOTHING_TRAINED)
    for job in jobs:
        parts = [words.STATUS[job.status]]
        if not job.is_over:
            parts.append(words.progress(job.stage, job.progress, job.step, job.steps, job.eta_s))
            parts += [words.waits(job.reason)] if job.reason else []
        parts += [f"adapter {job.output}"] if job.output else []
        parts += [problems.sentence(job.problem).what] if job.problem is not None else []
        out.print(Text(f"{job.id}: {'; '.join(parts)}"), soft_wrap=True)


def print_job(out: Console, vault: Vault, job: Job) -> None:
    """One of them, and what to type next."""
    print_jobs(out, [job])
    if said := _next(vault, job):
        out.print(Text(said), soft_wrap=True)


def _next(vault: Vault, job: Job) -> str:
    match job.status:
        case Status.QUEUED:
            return words.GOES_ON
        case Status.FAILED | Status.CANCELLED:
            return _remedy(job)
        case Status.COMPLETED:
            made = adapters.of_job(vault.db, job.id)
            if made is not None and made.state is State.OFFERED:
                return f"{words.DEPLOYS.format(id=made.id)} {_remedy(job)}".strip()
            if made is not None and made.state is State.REFUSED:
                return f"{words.REFUSED} {words.gate(made.verdict.reasons)}"
    return _remedy(job)


def _remedy(job: Job) -> str:
    return "" if job.problem is None else problems.sentence(job.problem).next
