"""sotto bench: speed and memory, as ratios of one run."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from app.benches import embed_bench, import_bench, judge_bench
from app.commands.session import Session

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def _show(context: typer.Context, figures: dict[str, Any]) -> None:
    session: Session = context.obj
    session.show_figures(figures)


@cli.command("import")
def import_(context: typer.Context, messages: Annotated[int, typer.Option(min=1000)] = 1_000_000) -> None:
    """A whole sync against a bare scan of the same file."""
    _show(context, import_bench.run(messages))


@cli.command()
def embed(context: typer.Context, segments: Annotated[int, typer.Option(min=64)] = 2000) -> None:
    """Short segments embedded per second."""
    _show(context, embed_bench.run(segments))


@cli.command()
def judge(context: typer.Context) -> None:
    """Triage and risk of one message, and of a conversation of 5,000."""
    _show(context, judge_bench.run())
