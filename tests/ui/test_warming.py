"""What is prepared before it is wanted: step by step, only while nobody is busy, and it shows nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from photographer import INES_OPTIONS
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.desktop import Desktop
from ui.hotkey.hotkey import Hotkey
from ui.main_window import MainWindow
from ui.presence import Presence
from ui.settings_place import SettingsPlace
from ui.settings_window import PAGES, SettingsWindow
from ui.warming import REST_MS, Warming

#: What the offscreen platform cannot do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Steps:
    """A task of some steps that counts those that were done."""

    def __init__(self, n_steps: int) -> None:
        self.n_steps, self.done = n_steps, 0

    def __iter__(self) -> Iterator[None]:
        for _ in range(self.n_steps):
            self.done += 1
            yield


@pytest.fixture
def presence(qapp: QObject) -> Iterator[Presence]:
    made = Presence()
    yield made
    made.deleteLater()


@pytest.fixture
def place(window: MainWindow) -> Iterator[SettingsPlace]:
    made = SettingsPlace(window, Hotkey(window))
    yield made
    made.close()


def top_levels() -> set[str]:
    return {type(one).__name__ for one in QApplication.topLevelWidgets() if one.isVisible()}


def test_every_task_is_gone_through_one_step_in_a_turn(presence: Presence, qtbot: QtBot) -> None:
    first, second = Steps(3), Steps(2)
    warming = Warming(presence, presence, first, second)
    warming.begin()
    assert first.done == 0
    qtbot.waitUntil(lambda: first.done == 1)
    assert second.done == 0
    qtbot.waitUntil(lambda: warming.done)
    assert (first.done, second.done) == (3, 2)


def test_it_waits_while_somebody_is_busy(presence: Presence, qtbot: QtBot) -> None:
    steps = Steps(5)
    warming = Warming(presence, presence, steps)
    warming.begin()
    qtbot.waitUntil(lambda: steps.done == 1)
    presence.felt.emit()
    assert warming._next.remainingTime() > REST_MS / 2
    qtbot.waitUntil(lambda: warming.done)
    assert steps.done == 5


def test_it_ends_with_the_window(presence: Presence, qtbot: QtBot) -> None:
    steps = Steps(5)
    warming = Warming(presence, presence, steps)
    warming.begin()
    qtbot.waitUntil(lambda: steps.done == 1)
    warming.end()
    presence.felt.emit()
    assert not warming._next.isActive()
    assert steps.done == 1


def test_quick_reply_is_drawn_before_it_is_seen(window: MainWindow, qtbot: QtBot) -> None:
    desktop = Desktop(window, window.preferences.home)
    qtbot.addWidget(desktop.quick)
    window.front.reading.at_once()
    for _ in desktop.quick.prepare():
        assert not desktop.quick.isVisible()
    assert desktop.quick.rows[0].box.edit.document().size().height() >= 1
    desktop.quick.open()
    assert desktop.quick.rows[0].box.text() == INES_OPTIONS[0].text
    assert desktop.quick.row is desktop.quick.rows[0]


def test_preparing_leaves_quick_reply_alone_once_it_is_open(window: MainWindow, qtbot: QtBot) -> None:
    desktop = Desktop(window, window.preferences.home)
    qtbot.addWidget(desktop.quick)
    window.front.reading.at_once()
    steps = desktop.quick.prepare()
    next(steps)
    desktop.quick.open()
    size = desktop.quick.size()
    for _ in steps:
        assert desktop.quick.isVisible()
        assert desktop.quick.size() == size


def test_the_settings_are_whole_before_they_are_seen(place: SettingsPlace, window: MainWindow) -> None:
    before = top_levels()
    for _ in place.prepare():
        assert top_levels() == before
    assert place.window is not None
    assert sorted(place.window.pages) == sorted(name for name, *_rest in PAGES)
    assert all(page.whole for page in place.window.pages.values())
    place.open("shortcuts")
    assert place.window.place == "shortcuts"


def test_settings_that_are_opened_meanwhile_are_gone_on_with_and_read_when_they_are_whole(
    place: SettingsPlace, window: MainWindow, qtbot: QtBot
) -> None:
    steps = place.prepare()
    while place.window is None or "general" not in place.window.pages:
        next(steps)
    place.open("shortcuts")
    assert not place.window.page.whole
    for _ in steps:
        pass
    assert place.window.place == "shortcuts"
    assert place.window.page.whole
    qtbot.waitUntil(lambda: place.window.page.recorder.well.words != "No key")


def test_preparing_ends_where_the_window_goes_meanwhile(place: SettingsPlace, window: MainWindow) -> None:
    steps = place.prepare()
    while place.window is None:
        next(steps)
    place.close()
    assert len(list(steps)) <= 1
    assert place.window is None


def test_a_page_that_was_not_prepared_comes_piece_by_piece(
    place: SettingsPlace, window: MainWindow, qtbot: QtBot
) -> None:
    place.open("general")
    shown = place.window
    assert isinstance(shown, SettingsWindow)
    assert len(shown.page.groups) == 1
    assert shown.page.rows()
    qtbot.waitUntil(lambda: shown.page.whole)
    assert len(shown.page.groups) == 4
    assert all(row.isVisible() for row in shown.page.rows())
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
