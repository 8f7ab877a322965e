"""sotto primer: the brief of a stored conversation, or of one in a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from app import briefing, clock, desk
from app.commands.documents import Document
from app.commands.files import conversation_of
from app.commands.reading import readable
from app.commands.session import Session
from app.elsewhere import OtherContacts
from app.store import conversations, threads
from app.wording import brief as words
from app.wording import judgement
from engine.brief import Primer, Promise
from engine.domain import ContactClass, Message
from engine.judge import primer as primer_judge
from engine.judge import risk as risk_judge
from engine.judge import standing as standing_judge


@dataclass(frozen=True, slots=True)
class Told:
    """A brief with the conversation it is of."""

    conversation_id: str
    primer: Primer


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(primer)


def primer(
    context: typer.Context,
    conversation: Annotated[str | None, typer.Argument(help="Its id, from `sotto inbox`.")] = None,
    file: Annotated[Path | None, typer.Option(help="JSON: messages with direction and text.")] = None,
    contact_class: Annotated[ContactClass, typer.Option(help="Who it is, for --file.")] = ContactClass.UNKNOWN,
) -> None:
    """What a conversation is about: open questions word for word, promises, stage, mood and what to do next."""
    session: Session = context.obj
    now = clock.now().astimezone(clock.zone())
    if file is not None:
        told = [_of_file(name, messages, contact_class, now) for name, messages in conversation_of(file, now=now)]
        documents = [document(one, now=now) for one in told]
        session.show(documents[0] if len(documents) == 1 else documents, lambda out: _print_all(out, told, now))
        return
    if conversation is None or not conversation.isdigit():
        raise typer.BadParameter("give a conversation id or --file")
    one = Told(conversation, _of_store(session, int(conversation), now))
    session.show(document(one, now=now), lambda out: _print_all(out, [one], now))


def _of_file(name: str, messages: list[Message], contact_class: ContactClass, now: datetime) -> Told:
    made = primer_judge.primer(
        messages,
        now=now,
        risk=risk_judge.detect(name, messages, now=now),
        standing=standing_judge.standing(messages, contact_class=contact_class, now=now),
        contact_class=contact_class,
    )
    return Told(name, made)


def _of_store(session: Session, conversation_id: int, now: datetime) -> Primer:
    with session.vault(write=False) as vault:
        readable(vault, conversation_id)
        verdict = desk.verdict(vault.db, conversation_id, now=now)
        made = briefing.fresh(vault.db, conversation_id, now=now, risk=verdict.risk, standing=verdict.standing)
        messages = threads.recent(vault.db, conversation_id, limit=briefing.READS, until=now)
        row = conversations.get(vault.db, conversation_id)
        others = OtherContacts(vault.db, contact_id=row.contact_id or 0, conversation_id=conversation_id)
        return briefing.rewritten(vault.home, made, messages, now=now, elsewhere=others)


def document(told: Told, *, now: datetime) -> Document:
    """`sotto primer --json`; signals and steps are sentences, times UTC."""
    made = told.primer
    return {
        "conversation_id": told.conversation_id,
        "primer": {
            "summary": " ".join(one.text for one in made.summary),
            "summary_sources": list(dict.fromkeys(source for one in made.summary for source in one.sources)),
            "mood": made.mood,
            "positive_signals": [words.signal(one) for one in made.positive_signals],
            "negative_signals": [words.signal(one) for one in made.negative_signals],
            "conversation_stage": made.stage.value,
            "suggested_actions": [words.step(one, now=now) for one in made.suggested_actions],
            "recommended_tone": str(made.recommended_tone),
            "risk_level": made.risk_level,
            "bad_actor_analysis": _bad_actor(made),
            "open_promises": [_promise(one, now) for one in made.open_promises],
        },
        "generated_at": clock.now(),
        "mode": made.mode,
    }


def _bad_actor(made: Primer) -> dict[str, Any]:
    """The verdict on risk, in short: its scores and what was noticed; `sotto risk` quotes every flag."""
    risk = made.risk
    return {
        "level": made.risk_level,
        "combined_risk": risk.combined_risk,
        "scam_risk": risk.scam_risk,
        "freeloader_score": risk.freeloader_score,
        "time_waste_score": risk.time_waste_score,
        "manipulation_score": risk.manipulation_score,
        "certainty": risk.certainty,
        "should_block": risk.should_block,
        "recommendation": judgement.recommendation(risk.recommendation),
        "flags": [
            {
                "pattern_name": flag.pattern_name,
                "severity": flag.severity,
                "matched_text": flag.matched_text,
                "message_id": flag.message_id,
            }
            for flag in risk.red_flags
        ],
        "counter_evidence": judgement.counter_sentences(risk) if risk.counter_evidence else [],
    }


def _promise(one: Promise, now: datetime) -> dict[str, Any]:
    return {
        "by": one.by,
        "text": one.text,
        "what": one.what,
        "message_id": one.message_id,
        "made_at": one.made_at,
        "due_at": one.due_at,
        "due_text": one.due_text,
        "state": one.state,
        "overdue": one.overdue(now),
        "confidence": one.confidence,
    }


def _print_all(out: Console, told: list[Told], now: datetime) -> None:
    for one in told:
        print_primer(out, one.primer, now)


def print_primer(out: Console, made: Primer, now: datetime) -> None:
    """A brief for people."""
    head = f"{words.stage(made.stage)} · {', '.join(words.mood(one) for one in made.moods)}"
    out.print(Text(f"{head} · from {made.n_messages} messages", style="bold"))
    for sentence in made.summary:
        out.print(Text(f"  {sentence.text}"))
    for one in made.positive_signals:
        out.print(Text(f"  + {words.signal(one)}", style="green"))
    for one in made.negative_signals:
        out.print(Text(f"  – {words.signal(one)}", style="yellow"))
    for promise in made.open_promises:
        out.print(Text(f"  {words.promise(promise)}  {words.due(promise, now=now)}".rstrip()))
    for step in made.suggested_actions:
        out.print(Text(f"  → {words.step(step, now=now)}"))
    if made.risk_level != "clear":
        out.print(Text(f"  {judgement.risk_word(made.risk.combined_risk)}: `sotto risk` shows the words"))
