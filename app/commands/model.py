"""sotto model: language models on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app import downloads, machine, manifest, model_health, model_rows, models, paths
from app.commands import downloading, endpoint
from app.commands.session import Session
from app.model_rows import Model
from app.store import jobs, suggestions
from app.store.suggestions import Recent
from app.wording import models as words
from engine.problems import ModelMissing, Problem

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
downloading.add_to(cli)
endpoint.add_to(cli)

#: Requests that the figures of `health` are taken from.
RECENT = 200


@cli.command("list")
def list_models(context: typer.Context) -> None:
    """What is here and what the catalogue offers for this machine."""
    session: Session = context.obj
    home = paths.home(session.home_option)
    here = machine.look(home.models, model_health.device if machine.may_have_cuda() else None)
    rows = models.listing(home, vram_gb=here.vram_gb)

    def human(out: Console) -> None:
        table = Table(box=None, header_style="dim")
        for title in ("", "id", "size", "needs"):
            table.add_column(title, no_wrap=title != "id")
        for row in rows:
            needs = words.size(row.needs_bytes) if row.needs_bytes else ""
            size = words.size(row.size_bytes) if row.size_bytes else ""
            licence = "your own server" if row.remote else words.licence(row.licence)
            about = " · ".join(part for part in (licence, *_notes(row)) if part)
            table.add_row(_mark(row), Text.assemble(row.id, "\n", (about, "dim")), size, needs)
        out.print(table)
        out.print(Text(f"● in use  ✓ here   This computer has {words.size(here.memory_bytes)} of memory.", style="dim"))

    session.show([model_rows.shown(row) for row in rows], human)


@cli.command()
def add(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A GGUF file.")],
    use: Annotated[bool, typer.Option("--use", help="Use it from now on.")] = False,
) -> None:
    """Check a model file, note its hash and make it available."""
    session: Session = context.obj
    home = paths.home(session.home_option)
    total = path.stat().st_size if path.is_file() else 0
    with downloading.bar(session) as show:
        row = models.add(home, path, progress=lambda done: show(words.stage("checking"), done, total))
    if use:
        row = models.use(home, row.id)
    session.show(model_rows.shown(row), lambda out: _tell_added(out, row))


@cli.command()
def use(
    context: typer.Context,
    model: Annotated[str | None, typer.Argument(help="Its id, a GGUF file, or none; the default without it.")] = None,
) -> None:
    """Use a model from now on; `none` goes back to past replies."""
    session: Session = context.obj
    home = paths.home(session.home_option)
    if model == "none":
        models.use_none(home)
        session.show({"active": None}, lambda out: out.print("No model: suggestions come from past replies."))
        return
    row = models.use(home, model)
    session.show(model_rows.shown(row), lambda out: out.print(Text(f"Using {row.id}.")))


@cli.command()
def remove(context: typer.Context, model: Annotated[str, typer.Argument(help="Its id.")]) -> None:
    """Forget a model; a file that was downloaded or copied here is deleted, also one that came only in part."""
    session: Session = context.obj
    home = paths.home(session.home_option)
    freed = downloads.discard(home, model)
    try:
        models.remove(home, model)
    except ModelMissing:
        if not freed:
            raise
    session.show({"removed": model}, lambda out: out.print(Text(f"Removed {model}.")))


@cli.command()
def reload(context: typer.Context) -> None:
    """Load the model in use, compare its hash, and say where it runs; a disabled one gets another chance."""
    session: Session = context.obj
    done = model_health.reload(paths.home(session.home_option))

    def human(out: Console) -> None:
        where = f"{done.gpu_layers} of {done.n_layers} layers on {done.device}" if done.gpu_layers else done.device
        out.print(
            Text(f"{done.model_version} loaded in {done.seconds:.1f} s: {where}, {done.n_ctx} tokens of context.")
        )
        if done.fallback:
            out.print(Text(words.fallback(done.fallback)))
        out.print(Text("An open window takes it up with its next draft.", style="dim"))

    session.show(done, human)


@cli.command()
def health(context: typer.Context) -> None:
    """Whether the model loads and answers, and how fast it was since it was put to use."""
    session: Session = context.obj
    home = paths.home(session.home_option)
    requests, queue_length = _recent(session, manifest.read(home).used_since_us)
    found = model_health.health(home, requests=requests, queue_length=queue_length)

    def human(out: Console) -> None:
        out.print(Text(words.standing(found.status, found.model_version or "", found.gpu)))
        if found.p50_ms is not None and found.p95_ms is not None and found.fallback_rate is not None:
            fell = f"{found.fallback_rate:.0%} answered by past replies"
            out.print(Text(f"{found.p50_ms:.0f} ms, the slowest of twenty {found.p95_ms:.0f} ms; {fell}", style="dim"))

    session.show(found, human)


def _recent(session: Session, since_us: int) -> tuple[list[Recent], int]:
    """What the store knows of requests and jobs; nothing where there is none that can be read."""
    try:
        with session.vault(write=False) as vault:
            waiting = sum(not job.is_over for job in jobs.listing(vault.db))
            return suggestions.recent_requests(vault.db, RECENT, since_us=since_us), waiting
    except Problem:
        return [], 0


def _tell_added(out: Console, row: Model) -> None:
    out.print(Text(f"Added {row.id}."))
    for note in _notes(row):
        out.print(Text(note, style="dim"))


def _mark(row: Model) -> str:
    return "●" if row.active else "✓" if row.here else ""


def _notes(row: Model) -> list[str]:
    notes = ["for this computer"] if row.default else []
    notes += [] if row.fits else ["too large for this computer"]
    notes += ["its file is gone or changed"] if row.path and not row.here else []
    notes += ["stopped twice"] if row.disabled else []
    return notes + [words.warning(code) for code in row.warnings if code != "terms"]
