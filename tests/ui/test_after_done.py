"""What is shown after a conversation was answered or done: the next one, or the same while the person stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from at_once import AtOnce
from photographer import DELE, INES, THEO
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app.send import Reach
from app.settings import AfterDone
from ui.main_window import MainWindow
from ui.palette import Palette
from ui.preferences import Preferences
from ui.theme import Theme

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
Ending = Callable[[MainWindow, QtBot], None]


@pytest.fixture(autouse=True)
def opened_urls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that the desktop was asked to open; no program is started."""
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url.toString()) or True)
    return urls


def open_id(window: MainWindow) -> int | None:
    head = window.front.conversation.head
    return None if head is None else head.conversation_id


def opened(open_window: Callable[..., MainWindow], qtbot: QtBot) -> MainWindow:
    """A window that has the keys."""
    window = open_window()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def press_e(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_E)


def press_done(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.front.conversation.header.done, Qt.MouseButton.LeftButton)


def choose_done_in_the_palette(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Key.Key_K, CTRL)
    palette = next(one for one in window.findChildren(Palette) if one.isVisible())
    qtbot.keyClicks(palette.edit, "done")
    qtbot.keyClick(palette.edit, Key.Key_Return)


def write_and_go(window: MainWindow, qtbot: QtBot) -> None:
    edit = window.front.conversation.composer.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "See you then")
    qtbot.keyClick(edit, Key.Key_Return, CTRL)


ENDINGS = [
    pytest.param(press_e, id="E"),
    pytest.param(press_done, id="the Done button"),
    pytest.param(choose_done_in_the_palette, id="the palette"),
    pytest.param(write_and_go, id="send"),
]


@pytest.fixture
def reaching(desk: ScriptedDesk, preferences: Preferences) -> ScriptedDesk:
    """A desk whose conversations may be sent to."""
    desk.reached = {INES: Reach.CHAT, DELE: Reach.CHAT, THEO: Reach.CHAT}
    preferences.change(send_by_script=True)
    return desk


@pytest.mark.parametrize("end", ENDINGS)
def test_the_next_conversation_comes_however_this_one_ended(
    end: Ending, reaching: ScriptedDesk, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = opened(open_window, qtbot)
    end(window, qtbot)
    assert open_id(window) == DELE == window.front.inbox.current()
    assert window.front.inbox.rows.row_of(INES) is None
    assert window.front.inbox.list.hasFocus()


@pytest.mark.parametrize("end", ENDINGS)
def test_who_stays_keeps_the_conversation_open_and_its_row_goes(
    end: Ending, reaching: ScriptedDesk, preferences: Preferences, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    preferences.change(after_done=AfterDone.STAY)
    window = opened(open_window, qtbot)
    end(window, qtbot)
    assert open_id(window) == INES
    assert window.front.inbox.rows.row_of(INES) is None
    assert window.front.inbox.current() is None
    assert window.front.inbox.list.hasFocus()


def test_a_copied_reply_brings_the_next_conversation_and_its_row_waits_for_the_answer(
    desk: ScriptedDesk, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    desk.reached = {INES: Reach.COPY}
    window = opened(open_window, qtbot)
    write_and_go(window, qtbot)
    assert QGuiApplication.clipboard().text() == "See you then"
    assert open_id(window) == DELE
    assert window.front.inbox.rows.row_of(INES) is not None
    assert window.front.conversation.notice.isVisible()


def test_a_copied_reply_stays_where_the_person_stays(
    desk: ScriptedDesk, preferences: Preferences, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    desk.reached = {INES: Reach.COPY}
    preferences.change(after_done=AfterDone.STAY)
    window = opened(open_window, qtbot)
    write_and_go(window, qtbot)
    assert open_id(window) == INES == window.front.inbox.current()
    assert window.front.conversation.composer.text() == "See you then"


def test_from_what_stayed_open_j_and_k_go_to_its_neighbours(
    preferences: Preferences, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    preferences.change(after_done=AfterDone.STAY)
    window = opened(open_window, qtbot)
    qtbot.keyClick(window.front.inbox.list, Key.Key_J)
    press_e(window, qtbot)
    assert open_id(window) == DELE
    qtbot.keyClick(window.front.inbox.list, Key.Key_J)
    assert open_id(window) == THEO
    qtbot.keyClick(window.front.inbox.list, Key.Key_K)
    assert open_id(window) == INES


def test_the_last_conversation_stays_open_too_and_undo_selects_its_row(
    preferences: Preferences, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    preferences.change(after_done=AfterDone.STAY)
    window = opened(open_window, qtbot)
    qtbot.keyClick(window.front.inbox.list, Key.Key_End)
    last = open_id(window)
    press_e(window, qtbot)
    assert open_id(window) == last
    qtbot.keyClick(window.front.inbox.list, Key.Key_Z)
    window.front.reading.at_once()
    assert window.front.inbox.current() == last == open_id(window)


def test_the_wish_holds_from_the_moment_it_is_changed(
    window: MainWindow, preferences: Preferences, qtbot: QtBot
) -> None:
    preferences.change(after_done=AfterDone.STAY)
    press_e(window, qtbot)
    assert open_id(window) == INES
    preferences.change(after_done=AfterDone.NEXT)
    qtbot.keyClick(window.front.inbox.list, Key.Key_J)
    press_e(window, qtbot)
    assert open_id(window) == THEO


def test_a_row_that_collapses_under_who_stays_opens_nothing_else(
    qtbot: QtBot, desk: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences
) -> None:
    preferences.change(after_done=AfterDone.STAY)
    window = MainWindow(Theme(mode="light", reduced_motion=False), desk, conductor, preferences, AtOnce(desk))
    qtbot.addWidget(window)
    window.show()
    window.begin()
    opened: list[int] = []
    window.front.inbox.opened.connect(lambda number, _message: opened.append(number))
    window.front.finish()
    assert window.front.inbox.rows.row_of(INES) is not None
    qtbot.waitUntil(lambda: window.front.inbox.rows.row_of(INES) is None)
    assert opened == []
    assert open_id(window) == INES
