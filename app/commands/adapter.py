"""sotto adapter: list, deploy, rollback, delete, merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from app import adapters, clock, manifest, merged, merging, model_rows
from app.books import Lent
from app.commands.session import Session
from app.commands.training_documents import adapter_document, use_document
from app.commands.training_run import elsewhere
from app.store import adapters as store
from app.store.adapters import Adapter, How, State
from app.vault import Vault
from app.wording import nights as words
from engine.domain import moment
from engine.problems import AdapterRefused

cli = typer.Typer(no_args_is_help=True)


class Kind(StrEnum):
    """How numbers of a model are kept."""

    Q4_K_M = "Q4_K_M"
    Q8_0 = "Q8_0"
    F16 = "F16"


Id = Annotated[int, typer.Argument(help="Its number, from `sotto adapter list`.")]


@cli.command("list")
def list_all(context: typer.Context) -> None:
    """Every version, newest first, and what the gate said of it."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        found, into = store.listing(vault.db), merged.into(vault.home)
        documents = [adapter_document(one, _used(vault, one.model_id), into.get(one.id, ())) for one in found]
    session.show(documents, lambda out: _print(out, found, into))


@cli.command()
def deploy(
    context: typer.Context,
    adapter_id: Id,
    force: Annotated[bool, typer.Option("--force", help="Even if the gate refused it.")] = False,
) -> None:
    """Use an adapter from now on, without loading the model again."""
    session: Session = context.obj
    with elsewhere(), session.vault(write=True) as vault:
        adapters.recover(vault.home, vault.db)
        adapter = store.get(vault.db, adapter_id)
        if adapter.state is State.REFUSED and not force:
            raise AdapterRefused(reason="refused", id=adapter_id)
        adapters.deploy(vault.home, vault.db, adapter_id, adapter.model_id, How.PERSON, now=clock.now())
        _show_use(session, vault, adapter.model_id)


@cli.command()
def rollback(
    context: typer.Context,
    to_base: Annotated[bool, typer.Option("--base", help="Use the model alone.")] = False,
) -> None:
    """Go back to the adapter before the one in use, or to the model alone."""
    session: Session = context.obj
    with elsewhere(), session.vault(write=True) as vault:
        adapters.recover(vault.home, vault.db)
        model_id = adapters.model_of(vault.home).id
        if to_base:
            adapters.deploy(vault.home, vault.db, None, model_id, How.PERSON, now=clock.now())
        else:
            adapters.roll_back(vault.home, vault.db, model_id, now=clock.now())
        _show_use(session, vault, model_id)


@cli.command()
def delete(context: typer.Context, adapter_id: Id) -> None:
    """Remove a version for good; not the one in use."""
    session: Session = context.obj
    with elsewhere(), session.vault(write=True) as vault:
        adapters.recover(vault.home, vault.db)
        adapters.delete(vault.home, vault.db, adapter_id)
    session.show({"deleted": str(adapter_id)}, lambda out: out.print(f"Adapter {adapter_id} is gone."))


@cli.command()
def merge(
    context: typer.Context,
    adapter_id: Id,
    quant: Annotated[Kind, typer.Option(help="How its numbers are kept.")] = Kind.Q4_K_M,
) -> None:
    """Make a model of its own of an adapter and its base. Such a file is not encrypted."""
    session: Session = context.obj
    with elsewhere("merging"), session.vault(write=True) as vault:
        asked = merging.wanted(vault.home, vault.db, adapter_id)
        session.note(words.MERGED_IS_PLAIN)
        made = merging.merge(vault.home, Lent(vault), asked, quant, tell=_Shares(session))
    session.show(model_rows.shown(made), lambda out: out.print(f"{made.id} is here: sotto model use {made.id}"))


class _Shares:
    """A line for every tenth."""

    def __init__(self, session: Session) -> None:
        self._session, self._told = session, -1

    def __call__(self, share: float) -> None:
        if int(10 * share) > self._told:
            self._told = int(10 * share)
            self._session.note(words.progress("merging", int(100 * share), 0, 0, None))


def _show_use(session: Session, vault: Vault, model_id: str) -> None:
    used, active = _used(vault, model_id), manifest.read(vault.home).active == model_id
    said = words.used(used, "" if active else model_id)
    session.show(use_document(model_id, used, active=active), lambda out: out.print(Text(said), soft_wrap=True))


def _used(vault: Vault, model_id: str) -> int | None:
    found = store.in_use(vault.db, model_id)
    return None if found is None else found.adapter_id


def _print(out: Console, found: list[Adapter], into: Mapping[int, Sequence[str]]) -> None:
    if not found:
        out.print("There are no adapters yet.")
    for one in found:
        made = moment(one.made_us).astimezone().strftime("%Y-%m-%d")
        parts = [words.STATES[one.state], f"of {made}", f"for {one.model_id}"]
        parts += [words.gate(one.verdict.reasons)] if one.verdict.reasons else []
        parts += [words.merged_into(into[one.id])] if one.id in into else []
        parts += [words.STALE] if one.stale else []
        out.print(Text(f"{one.id:>4}  {'; '.join(parts)}"), soft_wrap=True)
