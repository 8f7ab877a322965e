"""The command line: finds the globals, runs one command, tells problems, returns the exit code.

Exit codes: 0 done, 1 a problem of the world (named on stderr), 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from app import logs
from app.commands import (
    ask,
    benches,
    contact,
    demo,
    doctor,
    evals,
    generating,
    memory,
    model,
    nudge,
    persona,
    primer,
    reading,
    recovery,
    reminder,
    replying,
    style,
    syncing,
    weighing,
)
from app.commands.session import OpenDemo, Session
from engine.problems import Problem

GLOBAL_HELP = """Sotto answers in your own voice, on your own machine.

Everywhere: --home DIR (or SOTTO_HOME) names the home, --json prints one JSON document on stdout and problems on
stderr. Without a keychain, SOTTO_PASSPHRASE opens the vault. With no command the window opens.
"""

cli = typer.Typer(
    help=GLOBAL_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
for room in (syncing, reading, replying, generating, weighing, primer, doctor, demo, ask):
    room.add_to(cli)
cli.add_typer(model.cli, name="model", help="Language models: list, download, add, use, remove, reload, health.")
cli.add_typer(memory.cli, name="memory", help="What was said: store, recall, inject, stats, delete, facts.")
cli.add_typer(contact.cli, name="contact", help="People: list, merge, split, classify, mute, switch-off.")
cli.add_typer(reminder.cli, name="reminder", help="Reminders: list, add, done, snooze, delete.")
cli.add_typer(nudge.cli, name="nudge", help="What to do next: next, reward, stats, features, reset.")
cli.add_typer(style.cli, name="style", help="How you write: learn, show, apply, set, lock, unlock, delete.")
cli.add_typer(persona.cli, name="persona", help="A manner for fans: learn, show, apply, on, off.")
cli.add_typer(benches.cli, name="bench", help="Speed and memory, measured here and now.")
cli.add_typer(recovery.cli, name="recovery", help="The printed key, and a store whose key was lost.")
cli.add_typer(evals.cli, name="eval", help="Quality of the shipped judgement on data of yours.")


def run(argv: Sequence[str], *, open_demo: OpenDemo | None = None) -> int:
    """Run one command; never raises for the world's failures.

    Args:
        argv: the arguments after the program's name.
        open_demo: how the window opens on the demo inbox, None without a display.
    """
    arguments, home, as_json = take_globals(argv)
    session = Session(home, as_json, Console(), Console(stderr=True), open_demo)
    try:
        code = typer.main.get_command(cli)(arguments, prog_name="sotto", standalone_mode=False, obj=session)
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
    if session.as_json:
        session.err.print_json(data={"problem": "WrongUsage", "what": what, "next": "sotto --help"})
    else:
        session.err.print(f"{what}\nTry: sotto --help", highlight=False, markup=False)
    return 2


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
