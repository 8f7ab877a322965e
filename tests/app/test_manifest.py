"""Whoever edits the manifest is alone at it, whichever threads and processes want to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import manifest
from app.lock import HomeLock
from app.manifest import Entry
from app.paths import Home
from engine.problems import HomeUnwritable


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def add(home: Home, name: str) -> None:
    entry = Entry(name, name, f"/{name}", name, 1, "llama", "Q8_0", "", 1, chat_template=False, copied=False)
    manifest.edit(home, lambda known: manifest.Manifest(models=(*known.models, entry)))


def test_nothing_is_lost_where_many_edit_it_at_once(home: Home) -> None:
    names = [f"model-{at}" for at in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: add(home, name), names))
    assert sorted(one.id for one in manifest.read(home).models) == sorted(names)


def test_an_edit_waits_for_whoever_is_at_it_and_not_for_ever(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "WITHIN_S", 0.0)
    add(home, "one")
    other = HomeLock(manifest.lock_of(home))
    with pytest.raises(HomeUnwritable):
        add(home, "two")
    manifest.edit(home, lambda known: known)  # nothing to write is nothing to wait for
    other.release()
    add(home, "two")
    assert [one.id for one in manifest.read(home).models] == ["one", "two"]
