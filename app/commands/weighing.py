"""sotto triage and risk: weigh a text, a file or a stored conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from app import clock, desk, text_vectors
from app.commands.documents import risk_document, triage_document
from app.commands.files import conversation_of, texts_of
from app.commands.reading import readable
from app.commands.session import Session
from app.evals.risk import by_message
from app.wording import judgement as words
from engine.domain import ContactClass, Risk, Triage
from engine.judge import risk as risk_judge
from engine.judge import triage as triage_judge

Weighed = TypeVar("Weighed")


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(triage)
    cli.command()(risk)


def triage(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="One message.")] = None,
    file: Annotated[Path | None, typer.Option(help="JSON lines with `text`, or plain lines.")] = None,
    contact_class: Annotated[ContactClass, typer.Option(help="Who wrote it.")] = ContactClass.UNKNOWN,
) -> None:
    """How urgent a message is, what it wants and how it sounds."""
    session: Session = context.obj
    now = clock.now()
    if file is None and text is None:
        raise typer.BadParameter("give a text or --file")
    if file is not None and text is not None:
        raise typer.BadParameter("give a text or --file, not both")
    texts = texts_of(file) if file is not None else {"0": text or ""}
    said = list(texts.values())
    vectors = text_vectors.of(session.home_option, said)
    weighed = triage_judge.triage_many(
        said, contact_class=contact_class, message_ids=list(texts), now=now, embeddings=vectors
    )
    if file is not None:
        session.show(
            {"results": [triage_document(one) for one in weighed], "total": len(weighed)},
            lambda out: _print_each(out, weighed, print_triage),
        )
        return
    session.show(triage_document(weighed[0]), lambda out: print_triage(out, weighed[0]))


def risk(
    context: typer.Context,
    conversation: Annotated[str | None, typer.Argument(help="Its id, from `sotto inbox`.")] = None,
    file: Annotated[Path | None, typer.Option(help="JSON: messages with direction and text.")] = None,
) -> None:
    """Signs of a scam or of manipulation, quoted, with what speaks against them."""
    session: Session = context.obj
    now = clock.now()
    if file is not None and conversation is not None:
        raise typer.BadParameter("give a conversation id or --file, not both")
    if file is not None:
        talks = list(conversation_of(file, now=now))
        said = [message.text for _name, messages in talks for message in messages]
        known = dict(zip(said, text_vectors.of(session.home_option, said), strict=True))
        weighed = [
            risk_judge.detect(name, messages, now=now, embeddings=by_message(messages, known))
            for name, messages in talks
        ]
        document = [risk_document(one) for one in weighed]
        session.show(document[0] if len(document) == 1 else document, lambda out: _print_each(out, weighed, print_risk))
        return
    if conversation is None or not conversation.isdigit():
        raise typer.BadParameter("give a conversation id or --file")
    with session.vault(write=False) as vault:
        readable(vault, int(conversation))
        one = desk.verdict(vault.db, int(conversation), now=now).risk
    session.show(risk_document(one), lambda out: print_risk(out, one))


def _print_each(out: Console, things: Sequence[Weighed], printed: Callable[[Console, Weighed], None]) -> None:
    for thing in things:
        printed(out, thing)


def print_triage(out: Console, one: Triage) -> None:
    """A verdict on one message for people."""
    out.print(
        Text(f"{one.priority} ({one.adjusted_urgency:.2f}), {one.intent}, {one.emotional_tone}, {one.topic}. ")
        + Text(words.reason_sentence(one.reasons), style="dim")
    )


def print_risk(out: Console, one: Risk) -> None:
    """A verdict on one conversation for people: words are judged, never persons."""
    out.print(
        Text(f"{words.risk_word(one.combined_risk)} · combined {one.combined_risk:.2f} · ", style="bold")
        + Text(words.recommendation(one.recommendation))
    )
    for flag in one.red_flags:
        out.print(Text(f"  {words.pattern_title(flag.pattern_name)} ({flag.severity.lower()}): “{flag.matched_text}”"))
    for sentence in words.counter_sentences(one) if one.red_flags else ():
        out.print(Text(f"  + {sentence}", style="green"))
    if one.reciprocity is not None and (told := words.RECIPROCITY[one.reciprocity.note]):
        out.print(Text(f"  {told}"))
    if one.care_notice:
        out.print(Text(words.CARE_NOTICE))
