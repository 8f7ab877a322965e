"""sotto erase and sotto retention: forgetting one person or everything, and keeping the limits of time."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from app import clock, erasing, paths, retention, settings
from app.commands.session import Session
from app.wording import forgetting as words

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]


@cli.command("run")
def run_retention(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
) -> None:
    """Remove what is over the limits set in Settings, Privacy & retention; the window does this once a day."""
    session: Session = context.obj
    with session.vault(write=not dry_run) as vault:
        wanted = settings.load(vault.home)
        if dry_run:
            counts = retention.overdue(vault.db, wanted, now=clock.now())
        else:
            counts = retention.run(vault, wanted, now=clock.now())
    document = {"dry_run": dry_run, **{part.value: n for part, n in counts.items()}}
    session.show(document, lambda out: out.print(words.removed(counts, would=dry_run), highlight=False))


def erase(
    context: typer.Context,
    contact: Annotated[int | None, typer.Option("--contact", help="A contact's number.", metavar="ID")] = None,
    everything: Annotated[bool, typer.Option("--everything", help="The whole store, its key and settings.")] = False,
    yes: Yes = False,
) -> None:
    """Forget one person, or everything, for good. Messages itself is not touched."""
    if (contact is None) == (not everything):
        raise typer.BadParameter("name a --contact, or say --everything")
    session: Session = context.obj
    if contact is None:
        _erase_everything(session, yes)
    else:
        _erase_contact(session, contact, yes)


def add_to(shelf: typer.Typer) -> None:
    """Add `erase` to the command line."""
    shelf.command("erase")(erase)


def _erase_contact(session: Session, contact: int, yes: bool) -> None:
    with session.vault(write=True) as vault:
        leaving = erasing.leaving(vault, contact)
        _agreed(session, words.what_goes(leaving), yes)
        models = erasing.forget_contact(vault, contact, now=clock.now()).models
    document = {"contact_id": str(contact), **asdict(leaving.holding), "copies": leaving.copies}
    document |= {"adapters": list(leaving.adapters), "models": list(models.removed)}
    document |= {"models_kept": list(models.kept), "back_to": models.back_to or None}
    session.show(document, lambda out: out.print(Text(words.gone(models))))


def _erase_everything(session: Session, yes: bool) -> None:
    home = paths.home(session.home_option)
    _agreed(session, words.EVERYTHING, yes)
    problems = erasing.forget_everything(home)
    for problem in problems:
        session.tell(problem)
    document = {"erased": True, "kept_by_keychain": len(problems)}
    session.show(document, lambda out: out.print(words.ALL_FORGOTTEN, highlight=False))


def _agreed(session: Session, told: str, yes: bool) -> None:
    """Ask the person at a terminal; where nobody can answer, `--yes` says it."""
    if not yes:
        session.note(told)
    session.agree("Forget this? It cannot be undone.", yes=yes, unasked="this cannot be undone; say --yes")
