"""Which source a home reads when none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import settings, sources
from app.settings import Settings
from engine.problems import SourceMissing
from tests.stores import throwaway


def test_the_source_is_what_is_named_else_chosen_else_synced_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    with throwaway() as vault:
        with pytest.raises(SourceMissing):
            sources.of_home(vault, None, None)
        vault.db.conn.execute("INSERT INTO source (path, kind, last_sync_us) VALUES ('/old', 'm', 1), ('/new', 'm', 2)")
        assert sources.of_home(vault, None, None) == (Path("/new"), None)
        settings.save(vault.home, Settings(source="/chosen", contacts="/people"))
        assert sources.of_home(vault, None, None) == (Path("/chosen"), Path("/people"))
        assert sources.of_home(vault, Path("/named"), Path("/c")) == (Path("/named"), Path("/c"))
