"""Before a reply leaves: it is looked through, and sending is offered beside copying."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from photographer import DELE, INES
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from reply_by_hand import click, leave, sent, write
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app.settings import AfterDone
from ui.main_window import MainWindow
from ui.preferences import Preferences

CARD = "my card is 4242 4242 4242 4242"


def test_sending_is_offered_once_with_copying_beside_it(
    reaching: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences,
    open_window: Callable[..., MainWindow], qtbot: QtBot, opened_urls: list[str],
) -> None:  # fmt: skip
    preferences.change(after_done=AfterDone.STAY)
    window = open_window()
    pane = window.front.conversation
    write(window, qtbot, "hello")
    leave(window, qtbot)
    assert pane.before.title.text() == "Send through Messages from now on?"
    assert QGuiApplication.clipboard().text() != "hello"
    click(qtbot, pane.before.second)
    assert QGuiApplication.clipboard().text() == "hello"
    assert len(opened_urls) == 1
    write(window, qtbot, " again")
    leave(window, qtbot)
    assert not pane.before.isVisible()
    assert QGuiApplication.clipboard().text() == "hello again"
    assert not preferences.settings.send_by_script
    assert sent(conductor) == []


def test_whoever_accepts_the_offer_sends(
    reaching: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences,
    open_window: Callable[..., MainWindow], qtbot: QtBot,
) -> None:  # fmt: skip
    window = open_window()
    write(window, qtbot, "hello")
    leave(window, qtbot)
    click(qtbot, window.front.conversation.before.first)
    assert preferences.settings.send_by_script
    assert sent(conductor) == [("send", INES, "hello", None)]
    window.front.inbox.select(INES)
    assert window.front.conversation.composer.send.text() == "Send"


def test_the_key_pressed_twice_copies_and_never_switches_sending_on(
    reaching: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences,
    open_window: Callable[..., MainWindow], qtbot: QtBot,
) -> None:  # fmt: skip
    window = open_window()
    write(window, qtbot, "hello")
    leave(window, qtbot)
    leave(window, qtbot)
    assert QGuiApplication.clipboard().text() == "hello"
    assert not preferences.settings.send_by_script
    assert sent(conductor) == []


def test_where_nothing_is_sent_nothing_is_offered(window: MainWindow, qtbot: QtBot, opened_urls: list[str]) -> None:
    write(window, qtbot, "copy me")
    leave(window, qtbot)
    assert not window.front.conversation.before.isVisible()
    assert QGuiApplication.clipboard().text() == "copy me"
    assert opened_urls == []


def test_a_worry_is_shown_before_anything_goes_and_the_key_again_confirms(
    sending: MainWindow, reaching: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    reaching.worries[CARD] = ("card_number", "elsewhere:11:30")
    write(sending, qtbot, CARD)
    leave(sending, qtbot)
    before = sending.front.conversation.before
    assert before.title.text() == "Check before it goes"
    assert before.text.text().splitlines() == [
        "This holds a card number.",
        "“4242 4242 4242 4242” comes from another contact’s conversation.",
    ]
    assert before.first.text() == "Send anyway"
    assert sent(conductor) == []
    leave(sending, qtbot)
    assert sent(conductor) == [("send", INES, CARD, None)]
    assert not before.isVisible()


def test_changing_the_text_asks_anew(
    sending: MainWindow, reaching: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    reaching.worries[CARD] = ("card_number",)
    reaching.worries[CARD + "1"] = ("card_number",)
    write(sending, qtbot, CARD)
    leave(sending, qtbot)
    click(qtbot, sending.front.conversation.before.second)
    assert sending.front.conversation.composer.edit.hasFocus()
    write(sending, qtbot, "1")
    leave(sending, qtbot)
    assert sending.front.conversation.before.isVisible()
    write(sending, qtbot, "2")
    assert not sending.front.conversation.before.isVisible()
    leave(sending, qtbot)
    assert [wish[2] for wish in sent(conductor)] == [CARD + "12"]


def test_copying_is_looked_through_too(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    desk.worries[CARD] = ("card_number",)
    QGuiApplication.clipboard().clear()
    write(window, qtbot, CARD)
    leave(window, qtbot)
    assert QGuiApplication.clipboard().text() == ""
    click(qtbot, window.front.conversation.before.first)
    assert QGuiApplication.clipboard().text() == CARD


def test_a_question_goes_with_its_conversation(sending: MainWindow, reaching: ScriptedDesk, qtbot: QtBot) -> None:
    reaching.worries[CARD] = ("card_number",)
    write(sending, qtbot, CARD)
    leave(sending, qtbot)
    sending.front.inbox.select(DELE)
    assert not sending.front.conversation.before.isVisible()


class Silent:
    """Reads that never answer."""

    def ask(self, *_wish: Any) -> None:
        """Nothing comes."""


def test_a_text_that_cannot_be_looked_through_is_not_sent_unseen(
    sending: MainWindow, conductor: ScriptedConductor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "reads", Silent())
    sending.leaving._patience.setInterval(1)
    write(sending, qtbot, "hello")
    leave(sending, qtbot)
    qtbot.waitUntil(sending.front.conversation.before.isVisible)
    assert sending.front.conversation.before.text.text() == "Sotto could not look through this just now."
    assert sent(conductor) == []
