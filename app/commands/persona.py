"""sotto persona learn, show, apply, on, off: a manner for fans, off by default, never for family or work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from app import clock, personas
from app.commands.files import document_of
from app.commands.session import Session
from app.personas import Applied
from engine.domain import Persona

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Creator = Annotated[str | None, typer.Option("--creator", help="Its name; without it, the one learnt last.")]
Contact = Annotated[int, typer.Argument(help="A contact's number, from `sotto contact list`.", metavar="CONTACT")]


class Said(msgspec.Struct):
    """What somebody wrote to a fan."""

    output: str
    input: str = ""


class Samples(msgspec.Struct):
    """A file to learn from."""

    samples: list[str | Said]
    creator_id: str | int = "me"


@cli.command()
def learn(
    context: typer.Context,
    file: Annotated[Path, typer.Option(help='{"creator_id", "samples": ["..." or {"input", "output"}]}')],
) -> None:
    """Learn a persona from texts written to fans."""
    session: Session = context.obj
    wanted = document_of(file, Samples)
    texts = [one if isinstance(one, str) else one.output for one in wanted.samples]
    with session.vault(write=True) as vault:
        learnt = personas.learn(vault.db, str(wanted.creator_id), texts, now=clock.now())
    _show(session, learnt)


@cli.command()
def show(context: typer.Context, creator: Creator = None) -> None:
    """What a persona is made of."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        found = personas.show(vault.db, creator)
    _show(session, found)


@cli.command()
def apply(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What is to be said.")],
    contact: Annotated[int | None, typer.Option("--contact", help="Whom it goes to.")] = None,
) -> None:
    """Put a text into the persona that is on for a contact; as it was, and why, where none may speak."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        done = Applied(text, text, "off") if contact is None else personas.apply(vault.db, contact, text)
    document = {
        "original": done.original,
        "styled": done.styled,
        "profile_applied": done.reason is None,
        "reason": done.reason,
    }
    session.show(document, lambda out: out.print(Text(done.styled)))


@cli.command("on")
def switch_on(context: typer.Context, contact: Contact, creator: Creator = None) -> None:
    """Use a persona for a contact."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        used = personas.switch_on(vault.db, contact, creator)
    session.show({"contact_id": str(contact), "creator_id": used.creator_id}, lambda out: out.print("On."))


@cli.command("off")
def switch_off(context: typer.Context, contact: Contact) -> None:
    """Use none for a contact."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        personas.switch_off(vault.db, contact)
    session.show({"contact_id": str(contact), "creator_id": None}, lambda out: out.print("Off."))


def _show(session: Session, persona: Persona) -> None:
    document: dict[str, Any] = msgspec.to_builtins(persona)
    session.show(document, lambda out: _print(out, persona))


def _print(out: Console, persona: Persona) -> None:
    out.print(Text(f"{persona.creator_id}: from {persona.sample_count} texts."))
    for name, found in (
        ("Pet names", persona.pet_names),
        ("Emoji", persona.signature_emojis),
        ("Invites", persona.escalation_phrases),
        ("Turns down", persona.deflection_phrases),
    ):
        if found:
            out.print(Text(f"{name}: {', '.join(found)}"))
