"""How a reply ends that did not simply go: not seen, failed, sent before, left over from an earlier run."""

from __future__ import annotations

from collections.abc import Callable

from photographer import DELE, INES
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from reply_by_hand import Key, click, leave, letter, sent, write
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app.events import SendCounting, SendEnded
from app.store.outbox import Stage
from engine.problems import AlreadySending, SendingDenied
from ui.main_window import MainWindow


def test_what_cannot_be_seen_is_said_and_never_sent_again(
    sending: MainWindow, reaching: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot, opened_urls: list[str]
) -> None:
    write(sending, qtbot, "Kept words")
    leave(sending, qtbot)
    reaching.letters[INES] = letter(Stage.UNKNOWN)
    sending.sending.hear(SendEnded(INES, "unknown"))
    strip = sending.front.conversation.sent_strip
    assert strip.title.text() == "Sent, but Sotto can’t see it in Messages yet"
    assert strip.text.text() == "It will not send again by itself. Look in Messages first."
    assert not strip.again.isVisible()
    click(qtbot, strip.copy)
    assert QGuiApplication.clipboard().text() == "Kept words"
    click(qtbot, strip.messages)
    assert len(opened_urls) == 1
    click(qtbot, strip.close_button)
    assert conductor.wishes[-1] == ("let_go_send", INES)
    assert not strip.isVisible()
    assert len(sent(conductor)) == 1


def test_a_failure_names_its_reason_and_is_tried_again_by_a_click(
    sending: MainWindow, reaching: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    write(sending, qtbot, "Kept words")
    leave(sending, qtbot)
    reaching.letters[INES] = letter(Stage.FAILED, problem=SendingDenied(number=-1743))
    sending.sending.hear(SendEnded(INES, "failed"))
    strip = sending.front.conversation.sent_strip
    assert strip.title.text() == "Messages could not send this"
    assert strip.text.text().startswith("Your text is kept. macOS does not let Sotto control Messages")
    assert len(sent(conductor)) == 1
    click(qtbot, strip.again)
    assert conductor.wishes[-1] == ("send_again", INES)
    sending.sending.hear(SendCounting(INES, 8))
    assert strip.undo.isVisible()


def test_closing_a_failure_puts_the_text_back(
    sending: MainWindow, reaching: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    reaching.letters[INES] = letter(Stage.FAILED)
    sending.sending.hear(SendEnded(INES, "failed"))
    click(qtbot, sending.front.conversation.sent_strip.close_button)
    assert conductor.wishes[-1] == ("take_back_send", INES)
    reaching.letters[INES] = letter(Stage.TAKEN_BACK)
    sending.sending.hear(SendEnded(INES, "taken_back"))
    assert sending.front.conversation.composer.text() == "Kept words"
    assert not sending.front.conversation.sent_strip.isVisible()


def test_a_draft_that_was_sent_before_comes_back_with_the_reason(sending: MainWindow, qtbot: QtBot) -> None:
    write(sending, qtbot, "again")
    leave(sending, qtbot)
    sending.sending.hear(SendEnded(INES, "refused", AlreadySending()))
    assert sending.front.conversation.composer.text() == "again"
    assert "sent before" in sending.front.conversation.notice.title.text()


def test_text_of_an_earlier_run_lies_in_its_composer(
    reaching: ScriptedDesk, conductor: ScriptedConductor, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    reaching.letters[INES] = letter(Stage.TAKEN_BACK)
    window = open_window()
    pane = window.front.conversation
    assert pane.composer.text() == "Kept words"
    assert pane.sent_strip.accessibleName().startswith("Not sent to Ines")
    click(qtbot, pane.sent_strip.close_button)
    window.front.inbox.select(DELE)
    window.front.inbox.select(INES)
    assert pane.composer.text() == "Kept words"
    assert ("let_go_send", INES) not in conductor.wishes
    pane.composer.edit.selectAll()
    qtbot.keyClick(pane.composer.edit, Key.Key_Delete)
    window.front.inbox.select(DELE)
    assert conductor.wishes[-1] == ("let_go_send", INES)


def test_a_reply_lost_in_a_crash_is_told_when_sotto_starts(sending: MainWindow, reaching: ScriptedDesk) -> None:
    reaching.letters[DELE] = letter(Stage.TAKEN_BACK, conversation_id=DELE)
    sending.sending.hear(SendEnded(DELE, "taken_back"))
    assert sending.dock.accessibleName().startswith("Not sent to Dele")
    sending.front.inbox.select(DELE)
    assert sending.front.conversation.composer.text() == "Kept words"
    assert not sending.dock.isVisible()
