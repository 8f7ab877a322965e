"""A reply leaves the window: looked through, sent with a way back, or copied; and how each end is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import DELE, INES, ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import syncing
from app.conductor import Conductor
from app.events import SendCounting, SendEnded
from app.model_in_use import ModelInUse
from app.send import Mac, Reach
from app.settings import AfterDone
from app.store.outbox import Letter, Stage
from app.vault import throwaway
from engine.problems import AlreadySending, SendingDenied
from importers.demo.chatdb import ChatDatabase
from ui.aside import Aside
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.news import News
from ui.preferences import Preferences
from ui.sending import first_name
from ui.store_desk import StoreDesk
from ui.theme import Theme

sys.path.append(str(Path(__file__).parents[1] / "app"))

import standin_messages as standin

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def opened_urls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that the desktop was asked to open; no program is started."""
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url.toString()) or True)
    return urls


@pytest.fixture
def reaching(desk: ScriptedDesk) -> ScriptedDesk:
    """A desk on a Mac's own messages."""
    desk.reached = {INES: Reach.CHAT, DELE: Reach.CHAT}
    return desk


@pytest.fixture
def sending(reaching: ScriptedDesk, preferences: Preferences, open_window: Callable[..., MainWindow]) -> MainWindow:
    """A window that may send, and stays with a conversation."""
    preferences.change(send_by_script=True, after_done=AfterDone.STAY)
    return open_window()


def write(window: MainWindow, qtbot: QtBot, text: str) -> None:
    edit = window.front.conversation.composer.edit
    edit.setFocus()
    qtbot.keyClicks(edit, text)


def leave(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.conversation.composer.edit, Key.Key_Return, CTRL)


def sent(conductor: ScriptedConductor) -> list[tuple[Any, ...]]:
    return [wish for wish in conductor.wishes if wish[0] in ("send", "send_again")]


def click(qtbot: QtBot, button: Any) -> None:
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def letter(stage: Stage, text: str = "Kept words", **more: Any) -> Letter:
    usual = {"id": 1, "conversation_id": INES, "response_id": None, "problem": None, "began_us": 1}
    return Letter(text=text, stage=stage, **(usual | more))


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


CARD = "my card is 4242 4242 4242 4242"


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


@pytest.mark.parametrize(
    ("name", "short"),
    [("Ines Calloway", "Ines"), ("+44 7700 900142", "+44 7700 900142"), ("A" * 40, "A" * 23 + "…"), ("", "")],
)
def test_whom_it_goes_to_is_named_in_a_line(name: str, short: str) -> None:
    assert first_name(name) == short


def test_everything_from_the_keys_to_messages(
    qtbot: QtBot, theme: Theme, preferences: Preferences, tmp_path: Path
) -> None:
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as chats:
        chat = chats.add_chat([chats.add_handle("+447700900601")])
        chats.add_message(chat, "Could you do Sunday?", at=datetime.now(UTC) - timedelta(hours=1))
    folder = standin.install(tmp_path / "bin", source)
    preferences.change(send_by_script=True, after_done=AfterDone.STAY, undo_s=3)
    with throwaway() as vault:
        syncing.sync_once(vault.db, source=source, contacts=None, reconcile=False, now=lambda: datetime.now(UTC))
        conductor = Conductor(vault, preferences.settings, mac=Mac(own=source, search=str(folder)))
        desks = [StoreDesk(vault.reader(), lambda: datetime.now(UTC), ModelInUse(vault.home), own=source) for _ in "ab"]
        aside = Aside(desks[1])
        window = MainWindow(theme, desks[0], conductor, preferences, aside)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        bridge = Bridge(conductor)
        bridge.told.connect(News(window, desks[0]).hear)
        window.show()
        window.begin()
        window.open_conversation(1)
        conductor.start()
        conductor.follow(source)
        window.front.conversation.composer.edit.insertPlainText("Sunday “14:00” works")
        leave(window, qtbot)
        strip = window.front.conversation.sent_strip
        qtbot.waitUntil(strip.isVisible, timeout=20_000)
        click(qtbot, strip.now)
        qtbot.waitUntil(lambda: not strip.isVisible(), timeout=30_000)
        bridge.close()
        aside.close()
        assert conductor.stop(30.0)
        assert [run["text"] for run in standin.runs(folder)] == ["Sunday “14:00” works"]
        assert window.front.conversation.composer.text() == ""
