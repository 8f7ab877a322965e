"""The command palette: what it finds, what it runs, and where the focus goes afterwards."""

from __future__ import annotations

from photographer import INES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted_conductor import ScriptedConductor

from ui.commands import GO, PEOPLE, THIS, commands, found
from ui.main_window import MainWindow
from ui.palette import COMMAND, Palette

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def opened(window: MainWindow, qtbot: QtBot) -> Palette:
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.front.inbox.list, Key.Key_K, Control)
    palette = window.findChild(Palette)
    assert isinstance(palette, Palette)
    return palette


def words(palette: Palette) -> list[str]:
    return [palette.rows.index(n, 0).data() for n in range(palette.rows.rowCount())]


def test_it_opens_on_everything_with_the_first_command_chosen(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    assert palette.edit.hasFocus()
    assert words(palette)[:2] == [THIS, "Snooze until…"]
    assert palette.list.currentIndex().data() == "Snooze until…"
    assert {GO, PEOPLE} <= set(words(palette))


def test_a_command_runs_and_the_focus_goes_back(window: MainWindow, qtbot: QtBot, conductor: ScriptedConductor) -> None:
    palette = opened(window, qtbot)
    qtbot.keyClicks(palette.edit, "done")
    assert palette.list.currentIndex().data() == "Done with Ines"
    qtbot.keyClick(palette.edit, Key.Key_Return)
    assert ("done", INES) in conductor.wishes
    assert not palette.isVisible()
    assert window.front.inbox.list.hasFocus()


def test_other_names_and_misspellings_are_found(window: MainWindow) -> None:
    offered = commands(window)
    assert found(offered, "later")[0].words == "Snooze until…"
    assert found(offered, "archive")[0].words == "Done with Ines"
    assert found(offered, "setings")[0].words == "Settings"
    assert found(offered, "wri rep")[0].words == "Write a reply"
    assert found(offered, "xqzw") == []


def test_people_are_found_and_gone_to(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    qtbot.keyClicks(palette.edit, "Saskia")
    assert words(palette) == [PEOPLE, "Saskia Penn"]
    assert palette.list.currentIndex().data(COMMAND).note == "Ready to book"
    qtbot.keyClick(palette.edit, Key.Key_Return)
    head = window.front.conversation.head
    assert head is not None
    assert head.name == "Saskia Penn"


def test_arrows_pass_over_headings_and_go_round(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    seen = []
    for _ in range(palette.rows.rowCount()):
        seen.append(palette.list.currentIndex().data(COMMAND))
        qtbot.keyClick(palette.edit, Key.Key_Down)
    assert None not in seen
    assert seen[0] in seen[1:]
    qtbot.keyClick(palette.edit, Key.Key_Up)
    assert palette.list.currentIndex().data(COMMAND) is not None


def test_nothing_fits_is_said_and_return_does_nothing(
    window: MainWindow, qtbot: QtBot, conductor: ScriptedConductor
) -> None:
    palette = opened(window, qtbot)
    before = list(conductor.wishes)
    qtbot.keyClicks(palette.edit, "xqzw")
    assert words(palette) == []
    assert palette._nothing.isVisible()
    qtbot.keyClick(palette.edit, Key.Key_Return)
    assert palette.isVisible()
    assert conductor.wishes == before


def test_escape_and_a_press_beside_it_close_it(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    qtbot.keyClick(palette.edit, Key.Key_Escape)
    assert not palette.isVisible()
    assert window.front.inbox.list.hasFocus()
    QApplication.processEvents()
    again = opened(window, qtbot)
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton, pos=again.rect().bottomLeft())
    assert not again.isVisible()


def test_letters_typed_into_it_are_no_shortcuts(window: MainWindow, qtbot: QtBot, conductor: ScriptedConductor) -> None:
    palette = opened(window, qtbot)
    before = list(conductor.wishes)
    qtbot.keyClicks(palette.edit, "eehznx1")
    assert palette.edit.text() == "eehznx1"
    assert conductor.wishes == before


def test_a_row_tells_its_keys_to_a_screen_reader(window: MainWindow, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    spoken = palette.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Snooze until…, H"


def test_until_they_write_sets_aside(window: MainWindow, qtbot: QtBot, conductor: ScriptedConductor) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.front.inbox.list, Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert ("snooze_until_they_write", INES) in conductor.wishes
    assert window.front.inbox.current() != INES
