"""sotto memory summarise: summaries of what was said, written by the model in use."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from app import clock, remembering, retelling
from app.commands.session import Session
from app.retelling import Retold
from app.store import contacts
from app.vault import Vault
from app.writing import writer


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(summarise)


def summarise(
    context: typer.Context,
    contact: Annotated[int | None, typer.Option(help="Of one contact: a number from `sotto contact list`.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Ask the model about so many stretches at most.")] = 50,
) -> None:
    """Let the model in use tell again what was said, stretch by stretch; each is kept at once, the rest waits."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        _cut(vault, contact)
        done = retelling.retell(
            vault,
            now=clock.now(),
            contact_id=contact,
            limit=limit,
            told=lambda left: session.note(f"{left} to go"),
        )
    document = {
        "written": done.written,
        "refused": done.refused,
        "left": done.left,
        "mode": done.mode,
        "model_version": done.model_version,
        "problem": done.problem,
    }
    session.show(document, lambda out: _print(out, done))


def _cut(vault: Vault, contact_id: int | None) -> None:
    """Have everything that was said with one contact cut into stretches."""
    if contact_id is not None:
        contacts.get(vault.db, contact_id)
        with writer(vault) as db:
            remembering.catch_up(db, contact_id, now=clock.now())


def _print(out: Console, done: Retold) -> None:
    if not done.model_version:
        out.print("No model is in use that could; `sotto model list` shows what there is.")
        return
    out.print(f"{done.written} summaries by {done.model_version}, {done.refused} left as they were; {done.left} to go.")
    if done.problem:
        out.print(f"The model stopped ({done.problem}). `sotto memory summarise` goes on where it was.")
