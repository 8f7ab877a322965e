"""The voice for everybody, set by hand and given back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from scripted_conductor import ScriptedConductor
from settings_opened import choose

from app import voices
from app.keep_wishes import SetVoice
from app.store.voice_counts import EVERYBODY
from app.vault import Vault
from ui.settings_window import SettingsWindow


def test_a_slider_sets_the_voice_for_everybody(
    opened: Callable[[str], SettingsWindow], conductor: ScriptedConductor
) -> None:
    window = opened("voice")
    measure = window.page.measures["formality"]
    before = measure.track.value()
    measure.track.setFocus()
    QTest.keyClick(measure.track, Qt.Key.Key_Right)
    measure._settle()
    wished = conductor.wishes[-1]
    assert wished == ("keep", SetVoice(EVERYBODY, "formality", (before + 5) / 100))


def test_what_was_set_by_hand_can_be_given_back(
    opened: Callable[[str], SettingsWindow], conductor: ScriptedConductor, store: Vault
) -> None:
    voices.set_field(store.db, EVERYBODY, "warmth", 0.9)
    voices.set_field(store.db, EVERYBODY, "capitalization", "lowercase")
    window = opened("voice")
    assert window.page.measures["warmth"].value.text() == "very warm"
    assert window.page.capitals.currentText() == "All lowercase"
    assert not window.page.again["formality"].isVisible()
    window.page.again["warmth"].click()
    assert conductor.wishes[-1] == ("keep", SetVoice(EVERYBODY, "warmth", None))
    choose(window.page.capitals, None)
    assert conductor.wishes[-1] == ("keep", SetVoice(EVERYBODY, "capitalization", None))
