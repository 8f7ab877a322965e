"""sotto demo: the main job on an invented inbox, or only its chat.db."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from app import answering, clock, desk, indexing, judging
from app.commands.documents import inbox_document, risk_document, suggestions_document
from app.commands.reading import print_inbox
from app.commands.replying import print_options
from app.commands.session import Session
from app.commands.syncing import PIECES, print_report, run_sync
from app.commands.weighing import print_risk
from app.demo import written
from app.desk_rows import InboxRow
from app.events import SyncReport
from app.replies import SHOWN, Wish
from app.upkeep import Upkeep
from app.vault import Vault, throwaway
from engine.domain import Risk, State, Suggestions
from importers.demo import inbox as demo_inbox

SHOWN_ROWS = 12


def add_to(cli: typer.Typer) -> None:
    """Add the commands of this file."""
    cli.command()(demo)


def demo(
    context: typer.Context,
    headless: Annotated[bool, typer.Option("--headless", help="In the terminal, without a window.")] = False,
    messages: Annotated[int | None, typer.Option(min=1, help="Fill up to so many messages.")] = None,
    write: Annotated[Path | None, typer.Option(help="Only write the chat.db here.")] = None,
) -> None:
    """Sync, triage, risk and suggestions on the invented inbox of a portrait photographer.

    Without --home everything lives in a throw-away home whose key exists only in the process.
    """
    session: Session = context.obj
    if write is not None:
        report = demo_inbox.write(write, now=clock.now(), n_messages=messages)
        session.show(
            {"path": str(write), "messages": report.n_messages, "conversations": report.n_conversations},
            lambda out: out.print(f"{report.n_messages} messages in {report.n_conversations} conversations: {write}"),
        )
        return
    if session.open_demo is not None and not headless and not session.as_json:
        raise typer.Exit(session.open_demo(session.home_option, messages))
    with throwaway() if session.home_option is None else session.vault(write=True) as vault:
        session.open_vault = vault
        main_job(session, vault, messages)


def main_job(session: Session, vault: Vault, n_messages: int | None) -> None:
    """The whole path on the demo inbox, printed step by step."""
    with tempfile.TemporaryDirectory(prefix="sotto-demo-") as folder:
        source, contacts = written(Path(folder), n_messages)
        report = run_sync(session, vault, source, contacts)
    now = clock.now()
    judging.judge_changed(vault.db, now=now)
    if indexing.is_quick(vault.db):
        indexing.index_all(vault, note=session.note)
    Upkeep(vault.db, clock=clock.now).catch_up(PIECES)
    rows = desk.inbox(vault.db, now=now)
    risky = [(row, desk.risk(vault.db, row.conversation_id, now=now)) for row in rows if row.risk_level != "clear"]
    urgent = next(row for row in rows if row.state is State.NEEDS_REPLY)
    made = answering.suggest(vault, urgent.conversation_id, Wish(), now=now)
    session.show(
        {
            "sync": report,
            "inbox": [inbox_document(row) for row in rows],
            "risks": [risk_document(risk) for _row, risk in risky],
            "suggestions": suggestions_document(made),
        },
        lambda out: _print_job(out, report, rows, risky, urgent, made),
    )


def _print_job(
    out: Console,
    report: SyncReport,
    rows: list[InboxRow],
    risky: list[tuple[InboxRow, Risk]],
    urgent: InboxRow,
    made: Suggestions,
) -> None:
    print_report(out, report)
    out.rule("Who needs an answer", align="left")
    print_inbox(out, rows[:SHOWN_ROWS])
    out.rule("Worth checking", align="left")
    for row, risk in risky:
        out.print(Text(row.name, style="bold"))
        print_risk(out, risk)
    out.rule(Text(f"Three ways to answer {urgent.name}"), align="left")
    out.print(Text(f"“{urgent.preview}”\n", style="italic"))
    print_options(out, made, first=0, shown=SHOWN)
    out.print(
        "Nothing was sent and no connection was opened. The window: run `make run` or `sotto` where there is a "
        "display. Your own messages: `sotto sync --source PATH/chat.db`.",
        style="dim",
        highlight=False,
    )
