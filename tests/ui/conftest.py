"""Windows on scripted facts, offscreen unless SOTTO_ONSCREEN is set."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

if not os.environ.get("SOTTO_ONSCREEN"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).parent))

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import AtOnce, ScriptedConductor, ScriptedDesk

from app import paths
from app.settings import Appearance, Motion, Settings
from ui.main_window import MainWindow
from ui.preferences import Preferences
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
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window()
