"""sotto train: parts, install, start, status, cancel, list."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from app import adapters, clock, settings, training_queue
from app.commands import part_install, training_run
from app.commands.devices import Device
from app.commands.session import WRITE_WITHIN_S, Session
from app.commands.training_documents import job_document
from app.commands.training_lines import print_job, print_jobs
from app.commands.training_run import elsewhere
from app.store import trainings
from app.store.jobs import Status
from app.store.trainings import Job
from app.training_queue import Options
from app.training_shown import is_worked_on
from app.vault import Vault
from app.writing import writer
from engine.domain import micros
from engine.problems import BaseRefused, CannotTrainNow, NoSuchJob, Problem, TrainingFailed
from engine.training.values import Parameters

cli = typer.Typer(no_args_is_help=True)
part_install.add_to(cli)

_USUAL = Parameters()


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
    every = Parameters(
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
            training_queue.give_up_stuck(vault.home, db, settings=settings.load(vault.home), now=clock.now())
        with training_run.alone(vault.home):
            over = training_run.run(session, vault, Options(merge, _given(context, every)))
        short = _short_of(over)
        session.show(job_document(vault, over), lambda out: print_job(out, vault, over) if short is None else None)
    if short is not None:
        raise short
    if not over.is_over:
        raise typer.Exit(130)


@cli.command()
def status(
    context: typer.Context, job_id: Annotated[str | None, typer.Argument(help="Its id; else the newest.")] = None
) -> None:
    """How far a job is."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        job = _standing(vault, _named(vault, job_id) if job_id else _newest(vault))
        session.show(job_document(vault, job), lambda out: print_job(out, vault, job))


@cli.command()
def cancel(
    context: typer.Context, job_id: Annotated[str | None, typer.Argument(help="Its id; else what is open.")] = None
) -> None:
    """Call a job off; nothing is kept of it."""
    session: Session = context.obj
    with elsewhere(), session.vault(write=True) as vault:
        chosen = _named(vault, job_id) if job_id else trainings.unfinished(vault.db)
        if chosen is None:
            raise NoSuchJob(reason="none_open")
        trainings.cancel(vault.db, chosen.id, now_us=micros(clock.now()))
        adapters.sweep(vault.home, vault.db)
        job = trainings.get(vault.db, chosen.id)
        session.show(job_document(vault, job), lambda out: print_job(out, vault, job))


@cli.command("list")
def list_jobs(context: typer.Context, limit: Annotated[int, typer.Option(min=1, max=200)] = 20) -> None:
    """Jobs, newest first."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        found = [_standing(vault, one) for one in trainings.listing(vault.db, limit=limit)]
        session.show([job_document(vault, one) for one in found], lambda out: print_jobs(out, found))


def _given(context: typer.Context, every: Parameters) -> dict[str, object]:
    """Settings that stand on the command line."""
    named = {"hf_folder": "base_folder"}
    found: dict[str, object] = {}
    for name, value in msgspec.structs.asdict(every).items():
        source = context.get_parameter_source(named.get(name, name))
        if source is not None and source.name == "COMMANDLINE":
            found[name] = value
    return found


def _short_of(over: Job) -> Problem | None:
    """Why nothing came of a job, or nothing yet; None where the person stopped it, or something came of it."""
    if over.status is Status.FAILED:
        return over.problem or TrainingFailed(reason="bug")
    if over.status is Status.CANCELLED:
        return over.problem
    if over.is_over or over.reason == training_run.STOPPED:
        return None
    return CannotTrainNow(reason=over.reason)


def _newest(vault: Vault) -> Job:
    found = trainings.listing(vault.db, limit=1)
    if not found:
        raise NoSuchJob(reason="none_trained")
    return found[0]


def _named(vault: Vault, job_id: str) -> Job:
    try:
        return trainings.get(vault.db, job_id)
    except NoSuchJob as problem:
        raise NoSuchJob(**{**problem.facts, "reason": "training"}) from None


def _standing(vault: Vault, job: Job) -> Job:
    """One whose process was killed waits to go on, though nobody was left to note that."""
    killed = job.status is Status.PROCESSING and not is_worked_on(vault.home)
    return replace(job, status=Status.QUEUED, reason=training_queue.BROKEN_OFF) if killed else job
