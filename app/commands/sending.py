"""sotto send: a draft sent through Messages, with time to stop it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from app import clock, send, sent, settings
from app.commands.session import Session
from app.send import Mac, Why
from app.store import names, suggestions
from app.wording import sending as words
from engine.problems import CannotSend, CheckFirst, NoSuchResponse

#: Outcome of a run that sends nothing.
DRY_RUN = "dry_run"


@dataclass(frozen=True, slots=True)
class SendReport:
    """What was or would be sent.

    Attributes:
        reach: "chat" if Sotto may send it, else how far it may take it (`app.send.Reach`).
        concerns: what to look at first, as codes.
        outcome: "sent", "unknown" or "dry_run".
    """

    conversation_id: str
    response_id: str
    name: str
    text: str
    reach: str
    concerns: tuple[str, ...]
    outcome: str


def add_to(cli: typer.Typer) -> None:
    """Add the command of this file."""
    cli.command("send")(send_draft)


def send_draft(
    context: typer.Context,
    conversation: Annotated[int, typer.Argument(help="Its id, from `sotto inbox`.")],
    response: Annotated[str, typer.Option(help="The response_id of the option to send.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent, and what to check.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Send although there is something to check.")] = False,
) -> None:
    """Send a draft through Messages (macOS, where Settings allow it); Ctrl+C stops it in time."""
    session: Session = context.obj
    mac = Mac()
    with session.vault(write=not dry_run) as vault:
        option = suggestions.get_option(vault.db, response)
        if suggestions.conversation_of(vault.db, response) != conversation:
            raise NoSuchResponse(id=response)
        report = SendReport(
            conversation_id=str(conversation),
            response_id=response,
            name=names.of_conversations(vault.db, [conversation])[conversation],
            text=option.text,
            reach=send.reach(vault.db, conversation, mac.own),
            concerns=send.concerns(vault.db, conversation, option.text, now=clock.now()),
            outcome=DRY_RUN,
        )
        if not dry_run:
            chosen = settings.load(vault.home)
            if not chosen.send_by_script:
                raise CannotSend(why=Why.NOT_ASKED_FOR)
            if report.concerns and not anyway:
                raise CheckFirst
            session.note(words.STOPPABLE.format(name=report.name, seconds=chosen.undo_s))
            outcome = sent.send_once(
                vault, conversation, option.text, response,
                mac=mac, wait=lambda: time.sleep(chosen.undo_s), clock=clock.now,
            )  # fmt: skip
            report = replace(report, outcome=outcome.value)
    session.show(report, lambda out: _print(out, report))


def _print(out: Console, report: SendReport) -> None:
    out.print(Text(report.text))
    for code in report.concerns:
        out.print(Text(f"{words.CHECK}: {words.concern(code, report.text)}"))
    out.print(Text(words.OUTCOMES[report.outcome].format(name=report.name)), style="dim")
