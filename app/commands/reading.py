"""sotto inbox, messages, search: look at what is stored."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app import clock, desk, text_vectors
from app.commands.documents import inbox_document, message_document, search_document
from app.commands.session import Session
from app.desk_rows import InboxRow, SearchHit, ThreadLine
from app.store import conversations
from app.vault import Vault
from app.wording.spans import waited
from engine.domain import State
from engine.problems import NotRead

RISK_STYLES = {"clear": "", "check": "yellow", "high": "bold red"}
RISK_WORDS = {"clear": "", "check": "◆ check", "high": "⬣ risk"}
#: Title and width in characters; the newest words take what is left.
COLUMNS = (("id", 4), ("who", 17), ("why", 20), ("waiting", 7), ("risk", 7))
LEVEL_MARKS = {"now": "▲", "today": "◐", "soon": "○", "": " "}
LEVEL_STYLES = {"now": "red", "today": "yellow", "soon": "", "": "dim"}


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(inbox)
    cli.command()(messages)
    cli.command()(search)


def inbox(
    context: typer.Context,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
) -> None:
    """Conversations by what waiting would cost."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        rows = desk.inbox(vault.db, now=clock.now(), limit=limit)
    session.show([inbox_document(row) for row in rows], lambda out: print_inbox(out, rows))


def print_inbox(out: Console, rows: list[InboxRow]) -> None:
    """The list for people."""
    if not rows:
        out.print("Nothing here yet. `sotto sync` reads your messages, `sotto demo` shows an invented inbox.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    for title, width in COLUMNS:
        table.add_column(title, no_wrap=True, overflow="ellipsis", width=width)
    table.add_column("newest words", no_wrap=True, overflow="ellipsis", ratio=1)
    for row in rows:
        waiting = waited(row.waiting_seconds) if row.state is State.NEEDS_REPLY else row.state.replace("_", " ")
        table.add_row(
            str(row.conversation_id),
            Text(row.name),
            Text(f"{LEVEL_MARKS[row.level]} {row.chip}".strip(), style=LEVEL_STYLES[row.level]),
            waiting,
            Text(RISK_WORDS[row.risk_level], style=RISK_STYLES[row.risk_level]),
            Text(row.preview),
        )
    out.print(table)


def messages(
    context: typer.Context,
    conversation: Annotated[int, typer.Argument(help="Its id, from `sotto inbox`.")],
    limit: Annotated[int | None, typer.Option(min=1, help="Only the newest so many.")] = None,
) -> None:
    """A thread, oldest first."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        lines = desk.thread(vault.db, conversation, limit=limit)
    session.show([message_document(line) for line in lines], lambda out: print_thread(out, lines))


def print_thread(out: Console, lines: list[ThreadLine]) -> None:
    """The thread for people; texts are printed as they are, never as markup."""
    for line in lines:
        who = "me" if line.from_me else line.sender
        stamp = line.sent_at.astimezone().strftime("%Y-%m-%d %H:%M")
        marks = "".join(
            [
                " (edited)" if line.edited else "",
                " (unsent)" if line.unsent else "",
                f" [{len(line.attachments)} files]" if line.attachments else "",
                "".join(f" {tapback.emoji or tapback.kind}" for tapback in line.tapbacks),
            ]
        )
        out.print(Text(f"{stamp}  {who}: {line.text}{marks}"))


def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Words, or what it was about.")],
    limit: Annotated[int, typer.Option(min=1)] = 20,
    meaning: Annotated[bool, typer.Option(help="Also search by meaning.")] = True,
) -> None:
    """Find messages by words and by meaning."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        vector = text_vectors.of_question(vault, text) if meaning else None
        hits = desk.search_everything(vault.db, text, limit=limit, vector=vector)
    session.show([search_document(hit) for hit in hits], lambda out: print_hits(out, hits))


def print_hits(out: Console, hits: list[SearchHit]) -> None:
    """Hits for people."""
    if not hits:
        out.print("Nothing found. Try fewer words.")
    for hit in hits:
        out.print(Text(f"{hit.sent_at.astimezone():%Y-%m-%d %H:%M}  {hit.name}  ({hit.conversation_id}): {hit.text}"))


def readable(vault: Vault, conversation_id: int) -> None:
    """Make sure that a conversation may be read.

    Raises:
        NoSuchConversation: no such id.
        NotRead: the person switched it off.
    """
    if conversations.get(vault.db, conversation_id).switched_off:
        raise NotRead(id=conversation_id)
