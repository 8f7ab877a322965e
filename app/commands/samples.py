"""sotto samples: list, count, collect, add, exclude, include, edit, export."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from app import clock, collecting, harvest, sample_table, settings
from app.books import Lent
from app.commands.documents import sample_document
from app.commands.session import Session
from app.paths import FULL, discard, unwritable, write_private
from app.store.samples import Sample, Wanted
from app.vault import Vault
from app.wording import training as words
from app.wording.counting import counted
from engine.problems import FileThere, FileUnwritable

cli = typer.Typer(no_args_is_help=True)

Id = Annotated[int, typer.Argument(help="Its id, from `sotto samples list`.")]


class Source(StrEnum):
    """Where a sample comes from."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    MANUAL = "manual"
    HISTORY = "history"


@cli.command("list")
def list_some(
    context: typer.Context,
    source: Annotated[Source | None, typer.Option(help="Only those that come from there.")] = None,
    included: Annotated[
        bool | None, typer.Option("--included/--excluded", help="Only those that are in, or left out.")
    ] = None,
    search: Annotated[str, typer.Option(help="Only those with these words.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    offset: Annotated[int, typer.Option(min=0, help="So many of the newest are passed over.")] = 0,
) -> None:
    """What training may learn from, newest first, as it would be learnt: details of people are masked."""
    session: Session = context.obj
    wanted = Wanted(source, included, search)
    with session.vault(write=False) as vault:
        chosen = settings.load(vault.home)
        found = sample_table.page(vault.db, wanted, limit=limit, offset=offset, settings=chosen)
    session.show([sample_document(one) for one in found], lambda out: _print(out, found))


@cli.command()
def count(context: typer.Context) -> None:
    """How many there are, by where they come from."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        _show_counts(session, vault)


@cli.command()
def collect(context: typer.Context) -> None:
    """Look through everything you sent now; while Sotto is open it does so by itself."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        collecting.collect(
            Lent(vault), settings=settings.load(vault.home), now=clock.now(),
            tell=lambda step, percent: session.note(words.collecting(step, percent)),
        )  # fmt: skip
        _show_counts(session, vault)


@cli.command()
def add(
    context: typer.Context,
    asked: Annotated[str, typer.Argument(help="What they write, or a talk in lines of “Them: …” and “Me: …”.")],
    answer: Annotated[str, typer.Argument(help="What you answer; a line for each message.")],
    conversation: Annotated[int, typer.Option(help="Whom it is with, from `sotto inbox`.")] = 0,
) -> None:
    """Show how you would answer something."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        chosen = settings.load(vault.home)
        made, _back = sample_table.add(
            vault.db, asked, answer, conversation_id=conversation, settings=chosen, now=clock.now()
        )
    _show(session, made)


@cli.command()
def exclude(context: typer.Context, sample_id: Id) -> None:
    """Leave a sample out of what is learnt."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        made, _back = sample_table.include(vault.db, sample_id, False)
    _show(session, made)


@cli.command()
def include(context: typer.Context, sample_id: Id) -> None:
    """Let a sample be learnt from again."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        made, _back = sample_table.include(vault.db, sample_id, True)
    _show(session, made)


@cli.command()
def edit(
    context: typer.Context,
    sample_id: Id,
    answer: Annotated[str | None, typer.Option(help="What you would rather answer.")] = None,
    asked: Annotated[str | None, typer.Option(help="What was said before, instead.")] = None,
) -> None:
    """Word a sample anew."""
    session: Session = context.obj
    if answer is None and asked is None:
        raise typer.BadParameter("name --answer or --asked")
    with session.vault(write=True) as vault:
        made, _back = sample_table.edit(vault.db, sample_id, answer=answer, asked=asked)
    _show(session, made)


@cli.command()
def export(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="A file for them, JSON a line; without it they are printed.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Everything that would be learnt from, as training reads it: masked, JSON a line."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        lines = _lines(vault)
    if out is None:
        session.show(lines, lambda console: _print_lines(console, lines))
        return
    path = out.expanduser()
    _write(path, b"".join(msgspec.json.encode(line) + b"\n" for line in lines), replace=force)
    document = {"path": str(path), "samples": len(lines)}
    many = counted(len(lines), ("sample is", "samples are"))
    session.show(document, lambda console: console.print(Text(f"{many} in {path}.")))


def _show_counts(session: Session, vault: Vault) -> None:
    found = harvest.collected(vault.db, settings=settings.load(vault.home))
    session.show_figures({**asdict(found.counts), "all": found.all})


def _lines(vault: Vault) -> list[dict[str, object]]:
    return list(sample_table.lines(vault.db, settings=settings.load(vault.home)))


def _print_lines(out: Console, lines: Sequence[dict[str, object]]) -> None:
    for line in lines:
        out.print(msgspec.json.encode(line).decode(), markup=False, highlight=False, soft_wrap=True)


def _write(path: Path, content: bytes, *, replace: bool) -> None:
    """A file that only its owner may read, in a folder of the person's: no other file there is touched.

    Raises:
        FileThere: it is there, and is not to be replaced.
        FileUnwritable, DiskFull: nothing is left of it.
    """
    half = f".sotto-{secrets.token_hex(8)}"
    try:
        if replace:
            write_private(path, content, half=half)
            return
        with _claimed(path):
            write_private(path, content, half=half)
    except FileExistsError:
        raise FileThere(path=str(path)) from None
    except OSError as error:
        if error.errno in FULL:
            raise unwritable(path, error) from None
        raise FileUnwritable(path=str(path), why=type(error).__name__) from None


@contextmanager
def _claimed(path: Path) -> Iterator[None]:
    """An empty file of that name, so that nothing is replaced that comes between; it goes where the block fails."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield
    except BaseException:
        discard(path)
        raise


def _show(session: Session, one: Sample) -> None:
    session.show(sample_document(one), lambda out: _print(out, [one]))


def _print(out: Console, found: Sequence[Sample]) -> None:
    if not found:
        out.print(words.NONE_FOUND)
    for one in found:
        out.print(Text(f"{one.id:>5}  {words.sample_line(one)}"), soft_wrap=True)
