"""Keys of the window and the one from anywhere: changed, refused, given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from scripted_conductor import ScriptedConductor
from settings_opened import asked, row

from ui.key_sheet import KeySheet
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.settings_window import SettingsWindow

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def press_for(window: SettingsWindow, act: str, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    button = window.page.keys[act]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.waits
    QTest.keyClick(button, key, modifiers)


def test_a_key_is_changed_by_pressing_another_and_works_at_once(
    opened: Callable[[str], SettingsWindow], main: MainWindow, preferences: Preferences, conductor: ScriptedConductor
) -> None:
    window = opened("shortcuts")
    press_for(window, "finish", Qt.Key.Key_W)
    assert preferences.settings.keys == {"finish": "W"}
    assert "changed" in window.page.keys["finish"].accessibleName()
    shortcuts = {action.shortcut().toString() for action in main.actions() if action.text() == "done"}
    assert shortcuts == {"W"}
    sheet = main.acts["key_sheet"]()
    assert isinstance(sheet, KeySheet)
    assert "W: done" in sheet.accessibleName()


def test_a_key_that_is_used_is_refused_and_named(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("shortcuts")
    press_for(window, "finish", Qt.Key.Key_J)
    assert preferences.settings.keys == {}
    assert "next conversation" in row(window, "Done").hint.text()
    press_for(window, "finish", Qt.Key.Key_Tab)
    assert "moving between fields" in row(window, "Done").hint.text()
    press_for(window, "finish", Qt.Key.Key_E)
    assert row(window, "Done").hint.text() == ""


def test_the_key_from_anywhere_knows_the_keys_that_the_person_changed(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("shortcuts")
    press_for(window, "palette", Qt.Key.Key_P, CTRL | ALT)
    recorder = window.page.recorder
    for key, said in ((Qt.Key.Key_P, "already does “Command palette”"), (Qt.Key.Key_C, "already does")):
        recorder.well.setFocus()
        QTest.keyClick(recorder.well, Qt.Key.Key_Return)
        QTest.keyClick(recorder.well, key, CTRL | ALT if key == Qt.Key.Key_P else CTRL)
        assert said in recorder.reason.text()
    assert preferences.settings.quick_reply_key == "Ctrl+Alt+Shift+R"


def test_the_key_from_anywhere_is_not_given_to_an_act_of_the_window(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    preferences.change(quick_reply_key="Ctrl+Alt+Space")
    window = opened("shortcuts")
    press_for(window, "finish", Qt.Key.Key_Space, CTRL | ALT)
    assert preferences.settings.keys == {}
    assert "quick reply from anywhere" in row(window, "Done").hint.text()


def test_esc_leaves_a_key_as_it_was_and_does_not_close(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("shortcuts")
    press_for(window, "search", Qt.Key.Key_Escape)
    assert window.isVisible()
    assert preferences.settings.keys == {}
    assert not window.page.keys["search"].waits


def test_defaults_come_back(opened: Callable[[str], SettingsWindow], preferences: Preferences) -> None:
    preferences.change(keys={"palette": "Ctrl+P", "finish": "Shift+E"})
    window = opened("shortcuts")
    assert window.page.keys["palette"].sequence == "Ctrl+P"
    window.page.restore.click()
    assert "2 keys you changed go back" in asked(window).text.text()
    asked(window).yes.click()
    assert preferences.settings.keys == {}
    assert window.page.keys["palette"].sequence == "Ctrl+K"
    assert not window.page.restore.isEnabled()


def test_single_letters_rest_at_once(opened: Callable[[str], SettingsWindow], main: MainWindow) -> None:
    window = opened("shortcuts")
    row(window, "Single letters").first.click()
    assert "E" not in {action.shortcut().toString() for action in main.actions()}
