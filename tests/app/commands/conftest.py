"""A shell with a home of its own, empty or with the demo inbox read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.commands.shell import Shell


@pytest.fixture
def sotto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "home", capsys)


@pytest.fixture(scope="session")
def read_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the home lies that `read` copies, once the first test has made it."""
    return tmp_path_factory.mktemp("read") / "home"


@pytest.fixture
def read(tmp_path: Path, capsys: pytest.CaptureFixture[str], demo_folder: Path, read_home: Path) -> Shell:
    """A home that has read the demo inbox, without search by meaning."""
    if not read_home.exists():
        made = read_home.with_name("made")
        sync = ("sync", "--source", demo_folder / "chat.db", "--contacts", demo_folder / "AddressBook", "--no-index")
        assert Shell(made, capsys)(*sync).code == 0
        made.rename(read_home)
    shutil.copytree(read_home, tmp_path / "home")
    return Shell(tmp_path / "home", capsys)
