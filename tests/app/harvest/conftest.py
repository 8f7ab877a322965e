"""An empty store, and conversations to put in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from tests.app.harvest.talk import Talk
from tests.stores import throwaway


@pytest.fixture
def db() -> Iterator[Database]:
    with throwaway() as vault:
        yield vault.db


@pytest.fixture
def talk(db: Database) -> Talk:
    return Talk(db)
