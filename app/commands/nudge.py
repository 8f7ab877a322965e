"""sotto nudge next, reward, stats, features, reset: what to do next, learnt from what came of earlier nudges."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Annotated, Any

import msgspec
import typer
from rich.text import Text

from app import clock, nudging
from app.commands.files import text_of
from app.commands.session import Session
from app.store.nudges import Shown
from engine.domain import moment
from engine.problems import BadFile
from engine.reply import bandit
from engine.reply.bandit import Policy, Tip

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Chosen = Annotated[Policy, typer.Option("--policy", help="How it chooses.")]
#: What may be answered to a nudge.
Answer = StrEnum("Answer", {name: name for name in bandit.REWARDS})  # type: ignore[misc] # members come from one table


class Candidates(msgspec.Struct):
    """A list handed in: what could be shown, and nothing else of it is kept."""

    candidates: list[Tip]


@cli.command("next")
def next_(
    context: typer.Context,
    policy: Chosen = Policy.LINUCB,
    file: Annotated[
        Path | None, typer.Option(help='Choose among {"candidates": [{tip_id, is_overdue, age_days, priority}]}.')
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Our own words even if a model is in use.")] = False,
) -> None:
    """What to do next; shown nudges are noted, so that an answer can teach."""
    session: Session = context.obj
    now, random = clock.now(), Random()  # noqa: S311 - exploration, no secret
    if file is not None:
        with session.vault(write=False) as vault:
            choice = nudging.score(vault.db, _handed_in(file), now=now, random=random, policy=policy)
        document = {"tip_id": choice.tip_id, "score": choice.score, "policy": choice.policy}
        session.show(document, lambda out: out.print(f"{choice.tip_id} ({choice.score:.3f}, {choice.policy})"))
        return
    with session.vault(write=True) as vault:
        home = None if template else vault.home
        shown = nudging.next_nudge(vault.db, now=now, random=random, policy=policy, home=home)
    session.show(nudge_document(shown), lambda out: out.print(Text(f"{shown.content}\n{shown.rationale} ({shown.id})")))


@cli.command()
def reward(
    context: typer.Context,
    nudge: Annotated[str, typer.Argument(help="Its id, from `sotto nudge next`.")],
    answer: Annotated[Answer, typer.Argument(help="What came of it.")],
) -> None:
    """Say what came of a nudge; a later answer replaces an earlier one."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        shown = nudging.reward(vault.db, nudge, answer.value, now=clock.now())
    document = {"nudge_id": shown.id, "answer": shown.answer, "reward": bandit.REWARDS[answer.value]}
    session.show(document, lambda out: out.print(f"Noted: {answer.value}."))


@cli.command()
def stats(context: typer.Context, policy: Chosen = Policy.LINUCB) -> None:
    """What was shown, how it was received, and what is believed now."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        figures: dict[str, Any] = msgspec.to_builtins(bandit.stats(nudging.known(vault.db, policy)))
    session.show_figures(figures)


@cli.command()
def features(context: typer.Context, policy: Chosen = Policy.LINUCB) -> None:
    """The feature vectors of the last 100 nudges shown, oldest first."""
    session: Session = context.obj
    with session.vault(write=False) as vault:
        known = nudging.known(vault.db, policy)
    document = {"policy": policy, "feature_labels": known.labels, "features": known.recent}
    rows = [" ".join(known.labels), *(" ".join(f"{one:.3f}" for one in row) for row in known.recent)]
    session.show(document, lambda out: out.print(Text("\n".join(rows))))


@cli.command()
def reset(context: typer.Context, policy: Chosen = Policy.LINUCB) -> None:
    """Forget what was learnt about nudges; what was shown stays noted."""
    session: Session = context.obj
    with session.vault(write=True) as vault:
        nudging.reset(vault.db, policy)
    session.show({"reset": policy}, lambda out: out.print(f"{policy} begins anew."))


def nudge_document(shown: Shown) -> dict[str, Any]:
    """A nudge as programs read it; ids are strings."""
    document: dict[str, Any] = msgspec.to_builtins(shown)
    del document["features"], document["answered_us"], document["quiet_until_us"], document["shown_us"]
    document["nudge_id"] = document.pop("id")
    document["conversation_id"] = None if shown.conversation_id is None else str(shown.conversation_id)
    document["shown_at"] = moment(shown.shown_us)
    return document


def _handed_in(path: Path) -> list[Tip]:
    try:
        return msgspec.json.decode(text_of(path), type=Candidates).candidates
    except msgspec.DecodeError:
        raise BadFile(path=str(path), line=0, why="not_json") from None
    except msgspec.ValidationError:
        raise BadFile(path=str(path), line=0, why="no_candidates") from None
