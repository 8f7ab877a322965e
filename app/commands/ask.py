"""sotto ask: a question to the own history, and what was asked before."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from app import asking, clock
from app.commands.documents import suggestions_document
from app.commands.replying import print_options
from app.commands.session import Session
from app.replies import SHOWN
from app.store import asked
from app.wording import asking as words
from app.writing import writer
from engine.ask.intents import intent
from engine.asked import AskAnswer, AskTurn, Intent, Reminder
from engine.problems import DiskFull, HomeUnwritable, SottoIsOpen

#: Kept questions that are shown.
MOST_SHOWN = 50


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(ask)


def ask(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="A question, a reminder or what to write to whom.")] = None,
    history: Annotated[bool, typer.Option("--history", help="What was asked before, newest first.")] = False,
    summary: Annotated[bool, typer.Option("--summary", help="What was asked lately, in one line.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Forget what was asked.")] = False,
) -> None:
    """Ask your own messages; answers quote them by number."""
    session: Session = context.obj
    if sum((bool((text or "").strip()), history, summary, clear)) != 1:
        raise typer.BadParameter("ask one thing: a question, --history, --summary or --clear", param_hint="TEXT")
    if text is not None:
        _answer(session, text)
    elif clear:
        with session.vault(write=True) as vault:
            n_cleared = asked.clear(vault.db)
        session.show_figures({"cleared": n_cleared})
    else:
        _look_back(session, summary=summary)


def _answer(session: Session, text: str) -> None:
    now, zone = clock.now(), clock.zone()
    with session.vault(write=intent(text) in (Intent.REMIND, Intent.DRAFT)) as vault:
        found = asking.ask(vault, text, now=now, zone=zone)
        with suppress(SottoIsOpen, DiskFull, HomeUnwritable), writer(vault) as db:
            asked.keep(db, asking.question_of(text), found, asked_us=int(now.timestamp() * 1e6))
    session.show(answer_document(found), lambda out: print_answer(out, found))


def _look_back(session: Session, *, summary: bool) -> None:
    with session.vault(write=False) as vault:
        turns = asked.history(vault.db, limit=MOST_SHOWN)
    if summary:
        told = words.summary(turns)
        session.show({"summary": told, "turns": len(turns)}, lambda out: out.print(Text(told)))
        return
    session.show([turn_document(one) for one in turns], lambda out: _print_turns(out, turns))


def answer_document(found: AskAnswer) -> dict[str, Any]:
    """`sotto ask --json`."""
    return {
        "intent": found.intent,
        "answer": found.text,
        "sentences": [{"text": one.text, "sources": one.sources} for one in found.sentences],
        "sources": [
            {
                "number": one.number,
                "message_id": one.message_id,
                "conversation_id": one.conversation_id,
                "name": one.name,
                "quote": one.quote,
                "sent_at": one.sent_at,
            }
            for one in found.sources
        ],
        "sure": found.sure,
        "mode": found.mode,
        "reminder": None if found.reminder is None else reminder_document(found.reminder),
        "suggestions": None if found.draft is None else suggestions_document(found.draft),
        "elapsed_ms": found.elapsed_ms,
    }


def turn_document(turn: AskTurn) -> dict[str, Any]:
    """One row of `sotto ask --history --json`."""
    return {
        "turn_id": turn.turn_id,
        "question": turn.question,
        "intent": turn.answer.intent,
        "answer": turn.answer.text or words.GONE,
        "asked_at": turn.asked_at,
    }


def reminder_document(reminder: Reminder) -> dict[str, Any]:
    """One reminder of `sotto reminder --json`."""
    return {
        "reminder_id": reminder.reminder_id,
        "text": reminder.text,
        "conversation_id": reminder.conversation_id,
        "name": reminder.name,
        "due_at": reminder.due_at,
        "zone": reminder.zone,
        "state": reminder.state,
        "made_at": reminder.made_at,
        "source": reminder.source,
    }


def print_answer(out: Console, found: AskAnswer) -> None:
    """An answer for people; quotes are printed as they are, never as markup."""
    for sentence in found.sentences:
        out.print(Text(sentence.text))
    for row in found.rows if found.intent is Intent.STATUS and not found.sources else ():
        if row.name and row.conversation_id:
            told = " · ".join(part for part in (f"{row.name} ({row.conversation_id})", row.title, row.when) if part)
            out.print(Text(f"  {told}", style="dim"))
    if found.mode == asking.MODEL and found.sources:
        for source in found.sources:
            out.print(Text(words.quoted(source, clock.now(), found.tongue), style="dim"))
        out.print(words.CHECK.capitalize() + ".", style="dim")
    if found.draft is not None and found.draft.options:
        print_options(out, found.draft, first=0, shown=SHOWN)


def _print_turns(out: Console, turns: list[AskTurn]) -> None:
    if not turns:
        out.print("Nothing was asked yet.")
    for turn in turns:
        when: datetime = turn.asked_at.astimezone()
        out.print(Text(f"{when:%Y-%m-%d %H:%M}  {turn.question}", style="bold"))
        out.print(Text(f"  {turn.answer.text or words.GONE}"))
