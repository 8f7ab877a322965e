"""A sprint that has begun, and its keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from photographer import DELE, option, suggestions
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from ui.main_window import MainWindow
from ui.news import News
from ui.sprint_page import SprintPage

Key = Qt.Key


@pytest.fixture
def window(open_whole: Callable[..., MainWindow], desk: ScriptedDesk, conductor: ScriptedConductor) -> MainWindow:
    for number, text in ((DELE, "It is not, sorry. Here is a new link."), (4, "On page two.")):
        desk.made[number] = suggestions(number, [option(100 + number, text, sources=())])
    window = open_whole()
    conductor.hear(News(window, desk).hear)
    return window


@pytest.fixture
def press(window: MainWindow, qtbot: QtBot) -> Callable[..., None]:
    def pressed(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(QGuiApplication.focusObject(), key, modifier)

    return pressed


@pytest.fixture
def page(window: MainWindow, press: Callable[..., None]) -> SprintPage:
    press(Key.Key_G)
    press(Key.Key_S)
    found = window.page
    assert isinstance(found, SprintPage)
    return found
