"""The command line: finds the globals, runs one command, tells problems, returns the exit code.

Exit codes: 0 done, 1 a problem of the world (named on stderr), 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from collections import UserDict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from app import logs
from app.commands.session import OpenDemo, Session
from engine.problems import Problem

GLOBAL_HELP = """Sotto answers in your own voice, on your own machine.

Everywhere: --home DIR (or SOTTO_HOME) names the home, --json prints one JSON document on stdout and problems on
stderr. Without a keychain, SOTTO_PASSPHRASE opens the vault. With no command the window opens.
"""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a command is found.

    Attributes:
        module: its file in `app.commands`, imported when the command is asked for.
        help: of a noun with commands of its own (`module.cli`); "" for a command that `module.add_to` adds.
    """

    module: str
    help: str = ""


#: Every command, in the order `sotto --help` shows them.
ROOMS = {
    "sync": Room("syncing"),
    "inbox": Room("reading"),
    "messages": Room("reading"),
    "search": Room("reading"),
    "suggest": Room("replying"),
    "more": Room("replying"),
    "response": Room("replying"),
    "feedback": Room("replying"),
    "send": Room("sending"),
    "generate": Room("generating"),
    "job": Room("generating"),
    "work-jobs": Room("generating"),
    "triage": Room("weighing"),
    "risk": Room("weighing"),
    "primer": Room("primer"),
    "doctor": Room("doctor"),
    "demo": Room("demo"),
    "ask": Room("ask"),
    "cache": Room("generating"),
    "model": Room("model", "Language models: list, download, add, use, remove, reload, health."),
    "memory": Room("memory", "What was said: store, recall, inject, stats, delete, facts, summarise."),
    "contact": Room("contact", "People: list, merge, split, classify, mute, switch-off."),
    "reminder": Room("reminder", "Reminders: list, add, done, snooze, delete."),
    "nudge": Room("nudge", "What to do next: next, reward, stats, features, reset."),
    "style": Room("style", "How you write: learn, show, apply, set, lock, unlock, delete."),
    "persona": Room("persona", "How you treat people: card, set, lock, learn, show, apply, on, off."),
    "samples": Room(
        "samples", "What training may learn from: list, count, collect, add, exclude, include, edit, export."
    ),
    "train": Room("train", "Learning your voice: parts, install, start, status, cancel, list."),
    "adapter": Room("adapter", "What training made: list, deploy, rollback, delete, merge."),
    "bench": Room("benches", "Speed and memory, measured here and now."),
    "recovery": Room("recovery", "The printed key, and a store whose key was lost."),
    "erase": Room("forgetting"),
    "retention": Room("forgetting", "How long things are kept: run."),
    "eval": Room("evals", "Quality of the shipped judgement on data of yours."),
}


class Commands(UserDict[str, Any]):
    """Commands by name, each imported with its room when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        found = self.data[name]
        if isinstance(found, Room):
            found = self.data[name] = command_of(name, found)
        return found


def command_of(name: str, room: Room) -> Any:
    """Import a room and make its command of this name."""
    module = import_module(f"app.commands.{room.module}")
    shelf = typer.Typer(rich_markup_mode=None)
    if room.help:
        shelf.add_typer(module.cli, name=name, help=room.help)
    else:
        module.add_to(shelf)
    return typer.main.get_group(shelf).commands[name]


def made() -> typer.core.TyperGroup:
    """The command line with all its commands, none of them imported."""
    group = typer.main.get_group(typer.Typer(help=GLOBAL_HELP, no_args_is_help=True, rich_markup_mode=None))
    group.commands = Commands(ROOMS)
    return group


cli = made()
#: How a number that was to be typed is called, by its type.
_NUMBERS: dict[object, str] = {int: "a whole number", float: "a number"}


def run(argv: Sequence[str], *, open_demo: OpenDemo | None = None) -> int:
    """Run one command; never raises for the world's failures.

    Args:
        argv: the arguments after the program's name.
        open_demo: how the window opens on the demo inbox, None without a display.
    """
    arguments, home, as_json = take_globals(argv)
    session = Session(home, as_json, Console(), Console(stderr=True), open_demo)
    try:
        code = cli(arguments, prog_name="sotto", standalone_mode=False, obj=session)
    except Problem as problem:
        session.tell(problem)
        return 1
    except typer.exceptions.TyperException as wrong:
        return wrong_usage(session, wrong)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as bug:  # noqa: BLE001 - the top of this process
        if (behind := session.store_problem(bug)) is not None:
            session.tell(behind)
            return 1
        logs.bug(bug)
        session.tell_bug(type(bug).__name__)
        return 1
    return code if isinstance(code, int) else 0


def wrong_usage(session: Session, wrong: typer.exceptions.TyperException) -> int:
    """Say what was wrong with the words typed, and with which of them; as JSON in the shape of a problem."""
    what = wrong.format_message().replace("Value error, ", "")
    if (number := wanted_number(wrong)) is not None:
        what = f"{what.partition(': ')[0]}: {number} is wanted"
    if session.as_json:
        session.err.print_json(data={"problem": "WrongUsage", "what": what, "next": "sotto --help"})
    else:
        session.err.print(f"{what}\nTry: sotto --help", highlight=False, markup=False)
    return 2


def wanted_number(wrong: typer.exceptions.TyperException) -> str | None:
    """The numbers that were allowed where another one, or none, was typed; None if something else was wrong."""
    parameter = getattr(wrong, "param", None)
    kind = _NUMBERS.get(getattr(getattr(parameter, "type_descriptor", None), "annotation", None))
    if kind is None or "Input should be" not in wrong.format_message():
        return None
    low, high = _bound(parameter, "min"), _bound(parameter, "max")
    match low, high:
        case None, None:
            return kind
        case _, None:
            return f"{kind} of at least {low}"
        case None, _:
            return f"{kind} of at most {high}"
        case _:
            return f"{kind} from {low} to {high}"


def _bound(parameter: object, which: str) -> float | None:
    bound: float | None = getattr(parameter, which, None)
    return int(bound) if bound is not None and bound == int(bound) else bound


def take_globals(argv: Sequence[str]) -> tuple[list[str], Path | None, bool]:
    """Pull --home and --json out of wherever they stand, up to a bare `--`."""
    rest: list[str] = []
    home = os.environ.get("SOTTO_HOME")
    as_json = False
    arguments = iter(argv)
    for argument in arguments:
        if argument == "--":
            return [*rest, argument, *arguments], Path(home) if home else None, as_json
        if argument == "--json":
            as_json = True
        elif argument == "--home":
            named = next(arguments, None)
            home = named or home
            rest += [] if named else [argument]  # without a folder it is a wrong option like any other
        elif argument.startswith("--home="):
            home = argument.partition("=")[2]
        else:
            rest.append(argument)
    return rest, Path(home) if home else None, as_json
