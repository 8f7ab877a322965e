"""See what happened: the plain record of restarts and of replies that did not go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from photographer import DELE, INES, NOW, line
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk

from app import events
from app.store.outbox import Letter, Stage
from app.wording import record as words
from engine.problems import SendingFailed
from ui.ask_first import AskFirst
from ui.buttons import Button
from ui.main_window import MainWindow
from ui.troubles import Troubles

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def troubles(window: MainWindow) -> Troubles:
    return Troubles(window)


def dialog(window: MainWindow) -> AskFirst:
    return next(one for one in window.findChildren(AskFirst) if one.isVisible())


def press(window: MainWindow, words: str, qtbot: QtBot) -> None:
    button = next(one for one in window.findChildren(Button) if one.text() == words and one.isVisible())
    qtbot.mouseClick(button, LEFT)


def test_after_a_restart_the_record_says_when_and_why(window: MainWindow, troubles: Troubles, qtbot: QtBot) -> None:
    troubles.hear(events.ModelRestarted(NOW - timedelta(minutes=2), 4.2, smaller=True))
    press(window, "See what happened", qtbot)
    shown = dialog(window)
    assert shown.facts.text() == (
        "11:05  The model stopped. It ran out of memory and was restarted with a smaller context, which took 4 s. "
        "No message was lost and nothing was sent."
    )
    qtbot.mouseClick(shown.buttons[0], LEFT)
    assert QGuiApplication.clipboard().text() == shown.facts.text()


def test_after_a_reply_that_did_not_go_the_strip_leads_to_the_record(
    window: MainWindow, desk: ScriptedDesk, troubles: Troubles, qtbot: QtBot
) -> None:
    problem = SendingFailed(number=-1743)
    desk.letters[INES] = Letter(1, INES, None, "Kept words", Stage.FAILED, problem, 1)
    ended = events.SendEnded(INES, "failed", problem)
    window.sending.hear(ended)
    troubles.hear(ended)
    press(window, "See what happened", qtbot)
    said = dialog(window).facts.text()
    assert "A reply was not sent." in said
    assert "-1743" in said
    assert "Kept words" not in said


def test_the_record_is_in_order_and_says_a_thing_once(window: MainWindow, troubles: Troubles) -> None:
    troubles.hear(events.SendEnded(INES, "sent"))
    for _ in range(3):
        troubles.hear(events.StoreHasRoom())
    troubles.hear(events.ModelRestarted(NOW - timedelta(hours=3), 2.0, smaller=False))
    first, second, third = window.record.lines()
    assert first.startswith("08:07  The model stopped. It was restarted")
    assert "seen in Messages" in second
    assert "room on the disk" in third


def test_with_nothing_to_tell_the_record_says_so(window: MainWindow) -> None:
    window.record.show_all()
    assert dialog(window).facts.text() == words.NOTHING


def test_a_message_that_nobody_could_decode_says_so_in_the_thread(window: MainWindow, desk: ScriptedDesk) -> None:
    lost = replace(line(90, "", NOW - timedelta(hours=1), sender=""), readable=False)
    desk.threads[DELE] = [line(80, "Hello", NOW - timedelta(hours=2), sender=""), lost]
    window.front.inbox.select(DELE)
    rows = window.front.conversation.messages.rows
    texts = [rows.item(row).text for row in range(rows.rowCount())]
    assert "Sotto can’t read this message yet" in texts
    assert "Hello" in texts
