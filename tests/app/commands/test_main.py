"""Commands are found where the table says, and none is imported before it is asked for."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer

from app import runner
from app.commands import generating, reading, replying, weighing
from app.commands.main import ROOMS, cli, run


@pytest.mark.parametrize("name", ROOMS)
def test_every_name_of_the_table_is_a_command_that_explains_itself(name: str) -> None:
    command = cli.commands[name]
    assert command.name == name
    assert command.help


@pytest.mark.parametrize("room", [reading, replying, generating, weighing])
def test_what_a_room_adds_is_in_the_table(room: object) -> None:
    shelf = typer.Typer()
    room.add_to(shelf)  # type: ignore[attr-defined]  # a module
    added = typer.main.get_group(shelf).commands
    assert set(added) == {name for name, found in ROOMS.items() if f"app.commands.{found.module}" == room.__name__}  # type: ignore[attr-defined]  # a module


def test_the_command_that_works_jobs_goes_by_the_name_it_is_started_by() -> None:
    assert runner.COMMAND in ROOMS


def test_a_wrong_word_imports_no_room() -> None:
    code = """
import sys
from app.commands.main import run
assert run(["sycn"]) == 2
print([name for name in sys.modules if name.startswith("engine.judge") or name == "app.desk"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("search x --limit 0", "'--limit': a whole number of at least 1 is wanted"),
        ("inbox --limit many", "'--limit': a whole number of at least 1 is wanted"),
        ("suggest 1 --count 17", "'--count': a whole number from 1 to 16 is wanted"),
        ("generate --prompt hi --temperature 9", "'--temperature': a number from 0 to 5 is wanted"),
        ("generate --prompt hi --repeat-penalty 0", "'--repeat-penalty': a number from 0.1 to 10 is wanted"),
        ("messages ines", "'conversation': a whole number is wanted"),
        ("triage x --contact-class boss", "'boss' is not one of 'friend', 'family', 'work', 'acquaintance', 'client'"),
        ("nudge reward 1 great", "'great' is not one of 'done', 'helpful', 'snooze', 'not_helpful', 'dismiss'"),
    ],
)
def test_a_wrong_value_is_told_what_is_allowed(typed: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*typed.split(), "--json"]) == 2
    assert told in json.loads(capsys.readouterr().err)["what"]
