"""The status bar: each figure leads to what it is about, by key and by mouse, and is cut last where it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from at_once import AtOnce
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import events, sockets
from app.vault import Vault
from tests import stores
from ui.main_window import MainWindow
from ui.question import Question
from ui.settings_place import SettingsPlace
from ui.status_bar import Part
from ui.theme import Theme

#: What the offscreen platform cannot do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def main(open_whole: Callable[..., MainWindow]) -> MainWindow:
    return open_whole()


@pytest.fixture
def store() -> Iterator[Vault]:
    with stores.throwaway() as opened:
        yield opened


@pytest.fixture
def place(main: MainWindow, settings_of: Callable[..., SettingsPlace]) -> SettingsPlace:
    return settings_of(main)


def parts(main: MainWindow) -> list[Part]:
    bar = main.status
    return [bar.model, bar.sync, bar.sockets, bar.training]


def press(qtbot: QtBot, part: Part, key: Qt.Key) -> None:
    part.setFocus()
    qtbot.keyClick(part, key)


def asked(main: MainWindow) -> Question:
    return next(one for one in main.findChildren(Question) if one.isVisible())


def test_the_model_leads_to_its_settings(main: MainWindow, place: SettingsPlace, qtbot: QtBot) -> None:
    qtbot.mouseClick(main.status.model, Qt.MouseButton.LeftButton)
    assert place.window is not None
    assert place.window.isVisible()
    assert place.window.place == "model"


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return], ids=["space", "return"])
def test_the_time_of_reading_looks_now(
    main: MainWindow, conductor: ScriptedConductor, qtbot: QtBot, key: Qt.Key
) -> None:
    press(qtbot, main.status.sync, key)
    assert conductor.wishes.count(("sync_now",)) == 1


def test_what_a_box_opens_is_not_said_to_be_a_download(main: MainWindow, place: SettingsPlace, qtbot: QtBot) -> None:
    sockets.add(2, "model download")
    try:
        place.hear(events.SocketsChanged(sockets.opened()))
        place.hear(events.SocketsChanged(sockets.opened() + 1))
        press(qtbot, main.status.sockets, Qt.Key.Key_Space)
        first, second, *_now = asked(main).text.text().split("\n")
        assert first.endswith("model download")
        assert second.endswith("a model or your box")
    finally:
        sockets.add(-2)


def test_training_leads_to_its_page(main: MainWindow, store: Vault, qtbot: QtBot) -> None:
    main.reads = AtOnce(SimpleNamespace(db=store.db, now=main.desk.now))
    press(qtbot, main.status.training, Qt.Key.Key_Return)
    assert main.place == "training"


def test_the_sockets_show_when_they_were_opened_and_what_for(
    main: MainWindow, place: SettingsPlace, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    before = sockets.opened()
    sockets.add(2, "model download")
    try:
        place.hear(events.SocketsChanged(before + 2))
        press(qtbot, main.status.sockets, Qt.Key.Key_Return)
        assert f"{desk.now().astimezone():%H:%M}: {before + 2}, model download" in asked(main).text.text()
        assert place.window is None
        qtbot.keyClick(asked(main), Qt.Key.Key_Escape)
        assert main.status.sockets.hasFocus()
    finally:
        sockets.add(-2)


def test_they_are_stops_of_the_tab_key_in_their_order(main: MainWindow, qtbot: QtBot) -> None:
    stops = parts(main)
    stops[0].setFocus()
    for after in stops[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert after.hasFocus()


def test_each_has_a_name_says_what_it_does_and_is_large_enough(main: MainWindow) -> None:
    for part in parts(main):
        spoken = QAccessible.queryAccessibleInterface(part)
        assert spoken.role() == QAccessible.Role.Button
        assert spoken.text(QAccessible.Text.Name) == part.accessibleName() != ""
        assert spoken.text(QAccessible.Text.Description)
        assert part.height() >= 24


def test_short_words_are_read_aloud_in_full(main: MainWindow) -> None:
    main.resize(1100, 700)
    main.status.show_training("02:30")
    assert main.status.training.text() == "02:30"
    assert main.status.training.accessibleName() == "Training tonight at 02:30"


def test_the_lowest_windows_keep_model_and_sockets_and_whatever_stopped(main: MainWindow, theme: Theme) -> None:
    theme.set_scale(2.0)
    shown = [part.isVisible() for part in parts(main)]
    assert shown == [True, False, True, False]
    main.status.show_sync_problem("Reading stopped at 11:07")
    assert main.status.sync.isVisible()
    assert main.status.sync.text() == "Reading stopped at 11:07"


def test_sockets_are_never_cut(main: MainWindow, theme: Theme, qtbot: QtBot) -> None:
    theme.set_scale(2.0)
    main.resize(720, 480)
    main.status.show_sockets(3, "model download")
    bar = main.status
    qtbot.waitUntil(lambda: bar.sockets.width() >= bar.sockets.sizeHint().width())
    assert bar.sockets.geometry().right() <= bar.width()
