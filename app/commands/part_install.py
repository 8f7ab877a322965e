"""sotto train parts and sotto train install: what training takes besides Sotto, and how it comes here."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from app import part_install, parts, paths, sockets
from app.commands.downloading import bar
from app.commands.session import Session
from app.part_news import Progressed
from app.parts import Parts
from app.paths import Home
from app.wording import parts as words
from engine.problems import Cancelled


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command("parts")(show)
    cli.command()(install)


def show(context: typer.Context) -> None:
    """What training takes besides Sotto: what is here, what is missing, and the command to type."""
    session: Session = context.obj
    found = parts.look(parts.place(paths.home(session.home_option)))
    session.show(document(found), lambda out: _print(out, found))


def install(context: typer.Context, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Fetch and install what training takes. Nothing that is installed already is changed."""
    session: Session = context.obj
    home = paths.home(session.home_option)
    found = parts.look(parts.place(home))
    if not found.missing:
        session.show(document(found), lambda out: out.print(words.ALL_HERE))
        return
    parts.check(found)
    if not session.as_json:
        _print(session.out, found)
        session.out.print(words.NETWORK)
    session.agree(words.ASK, yes=yes, unasked="this uses the network; say --yes")
    told = bring(session, home, found)
    session.show(told, lambda out: out.print(words.DONE))


def bring(session: Session, home: Home, found: Parts) -> dict[str, Any]:
    """Install what is missing of `found` under a bar; returns what is to be shown. Ctrl-C stops it soundly."""
    with bar(session) as show_bar, part_install.Installation(home, found) as running:
        stage = ""

        def progress(said: Progressed) -> None:
            nonlocal stage
            if said.stage == "fetching":
                show_bar(said.package, said.done_bytes, said.total_bytes)
            elif said.stage != stage:
                session.note(words.STAGES[said.stage])
            stage = said.stage

        try:
            done = running.run(progress)
        except KeyboardInterrupt:
            with suppress(Cancelled):
                running.run(lambda _said: None, lambda: True)
            session.note(words.CANCELLED)
            raise
    now = parts.look(parts.place(home) if found.place.folder else found.place)
    return {**document(now), "fetched_bytes": done.fetched_bytes, "sockets_opened": sockets.opened()}


def document(found: Parts) -> dict[str, Any]:
    """What `sotto train parts --json` prints."""
    return {
        "complete": found.complete,
        "parts": [
            {
                "name": part.pin.name,
                "version": part.version,
                "tested": part.pin.version,
                "needed": part.pin.needed,
                "fits": part.fits,
                "bytes": part.bytes,
            }
            for part in found.parts
        ],
        "takes_bytes": found.takes_bytes,
        "needs_bytes": found.needs_bytes,
        "disk_free_bytes": found.disk_free_bytes,
        "environment": "its own" if found.place.folder else "Sotto's",
        "command": parts.command(found) if found.missing else "",
    }


def _print(out: Console, found: Parts) -> None:
    for part in found.parts:
        state = part.version or ("missing" if part.pin.needed else "missing, not needed to train")
        out.print(Text.assemble((f"{part.pin.name:<14}", "dim"), state))
    out.print(Text(words.offer(found)))
    if found.missing:
        out.print(Text(parts.command(found)), soft_wrap=True)
