"""The course of a sprint by keys and mouse: every deed and its way back, what drops out, pause and end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from photographer import DELE, INES, at, line
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import events
from engine.domain import State
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.sprint_page import SprintPage

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def shown(page: SprintPage) -> str:
    return page.card.top.name.text()


def test_g_and_s_begin_with_the_most_pressing(
    page: SprintPage, window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    assert shown(page) == "Ines Calloway"
    assert page.header.plan.text() == "8 need a reply"
    assert page.progress.text() == "1 of 8"
    assert not window.rail.isVisible()
    assert page.card.drafts.hasFocus()
    assert len(page.card.messages.rows.lines) == 3
    assert page.card.top.marks.accessibleName() == "By 15:00 · reschedule, Worth checking"
    qtbot.waitUntil(lambda: ("opened", INES) in conductor.wishes)


def test_the_button_in_the_inbox_goes_there_and_rests_without_anybody(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    button = window.front.inbox.sprint
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.place == "sprint"
    window.go("inbox")
    assert window.rail.isVisible()
    assert window.rail.items["inbox"].isChecked()
    desk.rows = [replace(row, state=State.WAITING) for row in desk.rows]
    window.front.reading.at_once()
    window.front.inbox.show_new()
    assert not button.isEnabled()


def test_a_chosen_draft_is_copied_and_the_next_card_comes(
    page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    QGuiApplication.clipboard().clear()
    assert not page.foot.send.isEnabled()
    press(Key.Key_2)
    assert page.foot.send.isEnabled()
    assert page.foot.send.text() == "Copy and next"
    press(Key.Key_Return, CTRL)
    assert QGuiApplication.clipboard().text().startswith("Sunday 14:00 is yours.")
    assert ("accept", "r2", QGuiApplication.clipboard().text()) in conductor.wishes
    assert shown(page) == "Dele Osei-Hart"
    assert page.progress.text() == "2 of 8, under 1 min saved"


@pytest.mark.parametrize(
    ("key", "wish"), [(Key.Key_E, "done"), (Key.Key_S, ""), (Key.Key_H, "snooze")], ids=["done", "skip", "snooze"]
)
def test_a_deed_brings_the_next_card_and_z_the_one_before(
    page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None], key: Qt.Key, wish: str
) -> None:
    conductor.wishes.clear()
    press(key)
    if key == Key.Key_H:
        press(Key.Key_1)
    assert shown(page) == "Dele Osei-Hart"
    assert page.progress.text() == ("1 of 8" if key == Key.Key_S else "2 of 8")
    assert [one[0] for one in conductor.wishes] == ([wish] if wish else [])
    press(Key.Key_Z)
    assert shown(page) == "Ines Calloway"
    assert page.progress.text() == "1 of 8"
    assert [one[0] for one in conductor.wishes] == ([wish, "undo"] if wish else [])
    press(Key.Key_Z)
    assert shown(page) == "Ines Calloway"


def test_a_copied_reply_is_taken_back_with_its_decision(
    page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    for key, modifier in ((Key.Key_1, Qt.KeyboardModifier.NoModifier), (Key.Key_Return, CTRL)):
        press(key, modifier)
    press(Key.Key_Z)
    assert shown(page) == "Ines Calloway"
    assert conductor.wishes[-1] == ("undo",)
    assert page.course is not None
    assert page.course.n_answered == 0
    assert not page.foot.send.isEnabled()


def test_a_rejected_draft_stands_again_after_z(page: SprintPage, press: Callable[..., None]) -> None:
    first = page.card.drafts.options[0]
    press(Key.Key_X)
    press(Key.Key_Escape)
    assert first not in page.card.drafts.options
    press(Key.Key_Z)
    assert page.card.drafts.options[0] == first
    assert shown(page) == "Ines Calloway"


def test_what_was_answered_elsewhere_drops_out_at_its_turn(
    page: SprintPage, desk: ScriptedDesk, press: Callable[..., None]
) -> None:
    theirs = desk.thread(DELE)[0]
    mine = line(999, "It is not", at("11:06"), from_me=True, conversation_id=DELE)
    desk.threads[DELE] = [theirs, mine]
    press(Key.Key_E)
    assert shown(page) == "+44 7700 900142"
    assert page.progress.text() == "2 of 7"


def test_the_card_in_sight_goes_when_it_is_answered_elsewhere(
    page: SprintPage, desk: ScriptedDesk, conductor: ScriptedConductor
) -> None:
    desk.threads[INES] = [*desk.threads[INES], line(999, "Sunday is fine", at("11:06"), from_me=True)]
    conductor.tell(events.MessagesArrived((INES,)))
    assert shown(page) == "Dele Osei-Hart"
    assert page.progress.text() == "1 of 7"


def test_pausing_hides_the_card_and_its_keys(page: SprintPage, press: Callable[..., None]) -> None:
    press(Key.Key_P)
    assert not page.card.isVisible()
    assert page.end.title.text() == "Paused"
    assert "8 conversations are left" in page.end.text.text()
    press(Key.Key_E)
    press(Key.Key_P)
    assert page.card.isVisible()
    assert shown(page) == "Ines Calloway"


def test_a_pause_outlives_a_look_at_the_inbox_and_leaving_does_not(
    page: SprintPage, window: MainWindow, press: Callable[..., None]
) -> None:
    press(Key.Key_E)
    press(Key.Key_P)
    window.go("inbox")
    window.go("sprint")
    assert page.paused
    press(Key.Key_P)
    assert page.progress.text() == "2 of 8"
    press(Key.Key_Escape)
    assert window.place == "inbox"
    window.go("sprint")
    assert page.progress.text() == "1 of 8"


def test_the_end_tells_what_was_done_and_can_be_undone(
    page: SprintPage, window: MainWindow, press: Callable[..., None]
) -> None:
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    for _ in range(7):
        press(Key.Key_E)
    assert page.end.title.text() == "8 looked at, 1 answered, under 1 min saved."
    assert page.end.text.text().startswith("Estimate: ")
    press(Key.Key_Z)
    assert shown(page) == "Lena Ostrowe"
    press(Key.Key_S)
    assert shown(page) == "Lena Ostrowe"
    assert page.notice.title.text().startswith("This is the last one.")
    press(Key.Key_E)
    press(Key.Key_Return, CTRL)
    assert window.place == "sprint"
    press(Key.Key_Return)
    assert window.place == "inbox"


def test_without_single_letters_the_buttons_do_it(
    page: SprintPage, preferences: Preferences, press: Callable[..., None], qtbot: QtBot
) -> None:
    preferences.change(single_letter_keys=False)
    press(Key.Key_E)
    assert shown(page) == "Ines Calloway"
    qtbot.mouseClick(page.foot.skip, Qt.MouseButton.LeftButton)
    assert shown(page) == "Dele Osei-Hart"
    qtbot.mouseClick(page.foot.undo, Qt.MouseButton.LeftButton)
    assert shown(page) == "Ines Calloway"
