"""sotto reminder: list, add, done, snooze, delete."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from app import clock, reminders
from app.commands.ask import reminder_document
from app.commands.session import Session
from app.store import asked, conversations
from app.store import reminders as kept
from app.wording import asking as words
from engine.ask.people import Person, named
from engine.asked import Reminder
from engine.problems import UnclearPerson

cli = typer.Typer(no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="Its id, from `sotto reminder list`.")]


@cli.command("list")
def list_all(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Also what is done or cancelled.")] = False,
) -> None:
    """What Sotto will remind you of, and what is overdue."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        found = kept.listing(vault.db, everything=everything)
    session.show([reminder_document(one) for one in found], lambda out: _print(out, found))


@cli.command()
def add(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What and when: “answer Dana at 3”, “call the lab tomorrow at 9”.")],
    conversation: Annotated[int | None, typer.Option(help="Whom it is about; by itself who is named.")] = None,
) -> None:
    """Set a reminder."""
    session: Session = context.obj
    now, zone = clock.now(), clock.zone()
    local = now.astimezone(zone)
    wish = reminders.read(text, now=local, zone=zone)
    with session.vault(write=True) as vault:
        if conversation is None:
            people = asked.people(vault.db)
            who = named(text, [Person(contact_id, name) for contact_id, name, _conversation in people])
            if who.ambiguous:
                raise UnclearPerson(count=len(who.ambiguous))
            direct = {contact_id: linked for contact_id, _name, linked in people}
            conversation = direct.get(who.contacts[0]) if who.contacts else None
        else:
            conversations.get(vault.db, conversation)
        made, _back = reminders.add(vault.db, wish, zone=zone, now=now, source="command", conversation_id=conversation)
    told = words.confirmed(made, local, wish.guessed)
    session.show(reminder_document(made), lambda out: out.print(Text(told)))


@cli.command()
def done(context: typer.Context, reminder_id: Id) -> None:
    """You are done with it."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        found, _back = reminders.done(vault.db, reminder_id)
    session.show(reminder_document(found), lambda out: _print(out, [found]))


@cli.command()
def snooze(
    context: typer.Context,
    reminder_id: Id,
    until: Annotated[str, typer.Argument(help="When: “in 20 minutes”, “tomorrow at 9”.")],
) -> None:
    """Tell it again later."""
    session: Session = context.obj
    zone = clock.zone()
    wish = reminders.read(f"{until} x", now=clock.now(), zone=zone)
    with session.vault(write=True) as vault:
        found, _back = reminders.snooze(vault.db, reminder_id, wish.at, zone=zone)
    session.show(reminder_document(found), lambda out: _print(out, [found]))


@cli.command()
def delete(context: typer.Context, reminder_id: Id) -> None:
    """Take it away with its words."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        gone, _back = reminders.delete(vault.db, reminder_id)
    session.show({"deleted": gone.reminder_id}, lambda out: out.print("Taken away."))


def _print(out: Console, found: list[Reminder]) -> None:
    if not found:
        out.print(words.NO_REMINDERS)
    now = clock.now().astimezone(clock.zone())
    for one in found:
        out.print(Text(f"{one.reminder_id:>3}  {words.reminder_line(one, now)}"))
