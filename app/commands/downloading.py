"""sotto model download: what a person is told before, while it comes, and after."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from app import downloads, machine, model_health, model_rows, models, paths, sockets
from app.commands.session import Session
from app.downloads import Downloaded, Offer
from app.fetch_news import Moved, Progressed
from app.machine import Machine
from app.paths import Home
from app.wording import models as words
from engine.llm import catalogue
from engine.problems import ModelMissing


def add_to(cli: typer.Typer) -> None:
    """Add the command of this file."""
    cli.command()(download)


def download(
    context: typer.Context,
    model: Annotated[str | None, typer.Argument(help="Its id in `sotto model list`; the default without it.")] = None,
    quant: Annotated[str, typer.Option("--quant", help="Q4_K_M, Q8_0, ...")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Download a model; one that was begun goes on where it stopped. Used at once if no model is in use."""
    session: Session = context.obj
    home = paths.home(session.home_option)
    here = machine.look(home.models, model_health.device if machine.may_have_cuda() else None)
    wanted = _offer(home, model, quant, here)
    if (found := downloads.already_here(home, wanted)) is not None:
        session.show(model_rows.shown(found), lambda out: out.print(Text(f"{found.id} is here already.")))
        return
    downloads.check(wanted)
    if not session.as_json:
        _tell_offer(session.out, wanted)
    session.agree("Download it?", yes=yes, unasked="this uses the network; say --yes")
    began = time.monotonic()
    done = _fetch(session, home, wanted)
    used = models.use(home, done.model.id) if models.active(home) is None else done.model
    document = {
        **model_rows.shown(used),
        "repo": done.repo,
        "revision": done.revision,
        "resumed_bytes": done.resumed_bytes,
        "sockets_opened": sockets.opened(),
        "seconds": round(time.monotonic() - began, 3),
    }
    what = "It is used from now on." if used.active else f"Use it with `sotto model use {used.id}`."
    session.show(document, lambda out: out.print(Text(f"{used.title} is here. {what}")))


@contextmanager
def bar(session: Session) -> Iterator[Callable[[str, int, int], None]]:
    """Bars on stderr, one a title, told title, bytes done and bytes in all; only on a terminal, never with --json."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    quiet = session.as_json or not session.err.is_terminal
    with Progress(*columns, console=session.err, disable=quiet, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def show(title: str, done: int, total: int) -> None:
            if title not in tasks:
                tasks[title] = progress.add_task(title, total=total or None)
            progress.update(tasks[title], completed=done)

        yield show


def _offer(home: Home, model: str | None, quant: str, here: Machine) -> Offer:
    known, usual = model_rows.default(here.vram_gb)
    if model is not None and model != known.id:
        found = catalogue.by_id(model)
        if found is None:
            raise ModelMissing(reason="not_offered", id=model)
        known, usual = found, catalogue.usual_quant()
        usual = usual if known.file(usual) else known.files[0].quant
    return downloads.offer(home, known, quant or usual, here)


def _fetch(session: Session, home: Home, wanted: Offer) -> Downloaded:
    """Run the download under a bar; Ctrl-C ends it and says that it can go on."""
    with bar(session) as show, downloads.Download(home, wanted) as running:

        def progress(said: Progressed | Moved) -> None:
            if isinstance(said, Moved):
                session.note(words.moved(said.reason))
            else:
                show(words.stage(said.stage), said.done_bytes, said.total_bytes)

        try:
            return running.run(progress)
        except KeyboardInterrupt:
            session.note("Stopped. What came so far is kept: the same command goes on from there.")
            raise


def _tell_offer(out: Console, wanted: Offer) -> None:
    about = "about " if wanted.approximate else ""
    rest = f", {words.size(wanted.here_bytes)} of it here already" if wanted.here_bytes else ""
    lines = [
        ("Model", f"{wanted.title}, {wanted.quant}, from {wanted.places[0].repo}"),
        ("Size", f"{about}{words.size(wanted.size_bytes)}{rest}; {words.size(wanted.disk_free_bytes)} of disk free"),
        ("Memory", f"needs {words.size(wanted.needs_bytes)} of {words.size(wanted.memory_bytes)}"),
        ("Licence", words.licence(wanted.licence)),
    ]
    lines += [("", words.warning(code)) for code in wanted.warnings if code != "terms"]
    for name, value in lines:
        out.print(Text.assemble((f"{name:<9}", "dim"), value))
