"""Children of the tests find their targets on the path, as the app's children find the app."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paths import home as home_at
from app.store import connection
from app.vault import Vault
from tests import stores

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "engine" / "llm"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

from fake_keyring import FakeKeyring  # noqa: E402 - found on the path from here on

KEY = bytes(range(32))


@pytest.fixture
def reading_vault(tmp_path: Path) -> Iterator[Vault]:
    """A store opened for reading, as a command has it."""
    home = home_at(tmp_path / "home")
    stores.create(home.database, KEY).close()
    with Vault(connection.open_reader(home.database, KEY), home, KEY, lock=None) as opened:
        yield opened


@pytest.fixture
def keyring() -> type[FakeKeyring]:
    class Mine(FakeKeyring):
        """This test's keychain."""

    return Mine
