"""What an edited message said before: shown beside it by mouse and keys, and gone with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from photographer import DELE, INES, NOW, THEO, line
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk

from app.desk_rows import EarlierWording
from ui.main_window import MainWindow
from ui.palette import Palette
from ui.theme import Theme
from ui.thread_view import ThreadView
from ui.versions_card import NOTHING, VersionsCard

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
EDITED = 90
FIRST = EarlierWording("Could we meet at four?", NOW - timedelta(hours=2))
OLD = EarlierWording("Could we meet at three?", NOW - timedelta(days=30))


def card(window: MainWindow) -> VersionsCard | None:
    return next((one for one in window.findChildren(VersionsCard) if one.isVisible()), None)


def shown(window: MainWindow) -> list[tuple[str, str]]:
    found = card(window)
    assert found is not None
    return found.lines


@pytest.fixture
def view(window: MainWindow, desk: ScriptedDesk) -> ThreadView:
    """The thread of a conversation with one edited message."""
    edited = replace(line(EDITED, "Could we meet at five?", NOW - timedelta(hours=2), sender=""), edited=True)
    desk.threads[DELE] = [line(80, "Hello", NOW - timedelta(hours=3), sender=""), edited]
    desk.wordings[EDITED] = [OLD, FIRST]
    window.front.inbox.select(DELE)
    return window.front.conversation.messages


def focus_on(view: ThreadView, message_id: int) -> None:
    row = view.rows.row_of(message_id)
    assert row is not None
    view.setCurrentIndex(view.rows.index(row))
    view.setFocus()


def test_a_click_on_edited_shows_every_wording_with_its_time(
    view: ThreadView, window: MainWindow, qtbot: QtBot
) -> None:
    row = view.rows.row_of(EDITED)
    assert row is not None
    shape = view.delegate.shapes.shape(view.rows.item(row), view.delegate.width)
    assert shape.footer is not None
    place = view.visualRect(view.rows.index(row)).topLeft() + shape.footer.center().toPoint()
    place += QPoint(0, view.delegate.lead if row == 0 else 0)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    (old, first, now) = shown(window)
    assert old[0].startswith(f"{OLD.said_at.astimezone().day} ") if OLD.said_at else False
    assert [text for _when, text in (old, first, now)] == [OLD.text, FIRST.text, "Could we meet at five?"]
    assert now[0] == "Now"
    assert first[0].count(":") == 1


def test_return_on_the_message_shows_them_and_esc_gives_the_focus_back(
    view: ThreadView, window: MainWindow, qtbot: QtBot
) -> None:
    focus_on(view, EDITED)
    qtbot.keyClick(view, Key.Key_Return)
    found = card(window)
    assert found is not None
    assert found.hasFocus()
    assert FIRST.text in found.accessibleName()
    qtbot.keyClick(found, Key.Key_Escape)
    assert card(window) is None
    assert view.hasFocus()


def test_letters_do_nothing_behind_it(view: ThreadView, window: MainWindow, qtbot: QtBot) -> None:
    focus_on(view, EDITED)
    qtbot.keyClick(view, Key.Key_Return)
    found = card(window)
    assert found is not None
    qtbot.keyClick(found, Key.Key_E)
    head = window.front.conversation.head
    assert head is not None
    assert head.conversation_id == DELE
    assert window.front.inbox.rows.row_of(DELE) is not None


def test_the_menu_of_an_edited_message_offers_them(view: ThreadView, window: MainWindow) -> None:
    def menu_of(message_id: int) -> QMenu:
        row = view.rows.row_of(message_id)
        assert row is not None
        return view.menu_of(view.rows.item(row))

    assert [action.text() for action in menu_of(80).actions()] == ["Copy"]
    copy, versions = menu_of(EDITED).actions()
    assert (copy.text(), versions.text()) == ("Copy", "Show earlier wordings")
    versions.trigger()
    assert shown(window)[0][1] == OLD.text


def test_the_palette_offers_them_only_where_a_message_was_edited(
    view: ThreadView, window: MainWindow, qtbot: QtBot
) -> None:
    def palette() -> Palette:
        qtbot.keyClick(window, Key.Key_K, CTRL)
        found = next(one for one in window.findChildren(Palette) if one.isVisible())
        qtbot.keyClicks(found.edit, "wordings")
        return found

    qtbot.keyClick(palette().edit, Key.Key_Return)
    assert shown(window)[-1] == ("Now", "Could we meet at five?")
    qtbot.keyClick(card(window), Key.Key_Escape)
    window.front.inbox.select(THEO)
    offered = palette()
    texts = [offered.rows.item(row).text() for row in range(offered.rows.rowCount())]
    assert "Show earlier wordings" not in texts


def test_without_an_earlier_wording_it_says_so(
    view: ThreadView, window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    desk.wordings.clear()
    focus_on(view, EDITED)
    qtbot.keyClick(view, Key.Key_Return)
    found = card(window)
    assert found is not None
    assert NOTHING in found.accessibleName()


def test_they_go_at_once_when_the_message_is_unsent(
    view: ThreadView, window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    focus_on(view, EDITED)
    qtbot.keyClick(view, Key.Key_Return)
    assert card(window) is not None
    lines = desk.threads[DELE]
    desk.threads[DELE] = [lines[0], replace(lines[1], unsent=True, edited=False, text="")]
    window.front.conversation.reload()
    assert card(window) is None


def test_another_conversation_closes_them(view: ThreadView, window: MainWindow, qtbot: QtBot) -> None:
    focus_on(view, EDITED)
    qtbot.keyClick(view, Key.Key_Return)
    window.front.inbox.select(INES)
    assert card(window) is None


def test_many_long_wordings_stay_inside_the_window(
    theme: Theme, desk: ScriptedDesk, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    theme.set_scale(2.0)
    window = open_window(1100, 700)
    edited = replace(line(EDITED, "end", NOW - timedelta(hours=2), sender=""), edited=True)
    desk.threads[DELE] = [edited]
    desk.wordings[EDITED] = [EarlierWording(f"{n} " + "long words " * 60, None) for n in range(5)]
    window.front.inbox.select(DELE)
    window.front.conversation.opening.show_newest_versions()
    found = card(window)
    assert found is not None
    assert window.rect().contains(found.geometry())
    assert found.lines[0][0] == "Earlier"
