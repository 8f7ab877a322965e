"""A reply is counted: the button says what it does, it goes once, and until then it can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from photographer import DELE, INES
from pytestqt.qtbot import QtBot
from reply_by_hand import Key, click, leave, sent, write
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app.events import SendCounting, SendEnded
from app.send import Reach
from app.settings import AfterDone
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.sending import first_name


@pytest.mark.parametrize(
    ("reach", "by_script", "words"),
    [
        (Reach.COPY, True, "Copy reply"),
        (Reach.MESSAGES, True, "Copy and open Messages"),
        (Reach.CHAT, False, "Copy and open Messages"),
        (Reach.CHAT, True, "Send"),
    ],
)
def test_the_button_says_what_it_does(
    reach: Reach, by_script: bool, words: str, desk: ScriptedDesk, preferences: Preferences,
    open_window: Callable[..., MainWindow],
) -> None:  # fmt: skip
    desk.reached = {INES: reach}
    preferences.change(send_by_script=by_script)
    button = open_window().front.conversation.composer.send
    assert (button.text(), button.accessibleName()) == (words, words)


def test_a_reply_is_counted_and_goes_once(sending: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    pane = sending.front.conversation
    pane.choose(2)
    text = pane.composer.text()
    leave(sending, qtbot)
    leave(sending, qtbot)
    assert sent(conductor) == [("send", INES, text, "r2")]
    assert pane.composer.text() == ""
    assert pane.sent_strip.isVisible()
    assert pane.sent_strip.accessibleName() == "Sending to Ines in 8 s"
    sending.sending.hear(SendCounting(INES, 6))
    assert pane.sent_strip.left.text() == "6 s"
    assert pane.sent_strip.ring.accessibleName() == "6 of 8 seconds left"
    sending.sending.hear(SendCounting(INES, 0))
    assert pane.sent_strip.accessibleName() == "Sending to Ines…"
    assert not pane.sent_strip.undo.isVisible()
    sending.sending.hear(SendEnded(INES, "sent"))
    assert not pane.sent_strip.isVisible()
    assert not [wish for wish in conductor.wishes if wish[0] == "accept"]


def test_z_takes_a_reply_back_with_its_draft(sending: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    pane = sending.front.conversation
    pane.choose(2)
    option, text = pane.composer.option, pane.composer.text()
    leave(sending, qtbot)
    qtbot.keyClick(sending.front.inbox.list, Key.Key_Z)
    assert conductor.wishes[-1] == ("take_back_send", INES)
    sending.sending.hear(SendEnded(INES, "taken_back"))
    assert (pane.composer.text(), pane.composer.option) == (text, option)
    assert not pane.sent_strip.isVisible()
    qtbot.keyClick(sending.front.inbox.list, Key.Key_Z)
    assert conductor.wishes[-1] == ("undo",)


def test_what_was_begun_since_stays_below_what_comes_back(sending: MainWindow, qtbot: QtBot) -> None:
    write(sending, qtbot, "first")
    leave(sending, qtbot)
    write(sending, qtbot, "second")
    click(qtbot, sending.front.conversation.sent_strip.undo)
    sending.sending.hear(SendEnded(INES, "taken_back"))
    assert sending.front.conversation.composer.text() == "first\nsecond"


def test_send_now_is_a_click(sending: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    write(sending, qtbot, "now")
    leave(sending, qtbot)
    click(qtbot, sending.front.conversation.sent_strip.now)
    assert conductor.wishes[-1] == ("send_now", INES)


def test_whoever_moves_on_keeps_the_strip_above_the_status_bar(
    sending: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    write(sending, qtbot, "later")
    leave(sending, qtbot)
    assert not sending.dock.isVisible()
    sending.front.inbox.select(DELE)
    assert not sending.front.conversation.sent_strip.isVisible()
    assert sending.dock.isVisible()
    click(qtbot, sending.dock.undo)
    assert conductor.wishes[-1] == ("take_back_send", INES)
    sending.sending.hear(SendEnded(INES, "taken_back"))
    assert sending.front.inbox.current() == INES
    assert sending.front.conversation.composer.text() == "later"
    assert not sending.dock.isVisible()


def test_the_docked_strip_leads_back(sending: MainWindow, qtbot: QtBot) -> None:
    write(sending, qtbot, "later")
    leave(sending, qtbot)
    sending.front.inbox.select(DELE)
    click(qtbot, sending.dock.show_conversation)
    assert sending.front.conversation.sent_strip.isVisible()
    assert not sending.dock.isVisible()


def test_the_next_conversation_comes_unless_the_person_stays(
    sending: MainWindow, preferences: Preferences, qtbot: QtBot
) -> None:
    write(sending, qtbot, "one")
    leave(sending, qtbot)
    head = sending.front.conversation.head
    assert head is not None
    assert head.conversation_id == INES
    sending.sending.hear(SendEnded(INES, "taken_back"))
    preferences.change(after_done=AfterDone.NEXT)
    write(sending, qtbot, "two")
    leave(sending, qtbot)
    assert sending.front.inbox.current() == DELE
    assert sending.front.inbox.rows.row_of(INES) is None
    assert sending.dock.isVisible()
    sending.sending.hear(SendEnded(INES, "taken_back"))
    assert sending.front.inbox.current() == INES


@pytest.mark.parametrize(
    ("name", "short"),
    [("Ines Calloway", "Ines"), ("+44 7700 900142", "+44 7700 900142"), ("A" * 40, "A" * 23 + "…"), ("", "")],
)
def test_whom_it_goes_to_is_named_in_a_line(name: str, short: str) -> None:
    assert first_name(name) == short
