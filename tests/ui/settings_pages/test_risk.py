"""What is marked as a risk, own phrases, and for whom nothing is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from scripted_conductor import ScriptedConductor
from settings_opened import THEO

from app.settings import Mark
from ui.preferences import Preferences
from ui.settings_window import SettingsWindow


def test_a_mark_is_made_quieter_and_switched_off(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("risk")
    measure = window.page.measures["freeloader"]
    assert measure.value.text() == "from 40"
    measure.track.setFocus()
    for _ in range(4):
        QTest.keyClick(measure.track, Qt.Key.Key_Right)
    measure._settle()
    assert preferences.settings.marks == {"freeloader": Mark(on=True, threshold=0.6)}
    window.page.switches["freeloader"].click()
    assert preferences.settings.marks == {"freeloader": Mark(on=False, threshold=0.6)}
    assert not measure.isEnabled()


def test_own_phrases_are_added_and_taken_away(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("risk")
    chips = window.page.phrases
    chips.add.click()
    QTest.keyClicks(chips.edit, "exposure")
    QTest.keyClick(chips.edit, Qt.Key.Key_Return)
    assert preferences.settings.own_phrases == ["exposure"]
    chips.changed.emit(())
    assert preferences.settings.own_phrases == []


def test_whom_nothing_is_marked_for_is_chosen(
    opened: Callable[[str], SettingsWindow], conductor: ScriptedConductor
) -> None:
    window = opened("risk")
    window.page.edit.click()
    window.page.picker.rows[THEO].first.click()
    assert conductor.wishes[-1] == ("mark", THEO, False)


def test_how_often_it_is_right_is_counted(opened: Callable[[str], SettingsWindow]) -> None:
    window = opened("risk")
    assert window.page.kept.text() == "none yet"
