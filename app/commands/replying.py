"""sotto suggest, more, response, feedback: replies and what became of them."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from app import answering, clock, deciding, drafting
from app.commands.documents import suggestions_document
from app.commands.session import Session
from app.replies import DEFAULT_COUNT, SHOWN, Wish
from app.store import suggestions
from app.wording import replies as words
from engine.domain import Suggestions, Theme


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(suggest)
    cli.command()(more)
    cli.command()(response)
    cli.command()(feedback)


def suggest(
    context: typer.Context,
    conversation: Annotated[int, typer.Argument(help="Its id, from `sotto inbox`.")],
    count: Annotated[int, typer.Option(min=1, max=16, help="How many options.")] = DEFAULT_COUNT,
    theme: Annotated[list[Theme] | None, typer.Option(help="How they should sound; may be repeated.")] = None,
    steer: Annotated[str | None, typer.Option(help='"shorter", "say no", "offer Monday" …')] = None,
    seed: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Options for answering a conversation."""
    session: Session = context.obj
    wish = Wish(count=count, themes=tuple(theme or ()), steer=steer, seed=seed)
    with session.vault(write=True) as vault:
        made = answering.suggest(vault, conversation, wish, now=clock.now())
    session.show(suggestions_document(made), lambda out: print_options(out, made, first=0, shown=SHOWN))


def more(
    context: typer.Context, request: Annotated[str, typer.Argument(help="The request_id of a suggestion.")]
) -> None:
    """The options beyond the first three."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        made = suggestions.get_request(vault.db, request)
    if len(made.options) < made.total_count:  # written ahead: the rest was still to come
        with session.vault(write=True) as vault:
            made = answering.extend(vault, request, now=clock.now())
    rest = drafting.beyond_shown(made)
    session.show(suggestions_document(rest), lambda out: print_options(out, rest, first=SHOWN, shown=len(rest.options)))


def response(
    context: typer.Context, response_id: Annotated[str, typer.Argument(help="The response_id of an option.")]
) -> None:
    """One option, whole."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        option = suggestions.get_option(vault.db, response_id)
    session.show(option, lambda out: out.print(Text(option.text)))


def feedback(
    context: typer.Context,
    response_id: Annotated[str, typer.Argument(help="The response_id of an option.")],
    verb: Annotated[deciding.Verb, typer.Argument(help="What became of it.")],
    text: Annotated[str | None, typer.Option(help="The text after editing.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why it was rejected.")] = None,
) -> None:
    """Tell Sotto that an option was accepted, edited or rejected; it learns from that."""
    session: Session = context.obj
    if verb is deciding.Verb.EDIT and not (text or "").strip():
        raise typer.BadParameter("an edit needs its --text")
    with session.vault(write=True) as vault:
        decision = deciding.decide(vault.db, vault.key, response_id, verb, text=text, reason=reason, now=clock.now())
    session.show(decision, lambda out: out.print(f"Noted: {decision.verb}."))


def print_options(out: Console, made: Suggestions, *, first: int, shown: int) -> None:
    """Options for people."""
    if made.silent_reason:
        out.print(Text(words.silent(made.silent_reason)))
    for position, option in enumerate(made.options[:shown], start=first + 1):
        chip = f"{words.chip(option)} · {words.confidence(option.confidence)}"
        out.print(Text.assemble((f" {position} ", "reverse"), " ", (chip, "dim")))
        out.print(Text(f"   {option.text}\n"))
    if made.options:
        out.print(Text(words.source(made), style="dim"))
    if made.has_more:
        out.print(f"{made.total_count - shown} more: sotto more {made.request_id}", style="dim", highlight=False)
