"""A reply leaves the card of a sprint: counted while the next one is there, and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from photographer import DELE, INES
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import events
from app.send import Reach
from app.store.outbox import Stage
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.sprint_page import SprintPage

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def shown(page: SprintPage) -> str:
    return page.card.top.name.text()


@pytest.fixture
def may_send(desk: ScriptedDesk, preferences: Preferences) -> None:
    desk.reached = {INES: Reach.CHAT, DELE: Reach.CHAT}
    preferences.change(send_by_script=True)


def test_a_sent_reply_counts_while_the_next_card_is_there(
    may_send: None, page: SprintPage, window: MainWindow, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    assert page.foot.send.text() == "Send and next"
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    assert conductor.wishes[-1][0] == "send" or ("send", INES) in [one[:2] for one in conductor.wishes]
    assert shown(page) == "Dele Osei-Hart"
    conductor.tell(events.SendCounting(INES, 6))
    assert window.dock.isVisible()
    assert "Ines" in window.dock.accessibleName()


def test_z_in_the_undo_window_brings_card_and_text_back(
    may_send: None, page: SprintPage, window: MainWindow, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    text = page.card.drafts.options[0].text
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    conductor.tell(events.SendCounting(INES, 6))
    press(Key.Key_Z)
    assert conductor.wishes[-1] == ("take_back_send", INES)
    conductor.tell(events.SendEnded(INES, Stage.TAKEN_BACK))
    assert window.place == "sprint"
    assert shown(page) == "Ines Calloway"
    assert page.card.composer.text() == text
    assert page.card.composer.option is not None
    assert page.progress.text() == "1 of 8"


def test_what_has_gone_is_not_taken_back(
    may_send: None, page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    conductor.tell(events.SendCounting(INES, 6))
    conductor.tell(events.SendEnded(INES, Stage.SENT))
    press(Key.Key_Z)
    assert page.notice.title.text().startswith("This is on its way")
    assert shown(page) == "Dele Osei-Hart"


def test_something_to_look_at_first_is_asked_on_the_card(
    page: SprintPage, desk: ScriptedDesk, press: Callable[..., None], qtbot: QtBot
) -> None:
    desk.worries[page.card.drafts.options[0].text] = ("iban",)
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    assert page.card.before.isVisible()
    assert shown(page) == "Ines Calloway"
    qtbot.mouseClick(page.card.before.first, Qt.MouseButton.LeftButton)
    assert shown(page) == "Dele Osei-Hart"
    assert not page.card.before.isVisible()
