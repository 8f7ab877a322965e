"""sotto eval: the shipped judgement on outside data, as numbers anyone can reproduce."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from app import clock, paths, text_vectors
from app.commands.files import json_lines, lines_of, text_of
from app.commands.session import Session
from app.evals import memory, pii, reply, risk, searching, triage, voice

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Data = Annotated[Path, typer.Option(help="JSON lines in the documented format.")]


def _show(context: typer.Context, figures: dict[str, Any]) -> None:
    session: Session = context.obj
    session.show_figures(figures)


@cli.command("risk")
def eval_risk(context: typer.Context, data: Data) -> None:
    """Conversations labelled scam or normal; positive is combined_risk at or above the red threshold."""
    session: Session = context.obj
    vectors = partial(text_vectors.of, session.home_option)
    _show(context, risk.score(lines_of(text_of(data)), now=clock.now(), vectors=vectors))


@cli.command("triage")
def eval_triage(context: typer.Context, data: Data) -> None:
    """Texts labelled needs_reply or urgent."""
    session: Session = context.obj
    vectors = partial(text_vectors.of, session.home_option)
    _show(context, triage.score(lines_of(text_of(data)), now=clock.now(), vectors=vectors))


@cli.command("memory")
def eval_memory(context: typer.Context, data: Data) -> None:
    """Conversations with questions and the ids of the messages that answer them."""
    session: Session = context.obj
    with searching.Searcher(paths.home(session.home_option)) as searcher:
        _show(context, memory.score(json_lines(data), path=data, search=searcher))


@cli.command("reply")
def eval_reply(context: typer.Context, data: Data) -> None:
    """Contexts with good and bad replies, ranked together."""
    session: Session = context.obj
    with text_vectors.Embedder(paths.home(session.home_option)) as similarity:
        _show(context, reply.score(json_lines(data), path=data, vectors=similarity.vectors))


@cli.command("pii")
def eval_pii(context: typer.Context, data: Data) -> None:
    """Texts with the spans of their personal details."""
    _show(context, pii.score(lines_of(text_of(data))))


@cli.command("voice")
def eval_voice(
    context: typer.Context,
    data: Data,
    known: Annotated[
        bool, typer.Option("--known", help="Leave the author of a tested text in the background: the milder figure.")
    ] = False,
    least: Annotated[int, typer.Option(help="Texts without which an author is passed over.")] = voice.LEAST,
    distinct: Annotated[
        bool, typer.Option("--distinct", help="Each text once, without those that two authors sent word for word.")
    ] = False,
    by_author: Annotated[
        bool, typer.Option("--by-author", help="Add the means over the authors, each at a threshold of its own.")
    ] = False,
) -> None:
    """Texts by author: the first half is learnt, the second told from the other authors'."""
    lines = lines_of(text_of(data))
    _show(context, voice.score(lines, known=known, least=least, distinct=distinct, by_author=by_author))
