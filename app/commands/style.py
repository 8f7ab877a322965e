"""sotto style learn, show, apply, set, lock, unlock, delete: how you write, and what you set about it by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from app import clock, styling, voices
from app.commands.files import document_of
from app.commands.session import Session
from app.store import styles
from app.store.styles import EVERYBODY
from app.vault import Vault
from engine.domain import StyleProfile
from engine.reply.style_card import style_card
from engine.voice import card as cards

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Contact = Annotated[int, typer.Option("--contact", help="A contact's number; without it, everybody.")]
Field = Annotated[str | None, typer.Option("--field", help=f"One of {', '.join(cards.FIELDS)}.")]


class Sample(msgspec.Struct):
    """What they said, and what the person answered."""

    output: str
    input: str = ""


class Samples(msgspec.Struct):
    """A file to learn from; `contact_id` is a contact's number, or nobody in particular."""

    samples: list[Sample]
    contact_id: str | int | None = None
    user_id: str | int | None = None


class Wish(msgspec.Struct):
    """A file with a text to put into style."""

    response: str
    use_llm: bool = False
    contact_id: str | int | None = None


@cli.command()
def learn(
    context: typer.Context,
    contact: Contact = EVERYBODY,
    file: Annotated[
        Path | None, typer.Option(help='{"contact_id", "samples": [{"input", "output"}]}; without it, what you sent.')
    ] = None,
) -> None:
    """Learn how you write, from what you sent or from a file; what you set by hand and did not lock is given up.

    Where there are too few texts for a voice to one contact, it says so and shows the one that is used instead.
    """
    session: Session = context.obj
    with session.vault(write=True) as vault:
        if file is None:
            to = contact
            profile = voices.learn_anew(vault.db, to, now=clock.now())
        else:
            wanted: Samples = document_of(file, Samples)
            said = [(one.input, one.output) for one in wanted.samples]
            to = contact or _contact_of(vault, wanted.contact_id)
            profile = voices.learn_from(vault.db, to, said, now=clock.now())
        lacking = voices.lacking(vault.db, to)
    session.show(profile_document(profile), lambda out: _print(out, profile))
    if lacking is not None:
        session.tell(lacking)


@cli.command()
def show(context: typer.Context, contact: Contact = EVERYBODY) -> None:
    """How you write, to everybody or to one contact, and what you set by hand."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        voices.need(vault.db, contact)
        profile = voices.profile_for(vault.db, contact)
        document = profile_document(profile) | {
            "contact_id": str(contact) if contact else None,
            "profile_used": voices.profile_used(vault.db, contact),
            "locked": styles.is_locked(vault.db, contact),
            "card": msgspec.to_builtins(voices.card_for(vault.db, contact)),
        }
    session.show(document, lambda out: _print(out, profile))


@cli.command()
def apply(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="What is to be said.")] = None,
    file: Annotated[Path | None, typer.Option(help='{"response", "use_llm", "contact_id"}')] = None,
    contact: Contact = EVERYBODY,
    llm: Annotated[bool, typer.Option("--llm", help="Let the model in use rewrite it.")] = False,
) -> None:
    """Put a text into your style. Numbers, names, links and what is said never change."""
    session: Session = context.obj
    if (text is None) == (file is None):
        raise typer.BadParameter("give a text or --file")
    wish: Wish = Wish(text or "") if file is None else document_of(file, Wish)
    with session.vault(write=False) as vault:
        to = contact or _contact_of(vault, wish.contact_id)
        voices.need(vault.db, to)
        styled = styling.apply(vault, wish.response, contact_id=to, use_llm=llm or wish.use_llm)
    session.show(msgspec.to_builtins(styled), lambda out: out.print(Text(styled.styled_response)))


@cli.command("set")
def set_(
    context: typer.Context,
    field: Field = None,
    value: Annotated[
        str | None, typer.Option(help="A number, or a word for capitalization; without it, as learnt.")
    ] = None,
    phrase: Annotated[list[str] | None, typer.Option(help="A phrase to use; replaces those before.")] = None,
    never: Annotated[list[str] | None, typer.Option(help="Words never to write; replaces those before.")] = None,
    contact: Contact = EVERYBODY,
) -> None:
    """Set by hand what stands above what was learnt; without a value it is taken back."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        try:
            if field is not None:
                voices.set_field(vault.db, contact, field, _value(field, value))
        except ValueError as wrong:
            raise typer.BadParameter(str(wrong)) from None
        voices.set_words(vault.db, contact, phrases=phrase or None, never=never or None)
        document = msgspec.to_builtins(voices.card_for(vault.db, contact))
    session.show(document, lambda out: out.print("Noted."))


@cli.command()
def lock(context: typer.Context, field: Field = None, contact: Contact = EVERYBODY) -> None:
    """Leave the whole voice as it is now, or one field of it."""
    _lock(context, contact, field, on=True)


@cli.command()
def unlock(context: typer.Context, field: Field = None, contact: Contact = EVERYBODY) -> None:
    """Let it be learnt again."""
    _lock(context, contact, field, on=False)


@cli.command()
def delete(context: typer.Context, contact: Contact = EVERYBODY) -> None:
    """Forget how you write; it does not come back unless you ask with `sotto style learn`."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        done = voices.delete(vault.db, contact)
    session.show({"deleted": int(done)}, lambda out: out.print("Forgotten." if done else "There was nothing."))


def profile_document(profile: StyleProfile) -> dict[str, Any]:
    """`sotto style learn --json`: every field of a profile."""
    document: dict[str, Any] = msgspec.to_builtins(profile)
    return document


def _lock(context: typer.Context, contact: int, field: str | None, *, on: bool) -> None:
    session: Session = context.obj
    with session.vault(write=True) as vault:
        try:
            voices.lock(vault.db, contact, on, field=field)
        except ValueError as wrong:
            raise typer.BadParameter(str(wrong)) from None
        document = {
            "contact_id": str(contact) if contact else None,
            "locked": styles.is_locked(vault.db, contact),
            "locked_fields": list(styles.card(vault.db, contact).locked),
        }
    session.show(document, lambda out: out.print("Locked." if on else "Unlocked."))


def _value(field: str, value: str | None) -> float | str | None:
    return value if value is None or field == "capitalization" else float(value)


def _contact_of(vault: Vault, named: str | int | None) -> int:
    """The contact a file names, if it is one of ours; names of other programs mean everybody."""
    text = str(named or "")
    return int(text) if text.isdigit() and voices.is_contact(vault.db, int(text)) else EVERYBODY


def _print(out: Console, profile: StyleProfile) -> None:
    out.print(Text(style_card(profile) or "Nothing is known yet of how you write."))
    if profile.samples_count:
        out.print(Text(f"From {profile.samples_count} sent messages.", style="dim"))
