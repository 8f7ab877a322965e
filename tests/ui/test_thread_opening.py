"""A long thread in pieces; what is kept closed, and what it takes to open it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from photographer import DELE, INES, NOW, flag, line
from PySide6.QtCore import QProcess, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from engine.domain import Severity
from ui import thread_opening
from ui.ask_first import AskFirst
from ui.main_window import MainWindow
from ui.thread_opening import plain_address
from ui.thread_pages import MOST_LINES
from ui.thread_view import ThreadView

Key = Qt.Key


def long_thread(desk: ScriptedDesk, n_lines: int = 900) -> None:
    desk.threads[DELE] = [
        line(n, f"message {n}", NOW - timedelta(minutes=2 * (n_lines - n)), sender="", from_me=n % 3 == 0)
        for n in range(1, n_lines + 1)
    ]


def asking(window: MainWindow) -> AskFirst:
    return next(one for one in window.findChildren(AskFirst) if one.isVisible())


def select(view: ThreadView, kind: str) -> None:
    """Make the row with such a file or link current."""
    row = next(n for n in range(view.rows.rowCount()) if kind in view.rows.item(n).text)
    view.setCurrentIndex(view.rows.index(row))
    view.setFocus()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[QUrl]:
    """What was handed to other programs."""
    found: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(url))
    return found


def test_a_long_thread_holds_no_more_than_a_window_of_lines(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk)
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    for _ in range(12):
        view.verticalScrollBar().setValue(0)
    assert view.rows.lines[0].message_id < 400
    assert len(view.rows.lines) <= MOST_LINES
    assert not view.at_bottom()
    for _ in range(20):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert view.rows.lines[-1].message_id == 900
    assert view.at_bottom()


def test_scrolling_down_again_keeps_the_place(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk)
    window.front.open_conversation(DELE, 300)
    view = window.front.conversation.messages
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() - 90)
    top = view.rows.item(view.indexAt(view.viewport().rect().topLeft()).row()).message_id
    bar.setValue(bar.maximum() - 60)
    shown = view.rows.item(view.indexAt(view.viewport().rect().topLeft()).row()).message_id
    assert abs(shown - top) <= 1
    assert len(view.rows.lines) > desk.page


def test_end_goes_to_the_newest_line_from_anywhere(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    long_thread(desk)
    window.front.open_conversation(DELE, 40)
    view = window.front.conversation.messages
    assert view.rows.row_of(40) is not None
    assert view.rows.row_of(900) is None
    qtbot.keyClick(view, Key.Key_End)
    assert view.at_bottom()
    assert view.rows.lines[-1].message_id == 900


def test_what_comes_while_reading_far_up_is_counted_below(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk)
    window.front.open_conversation(DELE, 40)
    view = window.front.conversation.messages
    desk.threads[DELE] = [*desk.threads[DELE], line(901, "new", NOW + timedelta(seconds=1), sender="")]
    window.front.conversation.reload()
    assert view.pill.text() == "1 below"
    assert view.rows.row_of(40) is not None


def test_marks_of_what_was_answered_since_are_not_painted_far_up(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk)
    window.front.open_conversation(DELE, 40)
    view = window.front.conversation.messages
    text = next(one.text for one in desk.threads[DELE] if one.message_id == 40)
    view.reload([flag("act_now", text, "message", 40, Severity.LOW, "scam")])
    assert view.rows.marks() == []


def test_space_asks_before_a_link_is_opened_and_shows_all_of_it(
    window: MainWindow, opened: list[QUrl], qtbot: QtBot
) -> None:
    window.front.inbox.select(INES)
    view = window.front.conversation.messages
    select(view, "Westmere")
    qtbot.keyClick(view, Key.Key_Space)
    card = asking(window)
    assert card.facts.text() == "https://maps.example/westmere"
    assert card.buttons[-1].hasFocus()
    qtbot.keyClick(card, Key.Key_Return)
    assert opened == []
    assert not card.isVisible()
    assert view.hasFocus()
    qtbot.keyClick(view, Key.Key_Space)
    qtbot.mouseClick(asking(window).buttons[0], Qt.MouseButton.LeftButton)
    assert opened == [QUrl("https://maps.example/westmere")]


def test_a_click_on_a_link_asks_too_and_its_address_can_be_copied(
    window: MainWindow, opened: list[QUrl], qtbot: QtBot
) -> None:
    window.front.inbox.select(INES)
    view = window.front.conversation.messages
    select(view, "Westmere")
    view.scrollTo(view.currentIndex())
    place = view.visualRect(view.currentIndex())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.topLeft() + place.center() - place.center())
    body = view.delegate.shapes.shape(view.rows.item(view.currentIndex().row()), view.delegate.width).body
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.topLeft() + body.center().toPoint())
    qtbot.mouseClick(asking(window).buttons[1], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "https://maps.example/westmere"
    assert opened == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://аpple.com/login", "https://xn--pple-43d.com/login"),
        ("https://bank.example/\u202egpj.exe", "https://bank.example/%E2%80%AEgpj.exe"),
        ("https://bank.example@evil.example/x", None),
        ("javascript:alert(1)", None),
        ("https://a.example/" + "x" * 2000, None),
    ],
)
def test_an_address_is_shown_as_it_really_is(url: str, shown: str | None) -> None:
    assert plain_address(url) == shown


def file_thread(desk: ScriptedDesk, tmp_path: Path) -> Path:
    place = tmp_path / "IMG_2041.heic"
    place.write_bytes(b"x")
    desk.files[(10, 1)] = place
    return place


def test_a_file_is_looked_at_by_the_system_on_a_mac(
    window: MainWindow,
    desk: ScriptedDesk,
    opened: list[QUrl],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place, started = file_thread(desk, tmp_path), []
    monkeypatch.setattr(thread_opening.sys, "platform", "darwin")
    monkeypatch.setattr(thread_opening.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(QProcess, "startDetached", lambda *told: started.append(told))
    window.front.inbox.select(INES)
    view = window.front.conversation.messages
    select(view, "IMG_2041")
    qtbot.keyClick(view, Key.Key_Space)
    assert started == [("/usr/bin/qlmanage", ["-p", str(place)])]
    assert opened == []


def test_elsewhere_a_file_is_asked_for_first(
    window: MainWindow, desk: ScriptedDesk, opened: list[QUrl], tmp_path: Path, qtbot: QtBot
) -> None:
    place = file_thread(desk, tmp_path)
    window.front.inbox.select(INES)
    view = window.front.conversation.messages
    select(view, "IMG_2041")
    qtbot.keyClick(view, Key.Key_Space)
    card = asking(window)
    assert card.facts.text() == str(place)
    qtbot.keyClick(card, Key.Key_Escape)
    assert opened == []
    qtbot.keyClick(view, Key.Key_Space)
    qtbot.mouseClick(asking(window).buttons[0], Qt.MouseButton.LeftButton)
    assert opened == [QUrl.fromLocalFile(str(place))]


def test_a_file_that_is_gone_says_so(window: MainWindow, opened: list[QUrl], qtbot: QtBot) -> None:
    window.front.inbox.select(INES)
    view = window.front.conversation.messages
    select(view, "IMG_2041")
    qtbot.keyClick(view, Key.Key_Space)
    assert "not on this machine" in asking(window).facts.text()


def test_a_quote_leads_to_what_it_quotes(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    window.front.inbox.select(9)
    view = window.front.conversation.messages
    row = next(n for n in range(view.rows.rowCount()) if view.rows.item(n).quote)
    shape = view.delegate.shapes.shape(view.rows.item(row), view.delegate.width)
    assert shape.quote is not None
    place = view.visualRect(view.rows.index(row)).topLeft()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place + shape.quote.center().toPoint())
    assert view.rows.item(view.currentIndex().row()).message_id == 91


def test_u_makes_unread_and_the_row_shows_how_much(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_U)
    assert conductor.wishes[-1] == ("mark_unread", INES)
    desk.change(DELE, unread=3)
    window.front.reading.at_once()
    row = window.front.inbox.rows.row_of(DELE)
    spoken = window.front.inbox.rows.index(row or 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "3 unread" in spoken
