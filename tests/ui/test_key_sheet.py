"""The sheet of keys: whole in every window, and closed by any key that does not move it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.key_sheet import KeySheet
from ui.keys import GOALS
from ui.theme import Theme

SIZES = ((1440, 900, 1.0), (1100, 700, 1.0), (1440, 900, 2.0), (800, 600, 1.5))


def opened(qtbot: QtBot, theme: Theme, width: int, height: int, scale: float, *, place: str = "inbox") -> KeySheet:
    theme.set_scale(scale)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    sheet = KeySheet(theme, window, place=place)
    sheet._kept_alive = window  # type: ignore[attr-defined]  # lives as long
    return sheet


@pytest.mark.parametrize(("width", "height", "scale"), SIZES)
def test_it_stands_whole_inside_the_window_with_room_for_every_word(
    qtbot: QtBot, theme: Theme, width: int, height: int, scale: float
) -> None:
    sheet = opened(qtbot, theme, width, height, scale)
    assert sheet.rect().contains(sheet.panel.geometry())
    seen, chosen = sheet.area.viewport(), sheet.columns.n_columns
    wanted = sheet.columns.arranged(seen.width() + 2)
    assert sheet.columns.n_columns == chosen  # what was chosen fits what is in sight: nothing is cut
    assert seen.height() >= wanted.height() or sheet.area.verticalScrollBar().maximum() > 0


def test_fewer_columns_stand_side_by_side_where_there_is_less_room(qtbot: QtBot, theme: Theme) -> None:
    sheets = [opened(qtbot, theme, *size) for size in SIZES[:3]]
    wide, small, large_text = (sheet.columns.n_columns for sheet in sheets)
    assert wide == len(sheets[0].groups)
    assert wide > small > large_text


def test_every_place_has_its_own_line(qtbot: QtBot, theme: Theme) -> None:
    sheet = opened(qtbot, theme, *SIZES[0])
    assert [line for line in sheet.groups["Go"] if line[0][0] == "G"] == [
        (("G", letter), goal) for letter, goal in GOALS.items()
    ]
    assert (("J", "K"), "next, previous") in sheet.groups["Move"]


def test_each_page_has_the_sheet_of_its_own_keys_and_of_those_that_work_everywhere(qtbot: QtBot, theme: Theme) -> None:
    sheets = {place: opened(qtbot, theme, *SIZES[1], place=place) for place in GOALS.values()}
    training = sheets["training"]
    assert training.accessibleName().startswith("Keys in Training. ")
    assert (("T",), "loss as a table") in training.groups["Tonight"]
    assert {words for _caps, words in training.groups["Samples"]} >= {"leave out, take in", "change words"}
    assert (("←", "→"), "this one is better") in training.groups["Morning report"]
    assert (("E",), "done") in sheets["sprint"].groups["Decide"]
    assert "table of a chart" in sheets["insights"].accessibleName()
    for place, sheet in sheets.items():
        assert "settings" in sheet.accessibleName()
        assert ("choose draft" in sheet.accessibleName()) == (place in ("inbox", "sprint"))
        assert sheet.rect().contains(sheet.panel.geometry())


def test_arrows_move_a_sheet_that_is_higher_than_the_window_and_other_keys_close_it(qtbot: QtBot, theme: Theme) -> None:
    sheet = opened(qtbot, theme, *SIZES[2])
    qtbot.keyClick(sheet, Qt.Key.Key_PageDown)
    assert sheet.isVisible()
    assert sheet.area.verticalScrollBar().value() > 0
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_where_all_of_it_is_in_sight_arrows_close_it_too(qtbot: QtBot, theme: Theme) -> None:
    sheet = opened(qtbot, theme, *SIZES[0])
    qtbot.keyClick(sheet, Qt.Key.Key_Down)
    assert not sheet.isVisible()
