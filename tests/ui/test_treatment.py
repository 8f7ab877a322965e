"""How somebody is treated, in the voice panel: what is guessed says so, what is set by hand is kept and locked."""

from __future__ import annotations

import pytest
from photographer import INES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor
from verdicts import ines_voice

from app.events import Kept
from app.keep_wishes import LockTreatment, SetTreatment, UsePersona
from app.personas import Field
from ui import inspector
from ui.chips import Chip
from ui.main_window import MainWindow
from ui.treatment import UNFIT, Treatment

TREATED = {
    "address": Field(("de familiar", "fr polite"), "guess", 14, 20),
    "playful": Field(None, "none"),
    "greetings": Field(("hey", "hi"), "guess", 12, 40),
    "closings": Field((), "hand"),
    "signs": Field(("☀",), "guess_of_all", 33, 400),
    "pet_names": Field(("sunshine",), "hand", locked=True),
}


@pytest.fixture
def treatment(window: MainWindow, desk: ScriptedDesk) -> Treatment:
    desk.voices[INES] = ines_voice(treatment=TREATED)
    window.front.panes.show_panel(inspector.VOICE)
    window.tell_page(Kept())
    QApplication.processEvents()
    return window.front.inspector.voice.treatment


def kept(conductor: ScriptedConductor) -> list[object]:
    return [wish[1] for wish in conductor.wishes if wish[0] == "keep"]


def chips(treatment: Treatment, field: str) -> list[str]:
    QApplication.processEvents()
    return [one.text() for one in treatment.rows[field].findChildren(Chip) if one.isVisible()]


def test_what_is_guessed_is_said_to_be_guessed_and_from_how_much(treatment: Treatment) -> None:
    assert treatment.rows["greetings"].whence.text() == "Guessed, 12 of 40 times"
    assert treatment.rows["signs"].whence.text() == "Guessed from what you write to everybody, 33 of 400 times"
    assert treatment.rows["address"].whence.text().startswith("Familiar in German, Polite in French · Guessed")
    assert treatment.rows["pet_names"].whence.text() == "Set by you"
    assert sorted(chips(treatment, "greetings")) == ["Add", "hey", "hi"]


def test_a_wish_for_none_is_shown_as_one_and_taken_back(
    treatment: Treatment, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    assert treatment.rows["closings"].whence.text() == "None, by your wish"
    qtbot.mouseClick(treatment.rows["closings"].free, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(treatment.rows["greetings"].none, Qt.MouseButton.LeftButton)
    assert kept(conductor) == [SetTreatment(INES, "closings", None), SetTreatment(INES, "greetings", ())]


def test_the_form_of_address_is_chosen_by_keys(
    treatment: Treatment, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    choice = treatment.rows["address"].choice
    assert choice.tabText(choice.currentIndex()) == "Guessed"
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Left)
    assert kept(conductor) == [SetTreatment(INES, "address", "polite")]


def test_a_word_is_added_and_another_taken_away(
    treatment: Treatment, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    names = treatment.rows["pet_names"].chips
    qtbot.mouseClick(names.add, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(names.edit, "darling")
    qtbot.keyClick(names.edit, Qt.Key.Key_Return)
    assert kept(conductor) == [SetTreatment(INES, "pet_names", ("sunshine", "darling"))]
    gone = next(one for one in names.findChildren(Chip) if one.text() == "sunshine")
    qtbot.mouseClick(gone, Qt.MouseButton.LeftButton)
    assert kept(conductor)[-1] == SetTreatment(INES, "pet_names", None)


def test_what_no_field_can_be_is_refused_in_words(
    treatment: Treatment, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    greetings = treatment.rows["greetings"].chips
    qtbot.mouseClick(greetings.add, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(greetings.edit, "The price is 250 for two hours and that is final")
    qtbot.keyClick(greetings.edit, Qt.Key.Key_Return)
    assert kept(conductor) == []
    assert treatment.rows["greetings"].whence.text() == UNFIT


def test_a_field_is_locked_where_something_is_known_of_it(
    treatment: Treatment, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    assert not treatment.rows["playful"].lock.isEnabled()
    assert treatment.rows["pet_names"].lock.accessibleName() == "What you call them stays as it is"
    qtbot.mouseClick(treatment.rows["greetings"].lock, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(treatment.rows["pet_names"].lock, Qt.MouseButton.LeftButton)
    assert kept(conductor) == [LockTreatment(INES, "greetings", True), LockTreatment(INES, "pet_names", False)]


def test_a_persona_is_offered_only_where_one_may_speak(
    treatment: Treatment, window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    assert not treatment.persona.isVisible()
    assert not treatment.rows["playful"].isVisible()
    desk.voices[INES] = ines_voice(treatment=TREATED, persona="me", persona_on=True)
    window.tell_page(Kept())
    QApplication.processEvents()
    assert treatment.persona.isChecked()
    assert treatment.rows["playful"].isVisible()
    treatment.persona.setFocus()
    qtbot.keyClick(treatment.persona, Qt.Key.Key_Space)
    assert kept(conductor) == [UsePersona(INES, False)]
