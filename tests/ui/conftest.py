"""Windows on scripted facts, offscreen unless SOTTO_ONSCREEN is set."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

if not os.environ.get("SOTTO_ONSCREEN"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).parent))

from at_once import AtOnce
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import paths
from app.settings import Appearance, Motion, Settings
from ui.hotkey.hotkey import Hotkey
from ui.main_window import MainWindow
from ui.page import Page
from ui.pages import ELSEWHERE, PAGES, PLACES
from ui.preferences import Preferences
from ui.settings_place import SettingsPlace
from ui.theme import Theme


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme(mode="light", reduced_motion=True)


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk()


@pytest.fixture
def conductor() -> ScriptedConductor:
    return ScriptedConductor()


@pytest.fixture
def preferences(qapp: object, tmp_path: Path) -> Preferences:
    return Preferences(paths.home(tmp_path / "home"), Settings(appearance=Appearance.LIGHT, motion=Motion.REDUCED))


@pytest.fixture
def open_window(
    qtbot: QtBot, theme: Theme, desk: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences
) -> Callable[..., MainWindow]:
    def opened(width: int = 1440, height: int = 900) -> MainWindow:
        window = MainWindow(theme, desk, conductor, preferences, AtOnce(desk))
        qtbot.addWidget(window)
        window.resize(width, height)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        window.begin()
        QApplication.processEvents()  # what the first conversation shows a turn later
        return window

    return opened


@pytest.fixture
def open_whole(
    qtbot: QtBot, theme: Theme, desk: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences
) -> Callable[..., MainWindow]:
    """Opens the window with every place; `pages` instead of the real ones."""

    def opened(pages: Mapping[str, Callable[[MainWindow], Page]] = PAGES) -> MainWindow:
        reads = AtOnce(desk)
        window = MainWindow(theme, desk, conductor, preferences, reads, places=PLACES, pages=pages, elsewhere=ELSEWHERE)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        with qtbot.waitActive(window):
            window.activateWindow()
        window.begin()
        return window

    return opened


@pytest.fixture
def settings_of() -> Iterator[Callable[..., SettingsPlace]]:
    """The settings beside a window."""
    made: list[SettingsPlace] = []

    def beside(window: MainWindow, **more: Any) -> SettingsPlace:
        made.append(SettingsPlace(window, Hotkey(window), **more))
        return made[-1]

    yield beside
    for place in made:
        place.close()


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window()
