"""The settings of a window on a real store, at one of their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from at_once import AtOnce
from photographer import NOW
from pytestqt.qtbot import QtBot
from settings_opened import GROUP, INES, THEO, opened_at

from app.vault import Vault
from engine.domain import micros
from tests import stores
from tests.app.store.conftest import Rows
from ui.main_window import MainWindow
from ui.settings_place import SettingsPlace
from ui.settings_window import SettingsWindow

DAY_US = 86_400_000_000


@pytest.fixture
def store() -> Iterator[Vault]:
    """Ines wrote long ago and now, Theo only now; a group."""
    with stores.throwaway() as made:
        rows = Rows(made.db)
        now_us = micros(NOW)
        for name in ("Ines Calloway", "Theo Okafor"):
            rows.conversation(rows.contact(name), filter="main")
        rows.conversation(None, is_group=1, display_name="Harbour shoot", filter="main")
        for days in (900, 800, 2):
            rows.message(INES, f"the arboretum {days}", at_us=now_us - days * DAY_US)
        rows.message(THEO, "we pay you in exposure", at_us=now_us - DAY_US)
        rows.message(GROUP, "hello all", at_us=now_us - DAY_US)
        for number in (INES, THEO):
            made.db.conn.execute(
                "INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (f"+44770090014{number}", number)
            )
        yield made


@pytest.fixture
def main(open_whole: Callable[..., MainWindow], store: Vault) -> MainWindow:
    window = open_whole()
    window.reads = AtOnce(SimpleNamespace(db=store.db))
    return window


@pytest.fixture
def forgotten() -> list[str]:
    return []


@pytest.fixture
def opened(
    main: MainWindow, qtbot: QtBot, settings_of: Callable[..., SettingsPlace], forgotten: list[str]
) -> Callable[[str], SettingsWindow]:
    place = settings_of(main, forget_everything=lambda: forgotten.append("everything"))
    return lambda name: opened_at(place, qtbot, name)
