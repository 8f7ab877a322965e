"""The settings window at one of its pages, and the rows on it, for tests."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.drop_down import DropDown
from ui.question import Question
from ui.setting_rows import Row
from ui.settings_place import SettingsPlace
from ui.settings_window import SettingsWindow

#: Who is in the store of the pages.
INES, THEO, GROUP = 1, 2, 3


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


def asked(window: SettingsWindow) -> Question:
    """The question that is open."""
    return next(one for one in window.findChildren(Question) if one.isVisible())


def nothing_asked(window: SettingsWindow) -> bool:
    """Whether no question is open."""
    return not any(one.isVisible() for one in window.findChildren(Question))


def choose(drop: QWidget | None, value: Any) -> None:
    """Take a value of a drop-down, as a press does."""
    assert isinstance(drop, DropDown)
    drop.setCurrentIndex(drop._values.index(value))
    drop.activated.emit(drop.currentIndex())
