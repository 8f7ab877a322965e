"""A shell with a home of its own, empty or with the demo inbox read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.commands.shell import Shell


@pytest.fixture
def sotto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "home", capsys)


@pytest.fixture
def read(sotto: Shell, demo_folder: Path) -> Shell:
    """A home that has read the demo inbox, without search by meaning."""
    done = sotto("sync", "--source", demo_folder / "chat.db", "--contacts", demo_folder / "AddressBook", "--no-index")
    assert done.code == 0
    return sotto
