"""Voice: sliders, locks, phrases, and what each of them is kept as."""

from __future__ import annotations

from typing import Any

import pytest
from photographer import DELE, INES
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor
from verdicts import ines_voice

from app.events import Kept
from app.keep_wishes import LockVoice, ResetVoice, SetVoice, SetWords, UseEverywhere
from app.wording import voice as words
from ui import inspector
from ui.chips import Chip
from ui.main_window import MainWindow
from ui.source_line import SourceLine
from ui.voice_slider import SCALES


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    window.front.panes.show_panel(inspector.VOICE)
    QApplication.processEvents()
    return window


def shown(window: MainWindow, kind: type[QWidget]) -> list[Any]:
    QApplication.processEvents()
    return [one for one in window.front.inspector.voice.findChildren(kind) if one.isVisible()]


def said(window: MainWindow) -> list[str]:
    return [one.text() for kind in (QLabel, SourceLine) for one in shown(window, kind)]


def kept(conductor: ScriptedConductor) -> list[object]:
    return [wish[1] for wish in conductor.wishes if wish[0] == "keep"]


def test_the_five_fields_say_their_values_in_words(window: MainWindow) -> None:
    assert "Your voice with Ines · from 96 of your messages" in said(window)
    for word in ("relaxed", "about 17 words", "1 in 12 messages", "sentence case", "warm"):
        assert word in said(window)


def test_a_slider_is_one_for_a_screen_reader_too(window: MainWindow) -> None:
    track = window.front.inspector.voice.sliders["formality"].track
    spoken = QAccessible.queryAccessibleInterface(track)
    assert spoken is not None
    assert spoken.role() == QAccessible.Role.Slider
    assert track.accessibleName() == "Formality, relaxed"


def test_several_arrow_presses_are_one_act(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    track = window.front.inspector.voice.sliders["formality"].track
    track.setFocus()
    for _ in range(3):
        qtbot.keyClick(track, Qt.Key.Key_Right)
    assert kept(conductor) == []
    qtbot.waitUntil(lambda: bool(kept(conductor)))
    assert kept(conductor) == [SetVoice(INES, "formality", 0.43)]
    assert track.accessibleName() == "Formality, in between"


def test_pressing_the_track_goes_there_and_is_kept_on_release(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    track = window.front.inspector.voice.sliders["warmth"].track
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(track.width() - 7, 12))
    assert kept(conductor) == []
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(track.width() - 7, 12))
    (wish,) = kept(conductor)
    assert isinstance(wish, SetVoice)
    assert (wish.field, wish.value) == ("warmth", pytest.approx(1.0, abs=0.02))


def test_the_wheel_scrolls_the_panel_and_changes_nothing(window: MainWindow) -> None:
    track = window.front.inspector.voice.sliders["emoji"].track
    before = track.value()
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(track, wheel)
    assert track.value() == before


def test_capitals_have_three_places(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    track = window.front.inspector.voice.sliders["capitalization"].track
    track.setFocus()
    qtbot.keyClick(track, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: bool(kept(conductor)))
    assert kept(conductor) == [SetVoice(INES, "capitalization", "lowercase")]


def test_what_is_set_elsewhere_is_shown_without_being_kept_again(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor
) -> None:
    values = dict(ines_voice().values) | {"formality": 0.9}
    desk.voices[INES] = ines_voice(values=values)
    window.tell_page(Kept())
    assert "formal" in said(window)
    assert kept(conductor) == []


def test_a_field_is_locked_and_freed(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    sliders = window.front.inspector.voice.sliders
    qtbot.mouseClick(sliders["warmth"].lock, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sliders["length"].lock, Qt.MouseButton.LeftButton)
    assert kept(conductor) == [LockVoice(INES, True, "warmth"), LockVoice(INES, False, "length")]


def test_the_whole_voice_is_locked_by_its_switch(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    lock = window.front.inspector.voice.lock
    assert lock.isChecked()
    qtbot.mouseClick(lock, Qt.MouseButton.LeftButton)
    lock.setFocus()
    qtbot.keyClick(lock, Qt.Key.Key_Space)
    assert kept(conductor) == [LockVoice(INES, False), LockVoice(INES, True)]


def test_a_phrase_is_added_with_return(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    phrases = window.front.inspector.voice.phrases
    phrases.add.setFocus()
    qtbot.keyClick(phrases.add, Qt.Key.Key_Space)
    assert phrases.edit.hasFocus()
    qtbot.keyClicks(phrases.edit, "  see  you there ")
    qtbot.keyClick(phrases.edit, Qt.Key.Key_Return)
    assert kept(conductor) == [SetWords(INES, phrases=("lovely", "works for me", "see you there"))]
    assert phrases.add.hasFocus()


def test_a_phrase_that_is_there_is_not_added_twice(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    phrases = window.front.inspector.voice.phrases
    phrases.add.click()
    qtbot.keyClicks(phrases.edit, "Lovely")
    qtbot.keyClick(phrases.edit, Qt.Key.Key_Return)
    assert kept(conductor) == []


def test_escape_leaves_the_field_and_the_page_stays(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    never = window.front.inspector.voice.never
    never.add.click()
    qtbot.keyClicks(never.edit, "jk")
    qtbot.keyClick(never.edit, Qt.Key.Key_Escape)
    assert not never.edit.isVisible()
    assert kept(conductor) == []
    assert window.front.conversation.head is not None
    assert window.front.conversation.head.conversation_id == INES


def test_words_never_written_are_taken_away(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    chip = next(one for one in shown(window, Chip) if one.text() == "kindly")
    assert chip.accessibleName() == "Remove kindly"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert kept(conductor) == [SetWords(INES, never=("I hope this finds you well",))]


def test_learnt_phrases_say_so_and_cannot_be_removed(window: MainWindow, conductor: ScriptedConductor) -> None:
    chip = next(one for one in shown(window, Chip) if one.text() == "shall I")
    assert "Learnt" in chip.toolTip()
    chip.click()
    assert kept(conductor) == []


def test_an_own_message_is_quoted_with_its_day(window: MainWindow, qtbot: QtBot) -> None:
    assert "How you sound to Ines" in said(window)
    quote = next(one for one in shown(window, SourceLine) if "long lens" in one.text())
    assert any(word.startswith("Your own message, 13 March") for word in said(window))
    qtbot.mouseClick(quote, Qt.MouseButton.LeftButton)
    assert window.front.conversation.messages.delegate.pointed_at == 11


def test_the_voice_is_used_everywhere_or_given_up(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    desk.voices[INES] = ines_voice(locked=frozenset())
    window.tell_page(Kept())
    panel = window.front.inspector.voice
    qtbot.mouseClick(panel.everywhere, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.reset, Qt.MouseButton.LeftButton)
    assert kept(conductor) == [UseEverywhere(INES), ResetVoice(INES)]


def test_there_is_nothing_to_give_up_where_nothing_was_set(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.voices[DELE] = ines_voice(contact_id=DELE, by_hand=frozenset(), locked=frozenset(), phrases=(), never=())
    window.front.inbox.select(DELE)
    panel = window.front.inspector.voice
    assert not panel.everywhere.isEnabled()
    assert not panel.reset.isEnabled()


def test_a_voice_borrowed_from_everybody_says_so(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.voices[DELE] = ines_voice(contact_id=DELE, learnt_for="everybody", learnt_from=1204)
    window.front.inbox.select(DELE)
    assert any("what you change is for Dele only" in word.lower().replace("dele", "Dele") for word in said(window))


@pytest.mark.parametrize("field", list(words.FIELDS))
def test_every_place_of_a_slider_has_a_value_and_comes_back_to_itself(field: str) -> None:
    scale = SCALES[field]
    for place in range(scale.most + 1):
        value = scale.value(place)
        assert scale.place(value) == place
        assert words.value(field, value)


def test_the_panel_is_not_built_anew_while_a_hand_is_on_it(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    track = window.front.inspector.voice.sliders["warmth"].track
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(track.width() - 7, 12))
    held = track.value()
    window.tell_page(Kept())
    assert window.front.inspector.voice.sliders["warmth"].track is track
    assert track.value() == held
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton)
