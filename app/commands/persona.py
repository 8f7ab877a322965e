"""sotto persona learn, show, apply, on, off, card, set, lock, unlock: how contacts are treated.

A persona is a manner for fans: off by default, never for family or work.
"""

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
from app.store.styles import EVERYBODY
from engine.domain import Persona
from engine.voice import card as cards

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Creator = Annotated[str | None, typer.Option("--creator", help="Its name; without it, the one learnt last.")]
Contact = Annotated[int, typer.Argument(help="A contact's number, from `sotto contact list`.", metavar="CONTACT")]
To = Annotated[int, typer.Option("--contact", help="A contact's number; without it, everybody.")]
Field = Annotated[str, typer.Argument(help=f"One of {', '.join(cards.TREATMENT)}.", metavar="FIELD")]
_LABELS = {
    "address": "Form of address",
    "playful": "How far you flirt",
    "greetings": "You open with",
    "closings": "You end with",
    "signs": "Emoji",
    "pet_names": "You call them",
    "warm_words": "Warm words",
    "phrases": "You often say",
    "ways": "You rather say",
}
_SOURCES = {"hand": "set by you", "everybody": "set by you for everybody", "persona": "from the persona that is on"}


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
    file: Annotated[
        Path | None,
        typer.Option(help='{"creator_id", "samples": ["..." or {"input", "output"}]}; without it, what you sent.'),
    ] = None,
    contact: To = EVERYBODY,
    creator: Annotated[str, typer.Option("--creator", help="What to call it.")] = personas.OWN,
) -> None:
    """Learn a persona from a file, or guess it from what you sent; nothing you set by hand changes."""
    session: Session = context.obj
    wanted: Samples | None = None if file is None else document_of(file, Samples)
    with session.vault(write=True) as vault:
        if wanted is None:
            learnt = personas.learn_from_sent(vault.db, contact, creator_id=creator, now=clock.now())
        else:
            texts = [one if isinstance(one, str) else one.output for one in wanted.samples]
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


@cli.command()
def card(context: typer.Context, contact: To = EVERYBODY) -> None:
    """How you treat a contact, or everybody: what you set, what a persona brings, and what is only guessed."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        found = personas.fields(vault.db, contact)
    document = {"contact_id": str(contact) if contact else None, "fields": msgspec.to_builtins(found)}
    session.show(document, lambda out: _print_fields(out, found))


@cli.command("set")
def set_(
    context: typer.Context,
    field: Field,
    value: Annotated[
        list[str] | None,
        typer.Option(
            help="An entry of a list, several times; or a number, or familiar or polite. Without it, as guessed."
        ),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="An empty list: never any.")] = False,
    contact: To = EVERYBODY,
) -> None:
    """Set by hand how a contact, or everybody, is treated; it stands above every guess."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        try:
            personas.set_field(vault.db, contact, field, [] if none else _value(field, value))
        except ValueError as wrong:
            raise typer.BadParameter(str(wrong)) from None
        found = personas.fields(vault.db, contact)[field]
    session.show({"field": field, **msgspec.to_builtins(found)}, lambda out: out.print("Noted."))


@cli.command()
def lock(context: typer.Context, field: Field, contact: To = EVERYBODY) -> None:
    """Leave one field as it is now, even where it is a guess."""
    _lock(context, contact, field, on=True)


@cli.command()
def unlock(context: typer.Context, field: Field, contact: To = EVERYBODY) -> None:
    """Let it be guessed again, once it is not set either."""
    _lock(context, contact, field, on=False)


def _lock(context: typer.Context, contact: int, field: str, *, on: bool) -> None:
    session: Session = context.obj
    with session.vault(write=True) as vault:
        try:
            personas.lock(vault.db, contact, field, on)
        except ValueError as wrong:
            raise typer.BadParameter(str(wrong)) from None
        found = personas.fields(vault.db, contact).get(field)
    document = {"field": field, **(msgspec.to_builtins(found) if found is not None else {})}
    session.show(document, lambda out: out.print("Locked." if on else "Unlocked."))


def _value(field: str, value: list[str] | None) -> str | float | list[str] | None:
    if not value:
        return None
    if field in cards.LISTS:
        return value
    return float(value[0]) if field == "playful" else value[0]


def _print_fields(out: Console, found: dict[str, personas.Field]) -> None:
    for name, one in found.items():
        entries = one.value if isinstance(one.value, tuple) else (str(one.value),)
        value = ", ".join(entry.split(" ", 1)[-1] if name == "ways" else entry for entry in entries)
        if one.source.startswith("guess"):
            out.print(Text(f"{_LABELS.get(name, name)}: {value} (a guess, from {one.seen} of {one.of})"))
        elif one.value is not None:
            out.print(Text(f"{_LABELS.get(name, name)}: {value or 'none'} ({_SOURCES[one.source]})"))


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
