"""sotto train parts and sotto train install, run as they are typed."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
import standin_pip
import typer
from pydantic import BaseModel, ConfigDict
from rich.console import Console

from app import part_pins, parts
from app.commands import part_install
from app.commands.doctor import print_examination
from app.commands.session import Session
from app.health import Examination
from app.parts import Place
from app.paths import home as home_at
from app.wording import parts as words
from app.wording import problems
from engine.problems import PartsNotInstalled, TrainingFailed
from tests.app.commands.shell import Shell

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-ins are shell scripts, which Windows does not run"
)


class PartDocument(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    version: str
    tested: str
    needed: bool
    fits: bool
    bytes: int


class PartsDocument(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    complete: bool
    parts: list[PartDocument]
    takes_bytes: int
    needs_bytes: int
    disk_free_bytes: int
    environment: str
    command: str


class InstalledDocument(PartsDocument):
    fetched_bytes: int
    sockets_opened: int


@pytest.fixture
def own(tmp_path: Path) -> Place:
    """An environment without the parts. `app.part_install` expects Sotto in it, which stand-ins give it."""
    packages = standin_pip.environment(tmp_path / "own")
    for name in ("msgspec", "numpy", "llama_cpp"):
        (packages / f"{name}.py").write_text("")
    (packages / "app").mkdir()
    (packages / "app" / "child.py").write_text("")
    return Place(packages.parents[2] / "bin" / "python", (str(packages),))


def session(home: Path, *, as_json: bool) -> Session:
    return Session(home, as_json, Console(file=io.StringIO(), width=200), Console(file=io.StringIO(), width=200))


def typed(session: Session, *arguments: str) -> None:
    cli = typer.Typer()
    part_install.add_to(cli)
    typer.main.get_group(cli)(list(arguments), prog_name="train", standalone_mode=False, obj=session)


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_parts_are_shown_as_a_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed(session(tmp_path / "home", as_json=True), "parts")
    told = PartsDocument.model_validate(msgspec.json.decode(capsys.readouterr().out))
    assert {one.name for one in told.parts} == {pin.name for pin in part_pins.wanted()}


def test_they_are_commands_of_sotto(sotto: Shell) -> None:
    PartsDocument.model_validate(sotto("train", "parts").document)


@pytest.mark.parametrize("can_train", [True, False])
def test_a_training_without_them_and_the_doctor_lead_to_the_command(can_train: bool) -> None:
    told = Console(file=io.StringIO(), width=200)
    print_examination(told, Examination(), can_train=can_train)
    assert ("sotto train install" in printed(told)) is not can_train
    assert "sotto train install" in problems.sentence(TrainingFailed(reason="parts")).next


def test_the_parts_are_shown_to_people(tmp_path: Path) -> None:
    asked = session(tmp_path / "home", as_json=False)
    typed(asked, "parts")
    assert "torch" in printed(asked.out)


def test_missing_parts_come_with_the_command_to_type(own: Place) -> None:
    told = PartsDocument.model_validate(part_install.document(parts.look(own)))
    assert not told.complete
    assert told.command.startswith(str(own.python))
    assert told.environment == "Sotto's"


@pytest.mark.parametrize("as_json", [True, False])
def test_what_is_missing_is_brought(own: Place, tmp_path: Path, as_json: bool) -> None:
    plan: list[tuple[Any, ...]] = [("put", pin.name, pin.version) for pin in part_pins.wanted()]
    standin_pip.plan(Path(own.search[0]) / "pip", ("say", "Installing collected packages: torch, peft"), *plan)
    asked = session(tmp_path / "home", as_json=as_json)
    found = parts.look(own, disk_free_bytes=1 << 40)
    told = part_install.bring(asked, home_at(tmp_path / "home"), found)
    assert InstalledDocument.model_validate(told).complete
    assert (words.STAGES["installing"] in printed(asked.err)) is not as_json


def test_a_failure_is_a_problem(own: Place, tmp_path: Path) -> None:
    standin_pip.plan(Path(own.search[0]) / "pip", ("say", "Failed to establish a new connection"), ("exit", 1))
    found = parts.look(own, disk_free_bytes=1 << 40)
    with pytest.raises(PartsNotInstalled) as caught:
        part_install.bring(session(tmp_path / "home", as_json=True), home_at(tmp_path / "home"), found)
    assert caught.value.facts["reason"] == "no_network"


class InterruptedAt(io.StringIO):
    """A terminal at which Ctrl-C is pressed the moment a line shows."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self._line = line

    def write(self, text: str) -> int:
        if self._line and self._line in text:
            self._line = ""
            raise KeyboardInterrupt
        return super().write(text)


def test_an_interrupt_stops_pip_and_says_that_all_works_as_before(own: Place, tmp_path: Path) -> None:
    pip = Path(own.search[0]) / "pip"
    standin_pip.plan(pip, ("half", "torch", "2.13.0"), ("say", "Installing collected packages: torch, peft"), ("wait",))
    asked = session(tmp_path / "home", as_json=False)
    asked.err = Console(file=InterruptedAt(words.STAGES["installing"]), width=200)
    with pytest.raises(KeyboardInterrupt):
        part_install.bring(asked, home_at(tmp_path / "home"), parts.look(own, disk_free_bytes=1 << 40))
    assert words.CANCELLED in printed(asked.err)
    assert not psutil.pid_exists(standin_pip.called(pip)["pid"])
