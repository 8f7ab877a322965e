"""sotto model: language models on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app import models, paths
from app.commands.session import Session

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@cli.command("list")
def list_models(context: typer.Context) -> None:
    """What is here and what the catalogue knows."""
    session: Session = context.obj
    rows = models.listing(paths.home(session.home_option))

    def human(out: Console) -> None:
        table = Table(box=None, header_style="dim")
        for title in ("", "id", "title", "size", "licence"):
            table.add_column(title)
        for row in rows:
            mark = "●" if row.active else ("✓" if row.here else "")
            size = f"{row.size_bytes / 1e9:.1f} GB" if row.size_bytes else ""
            table.add_row(mark, Text(row.id), Text(row.title), size, Text(row.licence))
        out.print(table)

    session.show(rows, human)


@cli.command()
def add(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A GGUF file.")],
    use: Annotated[bool, typer.Option("--use", help="Use it from now on.")] = False,
) -> None:
    """Check a model file, note its hash and make it available."""
    session: Session = context.obj
    home = paths.home(session.home_option)
    row = models.add(home, path)
    if use:
        row = models.use(home, row.id)
    session.show(row, lambda out: out.print(Text(f"Added {row.id}.")))


@cli.command()
def use(context: typer.Context, model: Annotated[str, typer.Argument(help="Its id, or none.")]) -> None:
    """Use a model from now on; `none` goes back to past replies."""
    session: Session = context.obj
    home = paths.home(session.home_option)
    if model == "none":
        models.use_none(home)
        session.show({"active": None}, lambda out: out.print("No model: suggestions come from past replies."))
        return
    row = models.use(home, model)
    session.show(row, lambda out: out.print(Text(f"Using {row.id}.")))


@cli.command()
def remove(context: typer.Context, model: Annotated[str, typer.Argument(help="Its id.")]) -> None:
    """Forget a model; a file that was copied here is deleted."""
    session: Session = context.obj
    models.remove(paths.home(session.home_option), model)
    session.show({"removed": model}, lambda out: out.print(Text(f"Removed {model}.")))


@cli.command()
def health(context: typer.Context) -> None:
    """Whether the model loads and answers."""
    session: Session = context.obj
    found = models.health(paths.home(session.home_option))
    session.show(
        found, lambda out: out.print(Text(f"{found.status}: {found.model_version or 'no model'}, {found.gpu}"))
    )
