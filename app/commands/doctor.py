"""sotto doctor: what works, what does not, and the next step."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.text import Text

from app import health, parts, paths
from app.commands.session import Session
from app.health import Examination
from app.wording import parts as part_words


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(doctor)


def doctor(context: typer.Context) -> None:
    """Permission, source, store, model and disk, with the next step where something is wrong."""
    session: Session = context.obj
    found = health.examine(lambda: session.vault(write=False), session.home_option)
    session.show(
        found, lambda out: print_examination(out, found, can_train=parts.here(paths.home(session.home_option)))
    )


def print_examination(out: Console, found: Examination, *, can_train: bool) -> None:
    """The findings for people; `can_train`: the parts that training takes are here."""
    lines = [
        ("Messages", found.permission.replace("_", " ")),
        ("Format", found.lineage or "not read yet"),
        ("Store", "sound" if found.store_ok else "needs care"),
        ("Model", found.model or "none: suggestions come from past replies"),
        ("Computes on", found.gpu),
        ("Training", part_words.STATES[can_train]),
        ("Free disk", f"{found.disk_free_bytes / 1e9:.0f} GB"),
        ("Last sync", f"{found.last_sync_at:%Y-%m-%d %H:%M} UTC" if found.last_sync_at else "never"),
        ("Set aside", f"{found.quarantined} unreadable, {found.undecodable} undecodable, {found.orphans} unfiled"),
        ("Unknown kinds", ", ".join(f"{code}: {n}" for code, n in found.unknown_kinds.items()) or "none"),
        ("Sockets opened", str(found.sockets_opened)),
    ]
    for name, value in lines:
        out.print(Text.assemble((f"{name:<16}", "dim"), value))
    for told in found.problems:
        out.print(Text(f"{told['what']} {told['next']}", style="bold"))
