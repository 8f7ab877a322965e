"""A shell with a home of its own, empty or with the demo inbox read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.commands.shell import Shell


@pytest.fixture
def sotto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "home", capsys)


@pytest.fixture
def read(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    demo_folder: Path,
    made_once: Callable[[str, Callable[[Path], object]], Path],
) -> Shell:
    """A home that has read the demo inbox, without search by meaning."""

    def make(home: Path) -> None:
        sync = ("sync", "--source", demo_folder / "chat.db", "--contacts", demo_folder / "AddressBook", "--no-index")
        assert Shell(home, capsys)(*sync).code == 0

    shutil.copytree(made_once("read", make), tmp_path / "home")
    return Shell(tmp_path / "home", capsys)
