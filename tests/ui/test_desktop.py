"""Around the window: tray, staying and quitting, pausing, knocking, starting with the session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from photographer import DELE, INES, NOW, inbox_row
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app.events import PauseChanged, ReminderDue, SocketsChanged
from app.settings import Notify
from engine.asked import Reminder, ReminderState
from engine.domain import State
from ui import tray_icon
from ui.commands import commands
from ui.desktop import Desktop
from ui.last_word import LastWord
from ui.main_window import MainWindow
from ui.tray import Tray

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class StandInTray(Tray):
    """A tray whose presence a test decides, and which keeps what it was to show."""

    def __init__(self) -> None:
        super().__init__()
        self.there = True
        self.knocked: list[tuple[str, str]] = []

    @property
    def available(self) -> bool:
        return self.there

    def knock(self, title: str, text: str) -> bool:
        self.knocked.append((title, text))
        return True


@pytest.fixture
def tray(qapp: object) -> StandInTray:
    return StandInTray()


@pytest.fixture
def desktop(
    qtbot: QtBot, window: MainWindow, tray: StandInTray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desktop]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    window.preferences.change(quiet_from="00:00", quiet_to="00:00")
    made = Desktop(window, window.preferences.home, tray=tray)
    qtbot.addWidget(made.quick)
    made.begin()
    window.front.reading.at_once()
    yield made
    QApplication.setQuitOnLastWindowClosed(True)
    made.end()


def closings(window: MainWindow) -> list[bool]:
    told: list[bool] = []
    window.closing.connect(lambda: told.append(True))
    return told


# ---- the tray


def test_the_menu_says_what_it_does(desktop: Desktop, tray: StandInTray) -> None:
    shown = [action.text().partition("\t")[0] for action in tray.menu.actions() if action.text()]
    assert shown == ["Open Sotto", "Quick reply", "Pause 1 h", "Sockets opened: 0", "Training off", "Quit Sotto"]


def test_only_what_is_urgent_is_counted(
    desktop: Desktop, window: MainWindow, tray: StandInTray, desk: ScriptedDesk
) -> None:
    assert tray.icon.toolTip() == "Sotto, 1 urgent"
    desk.rows = [replace(row, level="today") for row in desk.rows]
    window.front.reading.at_once()
    assert tray.icon.toolTip() == "Sotto"


def test_the_icon_is_of_one_colour_numbered_and_dimmed_by_a_pause(qapp: object) -> None:
    plain, counted = tray_icon.drawn(0, paused=False), tray_icon.drawn(3, paused=False)
    dimmed = tray_icon.drawn(0, paused=True)
    assert picture(plain) != picture(counted)
    assert strongest(dimmed) < strongest(plain)
    colours = {colour.rgb() & 0xFFFFFF for colour in pixels(plain) if colour.alpha() == 255}
    assert colours == {tray_icon.ink().rgb() & 0xFFFFFF}


def pixels(icon: QIcon) -> list[QColor]:
    image = icon.pixmap(32, 32).toImage()
    return [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]


def picture(icon: QIcon) -> list[int]:
    return [colour.rgba() for colour in pixels(icon)]


def strongest(icon: QIcon) -> int:
    return max(colour.alpha() for colour in pixels(icon))


def test_a_left_click_opens_quick_reply_and_another_one_closes_it(desktop: Desktop, tray: StandInTray) -> None:
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert desktop.quick.isVisible()
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert not desktop.quick.isVisible()


def test_a_right_click_opens_only_the_menu(desktop: Desktop, tray: StandInTray) -> None:
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert not desktop.quick.isVisible()


def test_figures_follow_the_core_and_the_settings(desktop: Desktop, window: MainWindow, tray: StandInTray) -> None:
    desktop.hear(SocketsChanged(2))
    window.preferences.change(train_at="02:30")
    assert tray.sockets.text() == "Sockets opened: 2"
    assert tray.training.text() == "Training tonight at 02:30"


# ---- staying and quitting


def test_closing_the_window_ends_sotto_unless_it_is_to_stay(window: MainWindow, desktop: Desktop) -> None:
    told = closings(window)
    window.close()
    assert told == [True]


def test_a_window_that_is_to_stay_goes_into_the_tray(window: MainWindow, desktop: Desktop, tray: StandInTray) -> None:
    window.preferences.change(keep_running=True)
    told = closings(window)
    window.close()
    assert not window.isVisible()
    assert told == []
    assert not QApplication.quitOnLastWindowClosed()
    tray.open.trigger()
    assert window.isVisible()


def test_quick_reply_works_while_the_window_is_away(qtbot: QtBot, window: MainWindow, desktop: Desktop) -> None:
    window.preferences.change(keep_running=True)
    window.close()
    desktop.hotkey.pressed.emit(0)
    qtbot.waitUntil(desktop.quick.isActiveWindow)
    qtbot.keyClick(desktop.quick, Qt.Key.Key_O)
    assert window.isVisible()


@pytest.mark.parametrize("way", ["tray", "key", "system"])
def test_quit_ends_it_also_then(window: MainWindow, desktop: Desktop, tray: StandInTray, way: str) -> None:
    window.preferences.change(keep_running=True)
    told = closings(window)
    match way:
        case "tray":
            tray.quit.trigger()
        case "key":
            window.acts["quit"]()
        case _:
            desktop.system_quits()
            window.close()
    assert told == [True]


def test_without_a_tray_closing_says_once_that_it_stops(
    window: MainWindow, desktop: Desktop, tray: StandInTray
) -> None:
    tray.there = False
    window.preferences.change(keep_running=True)
    told = closings(window)
    window.close()
    (asked,) = window.findChildren(LastWord)
    assert asked.text.text() == "Sotto will stop, because this desktop has no tray."
    assert window.isVisible()
    asked.stay.click()
    assert (told, window.isVisible()) == ([], True)
    window.close()
    assert told == [True]


def test_the_answer_may_be_to_stop_at_once(window: MainWindow, desktop: Desktop, tray: StandInTray) -> None:
    tray.there = False
    window.preferences.change(keep_running=True)
    told = closings(window)
    window.close()
    window.findChildren(LastWord)[0].stop.click()
    assert told == [True]


def test_every_act_of_the_tray_is_in_the_window(window: MainWindow, desktop: Desktop) -> None:
    offered = {command.words for command in commands(window)}
    assert {"Quick reply", "Pause Sotto for 1 h", "Go on after a pause", "Quit Sotto"} <= offered


def test_what_the_tray_tells_leads_where_it_leads_in_the_status_bar(
    qtbot: QtBot, window: MainWindow, desktop: Desktop, tray: StandInTray
) -> None:
    window.hide()
    for told, pressed in ((tray.sockets, window.status.sockets_wished), (tray.training, window.status.training_wished)):
        with qtbot.waitSignal(pressed):
            told.trigger()
        assert window.isVisible()
    desktop.rests = lambda: True
    with qtbot.assertNotEmitted(window.status.sockets_wished):
        tray.sockets.trigger()


def test_another_start_brings_the_window_back(window: MainWindow, desktop: Desktop) -> None:
    window.preferences.change(keep_running=True)
    window.close()
    window.wished.emit("raise")
    assert window.isVisible()


# ---- pausing


def test_pausing_is_wished_for_an_hour_and_shown_when_it_holds(
    window: MainWindow, desktop: Desktop, tray: StandInTray, conductor: ScriptedConductor
) -> None:
    tray.pause.trigger()
    assert conductor.wishes[-1] == ("pause", NOW + timedelta(hours=1))
    assert tray.pause.text() == "Pause 1 h"
    desktop.hear(PauseChanged(NOW + timedelta(hours=1)))
    assert (tray.pause.text(), tray.icon.toolTip()) == ("Go on", "Sotto, paused")
    assert desktop.quick.foot.pause.text() == "go on"
    window.acts["pause"]()
    assert conductor.wishes[-1] == ("go_on",)
    desktop.hear(PauseChanged(None))
    assert tray.pause.text() == "Pause 1 h"


def test_p_pauses_from_quick_reply(qtbot: QtBot, desktop: Desktop, conductor: ScriptedConductor) -> None:
    desktop.quick.open()
    qtbot.waitUntil(desktop.quick.isActiveWindow)
    qtbot.keyClick(desktop.quick, Qt.Key.Key_P)
    assert conductor.wishes[-1][0] == "pause"
    desktop.hear(PauseChanged(NOW + timedelta(hours=1)))
    assert desktop.quick.said.text().startswith("Paused until ")


# ---- knocking


@pytest.fixture
def away(window: MainWindow, desktop: Desktop, desk: ScriptedDesk) -> MainWindow:
    """The person looks at another program; what waited before is known."""
    desktop.notifications.look()
    window.hide()
    QApplication.processEvents()
    return window


def arrives(window: MainWindow, desk: ScriptedDesk, number: int, name: str) -> None:
    desk.rows.insert(0, inbox_row(number, name, "please call", level="now", chip="Now · problem", waiting_seconds=5))
    window.front.reading.at_once()


def test_something_urgent_knocks_once_without_what_was_written(
    desktop: Desktop, away: MainWindow, tray: StandInTray, desk: ScriptedDesk
) -> None:
    tray.knocked.clear()
    arrives(away, desk, 50, "Nadia Brandt")
    away.front.reading.at_once()
    assert tray.knocked == [("Nadia Brandt needs an answer now", "")]


def test_a_click_on_it_opens_quick_reply_there(
    qtbot: QtBot, desktop: Desktop, away: MainWindow, tray: StandInTray, desk: ScriptedDesk
) -> None:
    arrives(away, desk, 51, "Nadia Brandt")
    arrives(away, desk, 50, "Ottilie Reyes")
    tray.knock_answered.emit()
    assert desktop.quick.isVisible()
    assert desktop.quick.entry is not None
    assert desktop.quick.entry.number == 50


def test_nothing_knocks_in_a_pause_and_its_end_does(
    desktop: Desktop, away: MainWindow, tray: StandInTray, desk: ScriptedDesk
) -> None:
    tray.knocked.clear()
    desktop.hear(PauseChanged(NOW + timedelta(hours=1)))
    arrives(away, desk, 50, "Nadia Brandt")
    assert tray.knocked == []
    desktop.hear(PauseChanged(None))
    assert tray.knocked == [("Nadia Brandt needs an answer now", "")]


def test_nothing_is_nothing(desktop: Desktop, away: MainWindow, tray: StandInTray, desk: ScriptedDesk) -> None:
    tray.knocked.clear()
    away.preferences.change(notify=Notify.NOTHING)
    arrives(away, desk, 50, "Nadia Brandt")
    assert tray.knocked == []


def test_a_reminder_knocks(desktop: Desktop, away: MainWindow, tray: StandInTray, desk: ScriptedDesk) -> None:
    tray.knocked.clear()
    desk.reminded.append(
        Reminder("7", "send the invoice", None, "", NOW, "Europe/London", ReminderState.FIRED, NOW, "command", NOW)
    )
    desktop.hear(ReminderDue("7"))
    assert tray.knocked == [("A reminder is due", "")]


def test_snooze_on_a_notification_sets_the_conversation_aside(
    desktop: Desktop, away: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor
) -> None:
    arrives(away, desk, 50, "Nadia Brandt")
    knock = desktop.notifications._last
    desktop.notifications._notes.answered.emit(knock, "snooze")
    assert conductor.wishes[-1] == ("snooze", 50, NOW + timedelta(hours=1))


# ---- starting with the session


def test_starting_with_the_session_is_a_file_that_comes_and_goes(
    desktop: Desktop, window: MainWindow, tmp_path: Path
) -> None:
    file = tmp_path / "config/autostart/sotto.desktop"
    window.preferences.change(start_at_login=True)
    assert f'"--home" "{window.preferences.home.root}"' in file.read_text(encoding="utf-8")
    window.preferences.change(start_at_login=False)
    assert not file.exists()


def test_a_session_folder_that_cannot_be_written_is_said(desktop: Desktop, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    window.preferences.change(start_at_login=True)
    assert window.front.conversation.notice.isVisible()


def test_another_key_is_taken_from_the_settings(desktop: Desktop, window: MainWindow) -> None:
    window.preferences.change(quick_reply_key="Ctrl+Alt+Space")
    assert desktop.hotkey.heard is None  # offscreen nothing is heard
    assert desktop.hotkey.why == "no_desktop"
    window.preferences.change(quick_reply_key="")
    assert desktop.hotkey.why is None


def test_rows_that_wait_for_others_are_not_shown(desktop: Desktop, window: MainWindow, desk: ScriptedDesk) -> None:
    desk.rows = [replace(row, state=State.WAITING) if row.conversation_id == INES else row for row in desk.rows]
    window.front.reading.at_once()
    assert desktop.quick.entries[0].number == DELE
