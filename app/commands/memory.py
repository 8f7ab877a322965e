"""sotto memory: store, recall, inject, stats, delete, and the facts that are known of a contact."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from app import clock, indexing, models, remembering, retelling, text_vectors
from app.commands import memory_summaries
from app.commands.memory_files import Injection, Question, Storing, read_wish
from app.commands.session import Session
from app.remembering import Recalled
from app.store import contacts, memories
from app.store import facts as known_facts
from app.store.memories import ME
from app.vault import Vault
from app.worker import Worker
from engine.memory.injection import injected
from engine.problems import ModelProblem, SottoIsOpen
from engine.remembered import Fact, Memory, MemoryStats

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
fact = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
cli.add_typer(fact, name="fact", help="One fact: edit, lock, unlock, delete.")
memory_summaries.add_to(cli)

User = Annotated[str | None, typer.Option("--user", help=f'Whose memory; "{ME}" is the person themselves.')]
Contact = Annotated[str | None, typer.Option("--contact", help="Of whom: a number of `sotto contact list`, or yours.")]
Input = Annotated[Path | None, typer.Option("--file", help="The same as JSON; - reads standard input.")]
Meaning = Annotated[bool, typer.Option(help="Also by meaning; without, by words only.")]
FactId = Annotated[int, typer.Argument(help="Its number, from `sotto memory facts`.")]


@cli.command()
def store(
    context: typer.Context,
    message: Annotated[list[str] | None, typer.Option(help='What was said; "me: …" is the person. Repeatable.')] = None,
    user: User = None,
    contact: Contact = None,
    conversation: Annotated[str | None, typer.Option(help="A name of yours for the conversation.")] = None,
    summary: Annotated[
        str | None, typer.Option(help="What it was about; if left out, a model's words or its gist.")
    ] = None,
    file: Input = None,
    meaning: Meaning = True,
) -> None:
    """Remember messages of a contact: {user_id, contact_id, conversation_id, messages, summary?, metadata}."""
    session: Session = context.obj
    wish = read_wish(
        Storing, file, user_id=user, contact_id=contact, conversation_id=conversation, summary=summary, messages=message
    )
    with session.vault(write=True) as vault:
        handed_in = retelling.summarised(vault, wish.user_id, wish.contact_id, wish.stored(), now=clock.now())
        kept = remembering.store(vault.db, wish.user_id, wish.contact_id, handed_in, now=clock.now())
        if meaning:
            _embed(vault, session)
    document = {"memory_id": kept.memory_id, "summary": kept.summary, "stored_at": kept.stored_at, "mode": kept.mode}
    session.show(document, lambda out: out.print(Text(f"{kept.memory_id}: {kept.summary}")))


@cli.command()
def recall(
    context: typer.Context,
    query: Annotated[str | None, typer.Argument(help="What it was about.")] = None,
    user: User = None,
    contact: Contact = None,
    top_k: Annotated[int | None, typer.Option(min=1, max=50, help="At most so many (3).")] = None,
    file: Input = None,
    meaning: Meaning = True,
) -> None:
    """What was said with one contact about something; never what others said."""
    session: Session = context.obj
    wish = read_wish(Question, file, user_id=user, contact_id=contact, query=query, top_k=top_k)
    with _prepared(session, wish.user_id, wish.contact_id) as vault:
        found, took_ms = _recalled(vault, session, wish.user_id, wish.contact_id, wish.query, wish.top_k, meaning)
    document = {
        "memories": [memory_document(one) for one in found.memories],
        "query": wish.query,
        "total_found": found.total_found,
        "search_time_ms": took_ms,
    }
    session.show(document, lambda out: print_memories(out, found))


@cli.command()
def inject(
    context: typer.Context,
    file: Annotated[Path, typer.Option(help="JSON {contact_id, messages: [{role, content}]}; - is standard input.")],
    user: User = None,
    contact: Contact = None,
    query: Annotated[str | None, typer.Option(help="What to recall; the last message if left out.")] = None,
    top_k: Annotated[int | None, typer.Option(min=1, max=50, help="At most so many (3).")] = None,
    meaning: Meaning = True,
) -> None:
    """Put what was said before in front of a chat, as a system message."""
    session: Session = context.obj
    wish = read_wish(Injection, file, user_id=user, contact_id=contact, query=query, top_k=top_k)
    asked = wish.asked()
    with _prepared(session, wish.user_id, wish.contact_id) as vault:
        found, _ms = _recalled(vault, session, wish.user_id, wish.contact_id, asked, wish.top_k, meaning)
    document = {"messages": injected(wish.messages, found.memories), "injected_count": len(found.memories)}
    session.show(document, lambda out: out.print_json(data=document["messages"]))


@cli.command()
def stats(context: typer.Context, user: User = None, contact: Contact = None) -> None:
    """How much there is to recall, of everybody or of one contact."""
    session: Session = context.obj
    if contact is not None and user is None:
        user = ME
    with session.vault(write=False) as vault:
        found = remembering.stats(vault.db, user_id=user, contact_key=contact)
    session.show(found, lambda out: print_stats(out, found))


@cli.command()
def delete(
    context: typer.Context,
    memory_id: Annotated[str | None, typer.Argument(help="Its memory_id; or all of --contact.")] = None,
    user: User = None,
    contact: Contact = None,
) -> None:
    """Forget one memory, or all of one contact. The messages themselves stay."""
    session: Session = context.obj
    if (memory_id is None) == (contact is None):
        raise typer.BadParameter("give a memory_id or --contact")
    with session.vault(write=True) as vault:
        if memory_id is not None:
            gone = remembering.forget(vault.db, memory_id)
        else:
            gone = remembering.forget_all(vault.db, user or ME, contact or "")
    session.show({"deleted": gone.deleted}, lambda out: out.print(f"Forgotten: {gone.deleted}."))


@cli.command()
def facts(
    context: typer.Context, contact: Annotated[int, typer.Argument(help="A number from `sotto contact list`.")]
) -> None:
    """What is known of a contact, with the message it comes from; what holds comes first."""
    session: Session = context.obj
    with _prepared(session, ME, str(contact)) as vault:
        contacts.get(vault.db, contact)
        known = remembering.facts(vault.db, contact)
    session.show([fact_document(one) for one in known], lambda out: print_facts(out, known))


@fact.command("edit")
def edit_fact(
    context: typer.Context, fact_id: FactId, text: Annotated[str, typer.Argument(help="As it shall read.")]
) -> None:
    """Put a fact in your words; they stay whatever is read later."""
    if not text.strip():
        raise typer.BadParameter("a fact needs words")
    _change(context, fact_id, lambda vault: known_facts.edit(vault.db, fact_id, text.strip()))


@fact.command("lock")
def lock_fact(context: typer.Context, fact_id: FactId) -> None:
    """Let a fact hold, whatever they say later."""
    _change(context, fact_id, lambda vault: known_facts.lock(vault.db, fact_id, True))


@fact.command("unlock")
def unlock_fact(context: typer.Context, fact_id: FactId) -> None:
    """Let what they say later supersede it again."""
    _change(context, fact_id, lambda vault: known_facts.lock(vault.db, fact_id, False))


@fact.command("delete")
def delete_fact(context: typer.Context, fact_id: FactId) -> None:
    """Forget a fact for good; found again, it is refused."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        gone = remembering.forget_fact(vault.db, fact_id)
    session.show({"deleted": len(gone.rows)}, lambda out: out.print("Forgotten."))


def _change(context: typer.Context, fact_id: int, change: Callable[[Vault], object]) -> None:
    session: Session = context.obj
    with session.vault(write=True) as vault:
        change(vault)
        known = remembering.facts(vault.db, known_facts.contact_of(vault.db, fact_id))
    one = next(one for one in known if one.fact_id == fact_id)
    session.show(fact_document(one), lambda out: print_facts(out, [one]))


@contextmanager
def _prepared(session: Session, user_id: str, contact_key: str) -> Iterator[Vault]:
    """The vault with all this contact said cut into episodes; while the window is open, as far as it has come."""
    try:
        vault = session.vault(write=True, within_s=0.0)
    except SottoIsOpen:
        vault = session.vault(write=False)
    with vault:
        contact_id = memories.known_contact(vault.db, user_id, contact_key)
        if vault.writes and contact_id is not None:
            remembering.catch_up(vault.db, contact_id, now=clock.now())
        yield vault


def _recalled(
    vault: Vault, session: Session, user_id: str, contact_key: str, text: str, top_k: int, meaning: bool
) -> tuple[Recalled, float]:
    began = time.perf_counter()
    vector = text_vectors.of_question(vault, text) if meaning else None
    if vector is None:
        session.note("By words only.")
    found = remembering.find(vault.db, user_id, contact_key, text, vector=vector, top_k=top_k)
    return found, round((time.perf_counter() - began) * 1000, 2)


def _embed(vault: Vault, session: Session) -> None:
    try:
        with Worker(models.embedding_path(vault.home)) as worker:
            indexing.embed_stored(vault.db, worker)
    except ModelProblem as problem:
        session.note(f"Search by meaning is off ({problem.code}); search by words works.")


def memory_document(one: Memory) -> dict[str, Any]:
    """A memory of `sotto memory recall --json`."""
    return {
        "memory_id": one.memory_id,
        "user_id": one.user_id,
        "contact_id": one.contact_id,
        "summary": one.summary,
        "similarity_score": one.similarity_score,
        "stored_at": one.stored_at,
        "messages": list(one.messages),
        "metadata": one.metadata,
        "mode": one.mode,
    }


def fact_document(one: Fact) -> dict[str, Any]:
    """A fact of `sotto memory facts --json`; ids are strings."""
    return {
        "fact_id": str(one.fact_id),
        "contact_id": str(one.contact_id),
        "kind": one.kind,
        "slot": one.slot,
        "value": one.value,
        "text": one.text,
        "message_id": one.message_id,
        "said_at": one.said_at,
        "edited": one.edited,
        "locked": one.locked,
        "superseded_by": None if one.superseded_by is None else str(one.superseded_by),
    }


def print_memories(out: Console, found: Recalled) -> None:
    """Memories for people."""
    if not found.memories:
        out.print("Nothing was said about that.")
    for one in found.memories:
        out.print(Text(f"{one.stored_at.astimezone():%Y-%m-%d}  {one.summary}  ({one.memory_id})", style="bold"))
        for said in one.messages:
            out.print(Text(f"   {'me' if said.direction == 'outgoing' else said.sender or 'them'}: {said.text}"))


def print_stats(out: Console, found: MemoryStats) -> None:
    """Figures for people."""
    size = found.index_size_bytes / 1e6
    out.print(f"{found.total_memories} memories of {found.unique_contacts} contacts, {size:.1f} MB to search in.")


def print_facts(out: Console, known: list[Fact]) -> None:
    """Facts for people."""
    if not known:
        out.print("Nothing is known yet.")
    for one in known:
        marks = [one.said_at.astimezone().strftime("%Y-%m-%d")]
        marks += ["locked"] * one.locked + ["edited"] * one.edited
        marks += [f"no longer, see {one.superseded_by}"] if one.superseded_by else []
        out.print(Text(f"{one.fact_id:>5}  {one.text}  ") + Text(f"({one.kind}, {', '.join(marks)})", style="dim"))
