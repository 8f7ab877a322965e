"""sotto sync: bring a message database into the vault, once or following it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app import classifying, clock, indexing, judging, settings, sources, syncing
from app.commands.session import Session
from app.events import SyncProgressed, SyncReport
from app.upkeep import Upkeep
from app.vault import Vault
from app.watching import Watching

#: Pieces of upkeep (guesses, briefs, memory, voice) that a sync does by the way: a few seconds.
PIECES = 400


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(sync)


def sync(
    context: typer.Context,
    source: Annotated[Path | None, typer.Option(help="A chat.db, or the folder of an iOS backup.")] = None,
    contacts: Annotated[Path | None, typer.Option(help="An AddressBook folder or database.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on following until stopped.")] = False,
    reconcile: Annotated[bool, typer.Option("--reconcile", help="Compare every row, not only the newest.")] = False,
    index: Annotated[
        bool | None, typer.Option(help="Prepare search by meaning afterwards; by itself only where that is quick.")
    ] = None,
) -> None:
    """Import new and changed messages; without --source from the source used before, else this Mac's Messages."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        place, contacts = sources.of_home(vault, source, contacts)
        report = run_sync(session, vault, place, contacts, reconcile=reconcile)
        classifying.catch_up(vault.db, now=clock.now())
        judging.judge_changed(vault.db, now=clock.now())
        Upkeep(vault.db, clock=clock.now).catch_up(PIECES)
        session.show(report, lambda out: print_report(out, report))
        if index or (index is None and indexing.is_quick(vault.db)):
            indexing.index_all(vault, note=session.note)
        elif index is None:
            session.note("Search by meaning is prepared while the window is open, or now with `sotto sync --index`.")
        if watch:
            follow(session, vault, place, contacts)


def run_sync(
    session: Session, vault: Vault, source: Path, contacts: Path | None, *, reconcile: bool = False
) -> SyncReport:
    """One sync with a progress bar for people."""
    with Progress(
        TextColumn("Reading messages, newest first"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=session.err,
        transient=True,
        disable=session.as_json or not session.err.is_terminal,
    ) as bar:
        task = bar.add_task("sync", total=None)

        def progressed(event: SyncProgressed) -> None:
            bar.update(task, completed=event.done, total=event.total)

        return syncing.sync_once(
            vault.db,
            source=source,
            contacts=contacts,
            reconcile=reconcile,
            now=clock.now,
            on_progress=progressed,
        )


def follow(session: Session, vault: Vault, source: Path, contacts: Path | None) -> None:
    """Follow the source until interrupted, a report line per change; between them what was derived is kept up."""
    watching = Watching(vault.db, clock=clock.now)
    for report in syncing.follow(
        vault.db,
        source=source,
        contacts=contacts,
        poll_s=settings.load(vault.home).poll_s,
        now=clock.now,
        between=watching.piece,
    ):
        watching.arrived()
        session.show(report, lambda out, report=report: print_report(out, report))  # type: ignore[misc]  # bound now


def print_report(out: Console, report: SyncReport) -> None:
    """The counts in words."""
    out.print(
        f"{report.imported} new, {report.updated} changed, {report.removed} removed of {report.seen} looked at "
        f"in {report.seconds:.1f} s. {report.conversations} conversations, {report.contacts} contacts.",
        highlight=False,
    )
    if report.quarantined or report.undecodable or report.unfiled:
        out.print(
            f"Set aside: {report.quarantined} unreadable rows, {report.undecodable} bodies that could not be decoded, "
            f"{report.unfiled} messages in no conversation. `sotto doctor` says more.",
            highlight=False,
        )
