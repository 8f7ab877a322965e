"""The settings window at one of its pages, and the rows on it, for tests."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.setting_rows import Row
from ui.settings_place import SettingsPlace
from ui.settings_window import SettingsWindow


def opened_at(place: SettingsPlace, qtbot: QtBot, name: str) -> SettingsWindow:
    """Open a page and wait until all of it is there."""
    place.open(name)
    window = place.window
    assert window is not None
    qtbot.waitExposed(window)
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: window.page.whole)
    return window


def row(window: SettingsWindow, label: str) -> Row:
    """The row with this label on the open page."""
    return next(one for one in window.page.rows() if one.label.text() == label)
