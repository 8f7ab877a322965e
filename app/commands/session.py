"""What every command shares: the home, the output and how problems are told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import typer
from rich.console import Console

from app import paths, vault
from app.store import connection
from app.wording import problems
from engine.problems import Problem

#: How long a command that writes waits for another one that does so for moments.
WRITE_WITHIN_S = 2.0

OpenDemo = Callable[[Path | None, int | None], int]


@dataclass(slots=True)
class Session:
    """One run of the command line.

    Attributes:
        home_option: `--home` or SOTTO_HOME, None for the platform's data folder.
        as_json: print one JSON document on stdout, problems as JSON on stderr.
        open_demo: opens the window on the demo inbox, given home and number of messages; None without a display.
        open_vault: a vault that is already open (the demo's), used instead of the home's.
    """

    home_option: Path | None
    as_json: bool
    out: Console
    err: Console
    open_demo: OpenDemo | None = None
    open_vault: vault.Vault | None = None

    def vault(self, *, write: bool, within_s: float = WRITE_WITHIN_S) -> vault.Vault:
        """The opened vault of this home; as a context manager it closes itself.

        Args:
            within_s: to write: how long to wait for another process that writes.
        """
        if self.open_vault is not None:
            return self.open_vault
        return vault.open_vault(paths.home(self.home_option), write=write, within_s=within_s)

    def store_problem(self, error: Exception) -> Problem | None:
        """The world's fault behind an error that came up while reading the store; None if it is ours."""
        return connection.problem_behind_driver(error, paths.named(self.home_option).database)

    def show(self, document: object, human: Callable[[Console], None]) -> None:
        """Print the document as JSON, or let `human` print it for people."""
        if self.as_json:
            sys.stdout.write(msgspec.json.encode(document).decode() + "\n")
            sys.stdout.flush()
        else:
            human(self.out)

    def show_figures(self, figures: dict[str, Any]) -> None:
        """Named numbers, one a line."""
        self.show(figures, lambda out: out.print("\n".join(f"{name}: {value}" for name, value in figures.items())))

    def note(self, text: str) -> None:
        """A line for people on stderr; silent with --json."""
        if not self.as_json:
            with suppress(OSError):  # a terminal that is gone hears nothing, and what is under way goes on
                self.err.print(text, style="dim", highlight=False, markup=False)

    def agree(self, question: str, *, yes: bool, unasked: str) -> None:
        """Ask the person at a terminal, unless `--yes` said it.

        Raises:
            typer.BadParameter: nobody can be asked: `unasked` says what for. typer.Abort: they said no.
        """
        if yes:
            return
        if self.as_json or not sys.stdin.isatty():
            raise typer.BadParameter(unasked)
        typer.confirm(question, abort=True)

    def tell_bug(self, name: str) -> None:
        """A mistake of ours on stderr, in the shape of a problem."""
        what = f"Sotto made a mistake ({name}). Nothing was sent; what is stored is safe."
        what_next = "Try again; `sotto doctor` tells whether everything else works."
        if self.as_json:
            told = {"problem": name, "what": what, "next": what_next}
            sys.stderr.write(msgspec.json.encode(told).decode() + "\n")
        else:
            self.err.print(what, style="bold", highlight=False, markup=False)
            self.err.print(what_next, highlight=False, markup=False)

    def tell(self, problem: Problem) -> None:
        """A problem on stderr: its document, or its two sentences."""
        words = problems.sentence(problem)
        if self.as_json:
            sys.stderr.write(msgspec.json.encode(problem_document(problem)).decode() + "\n")
        else:
            self.err.print(words.what, style="bold", highlight=False, markup=False)
            self.err.print(words.next, highlight=False, markup=False)


def problem_document(problem: Problem) -> dict[str, str]:
    """A problem wherever `--json` prints one."""
    words = problems.sentence(problem)
    return {"problem": problem.code, "what": words.what, "next": words.next}
