"""A window over four people who wait, with a scripted model in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tiny_gguf
from drafting_window import PATIENCE_S, Window, source_of

from app import clock, models, syncing
from app.paths import Home
from app.vault import Vault
from tests.stores import throwaway


@pytest.fixture
def vault(tmp_path: Path, lend_weights: Callable[[Home], None]) -> Iterator[Vault]:
    source = source_of(tmp_path)
    with throwaway() as opened:
        lend_weights(opened.home)
        syncing.sync_once(opened.db, source=source, contacts=None, reconcile=False, now=clock.now)
        yield opened


@pytest.fixture
def folder(vault: Vault, tmp_path: Path) -> Path:
    """Where the scripted model in use lies."""
    made = tmp_path / "scripted"
    made.mkdir()
    file = tiny_gguf.write(made / "Scripted.gguf", ["Sure", "."])
    models.use(vault.home, models.add(vault.home, file).id)
    return made


@pytest.fixture
def open_window(vault: Vault, folder: Path) -> Iterator[Callable[..., Window]]:
    opened: list[Window] = []

    def made(**chosen: object) -> Window:
        opened.append(Window(vault, folder, **chosen))  # type: ignore[arg-type]  # settings by name
        return opened[-1]

    yield made
    (folder / "hold").unlink(missing_ok=True)
    for window in opened:
        assert window.conductor.stop(PATIENCE_S)
