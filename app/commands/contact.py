"""sotto contact: who people are to you, who is one and who is not, and whom Sotto leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app import adapters, classifying, clock, judging
from app.commands.session import Session
from app.store import contacts, parting
from app.store.contacts import ContactRow
from app.vault import Vault
from app.wording import people as words
from app.wording.judgement import span
from engine.domain import ContactClass, micros, moment

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Contact = Annotated[int, typer.Argument(help="A contact's number, from `sotto contact list`.", metavar="CONTACT")]
Undo = Annotated[bool, typer.Option("--undo", help="Take it back.")]


@cli.command("list")
def show_list(
    context: typer.Context,
    contact_class: Annotated[ContactClass | None, typer.Option("--class", help="Only these.")] = None,
) -> None:
    """Everybody you write with, those written with last first. A question mark marks a guess."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        rows = [one for one in contacts.listing(vault.db) if contact_class in (None, one.contact_class)]
        documents = [contact_document(vault, row) for row in rows]
    session.show(documents, lambda out: _print_list(out, rows, documents))


@cli.command()
def merge(
    context: typer.Context,
    contact: Contact,
    other: Annotated[int, typer.Argument(help="Who is the same person; goes into the first.", metavar="OTHER")],
) -> None:
    """Two contacts are one person. `sotto contact split` takes it back."""
    _act(context, contact, lambda vault: parting.merge(vault.db, contact, other, now_us=micros(clock.now())))


@cli.command()
def split(
    context: typer.Context,
    contact: Contact,
    address: Annotated[list[str], typer.Argument(help="Addresses that are somebody else's.", metavar="ADDRESS...")],
) -> None:
    """Addresses of a contact are another person's; shows that person. `sotto contact merge` takes it back."""
    _act(context, contact, lambda vault: parting.split(vault.db, contact, address).contact_id)


@cli.command()
def classify(
    context: typer.Context,
    contact: Contact,
    contact_class: Annotated[ContactClass | None, typer.Argument(help="What they are to you.", metavar="CLASS")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Back to Sotto's own guess.")] = False,
) -> None:
    """Say what somebody is to you: friend, family, work, acquaintance, client or unknown. It stands over any guess."""
    if undo == (contact_class is not None):
        raise typer.BadParameter("give a class, or --undo")

    def said(vault: Vault) -> int:
        if contact_class is None:
            classifying.unclassify(vault.db, contact, now=clock.now())
        else:
            classifying.classify(vault.db, contact, contact_class, now=clock.now())
        return contact

    _act(context, contact, said)


@cli.command()
def mute(context: typer.Context, contact: Contact, undo: Undo = False) -> None:
    """Never nudge about somebody and draft nothing ahead for them; they are still weighed."""

    def said(vault: Vault) -> int:
        contacts.mute(vault.db, contact, not undo)
        return contact

    _act(context, contact, said)


@cli.command("switch-off")
def switch_off(context: typer.Context, contact: Contact, undo: Undo = False) -> None:
    """Never read somebody: nothing of theirs is weighed, drafted, remembered or learnt from, nothing new is stored.

    Their stored messages stay. With --undo they are read again, with the next sync also what came meanwhile.
    """

    def said(vault: Vault) -> int:
        contacts.switch_off(vault.db, contact, not undo)
        return contact

    _act(context, contact, said)


def contact_document(vault: Vault, row: ContactRow) -> dict[str, Any]:
    """One row of `sotto contact list --json`, and what every other of these commands shows."""
    return {
        "contact_id": str(row.id),
        "name": row.name,
        "addresses": list(row.addresses),
        "contact_class": row.contact_class,
        "class_set_by": row.class_set_by,
        "class_confidence": row.class_confidence,
        "muted": row.muted,
        "switched_off": row.switched_off,
        "conversations": row.n_conversations,
        "messages": row.n_messages,
        "last_message_at": moment(row.last_sent_us) if row.last_sent_us else None,
        "usual_reply_s": classifying.usual_reply_s(vault.db, row.id),
    }


def _act(context: typer.Context, contact: int, act: Callable[[Vault], int]) -> None:
    """Do something to a contact, weigh its conversations again and show the contact it became."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        contacts.get(vault.db, contact)
        shown = act(vault)
        for conversation_id in contacts.conversations_of(vault.db, shown):
            judging.judge_and_keep(vault.db, conversation_id, now=clock.now())
        adapters.tidy(vault.home, vault.db)
        row = contacts.get(vault.db, shown)
        document = contact_document(vault, row)
    session.show(document, lambda out: _print_list(out, [row], [document]))


def _print_list(out: Console, rows: list[ContactRow], documents: list[dict[str, Any]]) -> None:
    if not rows:
        out.print("Nobody here yet. `sotto sync` reads your messages.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    for title, width in (("id", 5), ("who", 22), ("class", 13), ("messages", 8), ("answered within", 15)):
        table.add_column(title, no_wrap=True, overflow="ellipsis", width=width)
    table.add_column("addresses", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("why", no_wrap=True, overflow="ellipsis", ratio=1)
    for row, document in zip(rows, documents, strict=True):
        marks = (" (not read)" if row.switched_off else "") + (" (muted)" if row.muted else "")
        usual = document["usual_reply_s"]
        table.add_row(
            str(row.id),
            Text((row.name or ", ".join(row.addresses)) + marks),
            words.class_word(row.contact_class, row.class_set_by),
            str(row.n_messages),
            "" if usual is None else span(usual),
            Text(", ".join(row.addresses)),
            words.class_reasons(row.class_reasons),
        )
    out.print(table)
