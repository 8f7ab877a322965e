"""sotto train: parts, install, start, status, cancel, list."""

from __future__ import annotations

import signal
import types
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from app import adapters, clock, collecting, manifest, night_facts, nightly, settings, training_files, training_queue
from app.books import Lent
from app.commands import part_install
from app.commands.session import Session
from app.commands.training_documents import job_document
from app.examples_taken import Taking, names_key
from app.learning import Course
from app.lock import HomeLock
from app.night_facts import Probes
from app.paths import Home
from app.settings import Settings
from app.store import trainings
from app.store.jobs import Status
from app.store.trainings import Job
from app.vault import Vault
from app.wording import nights as words
from app.wording import problems
from app.writing import writer
from engine.domain import micros
from engine.problems import AlreadyTraining, BaseRefused, CannotTrainNow, NoSuchJob, SottoIsOpen
from engine.training.values import Parameters

cli = typer.Typer(no_args_is_help=True)
part_install.add_to(cli)

#: How long a command waits for another one that writes for a moment.
WRITE_WITHIN_S = 1.0
#: What a job of the command line is stopped with.
STOPPED = "stopped"
_USUAL = Parameters()


class Device(StrEnum):
    """Where it is computed."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


class Dtype(StrEnum):
    """What it is computed in."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


class Switch(StrEnum):
    """On, off, or as memory wants it."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


class FourBit(StrEnum):
    """How the base lies in memory."""

    AUTO = "auto"
    PACKED = "packed"
    NF4 = "nf4"


@cli.command()
def start(
    context: typer.Context,
    merge: Annotated[bool, typer.Option("--merge", help="Write a whole model too, once the adapter passed.")] = False,
    rank: Annotated[int, typer.Option(min=1, max=256)] = _USUAL.rank,
    alpha: Annotated[float, typer.Option(min=0.1, max=1024)] = _USUAL.alpha,
    dropout: Annotated[float, typer.Option(min=0, max=0.9)] = _USUAL.dropout,
    learning_rate: Annotated[float, typer.Option(min=1e-7, max=1)] = _USUAL.learning_rate,
    batch: Annotated[int, typer.Option(min=1, max=64)] = _USUAL.batch,
    accumulation: Annotated[int, typer.Option(min=1, max=256)] = _USUAL.accumulation,
    epochs: Annotated[int, typer.Option(min=1, max=50)] = _USUAL.epochs,
    max_tokens: Annotated[int, typer.Option(min=64, max=8192)] = _USUAL.max_tokens,
    min_quality: Annotated[float, typer.Option(min=0, max=1)] = _USUAL.min_quality,
    seed: Annotated[int, typer.Option(min=0)] = _USUAL.seed,
    threads: Annotated[int, typer.Option(min=0, max=256, help="0: half the cores.")] = _USUAL.threads,
    device: Annotated[Device, typer.Option()] = Device.AUTO,
    dtype: Annotated[Dtype, typer.Option(help="What is computed in; adapters are float32.")] = Dtype.AUTO,
    warmup: Annotated[float, typer.Option(min=0, max=0.5, help="Share of the steps.")] = _USUAL.warmup,
    replay: Annotated[float, typer.Option(min=0, max=0.5, help="Share of the model's own answers.")] = _USUAL.replay,
    checkpointing: Annotated[
        Switch, typer.Option(help="Compute activations again in place of keeping them.")
    ] = Switch.AUTO,
    tokens_together: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="That go through the model at once; 0: what suits the device.")
    ] = _USUAL.tokens_together,
    four_bit: Annotated[
        FourBit, typer.Option(help="packed: the file's own blocks; nf4: bitsandbytes, from --base-folder.")
    ] = FourBit.AUTO,
    base_folder: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="The model as a Hugging Face folder.")
    ] = None,
) -> None:
    """Train now, or go on with what was stopped; Ctrl-C stops it and keeps what was done."""
    session: Session = context.obj
    parameters = Parameters(
        rank=rank, alpha=alpha, dropout=dropout, learning_rate=learning_rate, batch=batch, accumulation=accumulation,
        epochs=epochs, max_tokens=max_tokens, min_quality=min_quality, seed=seed, threads=threads, device=device,
        dtype=dtype, warmup=warmup, replay=replay, checkpointing=checkpointing, tokens_together=tokens_together,
        four_bit=four_bit, hf_folder="" if base_folder is None else str(base_folder.resolve()),
    )  # fmt: skip
    if four_bit is FourBit.NF4 and base_folder is None:
        raise BaseRefused(reason="no_folder")
    with elsewhere(), session.vault(write=False) as vault:
        with writer(vault, within_s=WRITE_WITHIN_S) as db:
            adapters.recover(vault.home, db)
            training_queue.recover(vault.home, db)
        with _alone(vault.home):
            over = _trained(session, vault, parameters, merges=merge)
        session.show(job_document(vault, over), lambda out: _print(out, [over]))
    if over.status is Status.FAILED:
        raise typer.Exit(1)
    if not over.is_over:
        raise typer.Exit(130 if over.reason == STOPPED else 1)


@cli.command()
def status(
    context: typer.Context, job_id: Annotated[str | None, typer.Argument(help="Its id; else the newest.")] = None
) -> None:
    """How far a job is."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        job = trainings.get(vault.db, job_id) if job_id else _newest(vault)
        session.show(job_document(vault, job), lambda out: _print(out, [job]))


@cli.command()
def cancel(
    context: typer.Context, job_id: Annotated[str | None, typer.Argument(help="Its id; else what is open.")] = None
) -> None:
    """Call a job off; nothing is kept of it."""
    session: Session = context.obj
    with elsewhere(), session.vault(write=True) as vault:
        waiting = trainings.unfinished(vault.db)
        chosen = job_id or (waiting.id if waiting else "")
        trainings.cancel(vault.db, chosen, now_us=micros(clock.now()))
        adapters.sweep(vault.home, vault.db)
        job = trainings.get(vault.db, chosen)
        session.show(job_document(vault, job), lambda out: _print(out, [job]))


@cli.command("list")
def list_jobs(context: typer.Context, limit: Annotated[int, typer.Option(min=1, max=200)] = 20) -> None:
    """Jobs, newest first."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        found = trainings.listing(vault.db, limit=limit)
        session.show([job_document(vault, one) for one in found], lambda out: _print(out, found))


def _trained(session: Session, vault: Vault, parameters: Parameters, *, merges: bool) -> Job:
    """The job that waits to go on, or a new one, as it stands afterwards; for whoever is alone at it."""
    chosen = settings.load(vault.home)
    if trainings.unfinished(vault.db) is None:
        training_queue.need_parts(vault.home)
        training_queue.base(vault.home)
        collecting.collect(Lent(vault, within_s=WRITE_WITHIN_S), settings=chosen, now=clock.now())
    training_queue.check(vault.home, vault.db, settings=chosen)
    _look(vault, chosen)
    with writer(vault, within_s=WRITE_WITHIN_S) as db:
        job = training_queue.wanted(
            vault.home, db, settings=chosen, by_hand=True, merges=merges, parameters=parameters, now=clock.now()
        )
    if job.merges:
        session.note(words.MERGED_IS_PLAIN)
    over = _worked(session, vault, chosen, job)
    if over.merges:
        _tell_of_model(session, vault, over)
    return over


def _look(vault: Vault, chosen: Settings) -> None:
    """Raises `CannotTrainNow` where a condition does not hold."""
    facts = night_facts.gather(
        vault.db, vault.home, Probes(), chosen, clock.now(), by_hand=True, busy=False, paused=False, running=False
    )
    found = nightly.consider(facts)
    if isinstance(found, nightly.Wait):
        raise CannotTrainNow(reason=str(found.reason))


def _worked(session: Session, vault: Vault, chosen: Settings, job: Job) -> Job:
    """The job as it stands after its course."""
    probes, home = Probes(), vault.home
    began, told = clock.now(), _Teller(session)
    with _interrupts() as interrupted:

        def halt() -> str:
            now = night_facts.of_now(probes, home, clock.now(), train_at=None, by_hand=True, busy=False)
            return STOPPED if interrupted else str(nightly.go_on(now, began=began) or "")

        taking = Taking(chosen, names_key(vault))
        return Course(home, Lent(vault), job.id, taking, halt=halt, now=clock.now, tell=told).run()


def _tell_of_model(session: Session, vault: Vault, over: Job) -> None:
    for one in manifest.read(vault.home).models:
        if one.learnt and str(one.learnt) == over.output:
            session.note(f"{one.id} is here: sotto model use {one.id}")


@contextmanager
def elsewhere() -> Iterator[None]:
    """While the window is open, it is where this is done: the problem says so.

    Raises:
        SottoIsOpen: `reason` training.
    """
    try:
        yield
    except SottoIsOpen as problem:
        raise SottoIsOpen(**{**problem.facts, "reason": "training"}) from None


class _Teller:
    """A line whenever a job got further by a percent."""

    def __init__(self, session: Session) -> None:
        self._session, self._last = session, ""

    def __call__(self, job: Job) -> None:
        line = words.progress(job.stage, job.progress, job.step, job.steps, job.eta_s)
        said = f"{job.stage} {job.progress}"
        if said != self._last:
            self._last = said
            self._session.note(line)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Nobody else trains in this home meanwhile.

    Raises:
        AlreadyTraining: somebody does.
    """
    try:
        lock = HomeLock(training_files.lock_of(home))
    except SottoIsOpen:
        raise AlreadyTraining from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Ctrl-C fills the list, in place of ending what is under way."""
    caught: list[int] = []

    def catch(number: int, _frame: types.FrameType | None) -> None:
        caught.append(number)

    before = signal.signal(signal.SIGINT, catch)
    try:
        yield caught
    finally:
        signal.signal(signal.SIGINT, before)


def _newest(vault: Vault) -> Job:
    found = trainings.listing(vault.db, limit=1)
    if not found:
        raise NoSuchJob
    return found[0]


def _print(out: Console, jobs: list[Job]) -> None:
    if not jobs:
        out.print("Nothing was trained yet.")
    for job in jobs:
        parts = [job.id, words.STATUS[job.status]]
        if not job.is_over:
            parts.append(words.progress(job.stage, job.progress, job.step, job.steps, job.eta_s))
        parts += [words.waits(job.reason)] if job.reason else []
        parts += [f"adapter {job.output}"] if job.output else []
        parts += [problems.sentence(job.problem).what] if job.problem is not None else []
        out.print(Text(": ".join((parts[0], "; ".join(parts[1:])))))
