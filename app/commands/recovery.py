"""sotto recovery: the printed key, and giving a store whose key was lost its key back."""

from __future__ import annotations

import sys

import typer

from app import paths, vault
from app.commands.session import Session

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@cli.command("key")
def show_key(context: typer.Context) -> None:
    """Print the recovery key of this store, to be kept on paper; whoever has it can read everything."""
    session: Session = context.obj
    with session.vault(write=False) as opened:
        key = opened.recovery_key()
    session.note("Whoever has this key can read everything in the store. Keep it on paper, not on this machine.")
    session.show({"recovery_key": key}, lambda out: out.print(key, highlight=False))


@cli.command()
def restore(context: typer.Context) -> None:
    """Give this store its key back: reads the recovery key from the terminal or from stdin, never from arguments."""
    session: Session = context.obj
    typed = typer.prompt("Recovery key", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    vault.restore(paths.home(session.home_option), typed)
    session.show({"restored": True}, lambda out: out.print("The store has its key again."))
